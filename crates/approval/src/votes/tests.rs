use super::*;
use crate::sample::vote::{approve, break_glass, deny, settled, withdraw};

const ALICE: AccountId = AccountId(11);
const BOB: AccountId = AccountId(12);
const ASKER: AccountId = AccountId(1);

fn counts(tally: &Tally) -> Vec<(u64, Counts)> {
    tally.standings.iter().map(|standing| (standing.comment, standing.counts.clone())).collect()
}

fn comments(votes: &[Vote]) -> Vec<u64> {
    votes.iter().map(|vote| vote.comment).collect()
}

fn ignored(why: Why) -> Counts {
    Counts::Ignored { why }
}

const APPROVAL: Counts = Counts::Approval { seat: None };

/// Attack 12, and T2: one person approves, then denies; whoever forgets the person after the approval never hears the denial.
#[test]
fn attack_12_the_last_word_of_a_person_counts() {
    let tally = tally(&[approve(1, 11), deny(2, 11), approve(3, 12)], &[]);
    assert_eq!(comments(&tally.denials), [2]);
    assert_eq!(comments(&tally.approvals), [3]);
    assert_eq!(counts(&tally), [(1, Counts::Replaced { by: 2 }), (2, Counts::Denial), (3, APPROVAL)]);
}

/// Attack 12: a denial is not undone by approving, only by taking it back, and by nobody else.
#[test]
fn attack_12_a_denial_holds_until_the_same_person_takes_it_back() {
    let voices = [deny(1, 11), approve(2, 11), withdraw(3, 12), withdraw(4, 11), approve(5, 11)];
    let before = tally(&voices[..3], &[]);
    assert_eq!(comments(&before.denials), [1]);
    assert_eq!(
        counts(&before),
        [
            (1, Counts::Denial),
            (2, ignored(Why::DeniedBefore { comment: 1 })),
            (3, ignored(Why::NothingToWithdraw)),
        ]
    );
    let after = tally(&voices, &[]);
    assert_eq!((after.denials.len(), comments(&after.approvals)), (0, vec![5]));
    assert_eq!(
        counts(&after),
        [
            (1, Counts::Replaced { by: 4 }),
            (2, ignored(Why::DeniedBefore { comment: 1 })),
            (3, ignored(Why::NothingToWithdraw)),
            (4, Counts::Withdrawal),
            (5, APPROVAL),
        ]
    );
}

#[test]
fn who_denied_cannot_break_the_glass() {
    let tally = tally(&[deny(1, 11), break_glass(2, 11)], &[]);
    assert_eq!(tally.glass, []);
    assert_eq!(counts(&tally)[1].1, ignored(Why::DeniedBefore { comment: 1 }));
}

#[test]
fn an_approval_and_the_glass_stand_beside_each_other() {
    let tally = tally(&[approve(1, 11), break_glass(2, 11), break_glass(3, 11)], &[]);
    assert_eq!((comments(&tally.approvals), comments(&tally.glass)), (vec![1], vec![3]));
    assert_eq!(counts(&tally), [(1, APPROVAL), (2, Counts::Replaced { by: 3 }), (3, Counts::BreakGlass)]);
}

#[test]
fn a_withdrawal_takes_back_all_that_the_person_said() {
    let tally = tally(&[approve(1, 11), break_glass(2, 11), withdraw(3, 11)], &[]);
    assert_eq!((tally.approvals.len(), tally.glass.len(), tally.withdrawals.len()), (0, 0, 0));
    assert_eq!(
        counts(&tally),
        [(1, Counts::Replaced { by: 3 }), (2, Counts::Replaced { by: 3 }), (3, Counts::Withdrawal),]
    );
}

#[test]
fn of_a_requester_without_a_word_it_takes_back_the_request() {
    let voices = [deny(1, 1), withdraw(2, 1), withdraw(3, 1)];
    let first = tally(&voices[..2], &[ASKER]);
    assert_eq!((first.denials.len(), first.withdrawals.len()), (0, 0), "their denial was meant");
    assert_eq!(comments(&tally(&voices, &[ASKER]).withdrawals), [3]);
    assert_eq!(tally(&voices, &[BOB]).withdrawals, []);
}

#[test]
fn a_repeated_denial_stands_once() {
    let tally = tally(&[deny(1, 11), deny(2, 11), deny(3, 12)], &[]);
    assert_eq!(comments(&tally.denials), [2, 3]);
    assert_eq!(counts(&tally)[0].1, Counts::Replaced { by: 2 });
}

#[test]
fn what_is_settled_keeps_its_place() {
    let tally = tally(&[approve(7, 11), settled(3, Counts::Prose), settled(9, Counts::Ours)], &[ALICE]);
    assert_eq!(counts(&tally), [(3, Counts::Prose), (7, APPROVAL), (9, Counts::Ours)]);
}
