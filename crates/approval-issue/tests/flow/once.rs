//! A record on a branch, which is appended to as it was read: whoever loses a race or an answer records each thing once.

use std::thread;

use github_sim::{Fault, FaultKind};
use ledger::signer::SignerKey;

use crate::stage::{BOB, CAROL, MALLORY, Ran, Stage};

const LEDGER: &str = "github.com/7/1/deployments";

struct Kept {
    stage: Stage,
    key: String,
    run: u64,
}

impl Kept {
    /// A request that two people answered and nobody has looked at since.
    fn answered() -> Self {
        let stage = Stage::served();
        let key = SignerKey::new(LEDGER, &[7; 32]).unwrap().to_skey();
        let run = stage.failed();
        let kept = Self { stage, key, run };
        assert_eq!(kept.run("request").code, 3);
        for (account, word) in [(BOB, "/approve"), (MALLORY, "/approve"), (CAROL, "/approve")] {
            kept.stage.say(account, word);
        }
        kept
    }

    fn run(&self, mode: &str) -> Ran {
        let inputs = [
            ("approvers", "bob, carol"),
            ("minimum-approvals", "2"),
            ("signing-key", self.key.as_str()),
            ("ledger", LEDGER),
        ];
        self.stage.run_with(mode, self.run, &inputs)
    }

    /// What the record says that it holds.
    fn held(&self) -> String {
        let ran = self.run("verify");
        ran.verdict.rules.iter().find(|rule| rule.id == "record").unwrap().message.clone()
    }
}

/// Attack 64: both build on the same head, the branch takes one of them, and the other reads anew.
#[test]
fn attack_64_two_runs_with_one_branch_record_everything_once() {
    let alone = Kept::answered();
    assert_eq!(alone.run("decide").code, 0);
    let expected = alone.held();
    let kept = Kept::answered();
    let codes: Vec<u8> = thread::scope(|scope| {
        let both = [0, 1].map(|_| scope.spawn(|| kept.run("decide").code));
        both.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(codes.contains(&0), "{codes:?}");
    assert_eq!(kept.held(), expected, "{codes:?}");
    assert_eq!(kept.stage.attempts(kept.run), 2);
}

/// Whichever answer is lost, whether what it was for happened or not: nothing is recorded twice, and nothing follows that is not recorded.
#[test]
fn a_lost_answer_records_nothing_twice() {
    let alone = Kept::answered();
    assert_eq!(alone.run("decide").code, 0);
    let expected = alone.held();
    for kind in [FaultKind::CutAfter, FaultKind::CutBefore, FaultKind::TruncatedBody] {
        for nth in 1..=5 {
            let kept = Kept::answered();
            kept.stage.hub().fault(Fault::on("POST", "/graphql", kind.clone()).nth(nth));
            let first = kept.run("decide");
            kept.stage.hub().clear_faults();
            let recorded = kept.run("decide");
            assert_eq!(kept.held(), expected, "{kind:?} {nth}: {} {}", first.log, recorded.log);
            assert_eq!(kept.stage.attempts(kept.run), 2, "{kind:?} {nth}: {}", first.log);
        }
    }
}
