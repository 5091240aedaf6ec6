//! What may stand for an object, a ref or a file in a request. What Git itself would not take never reaches GitHub, which might read it
//! as something else: an expression like `main~1`, another path, all refs.

use crate::call::Call;
use crate::errors::{Error, Kind};

/// The name of an object in small letters: 40 hexadecimal digits, or 64 in a repository with SHA-256.
pub(crate) fn sha(call: &'static Call, text: &str) -> Result<String, Error> {
    let hexadecimal = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if hexadecimal && matches!(text.len(), 40 | 64) {
        return Ok(text.to_ascii_lowercase());
    }
    Err(wrong(call, text, "is no full SHA: give its 40 or 64 hexadecimal digits"))
}

/// A ref by its full name (`refs/heads/main`), as the paths of GitHub's Git API want it: without `refs/`.
pub(crate) fn reference<'a>(call: &'static Call, text: &'a str) -> Result<&'a str, Error> {
    let rest = text.strip_prefix("refs/").filter(|rest| rest.contains('/') && is_ref(rest));
    rest.ok_or_else(|| wrong(call, text, "is no full name of a ref: write refs/heads/NAME or refs/tags/NAME"))
}

/// The beginning of full names of refs, without `refs/`: `refs/heads/release/` is one too.
pub(crate) fn references<'a>(call: &'static Call, text: &'a str) -> Result<&'a str, Error> {
    let rest = text.strip_prefix("refs/").filter(|rest| is_ref(rest.strip_suffix('/').unwrap_or(rest)));
    rest.ok_or_else(|| wrong(call, text, "is no beginning of a ref's full name: write refs/heads/NAME"))
}

/// The name of a branch without `refs/heads/`.
pub(crate) fn branch<'a>(call: &'static Call, text: &'a str) -> Result<&'a str, Error> {
    if is_ref(text) && !text.starts_with(['-', '/']) && !text.starts_with("refs/") {
        return Ok(text);
    }
    Err(wrong(call, text, "is no name of a branch: write it as `git branch` shows it"))
}

/// The path of a file below the root of a repository.
pub(crate) fn file<'a>(call: &'static Call, text: &'a str) -> Result<&'a str, Error> {
    let odd = |part: &str| matches!(part, "" | "." | "..") || part.contains('\0');
    if text.split('/').any(odd) {
        return Err(wrong(
            call,
            text,
            "is no path of a file in a repository: write a/b/c, without `.`, `..` or `//`",
        ));
    }
    Ok(text)
}

/// The rules of `git check-ref-format`.
fn is_ref(text: &str) -> bool {
    let odd = |c: char| c.is_ascii_control() || " ~^:?*[\\".contains(c);
    let part = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock");
    text.split('/').all(part)
        && !text.contains("..")
        && !text.contains("@{")
        && !text.contains(odd)
        && !text.ends_with('.')
        && text != "@"
}

fn wrong(call: &'static Call, text: &str, problem: &str) -> Error {
    Error::new(call, Kind::Request, text, problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    static CALL: Call = Call::read("read", "/x", "none");

    #[test]
    fn only_a_full_sha_names_an_object() {
        let upper = "A".repeat(40);
        assert_eq!(sha(&CALL, &upper).unwrap(), "a".repeat(40));
        assert!(sha(&CALL, &"0".repeat(64)).is_ok());
        for text in ["", "main", "abc1234", &"g".repeat(40), &"a".repeat(41), &format!("{}~1", "a".repeat(38))]
        {
            assert_eq!(sha(&CALL, text).unwrap_err().kind, Kind::Request, "{text}");
        }
    }

    #[test]
    fn a_ref_is_named_in_full() {
        assert_eq!(reference(&CALL, "refs/heads/a/b-ü").unwrap(), "heads/a/b-ü");
        for text in ["main", "heads/main", "refs/main", "refs/heads/", "refs/heads//a", "refs/heads/../tags/a"]
        {
            assert_eq!(reference(&CALL, text).unwrap_err().kind, Kind::Request, "{text}");
        }
    }

    #[test]
    fn what_git_reads_as_an_expression_is_no_name() {
        for text in [
            "", "a~1", "a^", "a:b", "a b", "a?", "a*", "a[", "a\\b", "a\n", "a..b", "a@{1}", "@", ".a", "a.",
            "x.lock",
        ] {
            assert!(branch(&CALL, text).is_err(), "{text:?}");
            assert!(
                reference(&CALL, &format!("refs/heads/x/{text}/y")).is_err() || matches!(text, "@" | "a."),
                "{text:?}"
            );
        }
        for text in ["-d", "/a", "refs/heads/a"] {
            assert!(branch(&CALL, text).is_err(), "{text:?}");
        }
        assert_eq!(branch(&CALL, "feature/a@b").unwrap(), "feature/a@b");
    }

    #[test]
    fn a_beginning_may_end_with_a_slash() {
        assert_eq!(references(&CALL, "refs/heads/release/").unwrap(), "heads/release/");
        assert_eq!(references(&CALL, "refs/heads").unwrap(), "heads");
        for text in ["refs/", "refs//", "heads/", "refs/heads//"] {
            assert!(references(&CALL, text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_path_stays_below_the_root() {
        assert_eq!(file(&CALL, "a/.github/b c").unwrap(), "a/.github/b c");
        for text in ["", "/a", "a/", "a//b", "./a", "a/../b", "..", "a\0"] {
            assert_eq!(file(&CALL, text).unwrap_err().kind, Kind::Request, "{text:?}");
        }
    }
}
