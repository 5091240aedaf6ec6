use super::*;
use crate::people::Source;
use crate::policy::{BreakGlass, Hours, Item, Seat};

fn seat(id: &str, people: &str) -> SeatDraft {
    SeatDraft { id: id.to_owned(), people: people.to_owned(), ..SeatDraft::default() }
}

fn draft(seats: Vec<SeatDraft>) -> Draft {
    Draft { environment: "production".to_owned(), seats, ..Draft::default() }
}

fn qa() -> Draft {
    draft(vec![seat("qa", "1 of team:acme/qa")])
}

fn approvers(list: &str, minimum_approvals: Option<u64>) -> Draft {
    Draft { approvers: Some(list.to_owned()), minimum_approvals, ..draft(Vec::new()) }
}

/// What is wrong, as `member: message`.
fn problems(draft: &Draft) -> Vec<String> {
    let problems = resolve(draft).err().unwrap_or_default();
    problems.into_iter().map(|problem| format!("{}: {}", problem.member, problem.message)).collect()
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn what_nobody_wrote_is_answered() {
    let resolved = resolve(&qa()).unwrap();
    let seats = crate::sample::policy(vec![Seat {
        id: "qa".to_owned(),
        count: 1,
        of: vec!["team:acme/qa".parse::<Source>().unwrap()],
        meanings: Vec::new(),
        after: Vec::new(),
    }]);
    assert_eq!(resolved.policy, Policy { rollback: Rollback::Free, ..seats });
    assert_eq!((resolved.preset, resolved.loosened), (Preset::Standard, Vec::new()));
}

#[test]
fn everything_that_can_be_written_is_read() {
    let written = Draft {
        veto: Some("team:acme/legal, user:carol".to_owned()),
        exclude_contributors: Some(true),
        exclude_mergers: Some(true),
        unattributed: Some("stop".to_owned()),
        code: Some("required".to_owned()),
        meanings: Some(words(&["reviewed", "quality-release"])),
        meaning: Some("required".to_owned()),
        reason: Some(12),
        checklist: vec![ItemDraft { id: "read".to_owned(), text: " Read? ".to_owned(), seats: words(&["qa"]) }],
        dwell: Some("10m".to_owned()),
        expires: Some("36h".to_owned()),
        hours: Some(HoursDraft {
            zone: "Europe/Vienna".to_owned(),
            days: "Mon-wed, sat".to_owned(),
            from: "08:30".to_owned(),
            until: "24:00".to_owned(),
        }),
        freezes: vec![FreezeDraft {
            from: "2026-12-20T00:00:00+01:00".to_owned(),
            until: "2027-01-02T00:00:00Z".to_owned(),
            reason: "holidays".to_owned(),
        }],
        break_glass: Some(GlassDraft {
            people: "2 of role:admin".to_owned(),
            reason: None,
            review_within: Some("2d".to_owned()),
        }),
        rollback: Some("approval".to_owned()),
        signature: Some("ssh".to_owned()),
        ..draft(vec![
            seat("dev", "2 of user:alice,bob"),
            SeatDraft {
                meanings: words(&["quality-release"]),
                after: words(&["dev"]),
                ..seat("qa", "1 of team:acme/qa")
            },
        ])
    };
    let policy = resolve(&written).unwrap().policy;
    assert_eq!(policy.veto.len(), 2);
    assert_eq!(
        policy.exclude,
        Exclude { requesters: true, contributors: true, mergers: true, unattributed: Unattributed::Stop }
    );
    assert_eq!((policy.code, policy.meaning, policy.reason), (Demand::Required, Demand::Required, 12));
    assert_eq!(policy.meanings, ["reviewed", "quality-release"]);
    assert_eq!(
        policy.checklist,
        [Item { id: "read".to_owned(), text: "Read?".to_owned(), seats: words(&["qa"]) }]
    );
    assert_eq!((policy.dwell, policy.expires), (10, 36 * 60));
    let hours =
        Hours { zone: "Europe/Vienna".to_owned(), days: vec![1, 2, 3, 6], from: 8 * 60 + 30, until: 24 * 60 };
    assert_eq!(policy.hours, Some(hours));
    assert_eq!(policy.freezes[0].from.to_string(), "2026-12-19T23:00:00Z");
    let by = vec!["role:admin".parse::<Source>().unwrap()];
    assert_eq!(policy.break_glass, Some(BreakGlass { by, count: 2, reason: 20, review_within: 48 }));
    assert_eq!((policy.rollback, policy.signature), (Rollback::Approval, Level::Ssh));
    assert_eq!(
        (policy.seats[1].meanings.as_slice(), policy.seats[1].after.as_slice()),
        (["quality-release".to_owned()].as_slice(), ["dev".to_owned()].as_slice())
    );
}

#[test]
fn approvers_need_all_of_them_unless_a_number_is_given() {
    let count = |draft: &Draft| resolve(draft).unwrap().policy.seats[0].count;
    assert_eq!(count(&approvers("alice,bob", None)), 2);
    assert_eq!(count(&approvers("Alice,alice,bob", None)), 2, "one person once");
    assert_eq!(count(&approvers("alice,bob", Some(1))), 1);
    assert_eq!(count(&approvers("acme/qa,bob", Some(2))), 2);
    assert_eq!(
        problems(&approvers("acme/qa,bob", None)),
        [
            "minimum-approvals: is missing, and how many people a team has nobody can tell here: write how many must approve"
        ]
    );
    assert_eq!(
        problems(&approvers("alice,", None)),
        ["approvers: has an empty name: remove the comma that nothing stands before or after"]
    );
    assert_eq!(
        problems(&approvers("alice", Some(0))),
        ["minimum-approvals: is 0: at least 1 and at most 100 must approve"]
    );
}

/// Attack 31, T2: a policy that nobody can satisfy waits for ever.
#[test]
fn attack_31_fewer_people_than_places_are_found_before_anybody_is_asked() {
    assert_eq!(
        problems(&approvers("Alice,alice", Some(2))),
        ["minimum-approvals: needs 2 people and names 1: name more, or need fewer"]
    );
    assert_eq!(
        problems(&draft(vec![seat("qa", "3 of user:alice,bob")])),
        ["seats.qa: needs 3 people and names 2: name more, or need fewer"]
    );
    let overlapping = draft(vec![seat("dev", "1 of user:alice,bob"), seat("qa", "2 of user:Bob,Alice")]);
    assert_eq!(
        problems(&overlapping),
        ["seats: dev and qa need 3 different people together and name fewer: name more"]
    );
    assert_eq!(
        problems(&draft(Vec::new())),
        ["seats: are missing, so nobody may approve: write for example `qa: 1 of team:acme/qa`"]
    );
    let mut late = qa();
    late.dwell = Some("7d".to_owned());
    assert_eq!(
        problems(&late),
        [
            "dwell: is as long as the request is open, so that no vote would ever count: make it shorter than `expires`"
        ]
    );
}

/// Attack 31: seats that wait for each other wait for ever.
#[test]
fn attack_31_seats_that_wait_for_each_other_are_refused() {
    let after = |id: &str, after: &[&str]| SeatDraft { after: words(after), ..seat(id, "1 of team:acme/qa") };
    assert_eq!(
        problems(&draft(vec![after("a", &["b"]), after("b", &["c"]), after("c", &["b"])])),
        [
            "seats.b.after: leads back to the seat itself, so that none of them would ever open: remove one `after`",
            "seats.c.after: leads back to the seat itself, so that none of them would ever open: remove one `after`",
        ]
    );
    assert_eq!(problems(&draft(vec![after("a", &["a"])])).len(), 1);
    assert_eq!(problems(&draft(vec![after("a", &["x"])])), ["seats.a.after: `x` is no seat of this policy"]);
    assert_eq!(problems(&draft(vec![after("a", &[]), after("b", &["a"]), after("c", &["a", "b"])])), [""; 0]);
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let written = Draft {
        environment: " ".to_owned(),
        preset: Some("part-11".to_owned()),
        veto: Some("legal".to_owned()),
        unattributed: Some("stop".to_owned()),
        code: Some("yes".to_owned()),
        meanings: Some(words(&["Approved", "ok", "ok"])),
        reason: Some(501),
        rollback: Some("never".to_owned()),
        signature: Some("gpg".to_owned()),
        dwell: Some("1 hour".to_owned()),
        expires: Some("31d".to_owned()),
        ..draft(vec![
            seat("QA", "2 of team:acme/qa"),
            SeatDraft { meanings: words(&["fine"]), ..seat("dev", "alice") },
        ])
    };
    let members: Vec<String> =
        resolve(&written).unwrap_err().into_iter().map(|problem| problem.member).collect();
    assert_eq!(
        members,
        [
            "preset",
            "meanings",
            "meanings",
            "seats.QA",
            "seats.dev.meanings",
            "seats.dev",
            "expires",
            "dwell",
            "environment",
            "veto",
            "unattributed",
            "code",
            "reason",
            "rollback",
            "signature",
        ]
    );
}

#[test]
fn what_is_wrong_with_times_is_said() {
    let hours = |zone: &str, days: &str, from: &str, until: &str| {
        let hours = HoursDraft {
            zone: zone.to_owned(),
            days: days.to_owned(),
            from: from.to_owned(),
            until: until.to_owned(),
        };
        problems(&Draft { hours: Some(hours), ..qa() })
    };
    assert_eq!(hours("Europe/Vienna", "mon-fri", "09:00", "17:00"), [""; 0]);
    assert_eq!(
        hours("Vienna", "mon-fri", "09:00", "17:00"),
        ["hours.zone: `Vienna` is no zone: write its IANA name, such as `Europe/Vienna`"]
    );
    for days in ["", "weekdays", "fri-mon", "mon,mon", "mon-wed,tue"] {
        assert_eq!(hours("UTC", days, "09:00", "17:00").len(), 1, "{days}");
    }
    for (from, until) in
        [("17:00", "09:00"), ("09:00", "09:00"), ("9:00", "17:00"), ("09:60", "17:00"), ("09:00", "24:01")]
    {
        assert_eq!(hours("UTC", "mon", from, until).len(), 1, "{from} {until}");
    }
    let freeze = |from: &str, until: &str, reason: &str| {
        let freeze = FreezeDraft { from: from.to_owned(), until: until.to_owned(), reason: reason.to_owned() };
        problems(&Draft { freezes: vec![freeze], ..qa() })
    };
    assert_eq!(
        freeze("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z", "why"),
        ["freezes[0].until: is not after `from`: exchange them"]
    );
    assert_eq!(
        freeze("2026-01-01", "2026-01-02T00:00:00Z", "why"),
        ["freezes[0].from: `2026-01-01` is not a moment: write RFC 3339, such as 2026-08-22T10:00:00Z"]
    );
    assert_eq!(freeze("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", " ").len(), 1);
}

/// Attack 65: whoever breaks the glass says why, and somebody looks at it soon.
#[test]
fn attack_65_glass_needs_people_a_reason_and_a_review() {
    let glass = |people: &str, reason: Option<u64>, review: Option<&str>| {
        let glass = GlassDraft {
            people: people.to_owned(),
            reason,
            review_within: review.map(std::borrow::ToOwned::to_owned),
        };
        problems(&Draft { break_glass: Some(glass), ..qa() })
    };
    assert_eq!(glass("1 of team:acme/on-call", Some(10), Some("1h")), [""; 0]);
    assert_eq!(
        glass("1 of team:acme/on-call", Some(9), None),
        ["break-glass.reason: must be at least 10 letters: who breaks the glass says why"]
    );
    for review in ["0h", "30m", "31d", "soon", ""] {
        assert_eq!(
            glass("1 of team:acme/on-call", None, Some(review)),
            [
                "break-glass.review-within: is no time for a review: write whole hours or days, such as `24h`, at most `30d`"
            ]
        );
    }
    assert_eq!(glass("", None, None).len(), 1);
    assert_eq!(glass("2 of user:alice", None, None).len(), 1);
}

#[test]
fn questions_are_short_have_names_of_their_own_and_belong_to_seats() {
    let item = |id: &str, text: &str, seats: &[&str]| ItemDraft {
        id: id.to_owned(),
        text: text.to_owned(),
        seats: words(seats),
    };
    let checklist = vec![item("a", "?", &[]), item("a", "", &["dev"]), item("B", &"x".repeat(301), &[])];
    assert_eq!(
        problems(&Draft { checklist, ..qa() }),
        [
            "checklist[1].id: `a` is another question's: choose another name",
            "checklist[1].text: is no question: write one line of at most 300 letters",
            "checklist[1].seats: `dev` is no seat of this policy",
            "checklist[2].id: `B` is no name: write at most 40 lower-case letters, digits and hyphens, a letter first",
            "checklist[2].text: is no question: write one line of at most 300 letters",
        ]
    );
}

#[test]
fn there_is_an_end_to_everything() {
    let mut many = qa();
    many.seats = (0..21).map(|at| seat(&format!("s{at}"), "1 of team:acme/qa")).collect();
    many.checklist =
        (0..31).map(|at| ItemDraft { id: format!("q{at}"), text: "?".to_owned(), seats: Vec::new() }).collect();
    many.meanings = Some((0..21).map(|at| format!("m{at}")).collect());
    let freeze = FreezeDraft {
        from: "2026-01-01T00:00:00Z".to_owned(),
        until: "2026-01-02T00:00:00Z".to_owned(),
        reason: "why".to_owned(),
    };
    many.freezes = vec![freeze; 101];
    let members: Vec<String> = resolve(&many).unwrap_err().into_iter().map(|problem| problem.member).collect();
    assert_eq!(members, ["meanings", "seats", "checklist", "freezes"]);
    let crowded = draft(vec![seat("a", "60 of team:acme/qa"), seat("b", "60 of team:acme/qa")]);
    assert_eq!(problems(&crowded), ["seats: need 120 people together: at most 100 are allowed"]);
}

/// Two spellings of one policy are one policy, and any other has another digest.
#[test]
fn the_digest_is_of_what_the_policy_says() {
    let of = |draft: &Draft| digest(&resolve(draft).unwrap().policy).unwrap();
    let plain = of(&qa());
    assert_eq!(plain.len(), 64);
    assert_eq!(
        of(&Draft { preset: Some("standard".to_owned()), expires: Some("168h".to_owned()), ..qa() }),
        plain
    );
    assert_ne!(of(&Draft { expires: Some("169h".to_owned()), ..qa() }), plain);
    assert_ne!(of(&draft(vec![seat("qa", "1 of team:acme/qa2")])), plain);
}

#[test]
fn no_meaning_is_a_word_that_a_command_is_made_of() {
    for word in ["as", "because"] {
        assert!(!is_word(word), "{word}");
    }
    assert!(is_word("assessed"));
}
