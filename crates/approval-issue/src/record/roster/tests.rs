use super::*;

const ALICE: &str =
    "  - {account: 7, name: Alice Example, verified: 2026-01-15, from: 2026-01-15, until: 2026-12-31}\n";

fn roster(people: &str) -> Result<Roster, RosterError> {
    Roster::read(format!("version: 1\npeople:\n{people}").as_bytes())
}

#[test]
fn somebody_is_who_they_are_on_their_days() {
    let roster = roster(ALICE).unwrap();
    let name = |account, at: &str| {
        roster.at(AccountId(account), Time::parse(at).unwrap()).map(|entry| entry.name.as_str())
    };
    assert_eq!(name(7, "2026-01-15T00:00:00Z"), Some("Alice Example"));
    assert_eq!(name(7, "2026-12-31T23:59:59Z"), Some("Alice Example"));
    assert_eq!(name(7, "2026-01-14T23:59:59Z"), None);
    assert_eq!(name(7, "2027-01-01T00:00:00Z"), None);
    assert_eq!(name(8, "2026-06-01T00:00:00Z"), None);
}

#[test]
fn what_is_no_roster_as_a_whole_is_none() {
    assert!(Roster::read(b"").is_err());
    assert!(Roster::read(b"version: 2\npeople: []\n").is_err());
    for (from, to) in [
        ("account: 7", "account: 0"),
        ("account: 7", "account: alice"),
        ("Alice Example", "\"Alice\\u202eelpmaxE\""),
        ("from: 2026-01-15", "from: 2026-01-14"),
        ("until: 2026-12-31", "until: 2026-01-01"),
        ("until: 2026-12-31", "until: 2026-02-30"),
        ("until: 2026-12-31", "login: alice"),
    ] {
        assert!(ALICE.contains(from), "{from}");
        assert!(roster(&ALICE.replace(from, to)).is_err(), "{to}");
    }
}

#[test]
fn one_account_is_one_person_on_one_day() {
    let next = ALICE.replace("Alice", "Bob").replace("from: 2026-01-15", "from: 2027-01-01");
    let next = next.replace("until: 2026-12-31", "until: 2027-12-31");
    assert!(roster(&format!("{ALICE}{next}")).is_ok());
    let same = next.replace("from: 2027-01-01", "from: 2026-12-31");
    assert!(matches!(roster(&format!("{ALICE}{same}")), Err(RosterError::Twice(7))));
}
