//! A rule as GitHub takes it: texts that it asks for, few tags that differ, and a score that is a string.

use super::write::{Out, array, cut, quoted};
use super::{Fix, Ledger};
use crate::decimal::Decimal;
use crate::level::Level;
use crate::rule::Rule;
use crate::score;
use crate::view::{Object, Read};

/// GitHub's limits of a rule.
const NAME: usize = 255;
const DESCRIPTION: usize = 1_024;
const TAGS: usize = 10;
/// GitHub says nothing about help; this is more than anybody reads, and keeps one rule from filling a file.
const HELP: usize = 50_000;

/// Writes a rule. The score is the highest of its results, or nothing where none of them has one.
pub(super) fn write(text: &str, rule: &Rule<'_>, highest: Option<Decimal>, ledger: &mut Ledger) -> String {
    let object = Object::lenient(Some(text));
    let mut out = Out::object();
    out.text("id", &rule.id);
    if let Some(name) = &rule.name {
        out.text("name", &cut(name, NAME));
    }
    texts(&object, rule, &mut out, ledger);
    if let Some(link) = rule.help_uri.as_deref().filter(|link| crate::finding::is_link(link)) {
        out.text("helpUri", link);
    }
    if let Read::Value(level) = rule.configuration.level {
        let mut configuration = Out::object();
        configuration.text("level", Level::as_str(level));
        out.put("defaultConfiguration", &configuration.end());
    }
    let properties = properties(&object.object("properties"), rule, highest, ledger);
    if properties != "{}" {
        out.put("properties", &properties);
    }
    out.end()
}

/// The descriptions and the help, of which GitHub asks for all: what is missing is taken from what is there.
fn texts(object: &Object<'_>, rule: &Rule<'_>, out: &mut Out, ledger: &mut Ledger) {
    let own = |name: &str| object.object(name).string("text").filter(|text| !text.is_empty());
    let (short, full, help) = (own("shortDescription"), own("fullDescription"), own("help"));
    let markdown = object.object("help").string("markdown");
    let name = rule.name.clone().filter(|name| !name.is_empty()).unwrap_or_else(|| rule.id.clone());
    let any = short.clone().or_else(|| full.clone()).unwrap_or(name);
    let longest = full.clone().unwrap_or_else(|| any.clone());
    let long = [&short, &full].into_iter().flatten().any(|text| text.chars().nth(DESCRIPTION).is_some());
    if short.is_none() || full.is_none() || help.is_none() || long {
        ledger.fixed(Fix::RuleText);
    }
    out.message("shortDescription", &cut(&short.unwrap_or(any), DESCRIPTION));
    out.message("fullDescription", &cut(&longest, DESCRIPTION));
    let mut member = Out::object();
    member.text("text", &cut(&help.unwrap_or(longest), HELP));
    if let Some(markdown) = markdown {
        member.text("markdown", &cut(&markdown, HELP));
    }
    out.put("help", &member.end());
}

fn properties(object: &Object<'_>, rule: &Rule<'_>, highest: Option<Decimal>, ledger: &mut Ledger) -> String {
    let mut out = Out::object();
    let score = highest.or(rule.score.value());
    let tags = tags(rule, score.is_some());
    let same = tags.len() == rule.tags.len() && rule.tags.iter().all(|tag| tags.iter().any(|kept| kept == tag));
    if !same {
        ledger.fixed(Fix::RuleTags);
    }
    if !tags.is_empty() {
        out.put("tags", &array(tags.iter().map(|tag| quoted(tag))));
    }
    for (name, known) in [
        ("precision", &["very-high", "high", "medium", "low"][..]),
        (score::PROBLEM, &["error", "warning", "recommendation"][..]),
    ] {
        if let Some(word) = object.string(name).filter(|word| known.contains(&word.as_ref())) {
            out.text(name, &word);
        }
    }
    let written = score.map(|score| score.to_string());
    if let Some(score) = &written {
        out.text(score::PROPERTY, score);
    }
    if object.last(score::PROPERTY) != written.as_deref().map(quoted).as_deref() {
        ledger.fixed(Fix::RuleScore);
    }
    out.end()
}

/// The tags, each once: `security`, without which GitHub shows no score, then weaknesses, then the others.
fn tags(rule: &Rule<'_>, scored: bool) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    let security = || rule.tags.iter().any(|tag| tag == "security");
    if scored || security() {
        tags.push("security".to_owned());
    }
    let (weaknesses, others): (Vec<_>, Vec<_>) =
        rule.tags.iter().filter(|tag| !tag.is_empty()).partition(|tag| crate::cwe::number(tag).is_some());
    for tag in weaknesses.into_iter().chain(others) {
        if tags.len() < TAGS && !tags.iter().any(|kept| kept == tag) {
            tags.push(tag.clone().into_owned());
        }
    }
    tags
}
