//! What is known already: the baseline, held against the findings one by one.

use std::collections::BTreeMap;

use runner::Setting;
use sarif::Severity;
use verdict::canonical;

use crate::baseline::Document;
use crate::facts::{BaselineFact, FindingFact};

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
        return Ok(fact);
    };
    fact.commit = origin.commit;
    let document = match Document::read(&bytes, &setting.gate_id) {
        Ok(document) => document,
        Err(message) => {
            fact.unknown = Some(message);
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
    // What is known is spent on the least severe first, and last on what nobody knows: a new and worse finding of the same name is new.
    let mut by_need: Vec<&mut FindingFact> = findings.iter_mut().collect();
    by_need.sort_by_key(|finding| (finding.severity == Severity::Unknown, finding.severity));
    for finding in by_need {
        if let Some((count, first_seen)) =
            left.get_mut(finding.identity.as_str()).filter(|(count, _)| *count > 0)
        {
            *count -= 1;
            finding.first_seen = Some((*first_seen).to_owned());
        }
    }
    fact.gone = left.values().map(|(count, _)| count).sum();
    Ok(fact)
}
