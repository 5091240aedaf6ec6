//! Names of commits: `HEAD`, branches and tags, each in a file of its own or in the list of packed ones
//! (<https://git-scm.com/docs/gitrepository-layout>). Branches in a table (`reftable`) are not read.

use gix_index::hash::ObjectId;

use crate::place::{self, Place};

/// How often a name may stand for a name.
const HOPS: usize = 5;

/// The commit that `HEAD` names, which need not be here.
pub(crate) fn head(place: &Place) -> Option<ObjectId> {
    follow(place, place::text(&place.folder.join("HEAD"))?, HOPS)
}

/// What a name stands for, which may be a tag and need not be here.
pub(crate) fn named(place: &Place, name: &str) -> Option<ObjectId> {
    if name.len() == place.kind.len_in_hex()
        && let Ok(id) = ObjectId::from_hex(name.as_bytes())
    {
        return Some(id);
    }
    if name == "HEAD" {
        return head(place);
    }
    full_names(name).into_iter().find_map(|name| of_ref(place, &name, HOPS))
}

/// The refs that a short name may mean, the likeliest first. A branch comes before a tag of its name: what is compared with is a
/// branch, and a tag must not take its place. `main` also means `origin/main`, which is all that a runner has of it.
fn full_names(name: &str) -> Vec<String> {
    if name.starts_with("refs/") {
        return vec![name.to_owned()];
    }
    ["refs/heads/", "refs/remotes/", "refs/remotes/origin/", "refs/tags/", "refs/"]
        .into_iter()
        .map(|prefix| format!("{prefix}{name}"))
        .collect()
}

/// A ref is a file of its name, or a line of the packed ones.
fn of_ref(place: &Place, name: &str, hops: usize) -> Option<ObjectId> {
    if !is_name(name) {
        return None;
    }
    let loose = [&place.folder, &place.common].into_iter().find_map(|folder| place::text(&folder.join(name)));
    if let Some(text) = loose {
        return follow(place, text, hops);
    }
    let packed = place::text(&place.common.join("packed-refs"))?;
    let mut lines = packed.lines().filter_map(|line| line.split_once(' '));
    let (id, _) = lines.find(|(_, known)| *known == name)?;
    ObjectId::from_hex(id.as_bytes()).ok()
}

/// The text of a ref is a name in hex or another ref.
fn follow(place: &Place, text: String, hops: usize) -> Option<ObjectId> {
    match text.trim().strip_prefix("ref:") {
        None => ObjectId::from_hex(text.trim().as_bytes()).ok(),
        Some(other) => of_ref(place, other.trim(), hops.checked_sub(1)?),
    }
}

/// The names that git allows (<https://git-scm.com/docs/git-check-ref-format>), and of these only refs: the file of another
/// name is no ref.
fn is_name(name: &str) -> bool {
    let odd = |byte: u8| byte <= b' ' || byte == 0x7f || b"\\~^:?*[".contains(&byte);
    let part = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock");
    name.starts_with("refs/")
        && !name.bytes().any(odd)
        && !name.contains("..")
        && !name.contains("@{")
        && !name.ends_with('.')
        && name.split('/').all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_git_allows_is_looked_for() {
        for name in
            ["refs/heads/main", "refs/remotes/origin/feature/ä-1", "refs/tags/v1.0", "refs/pull/7/merge"]
        {
            assert!(is_name(name), "{name}");
        }
        for name in [
            "",
            "main",
            "refs",
            "refs/heads/",
            "refs//main",
            "refs/heads/../../config",
            "refs/heads/a..b",
            "refs/heads/.hidden",
            "refs/heads/main.lock",
            "refs/heads/main.",
            "refs/heads/a b",
            "refs/heads/a\nb",
            r"refs\heads\main",
            "refs/heads/main@{1}",
            "refs/heads/main~1",
            "/refs/heads/main",
            "C:/refs/heads/main",
        ] {
            assert!(!is_name(name), "{name}");
        }
    }
}
