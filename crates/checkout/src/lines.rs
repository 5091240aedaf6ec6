//! Which lines differ between two versions of a file, as `git diff -U0` tells it: Myers' algorithm with git's heuristics.

use gix_imara_diff::{Algorithm, Diff, InternedInput};

/// How far git looks for a byte that no text has.
const SNIFFED: usize = 8000;
/// git compares the ends of two files in blocks of this size when it shows no context.
const BLOCK: usize = 1024;

/// The first and the last line of each run of lines, counted from one.
pub(crate) type Ranges = Vec<(u32, u32)>;

/// The lines that only the new version has, and those that only the old one has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Differences {
    pub(crate) added: Ranges,
    pub(crate) removed: Ranges,
}

/// Whether git takes this for a file without lines (`buffer_is_binary` of its `xdiff-interface.c`). What `.gitattributes` say is
/// not obeyed: a pull request could declare its own code binary.
pub(crate) fn is_binary(bytes: &[u8]) -> bool {
    memchr::memchr(0, bytes.get(..SNIFFED).unwrap_or(bytes)).is_some()
}

/// The same text with the line ends of Unix; what is binary stays as it is.
pub(crate) fn with_unix_ends(bytes: &[u8]) -> Vec<u8> {
    if is_binary(bytes) {
        return bytes.to_vec();
    }
    let mut text = Vec::with_capacity(bytes.len());
    for line in lines(bytes) {
        match line.strip_suffix(b"\r\n") {
            Some(line) => {
                text.extend_from_slice(line);
                text.push(b'\n');
            }
            None => text.extend_from_slice(line),
        }
    }
    text
}

/// What differs between two versions; a version that does not exist is empty.
pub(crate) fn compare(old: &[u8], new: &[u8]) -> Differences {
    let (old, new) = without_common_end(old, new);
    let mut input = InternedInput::default();
    input.update_before(lines(old));
    input.update_after(lines(new));
    let mut diff = Diff::compute(Algorithm::Myers, &input);
    diff.postprocess_lines(&input);
    let mut found = Differences::default();
    for hunk in diff.hunks() {
        if !hunk.before.is_empty() {
            found.removed.push((hunk.before.start.saturating_add(1), hunk.before.end));
        }
        if !hunk.after.is_empty() {
            found.added.push((hunk.after.start.saturating_add(1), hunk.after.end));
        }
    }
    found
}

/// A last line without an end is another line than the same with one.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n')
}

/// git leaves out the common end of two files in whole blocks, and gives back what completes the first line of it, before it
/// counts how frequent lines are. To leave out as much as git gives the same choice among equal differences.
fn without_common_end<'a>(old: &'a [u8], new: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let blocks = old.rchunks_exact(BLOCK).zip(new.rchunks_exact(BLOCK)).take_while(|(one, other)| one == other);
    let common = blocks.count().saturating_mul(BLOCK);
    let kept = |bytes: &[u8]| bytes.len().saturating_sub(common);
    let tail = old.get(kept(old)..).unwrap_or_default();
    let recovered = memchr::memchr(b'\n', tail).map_or(tail.len(), |at| at.saturating_add(1));
    let cut = |bytes: &'a [u8]| bytes.get(..kept(bytes).saturating_add(recovered)).unwrap_or(bytes);
    (cut(old), cut(new))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_from_one_and_ranges_hold_both_ends() {
        let found = compare(b"a\nb\nc\n", b"a\nx\ny\nc\nz\n");
        assert_eq!(found, Differences { added: vec![(2, 3), (5, 5)], removed: vec![(2, 2)] });
        assert_eq!(compare(b"", b"a\nb"), Differences { added: vec![(1, 2)], removed: vec![] });
        assert_eq!(compare(b"a\nb\n", b""), Differences { added: vec![], removed: vec![(1, 2)] });
        assert_eq!(compare(b"", b""), Differences::default());
    }

    #[test]
    fn the_end_of_the_last_line_counts() {
        let found = compare(b"a\nb", b"a\nb\n");
        assert_eq!(found, Differences { added: vec![(2, 2)], removed: vec![(2, 2)] });
    }

    #[test]
    fn a_common_end_is_left_out_by_whole_blocks() {
        let end = "0123456789abcde\n".repeat(200);
        let (old, new) = (format!("one\n{end}"), format!("two, three\n{end}"));
        let (left, right) = without_common_end(old.as_bytes(), new.as_bytes());
        assert_eq!((left.len(), right.len()), (4 + 3200 - 3072 + 16, 11 + 3200 - 3072 + 16));
        assert_eq!(compare(old.as_bytes(), new.as_bytes()).added, [(1, 1)]);
        let line = "x".repeat(5000);
        assert_eq!(without_common_end(line.as_bytes(), line.as_bytes()).0.len(), 5000);
    }

    #[test]
    fn unix_ends_replace_those_of_windows_alone() {
        assert_eq!(with_unix_ends(b"a\r\nb\rc\n\r\n\r"), b"a\nb\rc\n\n\r");
        assert_eq!(with_unix_ends(b"\0\r\n"), b"\0\r\n");
    }

    #[test]
    fn a_zero_byte_near_the_start_is_binary() {
        assert!(is_binary(b"a\0b"));
        assert!(!is_binary(b""));
        let late = [vec![b'a'; SNIFFED], vec![0]].concat();
        assert!(!is_binary(&late));
        assert!(is_binary(&late[1..]));
    }
}
