//! How similar two files are, in git's measure: the share of the larger one whose pieces the other has, too. A piece is a line,
//! or 64 bytes of a longer one (`diffcore-delta.c` and `diffcore-rename.c`; the threshold is that of `git diff -M`,
//! <https://git-scm.com/docs/git-diff#Documentation/git-diff.txt--Mn>).

use std::hash::{Hash as _, Hasher as _};

use crate::lines::is_binary;

/// The score of two files that are the same.
pub(crate) const SAME: u64 = 60_000;
/// The score from which a file counts as the other, renamed.
pub(crate) const RENAMED: u64 = SAME / 2;
/// The score that git asks for where only the folder changed, before it compares everything with everything.
pub(crate) const SAME_NAME: u64 = RENAMED + (SAME - RENAMED) / 2;
/// The longest piece.
const PIECE: usize = 64;

/// How many bytes each piece of a file has, sorted by the piece's digest.
#[derive(Debug)]
pub(crate) struct Pieces(Vec<(u64, u64)>);

impl Pieces {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let text = !is_binary(bytes);
        let mut pieces = Vec::new();
        let mut piece = Vec::with_capacity(PIECE);
        let mut rest = bytes.iter().peekable();
        while let Some(byte) = rest.next() {
            // Line ends of Windows do not make a file another one.
            if text && *byte == b'\r' && rest.peek() == Some(&&b'\n') {
                continue;
            }
            piece.push(*byte);
            if piece.len() == PIECE || *byte == b'\n' {
                pieces.push(digest(&piece));
                piece.clear();
            }
        }
        if !piece.is_empty() {
            pieces.push(digest(&piece));
        }
        pieces.sort_unstable();
        pieces.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 = kept.1.saturating_add(next.1);
            }
            same
        });
        Self(pieces)
    }

    /// How many bytes of pieces both have.
    fn common(&self, other: &Self) -> u64 {
        let mut others = other.0.iter().peekable();
        let mut common: u64 = 0;
        for (digest, bytes) in &self.0 {
            while others.next_if(|(known, _)| known < digest).is_some() {}
            if let Some((_, known)) = others.next_if(|(known, _)| known == digest) {
                common = common.saturating_add(*bytes.min(known));
            }
        }
        common
    }
}

fn digest(piece: &[u8]) -> (u64, u64) {
    let mut hasher = std::hash::DefaultHasher::new();
    piece.hash(&mut hasher);
    (hasher.finish(), u64::try_from(piece.len()).unwrap_or(u64::MAX))
}

/// Whether files of these sizes can reach a score at all.
pub(crate) fn can_reach(score: u64, one: u64, other: u64) -> bool {
    let (large, small) = (one.max(other), one.min(other));
    large.saturating_mul(SAME.saturating_sub(score)) >= (large - small).saturating_mul(SAME)
}

/// The score of two files with these sizes and pieces.
pub(crate) fn score(old: (u64, &Pieces), new: (u64, &Pieces)) -> u64 {
    let large = old.0.max(new.0);
    if new.0 == 0 || large == 0 {
        return 0;
    }
    old.1.common(new.1).saturating_mul(SAME) / large
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scored(one: &str, other: &str) -> u64 {
        let size = |text: &str| u64::try_from(text.len()).unwrap();
        score((size(one), &Pieces::of(one.as_bytes())), (size(other), &Pieces::of(other.as_bytes())))
    }

    #[test]
    fn a_score_is_the_share_of_common_lines() {
        assert_eq!(scored("a\nb\nc\nd\n", "a\nb\nc\nd\n"), SAME);
        assert_eq!(scored("a\nb\nc\nd\n", "d\na\nx\ny\n"), SAME / 2);
        assert_eq!(scored("a\na\na\nb\n", "a\nb\nb\nb\n"), SAME / 2);
        assert_eq!(scored("a\n", ""), 0);
        assert_eq!(scored("", ""), 0);
        assert_eq!(scored("a\r\nb\r\n", "a\nb\n"), SAME * 4 / 6);
    }

    #[test]
    fn a_long_line_is_several_pieces() {
        let (one, other) = ("x".repeat(640), format!("{}{}", "x".repeat(320), "y".repeat(320)));
        assert_eq!(scored(&one, &other), SAME / 2);
    }

    #[test]
    fn sizes_alone_can_tell_that_files_differ() {
        assert!(can_reach(RENAMED, 100, 50) && !can_reach(RENAMED, 100, 49));
        assert!(!can_reach(RENAMED, 1, 0) && can_reach(RENAMED, 0, 0));
    }
}
