//! Where the record is kept: a ledger in a store, whose keys come with the run. Keys that sign are secrets and stand in no policy.

use std::cell::RefCell;
use std::rc::Rc;

use approval::policy::Policy as Rules;
use approval::request::Request;
use github::{Clock, GitHub, Repository};
use ledger::keyring::Keyring;
use ledger::name::{Line, NumericId};
use ledger::origin::Origin;
use ledger::predicate::Run;
use ledger::signer::{SignerKey, VerifierKey};
use runner::{InputError, Inputs, Setting};
use serde::{Deserialize, Serialize};
use stores::append::{Beginning, Patience};
use stores::{Address, Fetcher, People, Store, Way};

use crate::record::append::{Ledger, Writer};
use crate::record::{RecordError, Recorded, Veil, read};

/// Where the record is where keys are given and nothing says otherwise.
const BRANCH: &str = "branch:releasegate-ledger";

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
}

impl Place {
    /// Reads the inputs; nothing where no record is kept.
    ///
    /// # Errors
    /// Inputs that do not go together. `writes` is whether the run appends.
    pub fn read(inputs: &Inputs, writes: bool) -> Result<Option<Self>, InputError> {
        let given = |name: &str| Some(inputs.text(name).to_owned()).filter(|text| !text.is_empty());
        let is_signed = given("signing-key").is_some();
        let store = match given("record") {
            Some(word) if word == "none" => None,
            None => is_signed.then(|| BRANCH.to_owned()),
            some => some,
        };
        let Some(store) = store else {
            let useless = ["people-key", "record-keys", "people-store", "ledger"];
            return match useless.into_iter().find(|name| given(name).is_some()) {
                Some(name) => {
                    Err(InputError::new(name, "is about a record, and none is kept: give `signing-key`"))
                }
                None => Ok(None),
            };
        };
        address("record", &store)?;
        if !is_signed && (writes || given("people-key").is_none()) {
            let message = "is missing: what is recorded is signed by it, and people are hidden by it; make one with `approval-issue key --ledger NAME`";
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
        Ok(Some(Self { store, ledger, keys, people }))
    }
}

/// Keys that are secrets.
#[derive(Debug, Default)]
pub(crate) struct Secrets {
    signers: Vec<SignerKey>,
    veil: Option<Hidden>,
}

/// Bytes that nobody sees.
struct Hidden([u8; 32]);

impl std::fmt::Debug for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hidden(…)")
    }
}

impl Secrets {
    /// Reads `signing-key` and `people-key`.
    ///
    /// # Errors
    /// A text that is no key; it is never quoted, as it may be one with a slip in it.
    pub(crate) fn read(inputs: &Inputs) -> Result<Self, InputError> {
        let lines = inputs.text("signing-key").lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let keys: Result<Vec<SignerKey>, _> = lines.map(SignerKey::parse).collect();
        let signers =
            keys.map_err(|error| InputError::new("signing-key", format!("holds a line that is {error}")))?;
        let veil = match inputs.text("people-key").trim() {
            "" => None,
            text => {
                let hash = ledger::hash::Hash::parse_hex(text).map_err(|_| {
                    InputError::new("people-key", "is no 64 hex digits: make one with `openssl rand -hex 32`")
                })?;
                Some(Hidden(*hash.as_bytes()))
            }
        };
        Ok(Self { signers, veil })
    }
}

/// What was read of the ledger last in this run, whoever read it: so it is read once while nobody else writes.
pub(crate) type Last = RefCell<Option<Rc<Ledger>>>;

/// How a record is opened.
pub(crate) struct Opening<'a, 'l> {
    pub(crate) github: GitHub,
    pub(crate) repository: &'a Repository,
    pub(crate) repository_id: u64,
    pub(crate) setting: &'a Setting,
    pub(crate) token: &'a str,
    pub(crate) clock: Box<dyn Clock>,
    pub(crate) last: &'l Last,
}

/// A record that is open.
pub(crate) struct Open<'a> {
    store: Store,
    keyring: Keyring,
    signers: Vec<&'a SignerKey>,
    pub(crate) veil: Veil,
    people: Option<People>,
    clock: Box<dyn Clock>,
    /// The run that records.
    pub(crate) run: Option<Run>,
    last: &'a Last,
}

impl<'a> Open<'a> {
    /// Opens it. To be called inside of the runtime.
    ///
    /// # Errors
    /// A place or key that cannot be used.
    pub(crate) fn at(place: &Place, secrets: &'a Secrets, how: Opening<'_, 'a>) -> anyhow::Result<Self> {
        let vars = how.setting.vars.clone();
        let var = |name: &str| vars.get(name).cloned();
        let origin = origin(place, &how)?;
        check_names(secrets, &origin)?;
        let people = place.people.as_ref().map(|people| -> anyhow::Result<People> {
            let address = address("people-store", people)?;
            Ok(People::open(&address, false, &var)?)
        });
        let veil = match (&secrets.veil, secrets.signers.first()) {
            (Some(key), _) => Veil::new(key.0, &origin),
            (None, Some(signer)) => Veil::of_signer(signer, &origin),
            (None, None) => {
                return Err(InputError::new("people-key", "is missing: people are hidden by it").into());
            }
        };
        let (run, keyring) = (run(how.setting), keyring(place, secrets)?);
        let last = how.last;
        let (store, clock) = store(place, &origin, how)?;
        // A later look at the store is held against an earlier one.
        let seen = last.borrow().as_ref().and_then(|ledger| ledger.seen());
        let store = match seen {
            Some(seen) => store.having_seen(seen),
            None => store,
        };
        Ok(Self {
            store,
            keyring,
            signers: secrets.signers.iter().collect(),
            veil,
            people: people.transpose()?,
            clock,
            run,
            last,
        })
    }

    /// Who writes, and where.
    pub(crate) fn writer(&self) -> Writer<'_> {
        Writer {
            store: &self.store,
            keyring: &self.keyring,
            signers: &self.signers,
            people: self.people.as_ref(),
            beginning: Beginning::May,
            patience: Patience::default(),
            clock: &*self.clock,
        }
    }

    /// The ledger's name.
    pub(crate) fn name(&self) -> String {
        self.store.origin().to_string()
    }

    /// What is recorded of a request, by what was read last.
    ///
    /// # Errors
    /// A store that cannot be read, and a ledger that is not sound: neither is an answer.
    pub(crate) async fn recorded(&self, request: &Request, rules: &Rules) -> anyhow::Result<Recorded> {
        Ok(read(&self.ledger().await?.entries, request, rules)?)
    }

    /// The ledger, as it was read last.
    pub(crate) async fn ledger(&self) -> anyhow::Result<Rc<Ledger>> {
        if let Some(known) = self.last() {
            return Ok(known);
        }
        Ok(self.remember(self.writer().read::<RecordError>().await?))
    }

    /// What was read last, if anything was.
    pub(crate) fn last(&self) -> Option<Rc<Ledger>> {
        self.last.borrow().clone()
    }

    /// Keeps what was read.
    pub(crate) fn remember(&self, ledger: Ledger) -> Rc<Ledger> {
        let known = Rc::new(ledger);
        *self.last.borrow_mut() = Some(Rc::clone(&known));
        known
    }

    /// What is asked next is read anew: the ledger moved on, or may have.
    pub(crate) fn forget(&self) {
        self.last.borrow_mut().take();
    }
}

/// The store that an input names, and the clock that was for it.
fn store(place: &Place, origin: &Origin, how: Opening<'_, '_>) -> anyhow::Result<(Store, Box<dyn Clock>)> {
    let var = |name: &str| how.setting.vars.get(name).cloned();
    let origin = origin.clone();
    let store = match address("record", &place.store)? {
        Address::Folder(path) => Store::folder(&how.setting.workspace.root().join(path), origin, false, &var)?,
        Address::Branch(name) => {
            let fetcher = Fetcher::of(how.repository, how.token, &var)?;
            let store = Store::branch(how.github, how.repository.clone(), &name, origin, Way::default());
            match fetcher {
                Some(fetcher) => store.fetching(fetcher),
                None => store,
            }
        }
        Address::Objects { cloud, bucket, prefix } => Store::cloud(cloud, &bucket, &prefix, origin, &var)?,
    };
    Ok((store, how.clock))
}

fn address(input: &str, text: &str) -> Result<Address, InputError> {
    text.parse::<Address>().map_err(|error| InputError::new(input, error.to_string()))
}

/// The ledger's name: what was given, or that of the repository's deployments, since deployments name approvals by their place in one ledger.
fn origin(place: &Place, how: &Opening<'_, '_>) -> Result<Origin, InputError> {
    if let Some(text) = &place.ledger {
        return Origin::parse(text).map_err(|error| InputError::new("ledger", error.to_string()));
    }
    let owner = how.setting.vars.get("GITHUB_REPOSITORY_OWNER_ID").map_or("", String::as_str);
    let server = how.setting.context.server_url.trim_end_matches('/');
    let host = server.rsplit("//").next().unwrap_or_default();
    let text = format!("{host}/{owner}/{}/deployments", how.repository_id);
    Origin::parse(&text)
        .map_err(|_| InputError::new("ledger", "is missing, and the run does not say whose it would be"))
}

/// A key signs for the ledger whose name it bears (C2SP, tlog-checkpoint): another one's signature would count for nobody.
fn check_names(secrets: &Secrets, origin: &Origin) -> Result<(), InputError> {
    let ledger = origin.ledger().to_string();
    if secrets.signers.iter().all(|signer| signer.verifier().name() == ledger) {
        return Ok(());
    }
    let message = format!(
        "holds a key of another ledger: make one with `approval-issue key --ledger {ledger}`, or give `ledger`"
    );
    Err(InputError::new("signing-key", message))
}

/// Whose signatures count: of the keys that sign here, and of those that are named.
fn keyring(place: &Place, secrets: &Secrets) -> Result<Keyring, InputError> {
    let signing: Vec<VerifierKey> = secrets.signers.iter().map(SignerKey::verifier).collect();
    if signing.is_empty() && place.keys.is_empty() {
        let message = "is missing: nothing says whose signatures count in the record";
        return Err(InputError::new("record-keys", message));
    }
    let keyring = Keyring::of_lines(&signing, &place.keys);
    keyring.map_err(|error| InputError::new("record-keys", error.to_string()))
}

/// The run that records; nothing outside of one.
fn run(setting: &Setting) -> Option<Run> {
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
