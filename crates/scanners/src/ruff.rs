//! Ruff's JSON (docs.astral.sh/ruff, "output-format"). A finding without a code is a file that does not parse; rules of `S` are Bandit's.

use crate::author::{Finding, Place, Rule, Run};
use crate::error::Error;
use crate::format::Reader;
use crate::node::Node;
use crate::severity::{Bucket, Level, Severity};
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "ruff",
    made_by: "ruff check --output-format json --output-file ruff.json .",
    tool: "Ruff",
    home: "https://docs.astral.sh/ruff/",
    is: |source| {
        let first = source.first();
        first.has("location") && first.has("filename") && first.has("end_location")
    },
    read,
};

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    for item in source.entries()? {
        // Since 0.12 what does not parse has a code of its own.
        if matches!(item.text("code"), None | Some("invalid-syntax" | "E902")) {
            run.incomplete(item.or_empty("filename"), item.or_empty("message"));
        }
        run.add(finding(&item)?)?;
    }
    Ok(())
}

fn finding(item: &Node<'_>) -> Result<Finding, Error> {
    let code = item.text("code").unwrap_or("invalid-syntax");
    let (start, end) = (item.node("location"), item.node("end_location"));
    let row = start.whole("row").ok_or_else(|| start.error("row", "a line is missing"))?;
    let place = Place::file(item.need("filename")?)
        .lines(Some(row), end.whole("row"))
        .columns(start.whole("column"), end.whole("column"));
    let name = item.or_empty("url").rsplit('/').next().unwrap_or_default();
    let mut rule = Rule::new(code).title(if name.is_empty() { code } else { name }).link(item.or_empty("url"));
    if is_security(code) {
        rule = rule.security();
    }
    let fix = item.node("fix");
    Ok(Finding::new(rule, item.or_empty("message"), severity(code, item.or_empty("severity")))
        .at(place)
        .property("cell", item.whole("cell"))
        .property("fix", fix.or_empty("message"))
        .property("applicability", fix.or_empty("applicability")))
}

/// `S101`, and not `SIM101`.
pub(crate) fn is_security(code: &str) -> bool {
    code.strip_prefix('S').is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()))
}

fn severity(code: &str, word: &str) -> Severity {
    match word {
        _ if code == "invalid-syntax" => Severity::plain(word, Level::Error),
        _ if is_security(code) => Severity::new(word, Some(bandit(code)), None),
        "info" => Severity::plain(word, Level::Note),
        _ => Severity::plain(word, Level::Warning),
    }
}

/// The severity that Bandit gives the same test; medium where it depends on the call.
pub(crate) fn bandit(code: &str) -> Bucket {
    let number = code.trim_start_matches('S');
    match number {
        "102" | "103" | "108" | "113" | "306" | "307" | "310" | "608" | "506" | "301" | "302" => Bucket::Medium,
        "201" | "202" | "302-marshal" | "304" | "305" | "312" | "321" | "324" | "323" | "501" | "502"
        | "507" | "508" | "509" | "602" | "605" | "609" | "701" | "702" | "611" => Bucket::High,
        "101" | "104" | "105" | "106" | "107" | "110" | "112" | "311" | "603" | "606" | "607" | "404"
        | "403" | "405" => Bucket::Low,
        _ => Bucket::Medium,
    }
}
