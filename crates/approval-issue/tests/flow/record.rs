//! The record through whole runs of the tool: what it holds against GitHub, and what nothing follows without.

use approval_issue::record::Roster;
use ledger::signer::SignerKey;
use tempfile::TempDir;

use crate::stage::{self, ALICE, BOB, CAROL, Ran, Stage};

const LEDGER: &str = "github.com/7/1/deployments";

fn key(name: &str, seed: u8) -> String {
    SignerKey::new(name, &[seed; 32]).unwrap().to_skey()
}

/// A stage whose record lies in a folder.
struct Kept {
    stage: Stage,
    folder: TempDir,
    key: String,
}

impl Kept {
    fn new() -> Self {
        Self { stage: Stage::new(), folder: tempfile::tempdir().unwrap(), key: key(LEDGER, 7) }
    }

    fn with(&self, mode: &str, run: u64, more: &[(&str, &str)]) -> Ran {
        let store = format!("dir:{}", self.folder.path().display());
        let mut inputs = vec![
            ("approvers", "bob, carol"),
            ("minimum-approvals", "2"),
            ("record", store.as_str()),
            ("signing-key", self.key.as_str()),
        ];
        inputs.extend(more);
        self.stage.run_with(mode, run, &inputs)
    }

    fn run(&self, mode: &str, run: u64) -> Ran {
        self.with(mode, run, &[])
    }

    fn consume(&self, run: u64) -> Ran {
        self.with("verify", run, &[("consume", "true")])
    }

    /// A run whose request two people approved, and that was resumed.
    fn approved(&self) -> u64 {
        let run = self.stage.failed();
        assert_eq!(self.run("request", run).code, 3);
        self.stage.say(BOB, "/approve");
        self.stage.say(CAROL, "/approve");
        let decided = self.run("decide", run);
        assert_eq!((decided.code, self.stage.attempts(run)), (0, 2), "{}", decided.log);
        run
    }
}

fn told(ran: &Ran) -> &str {
    &ran.verdict.rules.iter().find(|rule| rule.id == "record").unwrap().message
}

/// Attack 41: an approval is used once. The attempt that uses it may ask again; the next one may not deploy.
#[test]
fn t8_attack_41_a_run_that_is_tried_again_is_not_approved_again() {
    let kept = Kept::new();
    let run = kept.approved();
    let first = kept.consume(run);
    assert_eq!((first.code, first.output("decision")), (0, Some("approved")), "{}", first.log);
    assert!(told(&first).ends_with("This run uses the approval."), "{}", told(&first));
    assert_eq!(kept.consume(run).code, 0);
    assert_eq!(kept.run("verify", run).code, 0);
    kept.stage.fail_again(run);
    for again in [kept.consume(run), kept.run("verify", run)] {
        assert_eq!((again.code, again.output("decision")), (1, Some("consumed")), "{}", again.log);
    }
}

/// Attack 34, 59: an issue that is not in the record is nobody's request, though the tool itself opened it.
#[test]
fn attack_59_what_was_asked_for_outside_of_the_record_decides_nothing() {
    let kept = Kept::new();
    let run = kept.stage.failed();
    assert_eq!(kept.stage.run("request", run).code, 3);
    kept.stage.say(BOB, "/approve");
    kept.stage.say(CAROL, "/approve");
    for mode in ["decide", "verify"] {
        let ran = kept.run(mode, run);
        assert_eq!((ran.code, ran.output("decision")), (3, Some("stop")), "{mode} {}", ran.log);
        assert!(ran.log.contains("is not in the record"), "{}", ran.log);
    }
    assert_eq!(kept.stage.attempts(run), 1);
    // Whoever asks with the record asks anew, and ends the other.
    assert_eq!(kept.run("request", run).output("decision"), Some("pending"));
    assert_eq!(kept.stage.issues(), (2, true));
}

/// Attack 3: the record holds a denial that nobody can delete.
#[test]
fn attack_03_a_denial_that_is_deleted_stays_in_the_record() {
    let kept = Kept::new();
    let run = kept.stage.failed();
    kept.run("request", run);
    let denial = kept.stage.say(CAROL, "/deny because the database is full");
    assert_eq!(kept.run("decide", run).code, 1);
    kept.stage.hub().delete_comment(&stage::person(ALICE), denial);
    let later = kept.run("verify", run);
    assert_eq!((later.code, later.output("decision")), (1, Some("denied")), "{}", later.log);
}

/// A store that does not answer stops everything: nothing is resumed that is not recorded.
#[test]
fn nothing_follows_from_what_cannot_be_recorded() {
    let kept = Kept::new();
    let run = kept.stage.failed();
    kept.run("request", run);
    kept.stage.say(BOB, "/approve");
    kept.stage.say(CAROL, "/approve");
    let other = key(LEDGER, 8);
    let ran = kept.with("decide", run, &[("signing-key", &other)]);
    assert_eq!((ran.code, kept.stage.attempts(run)), (4, 1), "{}", ran.log);
    assert_eq!(ran.log.matches(&other).count(), ran.log.matches("::add-mask::PRIVATE").count(), "{}", ran.log);
}

/// Whoever asks later ends what was asked before, in the record too.
#[test]
fn a_request_that_a_later_one_replaced_is_recorded_as_such() {
    let kept = Kept::new();
    let run = kept.approved();
    kept.stage.hub().commit_files(1, "main", ALICE, "More", &[("a", Some("2"))]).unwrap();
    let moved = kept.stage.failed();
    let asked = kept.run("request", moved);
    assert_eq!((asked.code, asked.output("decision")), (3, Some("pending")), "{}", asked.log);
    let old = kept.run("verify", run);
    assert_eq!((old.code, old.output("decision")), (1, Some("superseded")), "{}", old.log);
}

/// Attack 33: what was tampered with stays so, though somebody puts it back.
#[test]
fn attack_33_an_issue_that_was_changed_and_put_back_stays_invalid() {
    let kept = Kept::new();
    let run = kept.stage.failed();
    kept.run("request", run);
    let (issue, text) = (kept.stage.issue(), kept.stage.shown().1);
    kept.stage.hub().edit_issue(&stage::person(ALICE), issue, &text.replace("production", "staging"));
    let changed = kept.run("decide", run);
    assert_eq!((changed.code, changed.output("decision")), (1, Some("invalid")), "{}", changed.log);
    kept.stage.hub().edit_issue(&stage::person(ALICE), issue, &text);
    kept.stage.say(BOB, "/approve");
    kept.stage.say(CAROL, "/approve");
    let later = kept.run("verify", run);
    assert_eq!((later.code, later.output("decision")), (1, Some("invalid")), "{}", later.log);
}

/// A way back is a request of its own, and free only if the record shows that it was here before.
#[test]
fn a_way_back_that_the_record_does_not_know_needs_an_approval() {
    let kept = Kept::new();
    let run = kept.approved();
    let back = [("action", "rollback")];
    let verified = kept.with("verify", run, &back);
    assert_eq!((verified.code, verified.output("decision")), (1, Some("superseded")), "{}", verified.log);
    let asked = kept.with("request", run, &back);
    assert_eq!((asked.code, asked.output("decision")), (3, Some("pending")), "{}", asked.log);
    assert_eq!(kept.stage.issues(), (2, true));
}

/// A step that forgot the record does not pass what is recorded: nothing would be known of a use before.
#[test]
fn a_step_without_the_record_passes_nothing_that_is_recorded() {
    let kept = Kept::new();
    let run = kept.approved();
    for mode in ["verify", "decide", "request"] {
        let ran = kept.stage.run(mode, run);
        assert_eq!((ran.code, ran.log.contains("this step keeps no record")), (3, true), "{mode} {}", ran.log);
    }
}

/// A sweep that cannot look after a request of ours says so, and not that none was there.
#[test]
fn a_sweep_without_the_record_does_not_pass_over_what_is_recorded() {
    let kept = Kept::new();
    let run = kept.stage.failed();
    kept.run("request", run);
    kept.stage.say(BOB, "/approve");
    let swept = kept.stage.run("sweep", run);
    assert_eq!((swept.code, swept.log.contains("this step keeps no record")), (4, true), "{}", swept.log);
    assert_eq!(kept.run("sweep", run).code, 0);
}

/// Attack 36: whichever issue a step is told to look at, a later request ends an earlier one.
#[test]
fn attack_36_naming_the_issue_of_an_earlier_request_does_not_bring_it_back() {
    let kept = Kept::new();
    let run = kept.approved();
    kept.stage.hub().commit_files(1, "main", ALICE, "More", &[("a", Some("2"))]).unwrap();
    let moved = kept.stage.failed();
    assert_eq!(kept.run("request", moved).code, 3);
    let old = kept.with("verify", run, &[("issue", "1")]);
    assert_eq!((old.code, old.output("decision")), (1, Some("superseded")), "{}", old.log);
}

/// The record is on a branch where nobody says otherwise.
#[test]
fn the_record_is_on_a_branch_by_default() {
    let kept = Kept::new();
    let run = kept.stage.failed();
    let asked = kept.with("request", run, &[("record", "")]);
    assert_eq!(asked.code, 3, "{}", asked.log);
    assert!(told(&asked).contains("holds 1 entry of it"), "{}", told(&asked));
    kept.stage.say(BOB, "/approve");
    kept.stage.say(CAROL, "/approve");
    assert_eq!(kept.with("decide", run, &[("record", "")]).code, 0);
    assert_eq!(kept.with("verify", run, &[("record", ""), ("consume", "true")]).code, 0);
}

/// A roster that is none is a mistake before anybody is asked.
#[test]
fn inputs_of_a_record_that_do_not_go_together_are_refused() {
    assert!(Roster::read(b"version: 2\npeople: []\n").is_err());
    let kept = Kept::new();
    let run = kept.stage.failed();
    let other = key("github.com/7/1/others", 7);
    for (inputs, named) in [
        (vec![("signing-key", other.as_str())], "another ledger"),
        (vec![("signing-key", "")], "signing-key"),
        (vec![("signing-key", "PRIVATE+KEY+secret")], "signing-key"),
        (vec![("people-key", "abc")], "people-key"),
        (vec![("record", "branch:")], "record"),
        (vec![("record-keys", "no key")], "record-keys"),
        (vec![("ledger", "here")], "ledger"),
        (vec![("people-store", "branch:people")], "people-store"),
        (vec![("consume", "true")], "consume"),
        (vec![("record", "none"), ("ledger", "github.com/1/2/x")], "ledger"),
    ] {
        let ran = kept.with("request", run, &inputs);
        assert!(ran.code == 2 && ran.log.contains(named), "{inputs:?} {} {}", ran.code, ran.log);
    }
    assert_eq!(kept.stage.issues().0, 0);
}

/// Whoever gives another key for people cannot open what the record says of them: that is said, nothing is decided, and nothing is written with it.
#[test]
fn another_people_key_is_named_and_decides_nothing() {
    let kept = Kept::new();
    let (right, wrong) = ("a".repeat(64), "b".repeat(64));
    let run = kept.stage.failed();
    let right = [("people-key", right.as_str())];
    kept.with("request", run, &right);
    kept.stage.say(BOB, "/approve");
    kept.with("decide", run, &right);
    let before = std::fs::read_dir(kept.folder.path()).unwrap().count();
    let comments = kept.stage.hub().comments.len();
    for mode in ["verify", "decide"] {
        let ran = kept.with(mode, run, &[("people-key", wrong.as_str())]);
        assert_eq!((ran.code, ran.output("decision")), (3, Some("stop")), "{mode} {}", ran.log);
        assert!(ran.log.contains("hides people by another key"), "{mode} {}", ran.log);
    }
    assert_eq!(std::fs::read_dir(kept.folder.path()).unwrap().count(), before);
    assert_eq!(kept.stage.hub().comments.len(), comments);
    kept.stage.say(CAROL, "/approve");
    assert_eq!(kept.with("decide", run, &right).code, 0);
}

/// What the ledger's entries say, in order.
fn said(kept: &Kept) -> Vec<String> {
    use base64::Engine as _;
    let origin = ledger::origin::Origin::parse(LEDGER).unwrap();
    let store = stores::Store::folder(kept.folder.path(), origin, true, &|_| None).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let entries = runtime.block_on(async {
        let head = store.head().await.unwrap().unwrap();
        store.entries(&head, 0..head.size()).await.unwrap()
    });
    let text = |envelope: Vec<u8>| {
        let envelope: serde_json::Value = serde_json::from_slice(&envelope).unwrap();
        let payload = envelope["payload"].as_str().unwrap().to_owned();
        String::from_utf8(base64::engine::general_purpose::STANDARD.decode(payload).unwrap()).unwrap()
    };
    entries.into_iter().filter_map(|entry| entry.envelope.map(text)).collect()
}

/// A request that was approved and that nobody used ends in the record by the next one, though its issue is closed; once.
#[test]
fn a_request_that_was_approved_and_never_used_ends_by_the_next_one() {
    let kept = Kept::new();
    kept.approved();
    let ends = |kept: &Kept| said(kept).iter().filter(|text| text.contains("\"superseded\"")).count();
    assert_eq!(ends(&kept), 0);
    kept.stage.hub().commit_files(1, "main", ALICE, "More", &[("b", Some("2"))]).unwrap();
    let run = kept.stage.failed();
    for _ in 0..2 {
        assert_eq!(kept.run("request", run).code, 3);
        assert_eq!(ends(&kept), 1);
    }
    // One that was used has its end already.
    let used = Kept::new();
    let run = used.approved();
    assert_eq!(used.consume(run).code, 0);
    used.stage.hub().commit_files(1, "main", ALICE, "More", &[("b", Some("2"))]).unwrap();
    used.run("request", used.stage.failed());
    assert_eq!(ends(&used), 0);
}
