//! What a gate has to say, as data. Text is escaped where it is shown, never here, so there is one way out for each place.

use verdict::Status;

use crate::annotation::Annotation;

/// A report: the verdict first, then what matters, then details.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// `Coverage gate` and, where it is another, the gate's id.
    pub title: String,
    /// The verdict's status.
    pub status: Option<Status>,
    /// The verdict in one sentence.
    pub headline: String,
    /// In order of importance.
    pub sections: Vec<Section>,
    /// Ranked, most important first.
    pub annotations: Vec<Annotation>,
    /// The tool's own outputs.
    pub outputs: Vec<(&'static str, String)>,
}

/// A part of a report.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// A heading; none for the first part.
    pub heading: Option<String>,
    /// Whether a reader opens it first.
    pub folded: bool,
    /// What it holds.
    pub blocks: Vec<Block>,
}

/// A paragraph, a list or a table.
#[derive(Debug, Clone)]
pub enum Block {
    /// Running text.
    Paragraph(Vec<Piece>),
    /// Points.
    List(Vec<Vec<Piece>>),
    /// Rows.
    Table(Table),
}

/// Columns and rows.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Headings with their alignment.
    pub columns: Vec<Column>,
    /// As many cells as there are columns.
    pub rows: Vec<Vec<Piece>>,
    /// Rows that exist and are not here: where they are.
    pub more: Option<String>,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its heading.
    pub title: &'static str,
    /// Numbers stand to the right.
    pub right: bool,
}

/// A piece of text. All of it is foreign until it is escaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Plain(String),
    /// A path, a name, an input.
    Code(String),
    /// Words that matter.
    Strong(String),
    /// A status.
    Status(verdict::RuleStatus),
}

impl Piece {
    /// Words.
    pub fn plain(text: impl Into<String>) -> Self {
        Self::Plain(text.into())
    }

    /// A path, a name, an input.
    pub fn code(text: impl Into<String>) -> Self {
        Self::Code(text.into())
    }
}

impl Table {
    /// A table with these headings; those that begin with `>` stand to the right.
    #[must_use]
    pub fn new(titles: &[&'static str]) -> Self {
        let columns = titles.iter().map(|title| match title.strip_prefix('>') {
            Some(title) => Column { title, right: true },
            None => Column { title, right: false },
        });
        Self { columns: columns.collect(), ..Self::default() }
    }
}

impl Section {
    /// A part with a heading.
    pub fn headed(heading: impl Into<String>, blocks: Vec<Block>) -> Self {
        Self { heading: Some(heading.into()), folded: false, blocks }
    }

    /// A part that a reader opens first.
    pub fn folded(heading: impl Into<String>, blocks: Vec<Block>) -> Self {
        Self { heading: Some(heading.into()), folded: true, blocks }
    }
}
