//! Safety's JSON of `check` (version 2), with a banner before it or not, and the list of five texts of version 1. Severities are often null, and a
//! package without a pinned version is ignored unless one asks: it is suppressed, and says so. The report counts packages and vulnerabilities.

use crate::advisory::Vulnerability;
use crate::author::{Finding, Run, Suppression};
use crate::error::Error;
use crate::format::Reader;
use crate::node::Node;
use crate::package::Package;
use crate::severity::Severity;
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "safety-v2",
    made_by: "safety check -r requirements.txt --output json > safety.json",
    tool: "Safety",
    home: "https://safetycli.com/",
    is: |source| {
        let root = source.root();
        (root.has("report_meta") && root.has("vulnerabilities")) || is_tuple(&source.first())
    },
    read,
};

fn is_tuple(node: &Node<'_>) -> bool {
    node.value
        .as_array()
        .is_some_and(|list| list.len() >= 5 && list.iter().take(5).all(serde_json::Value::is_string))
}

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let root = source.root();
    if !root.value.is_object() {
        return tuples(source, run);
    }
    let meta = root.node("report_meta");
    run.version(meta.or_empty("safety_version"));
    let scanned = meta.texts("scanned");
    let path = scanned.first().filter(|_| scanned.len() == 1 && meta.text("scan_target") == Some("files"));
    if meta.whole("packages_found") == Some(0) {
        run.incomplete("the scan", "Safety found no package");
    }
    for (key, count, ignored) in [
        ("vulnerabilities", "vulnerabilities_found", false),
        ("ignored_vulnerabilities", "vulnerabilities_ignored", true),
    ] {
        let items = root.maybe(key)?;
        run.claimed(&meta, count, items.len(), "the vulnerabilities");
        for item in items {
            run.add(finding(&item, ignored, path)?)?;
        }
    }
    Ok(())
}

fn finding(item: &Node<'_>, ignored: bool, path: Option<&String>) -> Result<Finding, Error> {
    let mut ids = vec![
        item.scalar("vulnerability_id").ok_or_else(|| item.error("vulnerability_id", "an id is missing"))?,
    ];
    ids.extend(item.texts("CVE"));
    let package = Package::new("pypi", item.need("package_name")?, item.or_empty("analyzed_version"));
    let severity = item.node("severity");
    let (three, two) = (severity.node("cvssv3"), severity.node("cvssv2"));
    let score = three.score("base_score").or_else(|| two.score("base_score"));
    let word = three.text("base_severity").unwrap_or_default();
    let mut found = Vulnerability::new(ids, package, Severity::word(word, score));
    item.or_empty("advisory").clone_into(&mut found.description);
    item.or_empty("more_info_url").clone_into(&mut found.url);
    found.fixed = item.texts("fixed_versions");
    found.path = path.cloned();
    let suppression = (ignored || item.flag("ignored")).then(|| {
        let reason = item.text("ignored_reason").unwrap_or("ignored by Safety's policy");
        Suppression::external(reason).until(item.or_empty("ignored_expires"))
    });
    Ok(found.finding().suppressed(suppression).property("vulnerableSpec", item.texts("vulnerable_spec")))
}

/// Version 1: `[package, spec, version, advisory, id]`.
fn tuples(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    for item in source.entries()? {
        let fields = item.items()?;
        let text = |at: usize| fields.get(at).and_then(|field| field.value.as_str()).unwrap_or_default();
        if !is_tuple(&item) {
            return Err(item.error("", format!("five texts are expected, here are {}", fields.len())));
        }
        let package = Package::new("pypi", text(0), text(2));
        let mut found = Vulnerability::new(vec![text(4).to_owned()], package, Severity::word("", None));
        text(3).clone_into(&mut found.description);
        run.add(found.finding().property("vulnerableSpec", text(1)))?;
    }
    Ok(())
}
