//! A record that is open: its store, its keys, and what hides people in it.

use std::cell::RefCell;

use github::{Clock, GitHub, Repository};
use ledger::keyring::Keyring;
use ledger::moment::Moment;
use ledger::origin::Origin;
use ledger::predicate::Run;
use ledger::signer::SignerKey;
use runner::Setting;
use stores::append::{Beginning, Patience};
use stores::{Address, Fetcher, People, Store, Way};

use crate::append::{AppendError, Ledger, Writer, append, read};
use crate::event::Event;
use crate::place::{Place, address, run};
use crate::secrets::Secrets;
use crate::veil::Veil;

/// How a record is opened.
pub struct Opening<'a> {
    /// GitHub, for a branch.
    pub github: Option<GitHub>,
    /// The repository whose branch it is.
    pub repository: Option<&'a Repository>,
    /// The run.
    pub setting: &'a Setting,
    /// The token, for git.
    pub token: &'a str,
    /// Waits.
    pub clock: Box<dyn Clock>,
    /// The tool's name, for messages.
    pub tool: &'static str,
    /// Whether a ledger that is not there may be begun.
    pub beginning: Beginning,
}

impl std::fmt::Debug for Opening<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opening").field("repository", &self.repository).finish_non_exhaustive()
    }
}

/// A record that is open.
pub struct Open<'a> {
    store: Store,
    keyring: Keyring,
    signers: Vec<&'a SignerKey>,
    people: Option<People>,
    clock: Box<dyn Clock>,
    github: Option<GitHub>,
    beginning: Beginning,
    /// What hides people.
    pub veil: Veil,
    /// The run that records.
    pub run: Option<Run>,
    /// What was read last.
    last: RefCell<Option<Ledger>>,
}

impl std::fmt::Debug for Open<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Open").field("store", &self.store.name()).finish_non_exhaustive()
    }
}

impl<'a> Open<'a> {
    /// Opens it. To be called inside of the runtime.
    ///
    /// # Errors
    /// A place or key that cannot be used.
    pub fn at(place: &Place, secrets: &'a Secrets, how: Opening<'_>) -> anyhow::Result<Self> {
        let vars = how.setting.vars.clone();
        let var = |name: &str| vars.get(name).cloned();
        let origin = place.origin(how.setting)?;
        secrets.check_names(&origin, how.tool)?;
        let people = place.people.as_ref().map(|people| -> anyhow::Result<People> {
            let address = address("people-store", people)?;
            Ok(People::open(&address, place.ephemeral_ok, &var)?)
        });
        let (veil, keyring) = (secrets.veil(&origin)?, place.keyring(secrets)?);
        Ok(Self {
            store: store(place, &origin, &how)?,
            keyring,
            signers: secrets.signers.iter().collect(),
            people: people.transpose()?,
            veil,
            run: run(how.setting),
            clock: how.clock,
            github: how.github,
            beginning: how.beginning,
            last: RefCell::new(None),
        })
    }

    /// The ledger's name.
    #[must_use]
    pub fn ledger(&self) -> String {
        self.store.origin().to_string()
    }

    /// Where it is, for messages.
    #[must_use]
    pub fn name(&self) -> String {
        self.store.name()
    }

    /// The store itself.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// Reads it anew, and keeps what was read for the next append.
    ///
    /// # Errors
    /// A store that cannot be read, and a ledger that is not sound: neither is an answer.
    pub async fn read(&self) -> Result<Ledger, AppendError<std::convert::Infallible>> {
        let ledger = read(&self.writer()).await?;
        *self.last.borrow_mut() = Some(ledger.clone());
        Ok(ledger)
    }

    /// What was read or appended last.
    #[must_use]
    pub fn last(&self) -> Option<Ledger> {
        self.last.borrow().clone()
    }

    /// Goes on from what another opening of the same record read: the next append is tried on that head, and reads anew if it moved on.
    pub fn go_on_from(&self, ledger: Option<Ledger>) {
        *self.last.borrow_mut() = ledger;
    }

    /// Records what `events` says follows from what is there; see [`append()`].
    ///
    /// # Errors
    /// As [`append()`].
    pub async fn append<T: Event, E>(
        &self,
        now: Moment,
        events: impl FnMut(&[ledger::known::Known]) -> Result<Vec<T>, E>,
    ) -> Result<Ledger, AppendError<E>> {
        let from = self.last.borrow_mut().take();
        let after = append(&self.writer(), from, now, events).await?;
        *self.last.borrow_mut() = Some(after.clone());
        Ok(after)
    }

    /// The time: GitHub's where it answered, else the machine's, and which it is.
    ///
    /// # Errors
    /// A clock that shows no time that records can write.
    pub fn now(&self) -> anyhow::Result<(Moment, bool)> {
        let told = self.github.as_ref().and_then(GitHub::moment);
        let millis = told.map_or(self.clock.unix_seconds().saturating_mul(1000), |told| told.as_millisecond());
        Ok((Moment::from_millis(millis)?, told.is_some()))
    }

    fn writer(&self) -> Writer<'_> {
        Writer {
            store: &self.store,
            keyring: &self.keyring,
            signers: &self.signers,
            people: self.people.as_ref(),
            beginning: self.beginning,
            patience: Patience::default(),
            clock: &*self.clock,
        }
    }
}

/// The store that an input names.
fn store(place: &Place, origin: &Origin, how: &Opening<'_>) -> anyhow::Result<Store> {
    let var = |name: &str| how.setting.vars.get(name).cloned();
    let origin = origin.clone();
    Ok(match address("record", &place.store)? {
        Address::Folder(path) => {
            let path = how.setting.workspace.root().join(path);
            Store::folder(&path, origin, place.ephemeral_ok, &var)?
        }
        Address::Branch(name) => {
            let missing = || {
                runner::InputError::new(
                    "token",
                    "is missing, and the record is on a branch: pass `token: ${{ github.token }}` and permit the job `contents: write`",
                )
            };
            let github = how.github.clone().ok_or_else(missing)?;
            let repository = how.repository.ok_or_else(missing)?;
            let fetcher = Fetcher::of(repository, how.token, &var)?;
            let store = Store::branch(github, repository.clone(), &name, origin, Way::default());
            match fetcher {
                Some(fetcher) => store.fetching(fetcher),
                None => store,
            }
        }
        Address::Objects { cloud, bucket, prefix } => Store::cloud(cloud, &bucket, &prefix, origin, &var)?,
    })
}
