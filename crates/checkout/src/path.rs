//! Which paths a repository may hold.

/// Whether a name of a tree can be one file or folder of a checkout: git refuses the others
/// (`verify_path`, <https://git-scm.com/docs/git-fsck#_fsck_messages>).
pub(crate) fn is_plain_name(name: &[u8]) -> bool {
    !name.is_empty()
        && name != b"."
        && name != b".."
        && !name.eq_ignore_ascii_case(b".git")
        && !name.iter().any(|byte| matches!(byte, b'/' | 0))
}

/// Whether all parts of a path are.
pub(crate) fn is_plain(path: &[u8]) -> bool {
    path.split(|byte| *byte == b'/').all(is_plain_name)
}

/// A path as text; what is not UTF-8 is shown by the replacement character.
pub(crate) fn text(path: &[u8]) -> String {
    String::from_utf8_lossy(path).into_owned()
}
