//! What GitHub told of files together with the commit that they are of. It counts where it is the file byte for byte, as git's own hash
//! says; anything else is read on its own, with the limits and refusals of that.

use github::commits::{Branch, Told};
use gix_index::hash::ObjectId;
use gix_object::Kind;

use crate::yaml::LARGEST;

/// A commit, and what is known of paths in it.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    sha: String,
    files: Vec<(String, Option<Vec<u8>>)>,
}

impl Known {
    /// What of an answer is certain. `paths` are those that were asked for.
    pub(crate) fn of(sha: &str, paths: &[&str], branch: Branch) -> Self {
        let all = paths.iter().zip(branch.files);
        let files = all.filter_map(|(path, told)| Some(((*path).to_owned(), certain(told)?)));
        Self { sha: sha.to_owned(), files: files.collect() }
    }

    /// A file of a commit; nothing if that is not known, and nothing within if it is not there.
    pub(crate) fn file(&self, sha: &str, path: &str) -> Option<Option<Vec<u8>>> {
        let known = self.files.iter().find(|(known, _)| known == path);
        known.filter(|_| self.sha == sha).map(|(_, bytes)| bytes.clone())
    }
}

fn certain(told: Told) -> Option<Option<Vec<u8>>> {
    match told {
        Told::Absent => Some(None),
        Told::Text { oid, text } if text.len() <= LARGEST && is_blob(&oid, text.as_bytes()) => {
            Some(Some(text.into_bytes()))
        }
        Told::Text { .. } | Told::Other => None,
    }
}

/// Whether git gives this name to these bytes.
fn is_blob(oid: &str, bytes: &[u8]) -> bool {
    let Ok(oid) = ObjectId::from_hex(oid.as_bytes()) else { return false };
    gix_object::compute_hash(oid.kind(), Kind::Blob, bytes).is_ok_and(|hash| hash == oid)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELLO: &str = "ce013625030ba8dba906f756967f9e9ca394464a";

    #[test]
    fn only_what_git_gives_the_same_name_is_certain() {
        let text = |oid: &str, text: &str| certain(Told::Text { oid: oid.to_owned(), text: text.to_owned() });
        assert_eq!(text(HELLO, "hello\n"), Some(Some(b"hello\n".to_vec())));
        // The same length: what is no UTF-8 may be told so.
        for (oid, told) in [(HELLO, "hell\u{f6}"), (HELLO, "hello"), ("ce01", "hello\n"), ("", "hello\n")] {
            assert_eq!(text(oid, told), None, "{told}");
        }
        assert_eq!((certain(Told::Absent), certain(Told::Other)), (Some(None), None));
        // Git's name of it in a repository of SHA-256.
        let long = "2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4";
        assert_eq!(text(long, "hello\n"), Some(Some(b"hello\n".to_vec())));
    }

    #[test]
    fn a_file_is_known_of_its_own_commit_alone() {
        let branch = Branch { oid: "a".repeat(40), files: vec![Told::Absent, Told::Other] };
        let known = Known::of("a", &["x", "y"], branch);
        assert_eq!((known.file("a", "x"), known.file("b", "x")), (Some(None), None));
        assert_eq!((known.file("a", "y"), known.file("a", "z")), (None, None));
    }
}
