//! Line numbers and counts in attributes, read as every XML format has them.

use super::Attribute;
use crate::error::ReadError;
use crate::limits::Limits;
use crate::number::{self, LineNumber};
use crate::problem::{ProblemCode, Problems};

/// Reads a line number; `None` when it names no line, which is noted.
pub(crate) fn line_number(
    attribute: &Attribute<'_>,
    at: u64,
    limits: &Limits,
    problems: &mut Problems,
) -> Result<Option<u32>, ReadError> {
    let written = || String::from_utf8_lossy(attribute.raw());
    match number::line(attribute.raw(), limits.line_number) {
        LineNumber::At(line) => Ok(Some(line)),
        LineNumber::Nowhere => {
            let message = || format!("the line number `{}` names no line", written());
            problems.note(ProblemCode::LineNumber, Some(at), message);
            Ok(None)
        }
        LineNumber::TooLarge => {
            Err(ReadError::malformed(format!("line {} is above {}", written(), limits.line_number)))
        }
        LineNumber::Invalid => Err(ReadError::malformed(format!("`{}` is not a line number", written()))),
    }
}

/// Reads how often something ran; a count below 0 is noted and is 0.
pub(crate) fn hits(attribute: &Attribute<'_>, at: u64, problems: &mut Problems) -> Result<u32, ReadError> {
    let written = || String::from_utf8_lossy(attribute.raw());
    let count = number::count(attribute.raw())
        .ok_or_else(|| ReadError::malformed(format!("`{}` is not a number of hits", written())))?;
    if count.negative {
        let message = || format!("the count {} is below 0 and read as 0", written());
        problems.note(ProblemCode::NegativeCount, Some(at), message);
    }
    Ok(count.hits)
}

/// Reads a whole number that has a meaning of its own: a column, an id, a number of branches.
pub(crate) fn whole(attribute: &Attribute<'_>) -> Result<u32, ReadError> {
    number::digits(attribute.raw()).and_then(|number| u32::try_from(number).ok()).ok_or_else(|| {
        let written = String::from_utf8_lossy(attribute.raw());
        ReadError::malformed(format!("`{written}` is not what the attribute `{}` holds", attribute.name))
    })
}

/// The pair that was written, with no more covered than there are, which is noted.
pub(crate) fn pair(
    line: u32,
    covered: u32,
    total: u32,
    at: u64,
    problems: &mut Problems,
) -> Option<crate::model::Pair> {
    if covered > total {
        let message = || format!("line {line} covers {covered} of {total} branches");
        problems.note(ProblemCode::BranchCounts, Some(at), message);
    }
    (total > 0).then(|| crate::model::Pair::new(line, covered.min(total), total))
}

/// Reads `true` or `false`, in whatever letters a platform writes them.
pub(crate) fn truth(attribute: &Attribute<'_>) -> Result<bool, ReadError> {
    match attribute.word()?.as_ref() {
        word if word.eq_ignore_ascii_case("true") => Ok(true),
        word if word.eq_ignore_ascii_case("false") => Ok(false),
        word => Err(ReadError::malformed(format!("`{word}` is neither `true` nor `false`"))),
    }
}
