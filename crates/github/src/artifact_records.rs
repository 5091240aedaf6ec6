//! Where artifacts are deployed, as an organisation's pages show it. A later word on the same place replaces the earlier one, so that this is
//! no record of what was.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::call::{Call, Repeat, Verb};
use crate::client::GitHub;
use crate::errors::Error;
use crate::request::Request;

pub(crate) static RECORD: Call = Call::write(
    "record where an artifact is deployed",
    Verb::Post,
    "/orgs/{org}/artifacts/metadata/deployment-record",
    "artifact-metadata: write",
    Repeat::Idempotent,
);

/// What is at a place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NewRecord {
    /// The name of the artifact, of 256 characters at most.
    pub name: String,
    /// `sha256:` and the digest in small hexadecimal digits.
    pub digest: String,
    /// The version, of 100 characters at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Whether it is there or no longer.
    pub status: Standing,
    /// The stage: `production`; of 128 characters at most.
    pub logical_environment: String,
    /// The region, of 128 characters at most; empty for none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub physical_environment: String,
    /// The cluster, of 128 characters at most; empty for none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub cluster: String,
    /// What tells it from all others in the same stage, region and cluster; of 256 characters at most.
    pub deployment_name: String,
    /// Words of one's own, five at most.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
    /// The repository's name without its owner, for artifacts without an attestation that names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub github_repository: Option<String>,
}

/// Whether an artifact is at a place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// It is there.
    #[default]
    Deployed,
    /// It is there no longer.
    Decommissioned,
}

#[derive(Deserialize)]
struct Stored {
    total_count: u64,
}

/// Tags of a record, at most.
pub const MOST_TAGS: usize = 5;

/// Tells an organisation where an artifact is, and gives how many records that made or changed.
///
/// # Errors
/// 403 or 404 where the organisation, its plan or the server does not have it, or the token may not; [`crate::Kind::Request`] for what GitHub's
/// document of the call does not allow; and as any write.
pub async fn record(github: &GitHub, organization: &str, record: &NewRecord) -> Result<u64, Error> {
    let mut request = Request::new(&RECORD).at("org", organization).json(record);
    for (name, fits, rule) in rules(record) {
        request = request.only_if(fits, format!("`{name}` {rule}"));
    }
    github.send::<Stored>(request).await.map(|stored| stored.total_count)
}

/// The rules of GitHub's `OpenAPI` document, each with whether the record keeps it.
fn rules(record: &NewRecord) -> [(&'static str, bool, &'static str); 9] {
    let short = |text: &str, most: usize| text.chars().count() <= most;
    let some = |text: &str, most: usize| !text.is_empty() && short(text, most);
    let hex = record.digest.strip_prefix("sha256:").unwrap_or_default();
    let digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let repository = record.github_repository.as_deref();
    [
        ("name", some(&record.name, 256), "has 1 to 256 characters"),
        ("digest", hex.len() == 64 && hex.bytes().all(digit), "is `sha256:` and 64 small hexadecimal digits"),
        ("version", record.version.as_ref().is_none_or(|text| some(text, 100)), "has 1 to 100 characters"),
        ("logical_environment", some(&record.logical_environment, 128), "has 1 to 128 characters"),
        ("physical_environment", short(&record.physical_environment, 128), "has at most 128 characters"),
        ("cluster", short(&record.cluster, 128), "has at most 128 characters"),
        ("deployment_name", some(&record.deployment_name, 256), "has 1 to 256 characters"),
        ("tags", record.tags.len() <= MOST_TAGS, "are five at most"),
        (
            "github_repository",
            repository.is_none_or(|text| some(text, 100) && text.chars().all(plain)),
            "is a repository's name without its owner",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole() -> NewRecord {
        NewRecord {
            name: "shop".to_owned(),
            digest: format!("sha256:{}", "a".repeat(64)),
            logical_environment: "production".to_owned(),
            deployment_name: "shop".to_owned(),
            ..NewRecord::default()
        }
    }

    fn broken(change: impl Fn(&mut NewRecord)) -> Vec<&'static str> {
        let mut record = whole();
        change(&mut record);
        rules(&record).into_iter().filter(|(_, fits, _)| !fits).map(|(name, ..)| name).collect()
    }

    #[test]
    fn what_is_not_given_is_not_sent() {
        let sent = serde_json::to_value(whole()).unwrap();
        let names: Vec<&String> = sent.as_object().unwrap().keys().collect();
        assert_eq!(names, ["deployment_name", "digest", "logical_environment", "name", "status"]);
        assert_eq!(sent["status"], "deployed");
    }

    #[test]
    fn every_rule_of_the_document_is_held() {
        assert!(broken(|_| {}).is_empty());
        assert_eq!(broken(|record| record.name = "n".repeat(257)), ["name"]);
        assert_eq!(broken(|record| record.digest = "sha256:AB".to_owned()), ["digest"]);
        assert_eq!(broken(|record| record.digest = "a".repeat(71)), ["digest"]);
        assert_eq!(broken(|record| record.version = Some(String::new())), ["version"]);
        assert_eq!(broken(|record| record.logical_environment.clear()), ["logical_environment"]);
        assert_eq!(broken(|record| record.physical_environment = "p".repeat(129)), ["physical_environment"]);
        assert_eq!(broken(|record| record.cluster = "c".repeat(129)), ["cluster"]);
        assert_eq!(broken(|record| record.deployment_name.clear()), ["deployment_name"]);
        let tags = |count: u8| (0..count).map(|tag| (tag.to_string(), String::new())).collect();
        assert!(broken(|record| record.tags = tags(5)).is_empty());
        assert_eq!(broken(|record| record.tags = tags(6)), ["tags"]);
        assert_eq!(
            broken(|record| record.github_repository = Some("octo/shop".to_owned())),
            ["github_repository"]
        );
    }
}
