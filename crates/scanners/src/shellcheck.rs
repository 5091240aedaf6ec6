//! ShellCheck's JSON of both forms (its manual, "FORMATS"). `json1` is better: in `json` a tab is eight columns wide, so that columns after one are
//! wrong there, and are left out.

use crate::author::{Finding, Place, Rule, Run};
use crate::error::Error;
use crate::format::Reader;
use crate::hadolint::level;
use crate::node::Node;
use crate::severity::Severity;
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "shellcheck",
    made_by: "shellcheck -f json1 *.sh > shellcheck.json",
    tool: "ShellCheck",
    home: "https://www.shellcheck.net/",
    is: |source| {
        let root = source.root();
        let is_comment = |node: &Node<'_>| {
            node.has("level") && node.value.get("fix").is_some() && node.whole("code").is_some()
        };
        let comments = root.list("comments").is_ok_and(|list| list.first().is_none_or(is_comment));
        comments || is_comment(&source.first())
    },
    read,
};

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let root = source.root();
    let json1 = root.value.is_object();
    for item in if json1 { root.list("comments")? } else { source.entries()? } {
        // Another shell's script, and one that cannot be parsed to its end, is not checked any further.
        if matches!(item.whole("code"), Some(1070..=1073 | 1088 | 1089)) {
            run.incomplete(item.or_empty("file"), item.or_empty("message"));
        }
        run.add(finding(&item, json1)?)?;
    }
    Ok(())
}

fn finding(item: &Node<'_>, json1: bool) -> Result<Finding, Error> {
    let number = item.whole("code").ok_or_else(|| item.error("code", "a number is missing"))?;
    let code = format!("SC{number}");
    let word = item.need("level")?;
    let place = Place::file(item.need("file")?).lines(item.whole("line"), item.whole("endLine"));
    let place = if json1 { place.columns(item.whole("column"), item.whole("endColumn")) } else { place };
    let rule = Rule::new(&code).title(&code).link(&format!("https://www.shellcheck.net/wiki/{code}"));
    Ok(Finding::new(rule, item.or_empty("message"), Severity::plain(word, level(word, item)?)).at(place))
}
