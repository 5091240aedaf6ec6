//! One `<line>` of Cobertura.

use crate::error::ReadError;
use crate::limits::Limits;
use crate::model::{Pair, Partial};
use crate::number;
use crate::problem::{ProblemCode, Problems};
use crate::xml::{Attribute, Element, number as attribute_number};

/// A line, and what it says about its branches.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Line {
    pub(super) number: u32,
    pub(super) hits: u32,
    pub(super) branches: Option<LineBranches>,
}

/// Branches of one line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum LineBranches {
    Pair(Pair),
    /// coverage.py says which branches were missed.
    Partial(Partial),
}

/// What `branch` says. Only a plain `false` takes away what the line's numbers say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Says {
    Nothing,
    No,
    Yes,
}

impl Says {
    /// coverlet writes `True` and `False`.
    fn read(attribute: &Attribute<'_>) -> Result<Self, ReadError> {
        let word = attribute.word()?;
        Ok(match word.as_ref() {
            word if word.eq_ignore_ascii_case("false") => Self::No,
            "" | "0" => Self::Nothing,
            _ => Self::Yes,
        })
    }
}

impl Line {
    /// Reads a line; `None` when its number names no line, which is noted.
    pub(super) fn read(
        element: &Element<'_>,
        at: u64,
        limits: &Limits,
        problems: &mut Problems,
    ) -> Result<Option<Self>, ReadError> {
        let (mut line, mut hits, mut branch) = (None, None, Says::Nothing);
        let (mut condition, mut missing) = (None, None);
        for attribute in element.attributes() {
            match attribute.name {
                "number" => line = attribute_number::line_number(&attribute, at, limits, problems)?,
                "hits" => hits = Some(attribute_number::hits(&attribute, at, problems)?),
                "branch" => branch = Says::read(&attribute)?,
                "condition-coverage" => condition = Some(attribute),
                "missing-branches" => missing = Some(attribute),
                _ => {}
            }
        }
        let Some(number) = line else {
            if !element.has("number") {
                return Err(ReadError::malformed("a line has no number"));
            }
            return Ok(None);
        };
        let hits = hits.unwrap_or_else(|| {
            let message = || format!("line {number} has no hits and is read as not executed");
            problems.note(ProblemCode::MissingCount, Some(at), message);
            0
        });
        let branches = match branch {
            Says::No => None,
            Says::Nothing if condition.is_none() => None,
            _ => branches_of(number, condition.as_ref(), missing.as_ref(), at, problems),
        };
        Ok(Some(Self { number, hits, branches }))
    }
}

/// Reads the pair of `50% (1/2)`. Without a pair there is no branch data: half of an unknown number is not 1/2.
fn branches_of(
    line: u32,
    condition: Option<&Attribute<'_>>,
    missing: Option<&Attribute<'_>>,
    at: u64,
    problems: &mut Problems,
) -> Option<LineBranches> {
    let Some((covered, total)) = condition.and_then(|one| pair(one.raw())) else {
        let message = || format!("line {line} has branches without `(covered/total)`, which are not counted");
        problems.note(ProblemCode::BranchCounts, Some(at), message);
        return None;
    };
    if covered < 0 || covered > i64::from(total) {
        let message = || format!("line {line} covers {covered} of {total} branches");
        problems.note(ProblemCode::BranchCounts, Some(at), message);
    }
    let covered = u32::try_from(covered.max(0)).unwrap_or(u32::MAX).min(total);
    if total == 0 {
        return None;
    }
    let missing = missing.and_then(|one| missing_of(one.raw(), total - covered));
    Some(match missing {
        Some(missing) => LineBranches::Partial(Partial { line, total, missing }),
        None => LineBranches::Pair(Pair::new(line, covered, total)),
    })
}

/// `(covered/total)`, wherever it stands; old coverage.py writes `-50% (-1/2)`.
fn pair(text: &[u8]) -> Option<(i64, u32)> {
    let text = std::str::from_utf8(text).ok()?;
    let (_, pair) = text.rsplit_once('(')?;
    let (covered, total) = pair.split_once(')')?.0.split_once('/')?;
    Some((covered.trim().parse().ok()?, total.trim().parse().ok()?))
}

/// `5,exit`: the branches that were missed, if each has a name and they are as many as the pair says.
fn missing_of(text: &[u8], expected: u32) -> Option<Box<[u32]>> {
    let id = |word: &[u8]| match word.trim_ascii() {
        b"exit" => Some(0),
        number => number::digits(number).and_then(|number| u32::try_from(number).ok()),
    };
    let mut ids: Vec<u32> = text.split(|&byte| byte == b',').map(id).collect::<Option<_>>()?;
    ids.sort_unstable();
    let distinct = ids.windows(2).all(|pair| pair.first() != pair.last());
    let as_many = u32::try_from(ids.len()).is_ok_and(|count| count == expected);
    (distinct && as_many).then(|| ids.into())
}
