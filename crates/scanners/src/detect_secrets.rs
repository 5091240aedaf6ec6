//! detect-secrets' baseline (github.com/Yelp/detect-secrets, "Baseline"). Its hash is a SHA-1 without a key: whoever has it can try out
//! short secrets, so that it only serves as identity under our key. What a person marked as no secret is suppressed.

use crate::author::{Finding, Place, Rule, Run, Suppression};
use crate::error::Error;
use crate::format::Reader;
use crate::node::Node;
use crate::severity::{Level, Severity};
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "detect-secrets",
    made_by: "detect-secrets scan > .secrets.baseline",
    tool: "detect-secrets",
    home: "https://github.com/Yelp/detect-secrets",
    is: |source| {
        let root = source.root();
        root.has("plugins_used") && root.node("results").value.is_object()
    },
    read,
};

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let root = source.root();
    run.version(root.or_empty("version"));
    if root.maybe("plugins_used")?.is_empty() {
        run.incomplete("the scan", "no plugin was in use, so that no kind of secret was looked for");
    }
    for (file, secrets) in root.object("results")? {
        for secret in secrets.items()? {
            let finding = finding(file, &secret, run)?;
            run.add(finding)?;
        }
    }
    Ok(())
}

fn finding(file: &str, secret: &Node<'_>, run: &mut Run<'_>) -> Result<Finding, Error> {
    let kind = secret.need("type")?;
    let hash = secret.or_empty("hashed_secret");
    let mark = run.hide(hash);
    let identity = run.identity(hash).unwrap_or_default();
    let audited = secret.node("is_secret").value.as_bool();
    let cleared = (audited == Some(false)).then(|| Suppression::external("audited in the baseline: no secret"));
    let rule = Rule::new(kind).title(kind).security().tag("secret").cwes(&["798".to_owned()]);
    let line = secret.whole("line_number").ok_or_else(|| secret.error("line_number", "a line is missing"))?;
    Ok(Finding::new(rule, &format!("{kind}: {mark}"), Severity::fixed("", Level::Error, 80))
        .at(Place::file(secret.text("filename").unwrap_or(file)).line(Some(line)))
        .suppressed(cleared)
        .fingerprint("secretHmac/v1", &identity)
        .property("verified", secret.flag("is_verified"))
        .property("audited", audited))
}
