use super::super::Status;
use super::super::facts::{Asked, Guard, Seen};
use super::super::sample::{branch, found, guard, seen, status};

fn guarded(change: impl FnOnce(&mut Guard)) -> Seen {
    let (mut seen, mut changed) = (seen(), guard());
    change(&mut changed);
    seen.default.rulesets = Asked::Told(changed);
    seen
}

/// Attack 43, by the default branch itself.
#[test]
fn attack_43_who_writes_to_the_default_branch_alone_changes_the_gate() {
    let pushed = guarded(|guard| guard.approvals = None);
    assert_eq!(status(&pushed, "default-branch-review"), Status::Broken);
    let alone = guarded(|guard| guard.approvals = Some(0));
    assert!(found(&alone, "default-branch-review").found.contains("nobody has to approve"));
    assert_eq!(status(&alone, "default-branch-review"), Status::Broken);
    let stale = guarded(|guard| guard.renewed = false);
    assert_eq!(status(&stale, "default-branch-review"), Status::Weak);
}

#[test]
fn either_kind_of_protection_does() {
    let mut seen = guarded(|guard| *guard = Guard::default());
    seen.default.older = Asked::Told(Some(guard()));
    for check in ["default-branch-review", "default-branch-history", "default-branch-exempt", "code-owners"] {
        assert_eq!(status(&seen, check), Status::Sound, "{check}");
    }
}

#[test]
fn a_protection_that_is_not_shown_may_be_one() {
    let mut seen = guarded(|guard| guard.approvals = None);
    seen.default.older = Asked::Refused("the call needs `administration: read`".to_owned());
    assert_eq!(status(&seen, "default-branch-review"), Status::Unknown);
    // What GitHub calls unprotected has none, whoever asks.
    seen.default.protected = false;
    assert_eq!(status(&seen, "default-branch-review"), Status::Broken);
}

#[test]
fn a_branch_that_can_be_rewritten_or_deleted_is_weak() {
    let rewritten = guarded(|guard| guard.keeps_history = false);
    assert!(found(&rewritten, "default-branch-history").found.contains("rewritten"));
    let deleted = guarded(|guard| guard.keeps_branch = false);
    let finding = found(&deleted, "default-branch-history");
    assert_eq!((finding.status, finding.found.as_str()), (Status::Weak, "`main` can be deleted."));
}

#[test]
fn who_may_pass_by_is_told() {
    let listed = guarded(|guard| guard.exempt = Asked::Told(2));
    let finding = found(&listed, "default-branch-exempt");
    assert!(finding.status == Status::Weak && finding.found.contains('2'), "{finding:?}");
    let administrators = guarded(|guard| guard.for_administrators = false);
    assert_eq!(status(&administrators, "default-branch-exempt"), Status::Weak);
    let hidden =
        found(&guarded(|guard| guard.exempt = Asked::Refused("no".to_owned())), "default-branch-exempt");
    assert!(hidden.status == Status::Unknown && hidden.informative, "{hidden:?}");
    let none = found(&guarded(|guard| guard.approvals = None), "default-branch-exempt");
    assert!(none.informative, "{none:?}");
}

#[test]
fn a_branch_that_holds_the_record_is_kept() {
    let mut seen = seen();
    let mut bare = branch("releasegate-ledger-2026");
    bare.rulesets = Asked::Told(Guard { keeps_history: true, ..Guard::default() });
    seen.ledgers = Asked::Told(vec![branch("releasegate-ledger"), bare]);
    let finding = found(&seen, "ledger-branches");
    assert_eq!(finding.status, Status::Weak);
    assert_eq!(finding.found, "`releasegate-ledger-2026` can be deleted.");
    seen.ledgers = Asked::Told(Vec::new());
    assert!(found(&seen, "ledger-branches").informative);
}
