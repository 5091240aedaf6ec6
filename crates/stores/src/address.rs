//! How a store is written: `dir:PATH`, `branch:NAME`, `s3://BUCKET/PREFIX`, `gs://…`, `az://…`.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where a ledger lives. Secrets are never part of it: they come from the environment, as each cloud's own tools expect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A folder.
    Folder(PathBuf),
    /// A branch, without `refs/heads/`; its shards are `NAME/SHARD`. In which repository is an option of its own.
    Branch(String),
    /// A bucket or container, and what the names of the objects begin with: no slash at either end, and possibly empty.
    Objects {
        /// Whose.
        cloud: Cloud,
        /// The bucket or container.
        bucket: String,
        /// The prefix.
        prefix: String,
    },
}

/// Whose object store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cloud {
    /// Amazon S3, and what speaks like it: `s3://`.
    Amazon,
    /// Google Cloud Storage: `gs://`.
    Google,
    /// Azure Blob Storage: `az://`.
    Azure,
}

/// Why a text is no address; says what to write.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{shown}` {problem}")]
pub struct AddressError {
    shown: String,
    problem: String,
}

const FORMS: &str = "dir:PATH, branch:NAME, s3://BUCKET/PREFIX, gs://BUCKET/PREFIX or az://CONTAINER/PREFIX";
/// The branch where none is named.
const BRANCH: &str = "releasegate-ledger";

impl Default for Address {
    /// The default inside Actions: `branch:releasegate-ledger`.
    fn default() -> Self {
        Self::Branch(BRANCH.to_owned())
    }
}

impl Cloud {
    const ALL: [Self; 3] = [Self::Amazon, Self::Google, Self::Azure];

    /// What stands before `://`.
    #[must_use]
    pub const fn scheme(self) -> &'static str {
        match self {
            Self::Amazon => "s3",
            Self::Google => "gs",
            Self::Azure => "az",
        }
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let wrong = |problem: &str| Err(error(text, problem));
        if text.contains(char::is_control) {
            return wrong("holds a control character: write the address on one line");
        }
        let Some((scheme, rest)) = text.split_once(':') else {
            return wrong(&format!("does not say what kind of store it is: write {FORMS}"));
        };
        match (scheme, rest.strip_prefix("//")) {
            ("dir", None) if rest.is_empty() => wrong("names no folder: write dir:PATH, such as dir:ledger"),
            ("dir", _) => Ok(Self::Folder(PathBuf::from(rest))),
            ("branch", None) if is_branch(rest) => Ok(Self::Branch(rest.to_owned())),
            ("branch", _) => wrong(&format!(
                "is no name of a branch: write it as `git branch` shows it, such as branch:{BRANCH}; the repository is an option of its own"
            )),
            ("file", _) => wrong("is a URL of a file: write dir:PATH"),
            (_, rest) => match (Cloud::ALL.into_iter().find(|cloud| cloud.scheme() == scheme), rest) {
                (Some(cloud), Some(rest)) => objects(cloud, rest).map_err(|problem| error(text, &problem)),
                (Some(_), None) => wrong(&format!("lacks the slashes: write {scheme}://BUCKET/PREFIX")),
                (None, _) => wrong(&format!("is of a kind that is not known here: write {FORMS}")),
            },
        }
    }
}

fn objects(cloud: Cloud, rest: &str) -> Result<Address, String> {
    let scheme = cloud.scheme();
    if rest.contains('@') {
        return Err(format!(
            "holds a key or a password: leave it out, write {scheme}://BUCKET/PREFIX, and give secrets by the environment"
        ));
    }
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let inner = |byte: u8| letter(byte) || b"-._".contains(&byte);
    let ends = bucket.bytes().next().is_some_and(letter) && bucket.bytes().next_back().is_some_and(letter);
    if !ends || !(3..=63).contains(&bucket.len()) || !bucket.bytes().all(inner) || bucket.contains("..") {
        return Err(format!(
            "names no bucket: it has 3 to 63 of a-z, 0-9, `-`, `.` and `_`; write {scheme}://BUCKET/PREFIX"
        ));
    }
    let prefix = prefix.strip_suffix('/').unwrap_or(prefix);
    let odd = |part: &str| {
        matches!(part, "" | "." | "..")
            || part.contains(|c: char| !c.is_ascii_graphic() || "\\?#%*".contains(c))
    };
    if !prefix.is_empty() && prefix.split('/').any(odd) {
        return Err("has a prefix with an empty part, `.`, `..`, a space or a character that stores write in several ways: take letters, digits, `-`, `_` and `/`".to_owned());
    }
    Ok(Address::Objects { cloud, bucket: bucket.to_owned(), prefix: prefix.to_owned() })
}

/// The rules of `git check-ref-format` that a name with a shard behind it can break.
fn is_branch(name: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock") && !part.ends_with('.')
    };
    name.split('/').all(part)
        && !name.starts_with('-')
        && !name.starts_with("refs/")
        && !name.contains("..")
        && !name.contains("@{")
        && name != "@"
        && !name.contains(|c: char| c.is_ascii_control() || " ~^:?*[\\".contains(c))
}

/// What stands before an `@` may be a secret, and is not shown.
fn error(text: &str, problem: &str) -> AddressError {
    let shown = match text.rsplit_once('@') {
        Some((before, after)) if before.contains("://") => format!("…@{after}"),
        _ => text.to_owned(),
    };
    let shown = shown.chars().take(80).collect::<String>().escape_debug().to_string();
    AddressError { shown, problem: problem.to_owned() }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => write!(f, "dir:{}", path.display()),
            Self::Branch(name) => write!(f, "branch:{name}"),
            Self::Objects { cloud, bucket, prefix } => {
                write!(f, "{}://{bucket}", cloud.scheme())?;
                if prefix.is_empty() { Ok(()) } else { write!(f, "/{prefix}") }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_written() {
        for text in [
            "dir:ledger",
            "dir:/srv/a b/../c",
            "dir:C:\\ledger",
            "branch:releasegate-ledger",
            "branch:a/b",
            "s3://my-bucket/a/b",
            "gs://bucket.x",
            "az://container/p",
        ] {
            assert_eq!(text.parse::<Address>().unwrap().to_string(), text);
        }
        let slash = "s3://my-bucket/a/".parse().unwrap();
        assert_eq!(
            Address::Objects { cloud: Cloud::Amazon, bucket: "my-bucket".to_owned(), prefix: "a".to_owned() },
            slash
        );
        assert_eq!(Address::default().to_string(), "branch:releasegate-ledger");
    }

    #[test]
    fn every_error_says_what_to_write() {
        for (text, hint) in [
            ("", "write dir:PATH, branch:NAME"),
            ("releasegate-ledger", "write dir:PATH, branch:NAME"),
            ("dir:", "write dir:PATH"),
            ("file:///srv/ledger", "write dir:PATH"),
            ("branch:", "as `git branch` shows it"),
            ("branch:refs/heads/x", "as `git branch` shows it"),
            ("branch:a..b", "as `git branch` shows it"),
            ("branch:octo/shop:ledger", "the repository is an option"),
            ("s3:bucket", "write s3://BUCKET/PREFIX"),
            ("gs://", "write gs://BUCKET/PREFIX"),
            ("az://UPPER/x", "3 to 63"),
            ("https://example.com/x", "of a kind that is not known here"),
            ("dir:a\nb", "on one line"),
        ] {
            let error = text.parse::<Address>().unwrap_err().to_string();
            assert!(error.contains(hint), "{error}");
        }
    }

    #[test]
    fn attack_13_a_prefix_leads_nowhere_else() {
        for text in [
            "s3://bucket//x",
            "s3://bucket/../x",
            "s3://bucket/a/./b",
            "s3://bucket/a%2e%2e",
            "s3://bucket/a b",
            "s3://bucket/a?x=1",
            "s3://a..b/x",
            "s3://bucket/ü",
        ] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_secret_in_an_address_is_refused_and_not_shown() {
        let error = "s3://AKIA:c2VjcmV0@bucket/x".parse::<Address>().unwrap_err().to_string();
        assert!(error.contains("give secrets by the environment") && !error.contains("c2VjcmV0"), "{error}");
    }
}
