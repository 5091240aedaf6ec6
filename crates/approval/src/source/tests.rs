use super::*;
use proptest::prelude::*;

fn user(login: &str) -> Source {
    Source::User { login: login.to_owned(), id: None }
}

fn pinned(login: &str, id: u64) -> Source {
    Source::User { login: login.to_owned(), id: Some(AccountId(id)) }
}

fn team(organization: &str, slug: &str) -> Source {
    Source::Team { organization: organization.to_owned(), slug: slug.to_owned(), id: None }
}

#[test]
fn seats_are_read() {
    for (text, count, sources) in [
        ("2 of user:alice,bob#583231", 2, vec![user("alice"), pinned("bob", 583_231)]),
        ("1 of team:acme/qa", 1, vec![team("acme", "qa")]),
        ("1 of role:maintain", 1, vec![Source::Role(Role::Maintain)]),
        ("1 of team:acme/qa, user:alice", 1, vec![team("acme", "qa"), user("alice")]),
        (
            " 3  of  team:acme/QA , acme/dev_ops,user: mona_lisa ",
            3,
            vec![team("acme", "qa"), team("acme", "dev_ops"), user("mona_lisa")],
        ),
    ] {
        assert_eq!(seat(text), Ok((count, sources)), "{text}");
    }
    let number = Source::Team { organization: "acme".to_owned(), slug: "qa".to_owned(), id: Some(77) };
    assert_eq!("team:acme/qa#77".parse(), Ok(number));
}

#[test]
fn what_is_wrong_is_said_with_what_to_write() {
    for (text, message) in [
        ("", "does not begin with how many: write for example `1 of user:alice`"),
        ("user:alice", "does not begin with how many: write for example `1 of user:alice`"),
        ("one of user:alice", "does not begin with how many: write for example `1 of user:alice`"),
        ("bob, carol", "does not begin with how many: write for example `1 of user:bob, user:carol`"),
        (
            "two of bob, acme/qa",
            "does not begin with how many: write for example `1 of user:bob, team:acme/qa`",
        ),
        ("-1 of user:alice", "does not begin with how many: write for example `1 of user:alice`"),
        ("0 of user:alice", "needs 0 people: a seat needs at least 1 and at most 100"),
        ("101 of user:alice", "needs 101 people: a seat needs at least 1 and at most 100"),
        ("99999999999 of user:alice", "needs 99999999999 people: a seat needs at least 1 and at most 100"),
        ("1 of ", "does not begin with how many: write for example `1 of user:alice`"),
        ("1 of user:", "has an empty name: remove the comma that nothing stands before or after"),
        ("1 of user:alice,", "has an empty name: remove the comma that nothing stands before or after"),
        ("1 of user:alice,,bob", "has an empty name: remove the comma that nothing stands before or after"),
        ("1 of users:alice", "`users` is of no kind that there is: write `user:`, `team:` or `role:`"),
        ("1 of User:alice", "`User` is of no kind that there is: write `user:`, `team:` or `role:`"),
        ("1 of user:acme/qa", "`acme/qa` is a team: write `team:acme/qa`"),
        ("1 of acme/qa", "`acme/qa` is a team: write `team:acme/qa`"),
        (
            "1 of team:qa",
            "`qa` is no team: write `team:ORGANIZATION/SLUG`, with the slug of the team's address",
        ),
        (
            "1 of team:acme/q/a",
            "`acme/q/a` is no team: write `team:ORGANIZATION/SLUG`, with the slug of the team's address",
        ),
        ("1 of role:owner", "`owner` is no role: write one of read, triage, write, maintain, admin"),
        ("1 of user:dependabot[bot]", "`dependabot[bot]` is a bot, which approves nothing: name a person"),
        ("1 of user:alice,Alice", "`user:alice` and `user:Alice` are the same: name each once"),
        ("1 of user:alice#5,bob#5", "`user:alice#5` and `user:bob#5` are the same: name each once"),
        (
            "1 of user:alice#5,alice#6",
            "`user:alice#5` and `user:alice#6` are one name with two numbers: remove the wrong one",
        ),
        ("1 of team:acme/qa,Acme/QA", "`team:acme/qa` and `team:Acme/qa` are the same: name each once"),
        ("1 of role:write,admin", "`role:write` includes `role:admin`: name the lower role alone"),
    ] {
        assert_eq!(seat(text).unwrap_err().to_string(), message, "{text:?}");
    }
    for login in
        ["-alice", "al ice", "álice", "alice\u{200b}", "al.ice", "a2345678901234567890123456789012345678901"]
    {
        assert!(matches!(seat(&format!("1 of user:{login}")), Err(SourceError::Login(_))), "{login}");
    }
    for number in ["", "0", "007", "+7", "7a", "9007199254740992", "99999999999999999999"] {
        assert!(matches!(seat(&format!("1 of user:alice#{number}")), Err(SourceError::Number(_))), "{number}");
    }
}

#[test]
fn a_team_and_a_user_of_one_number_are_two() {
    assert!(list("user:alice#5, team:acme/alice#5").is_ok());
}

#[test]
fn lists_without_end_are_refused() {
    let many = (0..=SOURCES).map(|number| format!("user:u{number}")).collect::<Vec<_>>().join(",");
    assert_eq!(list(&many), Err(SourceError::TooMany));
    assert_eq!(list(&"u".repeat(LENGTH + 1)), Err(SourceError::TooLong));
}

#[test]
fn a_message_holds_no_control_characters_and_no_novel() {
    let text = format!("1 of user:\u{1b}[31m{}", "x".repeat(500));
    let message = seat(&text).unwrap_err().to_string();
    assert!(message.len() < 250 && !message.contains('\u{1b}'), "{message}");
}

/// Attack 18: a team that is called like a person takes the person's seat.
#[test]
fn attack_18_a_bare_name_is_neither_person_nor_team() {
    for text in ["alice", "alice, user:bob", "1 of alice"] {
        let error = seat(text).err().or_else(|| list(text).err());
        assert!(error.is_some(), "{text}");
    }
    let message = list("alice").unwrap_err().to_string();
    assert_eq!(
        message,
        "`alice` does not say what it is: write `user:alice` for a person, `team:ORGANIZATION/alice` for a team"
    );
    assert_eq!(
        approvers("alice"),
        Ok(vec![user("alice")]),
        "where no prefix is needed, a bare name is never a team"
    );
    assert_eq!(approvers("acme/alice"), Ok(vec![team("acme", "alice")]));
}

/// Attack 17: `Alice,alice` are two of two.
#[test]
fn attack_17_a_name_in_other_letters_is_the_same_name() {
    assert!(matches!(list("user:Alice, user:alice"), Err(SourceError::Double(..))));
    assert_eq!(approvers("Alice,alice, ALICE"), Ok(vec![user("Alice")]));
    assert_eq!(approvers("Alice,alice#5"), Ok(vec![pinned("alice", 5)]), "a number says more than a name");
    assert_eq!(approvers("alice#5,Alice"), Ok(vec![pinned("alice", 5)]));
    assert!(matches!(approvers("alice#5,Alice#6"), Err(SourceError::TwoNumbers(..))));
    assert!(matches!(approvers("alice#5,bob#5"), Err(SourceError::Double(..))));
}

#[test]
fn approvers_with_an_empty_name_are_refused() {
    for text in ["alice,", ",alice", "alice,,bob", ","] {
        assert_eq!(approvers(text), Err(SourceError::EmptyName), "{text}");
    }
    for text in ["", "  ", "\n"] {
        assert_eq!(approvers(text), Err(SourceError::Nobody), "{text:?}");
    }
}

fn any_source() -> impl Strategy<Value = Source> {
    let id = proptest::option::of(1_u64..1 << 53);
    prop_oneof![
        ("[A-Za-z0-9][A-Za-z0-9_-]{0,38}", id.clone())
            .prop_map(|(login, id)| Source::User { login, id: id.map(AccountId) }),
        ("[A-Za-z0-9][A-Za-z0-9-]{0,38}", "[a-z0-9_-]{1,40}", id)
            .prop_map(|(organization, slug, id)| Source::Team { organization, slug, id }),
        (0..5_usize).prop_map(|role| {
            Source::Role([Role::Read, Role::Triage, Role::Write, Role::Maintain, Role::Admin][role])
        }),
    ]
}

proptest! {
    #[test]
    fn what_is_shown_is_read_again(source in any_source()) {
        prop_assert_eq!(source.to_string().parse::<Source>(), Ok(source));
    }

    #[test]
    fn no_text_makes_it_panic(text in ".{0,80}") {
        let _ = (seat(&text), list(&text), approvers(&text));
    }

    #[test]
    fn no_list_names_the_same_twice(text in "(user:|team:|)([abAB]|a/b|A/B)(#1|#2|)(,(user:|team:|)([abAB]|a/b|A/B)(#1|#2|)){0,5}") {
        for sources in [list(&text), approvers(&text)].into_iter().flatten() {
            for (at, source) in sources.iter().enumerate() {
                prop_assert!(sources.iter().skip(at + 1).all(|other| collision(source, other).is_none()), "{}", text);
            }
        }
    }
}
