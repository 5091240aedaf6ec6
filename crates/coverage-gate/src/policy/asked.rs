//! What the inputs ask for, validated; what nobody wrote is absent, so that the policy file and the built-in defaults speak.

use std::collections::BTreeMap;

use coverage::Metric;
use runner::{InputError, Inputs};
use verdict::{FailOn, Ratio};

use super::{Baseline, BaselineFrom, Limits, Unmapped, Unreported};
use crate::action::{LIMITS, PATCH_LIMITS};
use crate::expected::Expected;
use runner::globs;

/// The inputs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Globs of the reports.
    pub files: Vec<String>,
    /// Of the whole program.
    pub limits: Limits,
    /// Of the changed lines.
    pub patch: Limits,
    /// The largest fall of line coverage below the baseline.
    pub max_drop: Option<Ratio>,
    /// Where the baseline lies.
    pub baseline: Option<Baseline>,
    /// From where changes are counted.
    pub base: Option<String>,
    /// Which reports must have arrived.
    pub expected: Option<Expected>,
    /// Lines of `path-map`.
    pub path_map: Vec<String>,
    /// What a file without a name does.
    pub unmapped: Option<Unmapped>,
    /// Globs of what should be in a report.
    pub sources: Vec<String>,
    /// What such a file does that is in none.
    pub unreported: Option<Unreported>,
    /// From which status on the pipeline stops.
    pub fail_on: Option<FailOn>,
    /// Whether the gate only reports.
    pub report_only: Option<bool>,
}

impl Asked {
    /// Reads the inputs.
    ///
    /// # Errors
    /// An input that does not hold, by name.
    pub fn read(inputs: &Inputs) -> Result<Self, InputError> {
        let limits = |names: &[(Metric, &str)]| {
            let read = |(metric, name): &(Metric, &str)| Ok(Some((*metric, inputs.percent(name)?)));
            let read = names.iter().filter_map(|pair| read(pair).transpose());
            let read: Result<BTreeMap<Metric, Option<Ratio>>, InputError> = read.collect();
            Ok::<_, InputError>(
                read?.into_iter().filter_map(|(metric, limit)| Some((metric, limit?))).collect(),
            )
        };
        let text = |name: &str| Some(inputs.text(name).to_owned()).filter(|text| !text.is_empty());
        let fail_on = inputs.fail_on()?;
        let report_only = inputs.boolean("report-only")?;
        Ok(Self {
            files: inputs.lines("files"),
            limits: limits(&LIMITS)?,
            patch: limits(&PATCH_LIMITS)?,
            max_drop: text("max-drop").map(|text| points(&text)).transpose()?,
            baseline: text("baseline").map(|text| baseline(&text)).transpose()?,
            base: text("base"),
            expected: Expected::parse(&inputs.lines("expected-reports"))
                .map_err(|message| InputError::new("expected-reports", message))?,
            path_map: inputs.lines("path-map"),
            unmapped: word(inputs, "unmapped", Unmapped::from_word)?,
            sources: sources(inputs)?,
            unreported: word(inputs, "unreported", Unreported::from_word)?,
            fail_on: inputs.is_given("fail-on").then_some(fail_on),
            report_only: inputs.is_given("report-only").then_some(report_only),
        })
    }
}

fn word<T>(inputs: &Inputs, name: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, InputError> {
    let word = inputs.text(name);
    let known =
        read(word).ok_or_else(|| InputError::new(name, format!("`{word}` is no word that it knows")))?;
    Ok(inputs.is_given(name).then_some(known))
}

fn sources(inputs: &Inputs) -> Result<Vec<String>, InputError> {
    let sources = inputs.lines("sources");
    for pattern in &sources {
        globs::compile(pattern.trim_start_matches('!').trim()).map_err(|e| InputError::new("sources", e))?;
    }
    Ok(sources)
}

/// Percentage points: `0.5` is half a point, since a fall is seldom larger than one.
fn points(text: &str) -> Result<Ratio, InputError> {
    let number = text.trim_end_matches('%').trim_end();
    Ratio::from_percent(&format!("{number}%")).map_err(|error| InputError::new("max-drop", error.to_string()))
}

/// `file:PATH`, `notes[:REF]`, `branch[:NAME]`, `artifact`.
fn baseline(text: &str) -> Result<Baseline, InputError> {
    let (kind, place) = text.split_once(':').map_or((text, ""), |(kind, place)| (kind.trim(), place.trim()));
    let from = match (kind, place) {
        ("file", "") => return Err(InputError::new("baseline", "`file` names no path: write file:PATH")),
        ("file", _) => BaselineFrom::File,
        ("notes", _) => BaselineFrom::Notes,
        ("branch", _) => BaselineFrom::Branch,
        ("artifact", "") => BaselineFrom::Artifact,
        _ => {
            let message =
                format!("`{text}` is none of file:PATH, notes, notes:REF, branch, branch:NAME and artifact");
            return Err(InputError::new("baseline", message));
        }
    };
    let safe = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    if from != BaselineFrom::File
        && !(place.chars().all(safe) && !place.contains("..") && !place.starts_with(['/', '-']))
    {
        return Err(InputError::new("baseline", format!("`{place}` is no name of a ref")));
    }
    Ok(Baseline::at(from, place))
}
