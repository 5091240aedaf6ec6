//! The inputs as they were given, before the policy file is held against them.

use runner::{InputError, Inputs};
use sarif::Severity;
use verdict::FailOn;

use super::{Declared, Limits, Unknown, none_from, tighter};
use crate::action::LIMITS;
use crate::section::is_file;

/// What the inputs ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Globs of the reports.
    pub files: Vec<String>,
    /// Which scanner wrote which reports.
    pub formats: Vec<Declared>,
    /// `block` and `max-…`.
    pub limits: Limits,
    /// What a finding does whose severity nobody knows, if that is given.
    pub unknown: Option<Unknown>,
    /// Tools that must have run.
    pub required_tools: Vec<String>,
    /// The file that holds the baseline.
    pub baseline: Option<String>,
    /// Whether findings that the baseline holds are left alone, if that is given.
    pub new_only: Option<bool>,
    /// From which status on the pipeline stops, if that is given.
    pub fail_on: Option<FailOn>,
    /// Whether the gate only reports, if that is given.
    pub report_only: Option<bool>,
}

impl Asked {
    /// Reads them.
    ///
    /// # Errors
    /// The first input that does not hold.
    pub fn read(inputs: &Inputs) -> Result<Self, InputError> {
        let word = inputs.text("unknown-severity");
        let unknown = Unknown::from_word(word)
            .ok_or_else(|| InputError::new("unknown-severity", format!("`{word}` is no word that it knows")))?;
        let given = |name: &str| inputs.is_given(name);
        let (new_only, fail_on) = (inputs.boolean("new-only")?, inputs.fail_on()?);
        let report_only = inputs.boolean("report-only")?;
        let baseline = Some(inputs.text("baseline").to_owned()).filter(|path| !path.is_empty());
        if let Some(path) = baseline.as_ref().filter(|path| !is_file(path)) {
            let message = format!("`{path}` is no path in the repository: write it from the root, with `/`");
            return Err(InputError::new("baseline", message));
        }
        Ok(Self {
            files: inputs.lines("files"),
            formats: formats(inputs)?,
            limits: limits(inputs)?,
            unknown: given("unknown-severity").then_some(unknown),
            required_tools: inputs.lines("required-tools"),
            baseline,
            new_only: given("new-only").then_some(new_only),
            fail_on: given("fail-on").then_some(fail_on),
            report_only: given("report-only").then_some(report_only),
        })
    }
}

fn formats(inputs: &Inputs) -> Result<Vec<Declared>, InputError> {
    let lines = inputs.lines("formats");
    lines
        .iter()
        .map(|line| Declared::parse(line).map_err(|message| InputError::new("formats", message)))
        .collect()
}

fn limits(inputs: &Inputs) -> Result<Limits, InputError> {
    let block = inputs.text("block");
    let blocked = match Severity::of_word(block) {
        Some(severity) if inputs.is_given("block") => none_from(severity),
        _ => Limits::new(),
    };
    let mut limits = Limits::new();
    for (severity, name) in LIMITS {
        let text = inputs.text(name);
        if text.is_empty() {
            continue;
        }
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let most = text.parse().ok().filter(|_| digits);
        let wrong = || InputError::new(name, format!("`{text}` is no number of findings: write 0, 5 …"));
        limits.insert(severity, most.ok_or_else(wrong)?);
    }
    Ok(tighter(&blocked, &limits))
}
