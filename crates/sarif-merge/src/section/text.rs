//! Texts of the section that have to be something: globs, paths, days.

use crate::policy::Declared;
use jiff::civil::Date;
use runner::globs;
use serde::{Deserialize, Deserializer, de::Error};

/// Items that one list may have.
pub(super) const MOST: usize = 1_000;

/// Globs, at least one of which names files; one that starts with `!` takes files out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patterns(pub Vec<String>);

/// One glob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(pub String);

/// A file of the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepositoryFile(pub String);

/// Names, none of them blank.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words(pub Vec<String>);

/// Which scanner wrote which reports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Formats(pub Vec<Declared>);

/// A day: `2026-12-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day(pub Date);

fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    let trimmed: Vec<String> = texts.iter().map(|text| text.trim().to_owned()).collect();
    if trimmed.iter().any(|text| text.is_empty() || text.contains(['\n', '\r', '\0'])) {
        return Err(D::Error::custom(
            "has an item that is empty or has several lines: write one line for each",
        ));
    }
    if trimmed.len() > MOST {
        return Err(D::Error::custom(format!("has more than {MOST} items")));
    }
    Ok(trimmed)
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        texts(deserializer).map(Self)
    }
}

impl<'de> Deserialize<'de> for Formats {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let lines = texts(deserializer)?;
        lines
            .iter()
            .map(|line| Declared::parse(line).map_err(D::Error::custom))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl<'de> Deserialize<'de> for Patterns {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let patterns = texts(deserializer)?;
        if patterns.iter().all(|pattern| pattern.starts_with('!')) {
            return Err(D::Error::custom("names no file: write at least one pattern without `!`"));
        }
        for pattern in &patterns {
            globs::compile(pattern.trim_start_matches('!').trim()).map_err(D::Error::custom)?;
        }
        Ok(Self(patterns))
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.trim().is_empty() || text.starts_with('!') {
            return Err(D::Error::custom("names no file: write a pattern, such as src/legacy/*.py"));
        }
        globs::compile(&text).map_err(D::Error::custom)?;
        Ok(Self(text))
    }
}

impl<'de> Deserialize<'de> for RepositoryFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if is_file(&text) {
            return Ok(Self(text));
        }
        Err(D::Error::custom("is no path in the repository: write it from the root, with `/`, without `..`"))
    }
}

/// Whether a text is a plain path from the repository's root.
pub(crate) fn is_file(text: &str) -> bool {
    let odd = |letter: char| letter.is_control() || matches!(letter, '\\' | ':');
    text.len() <= 1024 && !text.contains(odd) && text.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let day: Option<Date> = text.parse().ok();
        day.filter(|day| day.to_string() == text)
            .map(Self)
            .ok_or_else(|| D::Error::custom(format!("`{text}` is not a day: write it as 2026-12-31")))
    }
}
