//! What is known already: the baseline, held against the findings one by one.

use std::collections::BTreeMap;
use std::io::Read as _;

use runner::Setting;
use sarif::Severity;
use verdict::canonical;

use crate::baseline::Document;
use crate::facts::{BaselineFact, FindingFact};

/// No baseline has as many bytes.
const LARGEST: u64 = 64 << 20;

/// Marks the findings that the baseline holds, each as often as it is there, and says what it is.
///
/// # Errors
/// Nobody could ask for the file.
pub(super) fn compare(
    path: &str,
    setting: &Setting,
    findings: &mut [FindingFact],
) -> anyhow::Result<BaselineFact> {
    let mut fact = BaselineFact { path: path.to_owned(), ..BaselineFact::default() };
    let Some((bytes, origin)) = settings::beside(setting, path)? else {
        fact.unknown = Some("it is not there".to_owned());
        fact.grows = grown(&BTreeMap::new(), path, setting);
        return Ok(fact);
    };
    fact.commit = origin.commit;
    let document = match Document::read(&bytes, &setting.gate_id) {
        Ok(document) => document,
        Err(message) => {
            fact.unknown = Some(message);
            fact.grows = grown(&BTreeMap::new(), path, setting);
            return Ok(fact);
        }
    };
    fact.sha256 = Some(canonical::sha256_hex(&bytes));
    fact.findings = document.findings.iter().map(|known| known.count).sum();
    let mut left: BTreeMap<&str, (u64, &str)> = document
        .findings
        .iter()
        .map(|known| (known.identity.as_str(), (known.count, known.first_seen.as_str())))
        .collect();
    let counts = left.iter().map(|(identity, (count, _))| (*identity, *count)).collect();
    fact.grows = grown(&counts, path, setting);
    // What is known is spent on the least severe first, and last on what nobody knows: a new and worse finding of the same name is new.
    let mut by_need: Vec<&mut FindingFact> = findings.iter_mut().flat_map(parts).collect();
    by_need.sort_by_key(|finding| (finding.severity == Severity::Unknown, finding.severity));
    for finding in by_need {
        if let Some((count, first_seen)) =
            left.get_mut(finding.identity.as_str()).filter(|(count, _)| *count > 0)
        {
            *count -= 1;
            finding.first_seen = Some((*first_seen).to_owned());
        }
    }
    for finding in findings.iter_mut().filter(|finding| !finding.members.is_empty()) {
        // It is known as long as all of it is.
        let all = finding.members.iter().all(|member| member.first_seen.is_some());
        finding.first_seen =
            finding.members.iter().filter_map(|it| it.first_seen.clone()).max().filter(|_| all);
    }
    fact.gone = left.values().map(|(count, _)| count).sum();
    Ok(fact)
}

/// What each tool says of a finding.
fn parts(finding: &mut FindingFact) -> &mut [FindingFact] {
    if finding.members.is_empty() { std::slice::from_mut(finding) } else { &mut finding.members }
}

/// How many findings more the baseline holds as it lies in the checkout: a change that accepts some should be seen to. One that is taken
/// away holds none; none where it cannot be read.
fn grown(known: &BTreeMap<&str, u64>, path: &str, setting: &Setting) -> Option<u64> {
    let full = setting.workspace.root().join(path);
    if full.symlink_metadata().is_err() {
        return Some(0);
    }
    let mut bytes = Vec::new();
    setting.workspace.open(&full).ok()?.take(LARGEST).read_to_end(&mut bytes).ok()?;
    let document = Document::read(&bytes, &setting.gate_id).ok()?;
    let before = |identity: &str| known.get(identity).copied().unwrap_or_default();
    Some(document.findings.iter().map(|it| it.count.saturating_sub(before(&it.identity))).sum())
}

#[cfg(test)]
mod tests;
