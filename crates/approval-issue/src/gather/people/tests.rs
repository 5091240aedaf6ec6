use approval::people::{Account, AccountKind};
use approval::thread::Edit;
use verdict::Time;

use super::*;

const ACTIVE: Membership = Membership::Active { inherited: false };

#[test]
fn attack_26_a_role_is_read_by_its_own_name_and_never_by_the_permission() {
    // GitHub counts maintain as write and triage as read.
    let held = |role: &str, permission: &str, wanted| Held::of(role, permission).is_at_least(wanted);
    assert_eq!(held("maintain", "write", Role::Maintain), ACTIVE);
    assert_eq!(held("write", "write", Role::Maintain), Membership::None);
    assert_eq!(held("triage", "read", Role::Triage), ACTIVE);
    assert_eq!(held("read", "read", Role::Triage), Membership::None);
    assert_eq!(held("admin", "admin", Role::Write), ACTIVE);
    assert_eq!(held("none", "none", Role::Read), Membership::None);
}

#[test]
fn attack_26_a_role_that_an_organisation_made_is_what_its_base_proves_and_no_more() {
    let held = |permission: &str, wanted| Held::of("release-captain", permission).is_at_least(wanted);
    assert_eq!(held("write", Role::Write), ACTIVE);
    assert_eq!(held("write", Role::Maintain), Membership::Unknown);
    assert_eq!(held("write", Role::Admin), Membership::None);
    assert_eq!(held("read", Role::Read), ACTIVE);
    assert_eq!(held("read", Role::Triage), Membership::Unknown);
    assert_eq!(held("read", Role::Write), Membership::None);
    assert_eq!(held("everything", Role::Read), Membership::Unknown);
}

#[test]
fn a_number_is_who_is_meant_however_the_account_is_called() {
    let who = |id: u64, login: &str| Who { id: AccountId(id), login: login.to_owned(), earlier: Vec::new() };
    assert_eq!(user(&who(101, "alice"), "Alice", None), ACTIVE);
    assert_eq!(user(&who(101, "alice2"), "alice", Some(AccountId(101))), ACTIVE);
    // Somebody who took the name over.
    assert_eq!(user(&who(105, "alice"), "alice", Some(AccountId(101))), Membership::None);
}

fn comment(id: u64, author: u64, body: &str) -> Comment {
    let kind = if author == 9 { AccountKind::Bot } else { AccountKind::User };
    Comment {
        id,
        node_id: String::new(),
        url: String::new(),
        author: Some(Account { id: Some(AccountId(author)), login: format!("a{author}"), kind }),
        app: None,
        created: Time::parse("2026-11-22T10:00:00Z").unwrap(),
        by_mail: false,
        edited: None,
        hidden: false,
        body: body.to_owned(),
    }
}

#[test]
fn only_whose_word_may_matter_is_asked_for_and_each_once() {
    let at = Time::parse("2026-11-22T10:00:00Z").unwrap();
    let changed = Comment { edited: Some(Edit { at, by: None }), ..comment(6, 6, "looks good") };
    let comments = [
        comment(1, 1, "/approve"),
        comment(2, 2, "thank you"),
        comment(10, 10, "/status"),
        comment(11, 11, "/approved by me"),
        comment(3, 1, "/deny"),
        comment(4, 9, "/approve"),
        comment(5, 5, "/approve"),
        changed,
        Comment { author: None, ..comment(7, 7, "/approve") },
    ];
    let deletion = Deletion { at, by: None, author: comment(8, 8, "").author };
    let asked = who(&comments, &[deletion], &[], AccountId(5));
    let asked: Vec<u64> = asked.iter().map(|one| one.id.0).collect();
    assert_eq!(asked, [1, 6, 8]);
}
