//! The file that holds what is known already: identities, how often each is there, and since when. It holds no message and no severity,
//! so that a feed that re-words or re-scores an advisory makes nothing new.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::facts::FindingFact;

/// The schema name of this version.
const SCHEMA: &str = "releasegate/sarif-baseline/v1";
/// Findings that one file may hold.
const MOST: usize = 200_000;

/// The file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Document {
    schema: String,
    /// The gate that it is of.
    gate: String,
    /// What is known, by identity.
    pub(crate) findings: Vec<Known>,
}

/// A finding that is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Known {
    pub(crate) identity: String,
    pub(crate) count: u64,
    /// The day on which it was seen first.
    pub(crate) first_seen: String,
    /// For people: the tool and the rule.
    pub(crate) rule: String,
}

impl Document {
    /// The findings as a file; those that were known keep their day.
    pub(crate) fn of(gate: &str, findings: &[FindingFact], today: &str) -> Self {
        let mut known: BTreeMap<&str, Known> = BTreeMap::new();
        for finding in findings.iter().flat_map(FindingFact::parts) {
            let day = finding.first_seen.as_deref().unwrap_or(today);
            let entry = known.entry(&finding.identity).or_insert_with(|| Known {
                identity: finding.identity.clone(),
                count: 0,
                first_seen: day.to_owned(),
                rule: format!("{} {}", finding.tool, finding.rule),
            });
            entry.count += 1;
            if day < entry.first_seen.as_str() {
                day.clone_into(&mut entry.first_seen);
            }
        }
        Self { schema: SCHEMA.to_owned(), gate: gate.to_owned(), findings: known.into_values().collect() }
    }

    /// One finding a line, so that a change shows which ones came and went.
    pub(crate) fn bytes(&self) -> anyhow::Result<Vec<u8>> {
        let mut text = format!(
            "{{\"schema\":{},\"gate\":{},\"findings\":[",
            serde_json::to_string(&self.schema)?,
            serde_json::to_string(&self.gate)?
        );
        for (at, known) in self.findings.iter().enumerate() {
            text.push_str(if at == 0 { "\n" } else { ",\n" });
            text.push_str(&serde_json::to_string(known)?);
        }
        text.push_str("\n]}\n");
        Ok(text.into_bytes())
    }

    /// Reads it back; an error is for people.
    pub(crate) fn read(bytes: &[u8], gate: &str) -> Result<Self, String> {
        let value =
            verdict::read::strict_value(bytes).map_err(|error| format!("it cannot be read: {error}"))?;
        let document: Self =
            serde_json::from_value(value).map_err(|error| format!("it is no baseline: {error}"))?;
        if document.schema != SCHEMA {
            return Err("it is of another version: write it again with `sarif-merge baseline`".to_owned());
        }
        if !gate.is_empty() && document.gate != gate {
            return Err(format!(
                "it is of the gate `{}`: each gate has its own",
                sarif::plain_line(&document.gate, 64)
            ));
        }
        if document.findings.len() > MOST {
            return Err(format!("it holds more than {MOST} findings"));
        }
        let day = |text: &str| text.parse::<jiff::civil::Date>().is_ok_and(|day| day.to_string() == text);
        if let Some(known) = document.findings.iter().find(|known| !day(&known.first_seen)) {
            return Err(format!("`{}` is no day", sarif::plain_line(&known.first_seen, 40)));
        }
        if document
            .findings
            .windows(2)
            .any(|pair| matches!(pair, [one, other] if one.identity >= other.identity))
        {
            return Err("its findings are not in order, or one is there twice: write it again with `sarif-merge baseline`".to_owned());
        }
        Ok(document)
    }
}
