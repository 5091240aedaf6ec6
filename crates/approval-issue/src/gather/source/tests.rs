use approval::people::{Account, AccountId, AccountKind};

use super::among;

fn account(login: &str, id: Option<u64>, kind: AccountKind) -> Account {
    Account { id: id.map(AccountId), login: login.to_owned(), kind }
}

#[test]
fn who_wrote_in_the_thread_is_known_by_name_and_number() {
    let bob = account("Bob", Some(102), AccountKind::User);
    let eve = account("eve", Some(105), AccountKind::User);
    let shown = [&eve, &bob, &bob];
    assert_eq!(among(&shown, "bob", None), Some(AccountId(102)));
    assert_eq!(among(&shown, "bob", Some(AccountId(102))), Some(AccountId(102)));
    assert_eq!(among(&shown, "carol", None), None);
}

/// Whatever is not plain is asked for.
#[test]
fn attack_15_a_name_that_changed_hands_is_not_taken_from_the_thread() {
    let old = account("bob", Some(102), AccountKind::User);
    let new = account("bob", Some(999), AccountKind::User);
    assert_eq!(among(&[&old, &new], "bob", None), None, "it changed hands while it was read");
    assert_eq!(among(&[&new], "bob", Some(AccountId(102))), None, "the policy pins another number");
    let ghost = account("bob", None, AccountKind::User);
    let machine = account("bob", Some(102), AccountKind::Bot);
    assert_eq!(among(&[&ghost, &machine], "bob", None), None);
}
