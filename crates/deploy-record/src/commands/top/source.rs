//! A ledger, read and verified once: its history is that of the bytes that were verified, and nothing is read again for it.

use std::collections::BTreeSet;

use anyhow::Context as _;
use clap::ArgMatches;
use history::stand::Stand;
use history::{History, Part};
use ledger::checkpoint::Checkpoint;
use ledger::dsse::Envelope;
use ledger::entry::Entry;
use ledger::hash::Hash;
use ledger::keyring::Keyring;
use ledger::known::Known;
use ledger::moment::Moment;
use ledger::name::Slug;
use ledger::predicate::LeafRef;
use ledger::signer::VerifierKey;
use ledger::statement::Statement;
use ledger::trust::Trust;
use runner::World;
use serde::Serialize;
use stores::{Head, StoredEntry, layout};

use super::part;
use super::unpack::{self, Unpacked};
use crate::Usage;
use crate::bar::{self, Bar};
use crate::enclosed;
use crate::place::{Place, given, moment, read_file, read_trust};
use crate::verification::{self, Finding, State, Verification};

/// A ledger with what was found in it.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) ledger: String,
    pub(super) store: String,
    pub(super) state: State,
    pub(super) history: History,
    pub(super) shards: Vec<Shard>,
    pub(super) faults: Vec<Located>,
    pub(super) notices: Vec<Located>,
    pub(super) unknown: Vec<Located>,
    /// As of when the trust document was used, where somebody asked for another moment than now.
    pub(super) trust_as_of: Option<Moment>,
    /// What a pack held, as long as it is read.
    unpacked: Option<Unpacked>,
}

/// One shard.
#[derive(Debug)]
pub(super) struct Shard {
    pub(super) place: Place,
    pub(super) head: Head,
    pub(super) found: Verification,
    /// The bytes that were verified.
    pub(super) entries: Vec<StoredEntry>,
    /// The size of a head that was seen before, where there is one.
    pub(super) earlier: Option<u64>,
}

/// A finding, and in which shard.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Located {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) shard: Option<String>,
    #[serde(flatten)]
    pub(super) finding: Finding,
}

impl Located {
    /// For people.
    pub(super) fn line(&self) -> String {
        match &self.shard {
            Some(shard) => format!("shard {shard}, {}", self.finding.line()),
            None => self.finding.line(),
        }
    }

    /// Of an entry.
    pub(super) fn of(at: &Stand, code: &'static str, message: String) -> Self {
        Self::at(at.shard.as_ref(), at.leaf.index, code, message)
    }

    /// Of the entry with an index.
    pub(super) fn at(shard: Option<&Slug>, index: u64, code: &'static str, message: String) -> Self {
        let finding = Finding { index: Some(index), code, message };
        Self { shard: shard.map(ToString::to_string), finding }
    }

    /// Whether it is of an entry.
    pub(super) fn is_of(&self, at: &Stand) -> bool {
        self.finding.index == Some(at.leaf.index)
            && self.shard.as_deref() == at.shard.as_ref().map(Slug::as_str)
    }

    /// Of the ledger as a whole.
    pub(super) fn of_all(code: &'static str, message: String) -> Self {
        Self { shard: None, finding: Finding { index: None, code, message } }
    }
}

/// For people, each on its line.
pub(super) fn lines(found: &[Located]) -> Vec<String> {
    found.iter().map(Located::line).collect()
}

impl Source {
    /// Whose signatures count.
    pub(super) fn trust(&self) -> Option<&Trust> {
        self.shards.iter().find_map(|shard| shard.place.trust.as_ref())
    }

    /// The shard with a name.
    pub(super) fn shard(&self, name: Option<&Slug>) -> Option<&Shard> {
        self.shards.iter().find(|shard| shard.place.store.origin().shard() == name)
    }
}

/// Reads the ledger that a command names. To be called inside of the runtime.
pub(super) async fn read(matches: &ArgMatches, world: &World<'_>) -> anyhow::Result<Source> {
    let pack = given(matches, "pack");
    let unpacked = pack.map(|path| unpack::unpack(&world.directory.join(path))).transpose()?;
    if let Some(unpacked) = unpacked {
        if !unpacked.part.is_empty() {
            for option in ["since", "shard"] {
                if given(matches, option).is_some() {
                    let message = format!("--{option} is for a whole ledger, and this is a part of one");
                    return Err(Usage(message).into());
                }
            }
            return of_part(unpacked, matches, world);
        }
        return whole(Some(unpacked), matches, world).await;
    }
    whole(None, matches, world).await
}

async fn whole(unpacked: Option<Unpacked>, matches: &ArgMatches, world: &World<'_>) -> anyhow::Result<Source> {
    let pack = given(matches, "pack");
    let folder = unpacked.as_ref().map(|unpacked| unpacked.path(unpack::STORE));
    let places = Place::every(matches, world, folder.as_deref()).await?;
    let mut since = given(matches, "since").map(|path| since(path, &places, world)).transpose()?;
    let mut shards = Vec::new();
    for place in places {
        let seen = since.take_if(|since| since.origin == place.store.origin().to_string());
        shards.push(shard(place, seen, world).await?);
    }
    let alone = given(matches, "shard").is_some();
    let store = pack.map_or_else(|| store_of(&shards), |pack| format!("the pack {pack}"));
    let ledger = shards.first().map(|shard| shard.place.store.origin().ledger().to_string());
    let mut source = Source {
        ledger: ledger.unwrap_or_default(),
        store,
        state: State::Sound,
        history: history(&shards),
        faults: located(&shards, |found| &found.faults),
        notices: located(&shards, |found| &found.notices),
        unknown: located(&shards, |found| &found.unknown),
        shards,
        trust_as_of: moment(matches, "as-of")?,
        unpacked,
    };
    source.join(alone);
    source.state = source.judged();
    Ok(source)
}

/// A part of a ledger out of a pack.
pub(super) fn of_part(unpacked: Unpacked, matches: &ArgMatches, world: &World<'_>) -> anyhow::Result<Source> {
    let trust = read_trust(matches, world)?;
    let read = part::read(&unpacked, trust.as_ref())?;
    let parts: Vec<Part<'_>> =
        read.known.iter().map(|(shard, entries)| Part { shard: shard.as_ref(), entries }).collect();
    let state = match trust {
        _ if !read.faults.is_empty() => State::Faulty,
        None => State::NotVerifiable,
        Some(_) if read.by_nobody => State::Unproven,
        Some(_) => State::Sound,
    };
    let message =
        "a part of a ledger was read: what was left out of it, and what the rules between entries say of these";
    Ok(Source {
        ledger: read.ledger,
        store: format!("the pack {}", given(matches, "pack").unwrap_or_default()),
        state,
        history: History::of(&parts),
        shards: Vec::new(),
        faults: read.faults,
        notices: Vec::new(),
        unknown: vec![Located::of_all("part", message.to_owned())],
        trust_as_of: moment(matches, "as-of")?,
        unpacked: Some(unpacked),
    })
}

impl Source {
    /// Whether it is a part of a ledger alone.
    pub(super) fn is_part(&self) -> bool {
        self.shards.is_empty()
    }

    /// The bytes of evidence that a part holds.
    pub(super) fn evidence(&self, shard: Option<&Slug>, digest: &Hash) -> anyhow::Result<Option<Vec<u8>>> {
        let Some(unpacked) = self.unpacked.as_ref().filter(|_| self.is_part()) else { return Ok(None) };
        let folder = shard.map_or_else(|| "ledger".to_owned(), |shard| format!("ledger-{shard}"));
        let path = unpacked.path(unpack::PART).join(folder).join(layout::evidence(digest));
        path.exists().then(|| read_file(&path, layout::MAX_EVIDENCE)).transpose()
    }

    /// What only the shards together show.
    fn join(&mut self, alone: bool) {
        if alone {
            let message = "one shard alone was read: what the others say of deployments is not known";
            self.unknown.push(Located::of_all("one-shard", message.to_owned()));
            return;
        }
        for pair in self.shards.windows(2) {
            let [before, after] = pair else { continue };
            let (before, after) = (&before.found.report, &after.found.report);
            if !after.continues(before) {
                let message = format!(
                    "{} does not begin with the last head of {}: whether there was another between them",
                    after.origin, before.origin
                );
                self.unknown.push(Located::of_all("shards-not-linked", message));
            }
        }
        let there: BTreeSet<String> =
            self.shards.iter().map(|shard| shard.place.store.origin().to_string()).collect();
        let heads = self.trust().map(|trust| trust.heads.clone()).unwrap_or_default();
        for head in heads.iter().filter(|head| head.size > 0 && !there.contains(&head.origin.to_string())) {
            let message =
                format!("{} had {} entries when it was seen, and is not there", head.origin, head.size);
            self.faults.push(Located::of_all("shard-missing", message));
        }
    }

    /// What is worst counts.
    fn judged(&self) -> State {
        let any = |state| self.shards.iter().any(|shard| shard.found.state == state);
        if !self.faults.is_empty() || any(State::Faulty) {
            State::Faulty
        } else if any(State::NotVerifiable) {
            State::NotVerifiable
        } else if any(State::Unproven) {
            State::Unproven
        } else {
            State::Sound
        }
    }
}

fn store_of(shards: &[Shard]) -> String {
    let names: Vec<String> = shards.iter().map(|shard| shard.place.store.name()).collect();
    names.join(", ")
}

fn located(shards: &[Shard], of: impl Fn(&Verification) -> &Vec<Finding>) -> Vec<Located> {
    let each = |shard: &Shard| {
        let name = shard.place.store.origin().shard().map(ToString::to_string);
        let found = of(&shard.found).iter();
        found.map(|one| Located { shard: name.clone(), finding: one.clone() }).collect::<Vec<_>>()
    };
    shards.iter().flat_map(each).collect()
}

async fn shard(place: Place, since: Option<Checkpoint>, world: &World<'_>) -> anyhow::Result<Shard> {
    let head = place.head().await?;
    let origin = place.store.origin();
    let known = place.trust.as_ref().map(|trust| trust.earlier(origin)).unwrap_or_default();
    let earlier = known.iter().chain(&since).map(|head| head.size).max();
    let bar = Bar::over(bar::watched(world), "verifying", head.size());
    let mut entries = Vec::new();
    let take = |stored: &StoredEntry| entries.push(stored.clone());
    let found = verification::verify_each(&place, &head, since.into_iter().collect(), &bar, take).await?;
    Ok(Shard { place, head, found, entries, earlier })
}

fn history(shards: &[Shard]) -> History {
    let known: Vec<Vec<Known>> = shards.iter().map(Shard::known).collect();
    let part = |(shard, entries)| part(shard, entries);
    let parts: Vec<Part<'_>> = shards.iter().zip(&known).map(part).collect();
    History::of(&parts)
}

fn part<'k>(shard: &'k Shard, entries: &'k Vec<Known>) -> Part<'k> {
    Part { shard: shard.place.store.origin().shard(), entries }
}

impl Shard {
    /// What its entries say, where nothing is wrong with them themselves. Without keys, what they say is nobody's, and the state says so.
    fn known(&self) -> Vec<Known> {
        let own = ["entry-", "envelope-", "signature-", "statement-", "run-"];
        let is_own = |fault: &&Finding| own.iter().any(|code| fault.code.starts_with(code));
        let faulty: BTreeSet<u64> =
            self.found.faults.iter().filter(is_own).filter_map(|fault| fault.index).collect();
        // Of a sound shard every signature was verified, over these very bytes: once is enough.
        let is_open = self.place.trust.is_some() && self.found.state != State::Sound;
        let keyring = is_open.then_some(&self.found.report.keyring);
        let of = |stored: &StoredEntry| {
            let bytes = stored.entry.as_deref()?;
            let entry = Entry::parse(bytes).ok()?;
            let leaf = LeafRef { index: stored.index, hash: Hash::leaf(bytes) };
            let envelope = stored.envelope.as_deref().filter(|_| !faulty.contains(&stored.index));
            let statement = envelope.and_then(|envelope| statement(envelope, &entry, keyring));
            Some(Known { leaf, key: entry.idempotency_key, time: entry.time, statement })
        };
        self.entries.iter().filter_map(of).collect()
    }
}

fn statement(envelope: &[u8], entry: &Entry, keyring: Option<&Keyring>) -> Option<Statement> {
    if Hash::of(envelope) != entry.envelope_sha256 {
        return None;
    }
    let Some(keyring) = keyring else { return enclosed::statement(envelope) };
    let keys: Vec<&VerifierKey> = keyring.at(entry.index, entry.kind.signers()).collect();
    let envelope = Envelope::parse(envelope).ok()?;
    Statement::parse(envelope.verify(&keys).ok()?.payload).ok()
}

/// A checkpoint out of a file, which a key of the trust document signed, of one of the shards.
fn since(path: &str, places: &[Place], world: &World<'_>) -> anyhow::Result<Checkpoint> {
    let bytes = read_file(&world.directory.join(path), super::super::verify::MAX_NOTE)?;
    let trust = places.iter().find_map(|place| place.trust.as_ref());
    let trust = trust.ok_or_else(|| Usage("--since needs --trust, which says who signed it".to_owned()))?;
    let keyring = trust.keyring();
    let mut refused = None;
    for place in places {
        match super::super::verify::open(&bytes, &keyring, place.store.origin()) {
            Ok(checkpoint) => return Ok(checkpoint),
            Err(error) => refused = Some(error),
        }
    }
    Err(refused.unwrap_or_else(|| anyhow::anyhow!("there is no shard")))
        .with_context(|| format!("failed to use {path}"))
}

#[cfg(test)]
mod tests;
