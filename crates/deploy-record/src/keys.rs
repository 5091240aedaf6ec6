//! Secret keys: out of a file or a variable, and into nothing but signatures.

use anyhow::Context as _;
use clap::{Arg, ArgGroup, ArgMatches};
use ledger::hash::Hash;
use ledger::keyring::Keyring;
use ledger::origin::Origin;
use ledger::predicate::{KeyEvent, Kind, Predicate, Role};
use ledger::signer::{SignerKey, VerifierKey};
use ledger::statement::Statement;
use runner::World;

use crate::Usage;
use crate::place::{given, read_file};

/// Bytes of a file of keys.
const MAX_FILE: usize = 16 * 1024;

/// What somebody has to be able to sign, always.
const ROLES_NEEDED: [(Role, &str); 3] =
    [(Role::Record, "records"), (Role::Checkpoint, "its head"), (Role::Root, "records of keys")];

/// The keys that a command signs with. Debugging shows their names alone.
#[derive(Debug)]
pub(crate) struct Keys(Vec<SignerKey>);

/// The options that say which.
pub(crate) fn options() -> [Arg; 2] {
    let option = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    let file = "The secret keys, one a line (PRIVATE+KEY+…), that sign records and the checkpoint";
    [option("key-file", "FILE", file), option("key-env", "NAME", "The variable that holds them")]
}

/// A public key on the command line. What is wrong is said without the text: it may be the secret half.
pub(crate) fn public(option: &str, text: &str) -> anyhow::Result<VerifierKey> {
    if text.trim().starts_with("PRIVATE+KEY+") {
        let message = "is a secret key: give the second line that `deploy-record key` printed; take a new key if others could read this";
        return Err(Usage(format!("--{option}: {message}")).into());
    }
    Ok(VerifierKey::parse(text.trim()).map_err(|error| Usage(format!("--{option}: {error}")))?)
}

/// One of them has to be there.
pub(crate) fn group() -> ArgGroup {
    ArgGroup::new("key").args(["key-file", "key-env"]).required(true)
}

impl Keys {
    /// The keys of a file or variable, one a line; empty lines and those that begin with `#` are for people.
    pub(crate) fn read(matches: &ArgMatches, world: &World<'_>) -> anyhow::Result<Self> {
        let (from, text) = match (given(matches, "key-file"), given(matches, "key-env")) {
            (Some(path), _) => {
                let bytes = read_file(&world.directory.join(path), MAX_FILE)?;
                let text = String::from_utf8(bytes).ok().with_context(|| format!("{path} is not UTF-8"))?;
                (path, text)
            }
            (None, Some(name)) => {
                let text = world
                    .var(name)
                    .ok_or_else(|| Usage(format!("--key-env: the variable {name} is not set")))?;
                (name, text.to_owned())
            }
            (None, None) => return Err(Usage("name the keys by --key-file or --key-env".to_owned()).into()),
        };
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        // The text of an error never quotes a line: it may be a secret with a slip in it.
        let keys: Result<Vec<SignerKey>, _> = lines.map(SignerKey::parse).collect();
        let keys = keys.map_err(|error| Usage(format!("{from} holds a line that is {error}")))?;
        if keys.is_empty() {
            return Err(Usage(format!("{from} holds no key")).into());
        }
        Ok(Self(keys))
    }

    /// Those that may sign a record at an index.
    pub(crate) fn for_records(&self, keyring: &Keyring, index: u64) -> anyhow::Result<Vec<&SignerKey>> {
        self.among(keyring.at(index, &[Role::Record]))
            .context("none of the keys may sign records at the end of the ledger")
    }

    /// Those that may sign this one. Of a record of keys that is each of them: whether they suffice is what [`Keys::after`] says.
    pub(crate) fn for_statement(
        &self,
        keyring: &Keyring,
        index: u64,
        statement: &Statement,
    ) -> anyhow::Result<Vec<&SignerKey>> {
        if statement.predicate.kind() != Kind::Key {
            return self.for_records(keyring, index);
        }
        self.among(keyring.at(index, Kind::Key.signers()))
            .context("none of the keys may sign at the end of the ledger")
    }

    /// The keys that stand behind a record at an index, which changes them if it is one of keys.
    ///
    /// # Errors
    /// A record of keys that would have no effect: nobody would notice that it has none.
    pub(crate) fn after(
        &self,
        keyring: &Keyring,
        (origin, index): (&Origin, u64),
        statement: &Statement,
    ) -> anyhow::Result<Keyring> {
        let mut after = keyring.clone();
        let Predicate::Key(record) = &statement.predicate else { return Ok(after) };
        let refused = |why: &str| Usage(format!("nothing was added: {why}"));
        let signers: Vec<Hash> = self.0.iter().map(|key| key.verifier().id()).collect();
        after.apply(index, record, &signers).map_err(|error| refused(&error.to_string()))?;
        let ledger = origin.ledger().to_string();
        if let KeyEvent::Introduced { vkey, .. } | KeyEvent::Rotated { vkey, .. } = &record.change
            && vkey.name() != ledger
        {
            return Err(
                refused(&format!("the new key is of {}, and signs nothing of {ledger}", vkey.name())).into()
            );
        }
        // Nobody could undo it: a ledger that nobody may sign is over.
        for (role, what) in ROLES_NEEDED {
            let stands = |keys: &Keyring, index: u64| keys.at(index, &[role]).next().is_some();
            if stands(keyring, index) && !stands(&after, index.saturating_add(1)) {
                let why = format!(
                    "no key would be left that may sign {what}: introduce another before, or give it this role"
                );
                return Err(refused(&why).into());
            }
        }
        Ok(after)
    }

    /// Those that may sign a checkpoint of a size.
    pub(crate) fn for_checkpoints(
        &self,
        keyring: &Keyring,
        origin: &Origin,
        size: u64,
    ) -> anyhow::Result<Vec<&SignerKey>> {
        let keys = self.among(keyring.checkpoint_keys(origin, size));
        let message = format!(
            "none of the keys may sign checkpoints of {origin} then: add one that may, such as one that was introduced before"
        );
        keys.ok_or_else(|| Usage(message).into())
    }

    fn among<'k>(&self, entitled: impl Iterator<Item = &'k VerifierKey>) -> Option<Vec<&SignerKey>> {
        let entitled: Vec<&VerifierKey> = entitled.collect();
        let keys: Vec<&SignerKey> = self.0.iter().filter(|key| entitled.contains(&&key.verifier())).collect();
        (!keys.is_empty()).then_some(keys)
    }
}
