//! Which ledger: a name made of numbers that are never given twice, not of names that can be.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::name::{self, NumericId, Slug};

/// `<host>/<owner id>/<repository id>/<ledger>`, or with a shard after it: `github.com/583231/1296269/deployments/2026-11`.
///
/// Host: `a-z`, `0-9`, `.` and `-`, with an optional `:port`; `local` for a ledger in a folder. The ids are those of the platform,
/// decimal; a ledger in a folder has `0/0`, and its name tells it apart. Ledger and shard are slugs. A repository that is renamed keeps its
/// origin, and one that takes over an old name has another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    host: String,
    owner: NumericId,
    repository: NumericId,
    ledger: Slug,
    shard: Option<Slug>,
}

/// Why a text is not an origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not an origin: write <host>/<owner id>/<repository id>/<ledger> or with /<shard>, such as github.com/583231/1296269/deployments/2026-11"
)]
pub struct OriginError;

impl Origin {
    /// Reads the text of an origin.
    ///
    /// # Errors
    /// Another form, and names where numbers belong.
    pub fn parse(text: &str) -> Result<Self, OriginError> {
        let mut parts = text.split('/');
        let mut part = || parts.next().ok_or(OriginError);
        let (host, owner, repository, ledger) = (part()?, part()?, part()?, part()?);
        let shard = parts.next().map(|shard| Slug::new(shard).map_err(|_| OriginError)).transpose()?;
        if parts.next().is_some() || !is_host(host) {
            return Err(OriginError);
        }
        let id = |text| NumericId::new(text).map_err(|_| OriginError);
        let ledger = Slug::new(ledger).map_err(|_| OriginError)?;
        Ok(Self { host: host.to_owned(), owner: id(owner)?, repository: id(repository)?, ledger, shard })
    }

    /// The name without the shard: keys are named by it, and sign for all its shards.
    #[must_use]
    pub fn ledger(&self) -> Self {
        Self { shard: None, ..self.clone() }
    }

    /// The shard, such as a month.
    #[must_use]
    pub const fn shard(&self) -> Option<&Slug> {
        self.shard.as_ref()
    }

    /// Another shard of the same ledger.
    #[must_use]
    pub fn with_shard(&self, shard: Slug) -> Self {
        Self { shard: Some(shard), ..self.clone() }
    }

    /// Whether a key of this name may sign checkpoints of this origin: it bears the origin's own name, or that of the ledger without the
    /// shard (C2SP tlog-checkpoint: the key name should match the origin).
    #[must_use]
    pub fn names(&self, key: &str) -> bool {
        key == self.to_string() || key == self.ledger().to_string()
    }
}

fn is_host(text: &str) -> bool {
    let (host, port) = text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port)));
    name::is_slug(host, 253)
        && !host.contains('_')
        && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|n| n.to_string() == port))
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}/{}", self.host, self.owner, self.repository, self.ledger)?;
        self.shard.iter().try_for_each(|shard| write!(f, "/{shard}"))
    }
}

impl Serialize for Origin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Origin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_one_text() {
        for text in [
            "github.com/583231/1296269/deployments/2026-11",
            "github.com/583231/1296269/deployments",
            "ghes.example.com:8443/1/2/x",
            "local/0/0/my-ledger/2026-11",
        ] {
            assert_eq!(Origin::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "",
            "github.com",
            "github.com/1/2",
            "github.com/1/2/",
            "https://github.com/1/2/x",
            "github.com/01/2/x",
            "github.com/1/2/x/",
            "github.com/1/2/x/y/z",
            "GitHub.com/1/2/x",
            "github.com/1/2/../x",
            "github.com/1/2/x y",
            "github.com:0443/1/2/x",
            "github.com:99999/1/2/x",
            "github.com/1/2/x\n5",
        ] {
            assert!(Origin::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn attack_18_a_name_that_can_be_taken_over_is_no_origin() {
        assert!(Origin::parse("github.com/acme/app/deployments").is_err());
        assert!(Origin::parse("github.com/583231/app/deployments").is_err());
    }

    #[test]
    fn a_key_is_named_by_the_ledger_or_by_the_shard() {
        let origin = Origin::parse("github.com/1/2/deployments/2026-11").unwrap();
        assert!(
            origin.names("github.com/1/2/deployments/2026-11") && origin.names("github.com/1/2/deployments")
        );
        for other in [
            "github.com/1/2/deployments/2026-12",
            "github.com/1/2",
            "github.com/1/2/deploy",
            "",
            "github.com/1/3/deployments",
        ] {
            assert!(!origin.names(other), "{other}");
        }
        assert_eq!(origin.ledger().with_shard(Slug::new("2026-11").unwrap()), origin);
    }
}
