//! tfsec's JSON (aquasecurity.github.io/tfsec). The project has ended in Trivy, and its reports live on. Names are absolute.

use crate::author::{Finding, Place, Rule, Run, Suppression};
use crate::error::Error;
use crate::format::Reader;
use crate::node::Node;
use crate::severity::{Bucket, Severity};
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "tfsec",
    made_by: "tfsec --format json --out tfsec.json .",
    tool: "tfsec",
    home: "https://aquasecurity.github.io/tfsec/",
    is: |source| {
        let results = source.root().list("results").unwrap_or_default();
        results
            .first()
            .is_some_and(|first| first.has("rule_id") && (first.has("long_id") || first.has("location")))
    },
    read,
};

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    // Nothing found is `null`, or an empty list.
    for result in source.root().maybe("results")? {
        // 0 failed, 1 passed, 2 ignored.
        match result.whole("status") {
            Some(1) => {}
            Some(2) => {
                run.add(finding(&result)?.suppressed(Some(Suppression::in_source("ignored by a comment"))))?
            }
            _ => run.add(finding(&result)?)?,
        }
    }
    Ok(())
}

fn finding(result: &Node<'_>) -> Result<Finding, Error> {
    let id = result.need("rule_id")?;
    let links = result.texts("links");
    let title = result.text("rule_description").unwrap_or(id);
    let rule = Rule::new(id).name(result.or_empty("long_id")).title(title).text(result.or_empty("impact"));
    let rule =
        rule.help(result.or_empty("resolution")).link(links.first().map(String::as_str).unwrap_or_default());
    let location = result.node("location");
    let place = Place::file(location.need("filename")?)
        .lines(location.whole("start_line"), location.whole("end_line"))
        .logical(result.or_empty("resource"), "", "resource");
    let word = result.or_empty("severity");
    let bucket = match word {
        "ERROR" => Some(Bucket::High),
        "WARNING" => Some(Bucket::Medium),
        other => Bucket::read(other),
    };
    let message = result.text("description").unwrap_or(title);
    let rule = rule.security().tag("misconfiguration");
    Ok(Finding::new(rule, message, Severity::new(word, bucket, None)).at(place))
}
