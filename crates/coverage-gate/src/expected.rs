//! `expected-reports`: which reports must have arrived. A pattern of `files` is content with one report, so that it cannot know
//! that the other shards of a matrix are missing.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::facts::ReportFact;
use runner::globs;

/// More reports than `files` may name cannot arrive.
const MOST: u64 = runner::files::MOST_FILES as u64;

/// The declared reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expected {
    /// So many: for a matrix that is computed, whose names nobody can write down.
    Count(u64),
    /// One for each of these globs: for a matrix that is written down. Only names tell which one is missing.
    Names(Vec<String>),
}

/// What keeps the reports from being the declared ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Difference {
    /// What did not arrive, for people.
    Missing { what: String },
    /// Two reports with the same bytes.
    Duplicated(String, String),
    /// A name, and the reports that all have it.
    Ambiguous(String, Vec<String>),
    /// Reports of which one at least is not declared, and the number that was.
    Unexpected { expected: Option<u64>, paths: Vec<String> },
}

impl Expected {
    /// Reads the lines of the input: one number, or names.
    ///
    /// # Errors
    /// What cannot be expected, for people.
    pub(crate) fn parse(lines: &[String]) -> Result<Option<Self>, String> {
        if let [only] = lines
            && only.bytes().all(|byte| byte.is_ascii_digit())
        {
            return match only.parse() {
                Ok(count) if (1..=MOST).contains(&count) => Ok(Some(Self::Count(count))),
                _ => Err(format!("`{only}` reports cannot be expected: write a number from 1 to {MOST}")),
            };
        }
        let mut seen = BTreeSet::new();
        for name in lines {
            if name.starts_with('!') {
                return Err(format!("`{name}` takes a report out: do so in `files`"));
            }
            if !seen.insert(name) {
                return Err(format!("`{name}` stands twice: each line is one report"));
            }
            globs::compile(name)?;
        }
        Ok((!lines.is_empty()).then(|| Self::Names(lines.to_vec())))
    }

    /// What is wrong first: what is missing weighs more than what is there too often.
    pub(crate) fn difference(&self, reports: &[ReportFact]) -> Option<Difference> {
        match self {
            Self::Count(count) => {
                let arrived = reports.len() as u64;
                if arrived < *count {
                    return Some(Difference::Missing { what: format!("{arrived} of {count} reports arrived") });
                }
                let paths = || reports.iter().map(|report| report.path.clone()).collect();
                let surplus = || Difference::Unexpected { expected: Some(*count), paths: paths() };
                duplicated(reports).or_else(|| (arrived > *count).then(surplus))
            }
            Self::Names(names) => of_names(names, reports),
        }
    }
}

fn of_names(names: &[String], reports: &[ReportFact]) -> Option<Difference> {
    let mut unexpected: BTreeSet<&str> = reports.iter().map(|report| report.path.as_str()).collect();
    let mut missing = Vec::new();
    let mut ambiguous = None;
    for name in names {
        let matcher = globs::compile(name).ok();
        let named = |report: &&ReportFact| globs::matches(name, matcher.as_ref(), &report.path);
        let found: Vec<String> = reports.iter().filter(named).map(|report| report.path.clone()).collect();
        unexpected.retain(|path| !found.iter().any(|known| known == path));
        match found.len() {
            0 => missing.push(name.clone()),
            1 => {}
            _ if ambiguous.is_none() => ambiguous = Some(Difference::Ambiguous(name.clone(), found)),
            _ => {}
        }
    }
    if !missing.is_empty() {
        return Some(Difference::Missing { what: names_missing(&missing) });
    }
    duplicated(reports).or(ambiguous).or_else(|| {
        let paths: Vec<String> = unexpected.into_iter().map(str::to_owned).collect();
        // Two names that mean one report leave fewer reports than names, however many each of them finds.
        if names.len() > reports.len() {
            let what = format!(
                "{} reports arrived for {} names, some of which mean the same one",
                reports.len(),
                names.len()
            );
            return Some(Difference::Missing { what });
        }
        (!paths.is_empty()).then_some(Difference::Unexpected { expected: None, paths })
    })
}

fn names_missing(missing: &[String]) -> String {
    let first = missing.first().map_or("", String::as_str);
    match missing.len() {
        1 => format!("no report arrived for `{first}`"),
        2 => format!("no report arrived for `{first}`, nor for one other name"),
        more => format!("no report arrived for `{first}`, nor for {} other names", more - 1),
    }
}

/// The same bytes under two names: one shard was uploaded twice, in the place of another. What cannot be read is told elsewhere.
fn duplicated(reports: &[ReportFact]) -> Option<Difference> {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    reports.iter().filter(|report| report.content.is_some()).find_map(|report| {
        let first = seen.insert(report.sha256.as_deref()?, &report.path)?;
        Some(Difference::Duplicated(first.to_owned(), report.path.clone()))
    })
}

#[cfg(test)]
mod tests {
    use coverage::Metric;

    use super::*;
    use crate::decide::tests::{counts, report};

    fn lines(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|line| (*line).to_owned()).collect()
    }

    fn reports(paths: &[&str]) -> Vec<ReportFact> {
        let shard = |path: &&str| ReportFact {
            sha256: Some((*path).to_owned()),
            ..report(path, &counts(&[(Metric::Line, 1, 1)]))
        };
        paths.iter().map(shard).collect()
    }

    fn difference(expected: &[&str], paths: &[&str]) -> Option<Difference> {
        Expected::parse(&lines(expected)).unwrap().unwrap().difference(&reports(paths))
    }

    #[test]
    fn a_number_or_names() {
        assert_eq!(Expected::parse(&[]), Ok(None));
        assert_eq!(Expected::parse(&lines(&["3"])), Ok(Some(Expected::Count(3))));
        assert_eq!(Expected::parse(&lines(&["1", "2"])), Ok(Some(Expected::Names(lines(&["1", "2"])))));
        for wrong in [&["0"][..], &["10001"], &["99999999999999999999"], &["!a"], &["a", "a"], &["a["]] {
            assert!(Expected::parse(&lines(wrong)).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn exactly_so_many() {
        assert_eq!(difference(&["2"], &["a", "b"]), None);
        assert!(matches!(difference(&["2"], &["a"]), Some(Difference::Missing { .. })));
        assert!(matches!(difference(&["2"], &["a", "b", "c"]), Some(Difference::Unexpected { .. })));
        assert!(matches!(difference(&["2"], &[]), Some(Difference::Missing { .. })));
    }

    #[test]
    fn exactly_one_for_each_name() {
        let names = ["cov-linux/**", "cov-mac/**"];
        assert_eq!(difference(&names, &["cov-linux/c.xml", "cov-mac/c.xml"]), None);
        assert_eq!(
            difference(&names, &["cov-linux/c.xml", "cov-win/c.xml"]),
            Some(Difference::Missing { what: "no report arrived for `cov-mac/**`".into() })
        );
        assert!(matches!(
            difference(&names, &["cov-linux/c.xml", "cov-linux/d.xml", "cov-mac/c.xml"]),
            Some(Difference::Ambiguous(..))
        ));
        assert_eq!(
            difference(&names, &["cov-linux/c.xml", "cov-mac/c.xml", "cov-win/c.xml"]),
            Some(Difference::Unexpected { expected: None, paths: lines(&["cov-win/c.xml"]) })
        );
        assert!(matches!(difference(&["*/c.xml", "a/*"], &["a/c.xml"]), Some(Difference::Missing { .. })));
    }

    #[test]
    fn the_same_bytes_twice_are_one_shard() {
        let mut two = reports(&["a/c.xml", "b/c.xml"]);
        two[1].sha256 = two[0].sha256.clone();
        let found = Expected::Count(2).difference(&two);
        assert_eq!(found, Some(Difference::Duplicated("a/c.xml".into(), "b/c.xml".into())));
        two[1].content = None;
        assert_eq!(Expected::Count(2).difference(&two), None, "a broken report has a rule of its own");
    }
}
