//! Segments of LLVM: the places where the count of a source changes. A line's count is what LLVM's own
//! `LineCoverageStats` makes of them (`CoverageMapping.cpp`).

use crate::error::ReadError;

/// A place where the count changes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment {
    pub(super) line: u32,
    pub(super) count: u32,
    pub(super) has_count: bool,
    pub(super) is_entry: bool,
    pub(super) is_gap: bool,
}

impl Segment {
    /// A region with code begins here.
    const fn begins(self) -> bool {
        self.has_count && self.is_entry && !self.is_gap
    }
}

/// Lines and hits, of lines that hold code.
pub(super) fn lines(segments: &[Segment], limit: usize) -> Result<Vec<(u32, u32)>, ReadError> {
    if segments.windows(2).any(|pair| matches!(pair, [one, next] if next.line < one.line)) {
        return Err(ReadError::malformed("the segments of a file are not in order"));
    }
    let mut lines = Vec::new();
    let mut wrapped: Option<Segment> = None;
    let mut next_line = None;
    for here in segments.chunk_by(|a, b| a.line == b.line) {
        let Some((first, last)) = here.first().zip(here.last()) else { continue };
        if let Some(count) = wrapped.filter(|segment| segment.has_count).map(|segment| segment.count) {
            lines.extend((next_line.unwrap_or(first.line)..first.line).map(|line| (line, count)));
        }
        if let Some(count) = count(here, *first, wrapped) {
            lines.push((first.line, count));
        }
        if lines.len() > limit {
            return Err(crate::model::too_large(format!("one file has more than {limit} lines")));
        }
        wrapped = Some(*last);
        next_line = first.line.checked_add(1);
    }
    Ok(lines)
}

/// The count of one line with segments, `None` if it holds no code.
fn count(here: &[Segment], first: Segment, wrapped: Option<Segment>) -> Option<u32> {
    let begun = here.iter().filter(|segment| segment.begins()).map(|segment| segment.count).max();
    let entered = here.iter().any(|segment| segment.has_count && segment.is_entry);
    let skipped = !first.has_count && first.is_entry;
    let continues = wrapped.is_some_and(|segment| segment.has_count);
    if !entered && (skipped || !continues) {
        return None;
    }
    Some(wrapped.map_or(0, |segment| segment.count).max(begun.unwrap_or(0)))
}
