//! The order of findings by their content.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::finding::Finding;

/// A finding's place among all, behind what decides its order in most cases: numbers that order as the texts do, so that few texts are
/// compared, which lie all over the memory.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    tool: u32,
    path: Option<u32>,
    line: Option<u64>,
    end_line: Option<u64>,
    rule: u32,
}

/// The places of the findings, ordered by what they say, so that neither files nor threads decide what is kept.
pub(super) fn by_content(findings: &[Finding]) -> Vec<usize> {
    let tools = ranks(findings.iter().map(|finding| finding.tool.as_str()));
    let rules = ranks(findings.iter().map(|finding| finding.rule.as_str()));
    let paths = ranks(findings.iter().filter_map(|finding| Some(finding.spot.as_ref()?.path.as_str())));
    let rank = |ranks: &HashMap<&str, u32>, text: &str| ranks.get(text).copied().unwrap_or(u32::MAX);
    let entry = |(at, finding): (usize, &Finding)| {
        let spot = finding.spot.as_ref();
        let entry = Entry {
            tool: rank(&tools, &finding.tool),
            path: spot.map(|spot| rank(&paths, spot.path.as_str())),
            line: spot.and_then(|spot| spot.line),
            end_line: spot.and_then(|spot| spot.end_line),
            rule: rank(&rules, &finding.rule),
        };
        (entry, at)
    };
    let mut entries: Vec<(Entry, usize)> = findings.iter().enumerate().map(entry).collect();
    let rest = |at: usize| {
        let finding = findings.get(at)?;
        Some((&finding.identity.key, &finding.category, &finding.message, finding.run, finding.result))
    };
    entries.sort_by(|(one, here), (other, there)| one.cmp(other).then_with(|| rest(*here).cmp(&rest(*there))));
    entries.into_iter().map(|(_, at)| at).collect()
}

/// Each text once, with its position among all of them.
fn ranks<'t>(texts: impl Iterator<Item = &'t str>) -> HashMap<&'t str, u32> {
    let distinct: HashSet<&str> = texts.collect();
    let sorted: BTreeSet<&str> = distinct.into_iter().collect();
    sorted.into_iter().zip(0..).collect()
}
