//! What a verifier was given by a way of its own: keys, witnesses, and heads that it saw before. It never comes out of the ledger or its store,
//! and it ends: whoever verifies says as of when, and what is out of date is an error and fetches nothing.

use serde::{Deserialize, Serialize};

use crate::checkpoint::Checkpoint;
use crate::commitment::Version1;
use crate::json::{self, JsonError, Limits};
use crate::keyring::Keyring;
use crate::moment::Moment;
use crate::origin::Origin;
use crate::predicate::{HeadRef, Role};
use crate::runs::RunDemand;
use crate::signer::VerifierKey;
use crate::witness::{Quorum, WitnessError, WitnessKey};

/// The document `trust.json`: JSON of the strict profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Trust {
    /// The version of the document: 1.
    pub v: Version1,
    /// The ledger, without a shard.
    pub ledger: Origin,
    /// The first moment as of which it may be used.
    pub valid_from: Moment,
    /// The first moment as of which it may not.
    pub valid_until: Moment,
    /// The anchors, each public key once.
    pub keys: Vec<TrustedKey>,
    /// Witnesses, each public key once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub witnesses: Vec<WitnessKey>,
    /// How many of them have to have seen a head; there is a number if there are witnesses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quorum: Option<u8>,
    /// What workflow runs have to be that record: each is one of these. Any may if there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<RunDemand>,
    /// Heads that were seen before, of any shards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heads: Vec<HeadRef>,
}

/// An anchor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustedKey {
    /// The key.
    pub vkey: VerifierKey,
    /// What it may sign: in the order of [`Role`], each once.
    pub roles: Vec<Role>,
}

/// Why nothing is trusted.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// Not JSON of the strict profile.
    #[error("not a trust document: {0}")]
    Json(#[from] JsonError),
    /// A member that is missing, unknown, or of another shape.
    #[error("not a trust document: {0}")]
    Shape(serde_json::Error),
    /// A rule is broken.
    #[error("not a trust document: {0}")]
    Rule(&'static str),
    /// Witnesses and quorum do not fit.
    #[error("not a trust document: {0}")]
    Quorum(#[from] WitnessError),
    /// Not yet, or not any more.
    #[error(
        "the trust document holds from {from} until before {until}, and not as of {as_of}: get the current one"
    )]
    OutOfDate {
        /// When it was asked for.
        as_of: Moment,
        /// Where it begins.
        from: Moment,
        /// Where it ends.
        until: Moment,
    },
}

impl Trust {
    /// Reads the document, for use as of a moment.
    ///
    /// # Errors
    /// Whatever it must not be, and a moment outside of its time.
    pub fn parse(bytes: &[u8], as_of: Moment) -> Result<Self, TrustError> {
        let trust = json::typed::<Self>(&json::read(bytes, Limits::TRUST)?).map_err(TrustError::Shape)?;
        trust.check()?;
        let (from, until) = (trust.valid_from, trust.valid_until);
        if as_of < from || as_of >= until {
            return Err(TrustError::OutOfDate { as_of, from, until });
        }
        Ok(trust)
    }

    fn check(&self) -> Result<(), TrustError> {
        let rule = |broken: bool, says: &'static str| if broken { Err(TrustError::Rule(says)) } else { Ok(()) };
        rule(self.ledger.shard().is_some(), "its ledger has a shard: it is for all of them")?;
        rule(self.keys.is_empty(), "it has no key")?;
        let mut keys: Vec<&[u8; 32]> = self.keys.iter().map(|one| one.vkey.public()).collect();
        keys.sort_unstable();
        keys.dedup();
        rule(keys.len() != self.keys.len(), "it has one key twice")?;
        let ordered = |one: &TrustedKey| !one.roles.is_empty() && one.roles.is_sorted_by(|a, b| a < b);
        rule(!self.keys.iter().all(ordered), "the roles of a key are none, or not in order and once each")?;
        rule(
            self.witnesses.is_empty() != self.quorum.is_none(),
            "it has witnesses and no quorum, or a quorum and no witnesses",
        )?;
        rule(
            self.runs.iter().any(RunDemand::is_empty),
            "a demand for runs demands nothing, so that any would do",
        )?;
        rule(self.heads.iter().any(|head| head.origin.ledger() != self.ledger), "a head is of another ledger")?;
        self.quorum().map(drop)
    }

    /// The anchors, to begin a verification with, and what is demanded of runs.
    #[must_use]
    pub fn keyring(&self) -> Keyring {
        let anchors = self.keys.iter().map(|one| (one.vkey.clone(), one.roles.clone())).collect();
        Keyring::new(anchors).demanding(self.runs.clone())
    }

    /// The quorum of witnesses, if there is one.
    ///
    /// # Errors
    /// Numbers that are no quorum; none for a document that was read.
    pub fn quorum(&self) -> Result<Option<Quorum>, TrustError> {
        let quorum = self.quorum.map(|needed| Quorum::new(usize::from(needed), self.witnesses.clone()));
        Ok(quorum.transpose()?)
    }

    /// The heads that were seen before of one ledger or shard.
    #[must_use]
    pub fn earlier(&self, origin: &Origin) -> Vec<Checkpoint> {
        let heads = self.heads.iter().filter(|head| head.origin == *origin);
        heads.map(|head| Checkpoint::new(head.origin.to_string(), head.size, head.root)).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::hash::Hash;
    use crate::signer::SignerKey;

    fn key(seed: u8) -> SignerKey {
        SignerKey::new("github.com/1/2/deployments", &[seed; 32]).unwrap()
    }

    fn document() -> Value {
        let (one, two) = (key(1).verifier().to_string(), key(2).verifier().to_string());
        json!({
            "v": 1, "ledger": "github.com/1/2/deployments", "validFrom": "2026-01-01T00:00:00.000Z", "validUntil": "2027-01-01T00:00:00.000Z",
            "keys": [{"vkey": one, "roles": ["root"]}, {"vkey": two, "roles": ["record", "checkpoint"]}],
            "witnesses": [WitnessKey::of(&key(3)).to_string()], "quorum": 1,
            "runs": [{"repositoryId": ["2"], "jobWorkflowRef": ["acme/ci/.github/workflows/record.yml@refs/heads/main"]}],
            "heads": [{"origin": "github.com/1/2/deployments/2026-10", "size": 7, "root": Hash::of(b"r")}],
        })
    }

    fn parse(value: &Value, as_of: &str) -> Result<Trust, TrustError> {
        Trust::parse(&serde_json::to_vec(value).unwrap(), Moment::parse(as_of).unwrap())
    }

    const NOW: &str = "2026-11-22T10:00:00.000Z";

    #[test]
    fn a_document_gives_keys_witnesses_and_heads() {
        let trust = parse(&document(), NOW).unwrap();
        assert_eq!(trust.keyring().at(0, &[Role::Root]).collect::<Vec<_>>(), [&key(1).verifier()]);
        assert!(trust.quorum().unwrap().is_some());
        let shard = Origin::parse("github.com/1/2/deployments/2026-10").unwrap();
        assert_eq!(trust.earlier(&shard).len(), 1);
        assert_eq!(trust.earlier(&trust.ledger), []);
        assert_eq!(serde_json::to_value(&trust).unwrap(), document());
    }

    #[test]
    fn attack_24_trust_that_is_out_of_date_is_an_error() {
        for (as_of, right) in [
            ("2025-12-31T23:59:59.999Z", false),
            ("2026-01-01T00:00:00.000Z", true),
            ("2026-12-31T23:59:59.999Z", true),
            ("2027-01-01T00:00:00.000Z", false),
        ] {
            let read = parse(&document(), as_of);
            assert_eq!(read.is_ok(), right, "{as_of}");
            assert!(right || matches!(read, Err(TrustError::OutOfDate { .. })));
        }
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        let same = document()["keys"][0].clone();
        for (pointer, value) in [
            ("/v", json!(2)),
            ("/extra", json!(1)),
            ("/ledger", json!("github.com/1/2/deployments/2026-10")),
            ("/ledger", json!("github.com/1/3/deployments")),
            ("/keys", json!([])),
            ("/keys", json!([same, same])),
            ("/keys", json!([{"vkey": key(1).verifier().to_string(), "roles": []}])),
            ("/keys", json!([{"vkey": key(1).verifier().to_string(), "roles": ["record", "root"]}])),
            ("/keys", json!([{"vkey": WitnessKey::of(&key(1)).to_string(), "roles": ["root"]}])),
            ("/runs", json!([{}])),
            ("/runs", json!([{"repositoryId": []}])),
            ("/runs", json!([{"repositoryId": ["1"]}, {"repository": ["1"]}])),
            ("/quorum", json!(0)),
            ("/quorum", json!(2)),
            ("/witnesses", json!([])),
            ("/witnesses", json!([key(3).verifier().to_string()])),
        ] {
            let mut changed = document();
            changed[&pointer[1..]] = value.clone();
            assert!(parse(&changed, NOW).is_err(), "{pointer} {value}");
        }
        let mut alone = document();
        alone.as_object_mut().unwrap().remove("quorum");
        assert!(parse(&alone, NOW).is_err());
        alone.as_object_mut().unwrap().remove("witnesses");
        assert!(parse(&alone, NOW).unwrap().quorum().unwrap().is_none());
    }
}
