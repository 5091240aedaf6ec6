//! A repository's name, checked: it becomes part of paths.

use std::fmt;
use std::str::FromStr;

/// `owner/name`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Repository {
    owner: String,
    name: String,
}

impl Repository {
    /// The account or organisation.
    #[must_use]
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// The name without the owner.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.name)
    }
}

/// Not `owner/name` in the characters that GitHub allows.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("is no repository: write owner/name, of letters, digits, `-`, `_` and `.`")]
pub struct NoRepository;

impl FromStr for Repository {
    type Err = NoRepository;

    fn from_str(text: &str) -> Result<Self, NoRepository> {
        let (owner, name) = text.split_once('/').ok_or(NoRepository)?;
        let fits = |part: &str| {
            let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
            !part.is_empty() && part.len() <= 100 && part.chars().all(known) && part != "." && part != ".."
        };
        if fits(owner) && fits(name) {
            Ok(Self { owner: owner.to_owned(), name: name.to_owned() })
        } else {
            Err(NoRepository)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_a_name_becomes_part_of_a_path() {
        assert_eq!("octo/shop.js".parse::<Repository>().unwrap().to_string(), "octo/shop.js");
        for wrong in
            ["", "octo", "octo/", "/shop", "octo/shop/x", "../shop", "octo/..", "octo/a b", "octo/a?b", "ö/a"]
        {
            assert_eq!(wrong.parse::<Repository>(), Err(NoRepository), "{wrong}");
        }
    }
}
