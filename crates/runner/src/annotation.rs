//! Annotations: a ranked selection, because the runner keeps ten of a level per step and drops the rest silently.
//!
//! Source: `actions/runner`, `ExecutionContext.cs` (`_maxCountPerIssueType`, message cut at 4 096 characters); a composite
//! action's inner steps share the outer step's ten.

use crate::command::command;
use crate::text::one_line;

/// How many of one level the runner shows per step.
pub const PER_LEVEL: usize = 10;
const LONGEST_MESSAGE: usize = 4096;

/// How loud an annotation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Stops the pipeline, or would.
    Error,
    /// A person should look.
    Warning,
    /// Good to know.
    Notice,
}

/// A message at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    /// How loud.
    pub level: Level,
    /// A few words.
    pub title: String,
    /// What happened, and what to do next.
    pub message: String,
    /// The file, relative to the workspace; none for the run as a whole.
    pub path: Option<String>,
    /// First and last line, from 1.
    pub lines: Option<(u64, u64)>,
}

/// What fits into the runner's limits, and how much does not.
#[derive(Debug, Default)]
pub struct Selection<'a> {
    /// Those that are shown, in rank.
    pub shown: Vec<&'a Annotation>,
    /// How many are left out.
    pub left_out: usize,
}

impl Level {
    const fn command(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

/// Selects the first ten of each level; the order given is the rank.
#[must_use]
pub fn select(all: &[Annotation]) -> Selection<'_> {
    let mut selection = Selection::default();
    for level in [Level::Error, Level::Warning, Level::Notice] {
        let of_level = all.iter().filter(|annotation| annotation.level == level);
        selection.shown.extend(of_level.clone().take(PER_LEVEL));
        selection.left_out += of_level.count().saturating_sub(PER_LEVEL);
    }
    selection
}

impl Annotation {
    /// The workflow command that makes it.
    #[must_use]
    pub fn command(&self) -> String {
        let mut properties = Vec::new();
        if let Some(path) = &self.path {
            properties.push(("file", one_line(path).into_owned()));
        }
        if let Some((first, last)) = self.lines {
            properties.push(("line", first.to_string()));
            properties.push(("endLine", last.to_string()));
        }
        properties.push(("title", one_line(&self.title).into_owned()));
        let message: String = one_line(&self.message).chars().take(LONGEST_MESSAGE).collect();
        command(self.level.command(), &properties, &message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn annotation(level: Level, number: usize) -> Annotation {
        Annotation {
            level,
            title: "uncovered".into(),
            message: format!("{number}"),
            path: Some("src/a:b,c.py".into()),
            lines: Some((3, 5)),
        }
    }

    #[test]
    fn ten_of_each_level_are_shown_and_the_rest_is_counted() {
        let mut all: Vec<_> = (0..25).map(|number| annotation(Level::Warning, number)).collect();
        all.extend((0..3).map(|number| annotation(Level::Error, number)));
        let selection = select(&all);
        assert_eq!(selection.shown.len(), 13);
        assert_eq!(selection.left_out, 15);
        assert_eq!(selection.shown[0].level, Level::Error);
        assert_eq!(selection.shown[3].message, "0");
        assert_eq!(selection.shown[12].message, "9");
    }

    #[test]
    fn the_place_and_the_words_are_escaped() {
        let mut one = annotation(Level::Error, 1);
        one.message = "50 %\n::stop-commands::x".into();
        let line = one.command();
        assert_eq!(
            line,
            "::error file=src/a%3Ab%2Cc.py,line=3,endLine=5,title=uncovered::50 %25\\u{a}::stop-commands::x\n"
        );
    }
}
