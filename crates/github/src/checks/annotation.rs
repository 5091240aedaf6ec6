//! Annotations: remarks on lines of files.

use serde::{Deserialize, Serialize};

/// A remark to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Annotation {
    /// The file, from the root of the repository.
    pub path: String,
    /// The first line, from 1.
    pub start_line: u32,
    /// The last line.
    pub end_line: u32,
    /// The first column, from 1. Columns count only if both lines are the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_column: Option<u32>,
    /// The last column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_column: Option<u32>,
    /// How serious it is.
    #[serde(rename = "annotation_level")]
    pub level: Level,
    /// What is remarked, at most 64 KiB.
    pub message: String,
    /// The title, at most 255 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Details, at most 64 KiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw_details: Option<String>,
}

/// How serious a remark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// A remark.
    Notice,
    /// A warning.
    Warning,
    /// A fault.
    Failure,
    /// One that this version does not know; never sent.
    #[serde(other, skip_serializing)]
    Unknown,
}

/// A remark as GitHub lists it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Listed {
    /// The file.
    pub path: String,
    /// The first line.
    pub start_line: u32,
    /// The last line.
    pub end_line: u32,
    /// The first column.
    pub start_column: Option<u32>,
    /// The last column.
    pub end_column: Option<u32>,
    /// How serious it is.
    #[serde(rename = "annotation_level")]
    pub level: Option<Level>,
    /// What is remarked.
    pub message: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// Details.
    pub raw_details: Option<String>,
}

/// 64 KiB.
const LONGEST: usize = 65_536;
const LONGEST_TITLE: usize = 255;

impl Annotation {
    /// As GitHub takes it: columns of a remark over several lines are left out.
    pub(super) fn sent(&self) -> Self {
        let mut sent = self.clone();
        if sent.start_line != sent.end_line {
            (sent.start_column, sent.end_column) = (None, None);
        }
        sent
    }

    /// What GitHub would refuse the whole request for.
    pub(super) fn problem(&self) -> Option<&'static str> {
        if self.start_line == 0 || self.end_line < self.start_line {
            return Some("has no first line, or ends before it begins");
        }
        if self.message.is_empty() || self.message.len() > LONGEST {
            return Some("has no message, or one longer than 64 KiB");
        }
        if self.raw_details.as_ref().is_some_and(|details| details.len() > LONGEST) {
            return Some("has details longer than 64 KiB");
        }
        let too_long = |title: &String| title.encode_utf16().count() > LONGEST_TITLE;
        self.title.as_ref().is_some_and(too_long).then_some("has a title longer than 255 characters")
    }
}

/// Whether what GitHub lists is what these say, in any order. Titles and details are left out: GitHub may give an empty one as none.
pub(super) fn same(listed: &[Listed], wanted: &[Annotation]) -> bool {
    let mut left: Vec<_> = listed
        .iter()
        .map(|one| (one.path.as_str(), one.start_line, one.end_line, one.level, one.message.as_deref()))
        .collect();
    let mut right: Vec<_> = wanted
        .iter()
        .map(|one| {
            (one.path.as_str(), one.start_line, one.end_line, Some(one.level), Some(one.message.as_str()))
        })
        .collect();
    left.sort_unstable();
    right.sort_unstable();
    left == right
}

#[cfg(test)]
mod tests {
    use super::*;

    fn annotation(line: u32, message: &str) -> Annotation {
        Annotation {
            path: "a.rs".to_owned(),
            start_line: line,
            end_line: line,
            start_column: Some(2),
            end_column: Some(4),
            level: Level::Failure,
            message: message.to_owned(),
            title: None,
            raw_details: None,
        }
    }

    #[test]
    fn columns_go_with_a_single_line_only() {
        let mut remark = annotation(3, "x");
        assert_eq!(remark.sent().start_column, Some(2));
        remark.end_line = 4;
        assert_eq!((remark.sent().start_column, remark.sent().end_column), (None, None));
    }

    #[test]
    fn what_is_there_is_known_again_in_any_order_and_counted() {
        let listed = |line: u32, message: &str| Listed {
            path: "a.rs".to_owned(),
            start_line: line,
            end_line: line,
            start_column: None,
            end_column: None,
            level: Some(Level::Failure),
            message: Some(message.to_owned()),
            title: Some(String::new()),
            raw_details: None,
        };
        let wanted = [annotation(1, "x"), annotation(1, "x"), annotation(2, "y")];
        assert!(same(&[listed(2, "y"), listed(1, "x"), listed(1, "x")], &wanted));
        assert!(!same(&[listed(2, "y"), listed(2, "y"), listed(1, "x")], &wanted));
        assert!(!same(&[listed(1, "x"), listed(2, "y")], &wanted));
    }
}
