//! What a log holds, counted: of what was written by the rule that wrote it, of what came out by reading it. The difference is what
//! a tool lost.

use std::collections::BTreeMap;
use std::io::Read;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

/// Counts of a log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Held {
    pub(super) runs: u64,
    /// Results by tool and category, with a bar between them.
    categories: BTreeMap<String, u64>,
    /// Results by tool, level and the rule's `security-severity`: what a reader of the log takes them for.
    severities: BTreeMap<String, u64>,
}

/// What came out less than went in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Lost {
    pub(super) runs: u64,
    pub(super) results: u64,
    /// Pairs of tool and category that nothing is left of.
    pub(super) categories: u64,
    /// Results that are no longer under their tool and category.
    pub(super) misfiled: u64,
    /// Results that are read with another severity, at least.
    pub(super) severities: u64,
}

#[derive(Deserialize)]
struct Log {
    runs: Vec<Run>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    #[serde(default)]
    automation_details: Automation,
    #[serde(default)]
    results: Vec<Outcome>,
}

#[derive(Deserialize)]
struct Tool {
    driver: Driver,
}

#[derive(Deserialize)]
struct Driver {
    name: String,
    #[serde(default)]
    rules: Vec<Rule>,
}

#[derive(Deserialize, Default)]
struct Automation {
    #[serde(default)]
    id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    #[serde(default)]
    default_configuration: Configuration,
    #[serde(default)]
    properties: Properties,
}

#[derive(Deserialize, Default)]
struct Configuration {
    level: Option<String>,
}

#[derive(Deserialize, Default)]
struct Properties {
    #[serde(default, rename = "security-severity")]
    score: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    level: Option<String>,
    rule_index: Option<usize>,
    #[serde(default)]
    rule: Reference,
}

#[derive(Deserialize, Default)]
struct Reference {
    index: Option<usize>,
}

impl Held {
    pub(super) fn of_one_run() -> Self {
        Self { runs: 1, ..Self::default() }
    }

    /// Counts one result.
    pub(super) fn add(&mut self, tool: &str, category: &str, level: &str, score: &str) {
        *self.categories.entry(format!("{tool}|{category}")).or_default() += 1;
        *self.severities.entry(format!("{tool}|{level}|{score}")).or_default() += 1;
    }

    /// Counts what a log holds.
    pub(super) fn read(log: impl Read) -> Result<Self> {
        let log: Log = serde_json::from_reader(std::io::BufReader::with_capacity(1 << 20, log))
            .context("what was written is no log")?;
        let mut held = Self { runs: log.runs.len() as u64, ..Self::default() };
        for run in log.runs {
            let driver = run.tool.driver;
            let id = run.automation_details.id;
            let category = id.rsplit_once('/').map_or("", |(category, _)| category);
            for result in run.results {
                let rule = result.rule_index.or(result.rule.index).and_then(|at| driver.rules.get(at));
                let level = result.level.as_deref();
                let level = level.or(rule.and_then(|rule| rule.default_configuration.level.as_deref()));
                let score = rule.map_or("", |rule| rule.properties.score.as_str());
                held.add(&driver.name, category, level.unwrap_or("warning"), score);
            }
        }
        Ok(held)
    }

    pub(super) fn join(&mut self, other: &Self) {
        self.runs += other.runs;
        for (all, more) in
            [(&mut self.categories, &other.categories), (&mut self.severities, &other.severities)]
        {
            for (name, count) in more {
                *all.entry(name.clone()).or_default() += count;
            }
        }
    }

    pub(super) fn results(&self) -> u64 {
        self.categories.values().sum()
    }

    /// What another log holds less of.
    pub(super) fn lost_in(&self, out: &Self) -> Lost {
        let less = |before: &BTreeMap<String, u64>, after: &BTreeMap<String, u64>| {
            let missing =
                |(name, count): (&String, &u64)| count.saturating_sub(after.get(name).copied().unwrap_or(0));
            before.iter().map(missing).sum()
        };
        let gone = self.categories.keys().filter(|name| !out.categories.contains_key(*name));
        Lost {
            runs: self.runs.saturating_sub(out.runs),
            results: self.results().saturating_sub(out.results()),
            categories: gone.count() as u64,
            misfiled: less(&self.categories, &out.categories),
            severities: less(&self.severities, &out.severities),
        }
    }
}

impl Lost {
    /// In words, for the page.
    pub(super) fn said(&self) -> String {
        let parts = [
            (self.runs, "runs"),
            (self.categories, "categories"),
            (self.results, "results"),
            (self.misfiled, "results that are under another category or gone"),
            (self.severities, "results that are read with another level or score, at least"),
        ];
        let lost: Vec<String> = parts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        if lost.is_empty() { "nothing of what is counted here".to_owned() } else { lost.join(", ") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(category: &str, level: &str) -> Held {
        let text = format!(
            r#"{{"runs":[{{"tool":{{"driver":{{"name":"T","rules":[{{"defaultConfiguration":{{"level":"{level}"}},"properties":{{"security-severity":"7.5"}}}}]}}}},"automationDetails":{{"id":"{category}/1"}},"results":[{{"ruleIndex":0}},{{"rule":{{"index":0}},"level":"note"}}]}}]}}"#
        );
        Held::read(text.as_bytes()).unwrap()
    }

    #[test]
    fn what_differs_is_lost_and_what_is_equal_is_not() {
        let whole = log("a", "error");
        assert_eq!(whole.lost_in(&whole), Lost::default());
        assert_eq!(whole.lost_in(&log("b", "error")), Lost { categories: 1, misfiled: 2, ..Lost::default() });
        assert_eq!(whole.lost_in(&log("a", "warning")), Lost { severities: 1, ..Lost::default() });
        let nothing = Lost { runs: 1, results: 2, categories: 1, misfiled: 2, severities: 2 };
        assert_eq!(whole.lost_in(&Held::default()), nothing);
        assert!(nothing.said().starts_with("1 runs, 1 categories, 2 results, "));
        assert_eq!(Lost::default().said(), "nothing of what is counted here");
    }

    #[test]
    fn what_was_joined_is_the_sum() {
        let mut both = log("a", "error");
        both.join(&log("b", "error"));
        assert_eq!((both.runs, both.results(), both.lost_in(&log("a", "error")).runs), (2, 4, 1));
    }
}
