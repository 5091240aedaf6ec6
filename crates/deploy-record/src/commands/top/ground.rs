//! What an answer stands on: what it proves, and what nobody can tell from what was given.

use serde::Serialize;

use super::source::Source;
use crate::verification::State;

/// How far the answer is anchored outside of the ledger. Each is worth more than the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Anchored {
    /// Nobody's signature counts.
    Nothing,
    /// A key of the trust document signed the head.
    CheckpointKey,
    /// And the ledger grew out of a head that was seen before.
    EarlierHead,
    /// And witnesses saw the head.
    Witnesses,
}

/// What that comes to.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Ground {
    anchored: Anchored,
    pub(super) proves: Vec<String>,
    pub(super) cannot_prove: Vec<String>,
}

/// What answers from this ledger stand on.
pub(super) fn of(source: &Source) -> Ground {
    let sound = source.state == State::Sound;
    if source.is_part() {
        return of_part(source, sound);
    }
    let earlier = source.shards.iter().all(|shard| shard.earlier.is_some_and(|size| size > 0));
    let quorum = source.trust().and_then(|trust| trust.quorum);
    let anchored = match (sound, earlier, quorum) {
        (false, ..) => Anchored::Nothing,
        (true, _, Some(_)) => Anchored::Witnesses,
        (true, true, None) => Anchored::EarlierHead,
        (true, false, None) => Anchored::CheckpointKey,
    };
    let (mut proves, mut cannot) = (Vec::new(), Vec::new());
    if sound {
        proves.push("every entry is what a key that you trust signed, in the order of its index, and none between them is missing".to_owned());
    } else {
        let why = match source.state {
            State::NotVerifiable => "no --trust says whose signatures count",
            State::Unproven => "no key that you trust signed all of it",
            State::Faulty | State::Sound => "the ledger has faults",
        };
        cannot.push(format!("that any of this is what was recorded: {why}"));
    }
    let seen: Vec<String> = source.shards.iter().filter_map(seen).collect();
    if sound && !seen.is_empty() {
        proves.push(format!("nothing of what was there before was changed or cut off: {}", seen.join(", ")));
    }
    if !earlier {
        cannot.push(
            "that the holder of the checkpoint key did not rewrite it or cut its end off: give --since or a trust document with heads"
                .to_owned(),
        );
    }
    match quorum {
        Some(needed) if sound => {
            proves.push(format!("{needed} witnesses saw this head: others are shown the same"))
        }
        _ => cannot.push("that others are shown the same ledger: no witnesses were asked for".to_owned()),
    }
    if let Some(as_of) = source.trust_as_of {
        cannot.push(format!("that the trust document is in force now: it was used as of {as_of}"));
    }
    cannot.push("that everything that was deployed was recorded: reconcile it with what runs".to_owned());
    Ground { anchored, proves, cannot_prove: cannot }
}

fn seen(shard: &super::source::Shard) -> Option<String> {
    let size = shard.earlier.filter(|size| *size > 0)?;
    Some(format!("{size} entries of {}", shard.place.store.origin()))
}

/// What entries prove that were taken out of a ledger.
fn of_part(source: &Source, sound: bool) -> Ground {
    let (mut proves, mut cannot) = (Vec::new(), Vec::new());
    if sound {
        proves.push("each of these entries is in the ledger whose head a key that you trust signed".to_owned());
    } else {
        cannot.push("that these entries are in the ledger".to_owned());
    }
    cannot.push(
        "that nothing was left out that tells of the same deployments: ask for all of the ledger".to_owned(),
    );
    cannot.push("that approvals fit what rests on them, which is held over a whole ledger alone".to_owned());
    if let Some(as_of) = source.trust_as_of {
        cannot.push(format!("that the trust document is in force now: it was used as of {as_of}"));
    }
    let anchored = if sound { Anchored::CheckpointKey } else { Anchored::Nothing };
    Ground { anchored, proves, cannot_prove: cannot }
}
