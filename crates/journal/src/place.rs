//! Where the record is kept: a ledger in a store, as inputs name it.

use ledger::keyring::Keyring;
use ledger::name::{Line, NumericId};
use ledger::origin::Origin;
use ledger::predicate::Run;
use ledger::signer::{SignerKey, VerifierKey};
use runner::{InputError, Inputs, Setting};
use serde::{Deserialize, Serialize};
use stores::Address;

use crate::secrets::Secrets;

/// Where the record is where nothing says otherwise.
pub const BRANCH: &str = "branch:releasegate-ledger";

/// Where the record is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The store's address.
    pub store: String,
    /// The ledger's origin; that of the repository's deployments, if nobody says otherwise.
    pub ledger: Option<String>,
    /// Keys beside those that sign here whose signatures count.
    pub keys: Vec<String>,
    /// Where names and words of people are kept; without, the record commits to them and they are kept nowhere.
    pub people: Option<String>,
    /// Whether a folder that ends with the job is good enough.
    pub ephemeral_ok: bool,
}

impl Place {
    /// Reads `record`, `ledger`, `record-keys` and `people-store` where a record must be kept.
    ///
    /// # Errors
    /// Inputs that do not go together. `writes` is whether the run appends.
    pub fn read(inputs: &Inputs, writes: bool, tool: &str) -> Result<Self, InputError> {
        let given = |name: &str| Some(inputs.text(name).trim().to_owned()).filter(|text| !text.is_empty());
        let store = given("record").unwrap_or_else(|| BRANCH.to_owned());
        if store == "none" {
            return Err(InputError::new("record", "is none, and there is nothing to do without a record"));
        }
        address("record", &store)?;
        let is_signed = given("signing-key").is_some();
        if writes && !is_signed {
            let message = format!(
                "is missing: what is recorded is signed by it; make one with `{tool} key --ledger NAME` and keep it as a secret of the environment"
            );
            return Err(InputError::new("signing-key", message));
        }
        let (ledger, people) = (given("ledger"), given("people-store"));
        if let Some(ledger) = &ledger {
            Origin::parse(ledger).map_err(|error| InputError::new("ledger", error.to_string()))?;
        }
        if let Some(people) = &people
            && matches!(address("people-store", people)?, Address::Branch(_))
        {
            let message = "is a branch, and git keeps the key of everybody who was erased: name a bucket, or a folder that outlives the job";
            return Err(InputError::new("people-store", message));
        }
        let keys = inputs.lines("record-keys");
        Keyring::of_lines(&[], &keys).map_err(|error| InputError::new("record-keys", error.to_string()))?;
        let ephemeral_ok = inputs.takes("ephemeral-ok") && inputs.boolean("ephemeral-ok")?;
        Ok(Self { store, ledger, keys, people, ephemeral_ok })
    }

    /// The ledger's name: what was given, or that of the repository's deployments, since deployments name approvals by their place in one ledger.
    ///
    /// # Errors
    /// A run that does not say whose it is.
    pub fn origin(&self, setting: &Setting) -> Result<Origin, InputError> {
        if let Some(text) = &self.ledger {
            return Origin::parse(text).map_err(|error| InputError::new("ledger", error.to_string()));
        }
        let missing = || InputError::new("ledger", "is missing, and the run does not say whose it would be");
        let owner = setting.vars.get("GITHUB_REPOSITORY_OWNER_ID").map_or("", String::as_str);
        let repository = setting.context.run.repository_id.ok_or_else(missing)?;
        let server = setting.context.server_url.trim_end_matches('/');
        let host = server.rsplit("//").next().unwrap_or_default();
        Origin::parse(&format!("{host}/{owner}/{repository}/deployments")).map_err(|_| missing())
    }

    /// Whose signatures count: of the keys that sign here, and of those that are named.
    pub(crate) fn keyring(&self, secrets: &Secrets) -> Result<Keyring, InputError> {
        let signing: Vec<VerifierKey> = secrets.signers.iter().map(SignerKey::verifier).collect();
        if signing.is_empty() && self.keys.is_empty() {
            let message = "is missing: nothing says whose signatures count in the record";
            return Err(InputError::new("record-keys", message));
        }
        let keyring = Keyring::of_lines(&signing, &self.keys);
        keyring.map_err(|error| InputError::new("record-keys", error.to_string()))
    }
}

pub(crate) fn address(input: &str, text: &str) -> Result<Address, InputError> {
    text.parse::<Address>().map_err(|error| InputError::new(input, error.to_string()))
}

/// The run that records; nothing outside of one.
#[must_use]
pub fn run(setting: &Setting) -> Option<Run> {
    let run = &setting.context.run;
    let number = |number: u64| NumericId::new(number.to_string()).ok();
    Some(Run {
        repository_id: number(run.repository_id?)?,
        repository_owner_id: NumericId::new(setting.vars.get("GITHUB_REPOSITORY_OWNER_ID")?.as_str()).ok()?,
        run_id: number(run.run_id?)?,
        attempt: run.attempt?,
        workflow_ref: Line::new(run.workflow_ref.as_deref()?).ok()?,
        job_workflow_ref: None,
        job_workflow_sha: None,
        event_name: Line::new(run.event.as_deref()?).ok()?,
        runner_environment: None,
    })
}
