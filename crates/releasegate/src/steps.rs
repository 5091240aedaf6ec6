//! How the steps of action.yml ended, as the runner tells it (`${{ toJSON(steps) }}`): nothing that ran in the job can change that.

use std::collections::BTreeMap;

use anyhow::Context as _;
use serde::Deserialize;

use crate::facts::Search;

/// The variable that holds them.
pub(crate) const VARIABLE: &str = "RELEASEGATE_STEPS";
/// The step that searches.
const SEARCH: &str = "find";

/// One step.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Step {
    /// `success`, `failure`, `cancelled` or `skipped`.
    pub(crate) outcome: String,
    pub(crate) outputs: BTreeMap<String, String>,
}

/// All that have an id.
#[derive(Debug, Clone, Default)]
pub(crate) struct Steps(BTreeMap<String, Step>);

impl Steps {
    /// Reads them; none where there is no such variable.
    ///
    /// # Errors
    /// What the runner would not have written.
    pub(crate) fn read(text: Option<&String>) -> anyhow::Result<Self> {
        let Some(text) = text else { return Ok(Self::default()) };
        let wrong = || format!("{VARIABLE} is not what `toJSON(steps)` gives: use the action as it is");
        let value = verdict::read::strict_value(text.as_bytes()).with_context(wrong)?;
        Ok(Self(serde_json::from_value(value).with_context(wrong)?))
    }

    /// The step of this id; one that never ran if there is none.
    pub(crate) fn of(&self, id: &str) -> Step {
        self.0.get(id).cloned().unwrap_or_default()
    }

    /// How the search ended, and what it found.
    pub(crate) fn search(&self) -> (String, Option<Search>) {
        let step = self.of(SEARCH);
        let found = step.outputs.get("found").and_then(|text| serde_json::from_str(text).ok());
        (step.outcome, found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_never_ran() {
        let steps = Steps::read(Some(
            &r#"{"find": {"outcome": "success", "conclusion": "success", "outputs": {"found": "["}}}"#
                .to_owned(),
        ));
        let steps = steps.unwrap();
        assert_eq!(steps.search(), ("success".to_owned(), None));
        assert_eq!(steps.of("coverage").outcome, "");
        assert_eq!(Steps::read(None).unwrap().search(), (String::new(), None));
    }

    #[test]
    fn what_no_runner_writes_is_an_error() {
        for text in ["", "[]", "{\"a\": 1}", "{\"a\": {}, \"a\": {}}", "{\"a\": {\"outcome\": 1}}"] {
            assert!(Steps::read(Some(&text.to_owned())).is_err(), "{text}");
        }
    }
}
