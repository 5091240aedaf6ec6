//! Names of references, by the rules of git-check-ref-format(1). They are checked here and not by the program, because a name
//! that breaks them could also be a revision expression or an option.

/// Whether a text is a full name below `refs/` that git would store.
pub(crate) fn check_refname(name: &str) -> bool {
    name.strip_prefix("refs/").is_some_and(|rest| rest.contains('/')) && refname_is_sound(name)
}

/// Whether a text could be a part of a reference's name, such as a branch.
pub(crate) fn refname_is_sound(name: &str) -> bool {
    !name.starts_with('-')
        && name != "@"
        && !name.ends_with('.')
        && !name.contains("..")
        && !name.contains("@{")
        && !name.contains(|c: char| c.is_control() || " ~^:?*[\\".contains(c))
        && name.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock"))
}
