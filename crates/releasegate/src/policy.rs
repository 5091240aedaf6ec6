//! What is asked of the front door: what is judged of each half, and what stops the pipeline.

use runner::gate::{Enforcement, Origin};
use runner::{InputError, Inputs, Setting};
use serde::{Deserialize, Serialize};
use settings::{Found, Reading};
use verdict::FailOn;

use crate::half::{Both, Half};

/// What an input says of its half.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wanted {
    /// Nothing: the workspace is searched.
    #[default]
    Search,
    /// These globs.
    Named(Vec<String>),
    /// That nothing is to be judged.
    Off,
}

/// What is asked of one half.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// By the input.
    pub wanted: Wanted,
    /// Whether the policy file has the gate's section: a team decided that this half is judged.
    pub in_file: bool,
    /// Whether that section names the reports, for this gate.
    pub names_files: bool,
}

/// All that is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Of each half.
    pub halves: Both<Asked>,
    /// From which status on the pipeline stops.
    pub fail_on: FailOn,
    /// Whether the gates only report.
    pub report_only: bool,
}

impl Policy {
    /// Reads the inputs, and which sections the policy file has; what stands in them is each gate's to judge by.
    ///
    /// # Errors
    /// As [`InputError`]: an input or a section that does not hold. Else: the policy file could not be looked for.
    pub fn read(inputs: &Inputs, setting: &Setting) -> anyhow::Result<(Self, Option<Origin>)> {
        let mut reading = Reading::of(setting, &[]);
        let mut from = None;
        let halves = Both::try_of(|half| {
            let wanted = wanted(half, inputs.lines(half.word()))?;
            let mut asked = Asked { wanted, ..Asked::default() };
            if let Found::Section { value, origin } = reading.section(inputs.text("config"), half.section())? {
                let id = half.gate_id(&setting.gate_id);
                let names = |section: &settings::Node| Ok(section.member("files").is_some());
                asked.names_files = settings::for_gate(&value, &id, names).map_err(InputError::from)?;
                asked.in_file = true;
                from = Some(origin);
            }
            Ok::<_, anyhow::Error>(asked)
        })?;
        if Half::ALL.iter().all(|half| halves.of(*half).wanted == Wanted::Off) {
            let message =
                "and `reports` are both `none`, so that nothing would be judged: leave one of them out";
            return Err(InputError::new("coverage", message).into());
        }
        let report_only = inputs.boolean("report-only")?;
        Ok((Self { halves, fail_on: inputs.fail_on()?, report_only }, from))
    }

    /// What stops the pipeline. Where a policy file speaks, its gates alone say what is only reported.
    #[must_use]
    pub fn enforcement(&self) -> Enforcement {
        let bootstrap = Half::ALL.iter().all(|half| !self.halves.of(*half).in_file);
        Enforcement { fail_on: self.fail_on, report_only: self.report_only && bootstrap, bootstrap }
    }
}

fn wanted(half: Half, lines: Vec<String>) -> Result<Wanted, InputError> {
    let none = |line: &String| line == "none";
    match lines.as_slice() {
        [] => Ok(Wanted::Search),
        [line] if none(line) => Ok(Wanted::Off),
        lines if lines.iter().any(none) => {
            let message = "says `none` beside other lines: write `none` alone, or the globs";
            Err(InputError::new(half.word(), message))
        }
        _ => Ok(Wanted::Named(lines)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: &[&str]) -> Result<Wanted, InputError> {
        wanted(Half::Coverage, lines.iter().map(|line| (*line).to_owned()).collect())
    }

    #[test]
    fn an_input_names_reports_turns_its_half_off_or_says_nothing() {
        assert_eq!(of(&[]), Ok(Wanted::Search));
        assert_eq!(of(&["none"]), Ok(Wanted::Off));
        assert_eq!(of(&["a.xml", "!b.xml"]), Ok(Wanted::Named(vec!["a.xml".into(), "!b.xml".into()])));
        assert!(of(&["none", "a.xml"]).unwrap_err().to_string().contains("`none` alone"));
    }

    #[test]
    fn what_the_gates_report_only_is_theirs_to_say_once_there_is_a_file() {
        let mut policy = Policy { report_only: true, ..Policy::default() };
        assert!(policy.enforcement().report_only && policy.enforcement().bootstrap);
        policy.halves.reports.in_file = true;
        assert!(!policy.enforcement().report_only && !policy.enforcement().bootstrap);
    }
}
