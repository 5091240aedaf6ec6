//! What the race leaves: tables for the terminal and for the page that is committed, and JSON for machines.

use serde_json::{Value, json};

use super::super::measure::Run;
use super::super::table::{Load, aligned, loaded, promises};
use super::super::target::{Target, megabytes, ratio, seconds};
use super::one::One;

/// What one size took: ours, and git's for its sample.
pub(super) struct Entry {
    pub(super) size: u64,
    /// How many commits git's numbers are of.
    pub(super) commits: u64,
    pub(super) append: (Run, Run),
    pub(super) verify: (Run, Run),
}

/// Where and how it was measured.
pub(super) struct Setting {
    pub(super) date: String,
    pub(super) cores: usize,
    pub(super) rounds: usize,
    pub(super) load: Option<Load>,
    pub(super) ours: String,
    pub(super) git: String,
}

/// git's time divided by ours must be at least this, for either work and at any size.
const FASTER: u64 = 10;
/// What the proof of one entry may read.
const MOST_BYTES: u64 = 1_000_000;
/// What it may take.
const LONGEST: u64 = 1_000_000;
/// Memory for each entry that is verified.
const PER_ENTRY: u64 = 500;

/// git's time for as many as there are entries.
fn scaled(entry: &Entry, run: &Run) -> u64 {
    run.microseconds.saturating_mul(entry.size).checked_div(entry.commits).unwrap_or(0)
}

/// The promises about what was measured.
pub(super) fn targets(entries: &[Entry], one: &One) -> Vec<Target> {
    let mut targets = Vec::new();
    for (what, part) in [("recording", 0), ("verifying", 1)] {
        let runs = |entry: &Entry| if part == 0 { entry.append } else { entry.verify };
        let hundredths = |entry: &Entry| {
            let (ours, theirs) = runs(entry);
            scaled(entry, &theirs).saturating_mul(100).checked_div(ours.microseconds).unwrap_or(0)
        };
        let least = entries.iter().map(hundredths).min().unwrap_or(0);
        targets.push(Target {
            what: format!("{what}: at least {FASTER} times as fast as signed commits, at every size"),
            measured: format!("{} times", ratio(least, 100)),
            met: least >= FASTER * 100,
        });
    }
    // Of few entries the program itself is the most.
    if let Some(entry) = entries.last().filter(|entry| entry.size >= 100_000) {
        let peak = entry.verify.0.peak_bytes;
        targets.push(Target {
            what: format!("verifying {}: at most {PER_ENTRY} bytes of memory an entry", entry.size),
            measured: format!("{} bytes", ratio(peak, entry.size)),
            met: peak <= PER_ENTRY.saturating_mul(entry.size),
        });
    }
    targets.push(Target {
        what: format!("one entry of {}: less than 1 MB read", one.size),
        measured: format!("{} bytes", one.bytes),
        met: one.bytes < MOST_BYTES,
    });
    targets.push(Target {
        what: format!("one entry of {}: less than a second, without a network", one.size),
        measured: format!("{} s", seconds(one.microseconds)),
        met: one.microseconds < LONGEST,
    });
    targets
}

/// The tables in Markdown, which are as readable in a terminal.
pub(super) fn tables(entries: &[Entry], one: &One) -> String {
    let head = ["entries", "work", "times ours", "ledger s", "git s", "commits measured", "ledger peak MB"];
    let mut rows = vec![head.map(str::to_owned)];
    for entry in entries {
        for (work, (ours, theirs)) in [("record", &entry.append), ("verify", &entry.verify)] {
            let git = scaled(entry, theirs);
            rows.push([
                entry.size.to_string(),
                work.to_owned(),
                ratio(git, ours.microseconds),
                seconds(ours.microseconds),
                seconds(git),
                entry.commits.to_string(),
                megabytes(ours.peak_bytes).to_string(),
            ]);
        }
    }
    format!(
        "{}\nOne entry of the largest, number {}: {} bytes read by the whole process in {} s with the network off; of the ledger itself: {}.\n",
        aligned(&rows),
        one.index,
        one.bytes,
        seconds(one.microseconds),
        one.said
    )
}

/// The page that is committed.
pub(super) fn page(entries: &[Entry], one: &One, targets: &[Target], setting: &Setting) -> String {
    let Setting { date, cores, rounds, load, ours, git } = setting;
    format!(
        "# What a ledger costs\n\nWritten by `cargo xtask bench ledger --write`, {date}, {cores} cores. At 1 000 entries each number is the median of {rounds} runs in \
which both take turns, at more it is one run. MB are millions of bytes, peak is the resident memory as GNU time tells it (`ru_maxrss`).{}\n\n{}\n{}\n\
## What was done\n\n\
- ledger at {ours}, one thread. `record`: a deployment is written as a statement and signed, gets its entry and its kept nodes, and a checkpoint over all entries is signed; all \
of it goes to one file. What a store adds, a commit or a put, is not in it. `verify`: that file is read, and each entry, envelope, signature, statement, the chain, the tree, \
every rule between records and the last checkpoint are verified. Memory grows with the entries, as repeated records and deployments that change are found in any order.\n\
- {git}, commits without files, signed by an Ed25519 key in SSH's format. `record`: `git commit -S`, one process each, as jobs do. `verify`: `git verify-commit` over all of \
them by as few processes as can be; git starts `ssh-keygen` for each, and that is most of the time. Of more commits than were measured the time is computed from those.\n\
- One entry: the ledger lies in a folder as a store has it. A process below `unshare --net` reads the head, the entry, its envelope, and what the path needs, and verifies the \
checkpoint, the path, the envelope's digest and its signature. Bytes are all that the process read (`rchar` of /proc/self/io), its own program's headers included.\n",
        loaded(load.as_ref()),
        tables(entries, one),
        promises(targets)
    )
}

/// The same for machines.
pub(super) fn machine(entries: &[Entry], one: &One, targets: &[Target], setting: &Setting) -> Value {
    let run = |run: &Run| json!({"microseconds": run.microseconds, "peak_bytes": run.peak_bytes});
    let pair = |(ours, theirs): &(Run, Run)| json!({"ledger": run(ours), "git": run(theirs)});
    let entry = |one: &Entry| json!({"entries": one.size, "commits": one.commits, "record": pair(&one.append), "verify": pair(&one.verify)});
    let target = |one: &Target| json!({"target": one.what, "measured": one.measured, "met": one.met});
    json!({
        "date": setting.date,
        "cores": setting.cores,
        "rounds": setting.rounds,
        "load": setting.load.as_ref().map(|(before, after)| json!({"before": before, "after": after})),
        "ledger": setting.ours,
        "git": setting.git,
        "results": entries.iter().map(entry).collect::<Vec<_>>(),
        "one": {"entries": one.size, "index": one.index, "bytes": one.bytes, "microseconds": one.microseconds, "said": one.said},
        "targets": targets.iter().map(target).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(size: u64, ours: u64, theirs: u64) -> Entry {
        let run = |microseconds| Run { microseconds, peak_bytes: 500_000_000 };
        Entry { size, commits: 1_000, append: (run(ours), run(theirs)), verify: (run(ours), run(theirs)) }
    }

    fn one() -> One {
        One {
            size: 1_000_000,
            index: 333_333,
            bytes: 999_999,
            microseconds: 999_999,
            said: "30 files".to_owned(),
        }
    }

    #[test]
    fn promises_hold_at_their_limits_and_not_beyond() {
        let met =
            |entries: &[Entry], one: &One| targets(entries, one).iter().map(|one| one.met).collect::<Vec<_>>();
        // A thousand commits in a second stand for a million in a thousand.
        let million = || entry(1_000_000, 100_000_000, 1_000_000);
        assert_eq!(met(&[million()], &one()), [true; 5]);
        assert_eq!(met(&[entry(1_000, 100_001, 1_000_000), million()], &one())[..2], [false, false]);
        let mut large = million();
        large.verify.0.peak_bytes += 1;
        assert!(!met(&[large], &one())[2]);
        assert_eq!(
            met(&[million()], &One { bytes: 1_000_000, microseconds: 1_000_000, ..one() })[3..],
            [false, false]
        );
        assert_eq!(met(&[entry(1_000, 1, 1_000_000)], &one()), [true; 4], "few entries promise no memory");
        assert_eq!(met(&[], &one())[..2], [false, false], "what was not measured is not met");
    }

    #[test]
    fn ratios_come_first_and_the_sample_is_told() {
        let tables = tables(&[entry(1_000_000, 50_000_000, 9_000_000)], &one());
        assert!(
            tables.contains(
                "| 1000000 | record | 180.00     | 50.00    | 9000.00 | 1000             | 500            |"
            ),
            "{tables}"
        );
        assert!(tables.contains("number 333333: 999999 bytes read"), "{tables}");
    }
}
