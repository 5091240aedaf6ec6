//! What a report rests on, of a ledger that was read and verified.

use ::report::Standing;
use ::report::standing::{Finding, Head, State};

use crate::commands::top::ground;
use crate::commands::top::source::{Located, Shard, Source};
use crate::verification;

/// What is known of a ledger.
pub(super) fn of(source: &Source) -> Standing {
    let ground = ground::of(source);
    let state = match source.state {
        verification::State::Sound => State::Sound,
        verification::State::Unproven => State::Unproven,
        verification::State::NotVerifiable => State::NotVerifiable,
        verification::State::Faulty => State::Faulty,
    };
    let alone = source.unknown.iter().any(|one| one.finding.code == "one-shard");
    Standing {
        ledger: source.ledger.clone(),
        store: source.store.clone(),
        state,
        words: source.state.words().to_owned(),
        part: source.is_part() || alone,
        heads: source.shards.iter().map(head).collect(),
        proves: ground.proves,
        cannot_prove: ground.cannot_prove,
        faults: findings(&source.faults),
        notices: findings(&source.notices),
        unknown: findings(&source.unknown),
    }
}

fn head(shard: &Shard) -> Head {
    let report = &shard.found.report;
    Head {
        origin: report.origin.to_string(),
        size: report.size,
        root: report.root.to_string(),
        last_entry: report.last_time,
        covered: report.covered,
    }
}

fn findings(all: &[Located]) -> Vec<Finding> {
    let of = |one: &Located| Finding {
        shard: one.shard.clone(),
        index: one.finding.index,
        code: one.finding.code.to_owned(),
        message: one.finding.message.clone(),
    };
    all.iter().map(of).collect()
}
