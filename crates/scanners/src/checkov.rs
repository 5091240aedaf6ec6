//! Checkov's JSON (checkov.io, "Outputs"): one report, or a list with one for each framework. Without an account it tells no severity, which is
//! then unknown: what it is worth is for the policy to say. Of a secret it shows a hash without a key as the resource: that is not carried over.

use crate::author::{Finding, Place, Rule, Run, Suppression};
use crate::error::Error;
use crate::format::Reader;
use crate::node::Node;
use crate::severity::Severity;
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "checkov",
    made_by: "checkov -d . -o json > checkov.json",
    tool: "Checkov",
    home: "https://www.checkov.io/",
    is: |source| {
        let (root, first) = (source.root(), source.first());
        root.has("check_type") || first.has("check_type") || is_nothing(&root)
    },
    read,
};

/// What Checkov writes if no framework found a file.
fn is_nothing(root: &Node<'_>) -> bool {
    ["passed", "failed", "skipped", "parsing_errors", "resource_count", "checkov_version"]
        .iter()
        .all(|key| root.has(key))
}

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let root = source.root();
    if is_nothing(&root) {
        run.version(root.or_empty("checkov_version"));
        run.incomplete("the scan", "Checkov found no file that it knows");
        return Ok(());
    }
    let reports = if root.value.is_object() { vec![root] } else { source.entries()? };
    if reports.iter().all(looked_at_nothing) {
        run.incomplete("the scan", "Checkov counts no resource and no check");
    }
    for report in reports {
        run.version(report.node("summary").or_empty("checkov_version"));
        let framework = report.need("check_type")?;
        let results = report.node("results");
        let unparsed = results.maybe("parsing_errors")?;
        run.claimed(&report.node("summary"), "parsing_errors", unparsed.len(), framework);
        for file in results.texts("parsing_errors") {
            run.incomplete(&file, "Checkov could not parse it");
        }
        let told = report.node("summary").whole("failed");
        let failed = results.list("failed_checks")?;
        if told.is_some_and(|told| Ok(told) != u64::try_from(failed.len())) {
            let what = format!(
                "the summary counts {} failed checks, {} are listed",
                told.unwrap_or_default(),
                failed.len()
            );
            return Err(report.error("summary.failed", what));
        }
        for check in failed {
            let finding = finding(&check, framework, run)?;
            run.add(finding)?;
        }
        let skipped = results.maybe("skipped_checks")?;
        // `--quiet` leaves out by design what was skipped or passed: what fails nothing is no doubt.
        for check in skipped {
            let comment = check.node("check_result").or_empty("suppress_comment");
            let finding = finding(&check, framework, run)?.suppressed(Some(Suppression::in_source(comment)));
            run.add(finding)?;
        }
    }
    Ok(())
}

fn looked_at_nothing(report: &Node<'_>) -> bool {
    let summary = report.node("summary");
    let none = |key| summary.whole(key).is_none_or(|count| count == 0);
    summary.whole("resource_count") == Some(0) && ["passed", "failed", "skipped"].into_iter().all(none)
}

fn finding(check: &Node<'_>, framework: &str, run: &mut Run<'_>) -> Result<Finding, Error> {
    let id = check.need("check_id")?;
    let name = check.text("check_name").unwrap_or(id);
    let secret = framework == "secrets" || id.starts_with("CKV_SECRET");
    let resource =
        if secret { run.hide(check.or_empty("resource")) } else { check.or_empty("resource").to_owned() };
    let path = check.text("repo_file_path").or(check.text("file_path"));
    let path = path.ok_or_else(|| check.error("file_path", "the path is missing"))?;
    let range: Vec<u64> = check.texts("file_line_range").iter().filter_map(|text| text.parse().ok()).collect();
    let mut rule = Rule::new(id).title(name).link(check.or_empty("guideline")).security().tag(framework);
    if secret {
        rule = rule.cwes(&["798".to_owned()]);
    }
    let message = if resource.is_empty() { name.to_owned() } else { format!("{name}: {resource}") };
    let place = Place::file(path.trim_start_matches('/')).lines(range.first().copied(), range.get(1).copied());
    // For secrets the logical place would be the hash.
    let place = if secret { place } else { place.logical(&resource, "", "resource") };
    Ok(Finding::new(rule, &message, Severity::word(check.or_empty("severity"), None))
        .at(place)
        .property("framework", framework)
        .property("platformId", check.or_empty("bc_check_id")))
}
