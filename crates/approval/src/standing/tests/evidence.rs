//! The comment as evidence: what somebody changed, hid, mailed or let a machine write.

use super::*;

#[test]
fn attack_01_a_third_party_edit_voids_the_vote() {
    let (mut world, comment) = alice("looks ok, checking");
    world.edits(MALLORY, comment, "/approve");
    assert_eq!(world.ignored(comment), Why::Edited { by: Some(MALLORY) });
    // Somebody may have hidden a denial so.
    let at = minute(2);
    assert_eq!(world.held(), [Reason::CommentEdited { comment, author: ALICE, by: Some(MALLORY), at }]);
}

#[test]
fn attack_02_an_author_who_edits_must_sign_again() {
    let (mut world, comment) = alice("/approve because tested");
    world.edits(ALICE, comment, "/approve because it must be");
    assert_eq!(world.ignored(comment), Why::Edited { by: Some(ALICE) });
    assert_eq!(world.held(), []);
    let again = world.says(ALICE, "/approve");
    assert!(world.approves(again));
}

#[test]
fn an_author_who_makes_their_own_comment_a_denial_stops() {
    for before in ["/approve", "/dney", "checking", "/deny"] {
        let (mut world, comment) = alice(before);
        world.edits(ALICE, comment, "/deny because broken");
        assert!(world.denies(comment), "{before}");
        world.edits(MALLORY, comment, "/deny because broken");
        assert_eq!(world.ignored(comment), Why::Edited { by: Some(MALLORY) });
        world.comment(comment).edited = None;
        let seen = world.sees(comment);
        seen.text_sha256 = "0".repeat(64);
        seen.denial = None;
        assert_eq!(world.ignored(comment), Why::Edited { by: None });
    }
}

#[test]
fn attack_05_an_edit_without_its_history_is_found_by_the_record() {
    let (mut world, comment) = alice("/approve");
    world.sees(comment);
    assert!(world.approves(comment));
    world.comment(comment).body = "/approve as release".to_owned();
    assert_eq!(world.ignored(comment), Why::Edited { by: None });
    // A history from which the text was taken out is still an edit, and by nobody.
    let (mut world, comment) = alice("/approve");
    world.comment(comment).edited = Some(Edit { at: minute(3), by: None });
    assert_eq!(world.ignored(comment), Why::Edited { by: None });
}

#[test]
fn attack_04_a_hidden_denial_counts_and_a_hidden_approval_does_not() {
    let mut world = World::new();
    let (yes, no) = (world.says(ALICE, "/approve"), world.says(BOB, "/deny"));
    for comment in [yes, no] {
        world.comment(comment).hidden = true;
    }
    assert_eq!(world.ignored(yes), Why::Hidden);
    assert!(world.denies(no));
}

#[test]
fn attack_06_an_answer_by_mail_decides_nothing() {
    for body in ["/approve", "/deny", "/withdraw", "/break-glass because x"] {
        let (mut world, comment) = alice(body);
        world.comment(comment).by_mail = true;
        assert_eq!(world.ignored(comment), Why::ByMail, "{body}");
    }
}

#[test]
fn attack_07_a_quoted_command_is_prose() {
    for body in ["> /approve", "```\n/approve\n```", "Please do not /approve", "<!--\n/approve -->"] {
        let (world, comment) = alice(body);
        assert_eq!(world.heard(comment), Err(Counts::Prose), "{body}");
    }
}

#[test]
fn attack_09_a_letter_that_nobody_sees_is_answered_and_counts_for_nothing() {
    let (world, comment) = alice("/ap\u{200b}prove");
    assert!(
        matches!(world.ignored(comment), Why::Malformed { column: 4, problem } if problem.contains("U+200B"))
    );
}

#[test]
fn attack_13_our_own_comments_decide_nothing_though_the_account_may_decide() {
    let mut world = World::new();
    world.member(OURS, &team("qa"));
    for body in ["/approve", "/deny", "/withdraw"] {
        let comment = world.says(OURS, body);
        assert_eq!(world.heard(comment), Err(Counts::Ours), "{body}");
    }
}

#[test]
fn attack_12_both_words_of_a_person_are_heard_in_order() {
    let mut world = World::new();
    let (first, second) = (world.says(ALICE, "/approve"), world.says(ALICE, "/deny"));
    assert!(world.approves(first) && world.denies(second));
}

#[test]
fn t2_the_31st_comment_is_heard() {
    let mut world = World::new();
    for _ in 0..30 {
        world.says(MALLORY, "noise");
    }
    let comment = world.says(ALICE, "/deny");
    assert!(world.denies(comment));
}

#[test]
fn t9_thousands_of_comments_hide_no_denial() {
    let mut world = World::new();
    for _ in 0..5_000 {
        let comment = world.says(MALLORY, "/approve");
        world.sees(comment);
    }
    let comment = world.says(ALICE, "/deny");
    assert_eq!(world.voices().len(), 5_001);
    assert!(world.denies(comment));
    assert_eq!(world.held(), []);
}

#[test]
fn attack_57_what_happened_to_an_old_comment_is_seen_in_the_whole_thread() {
    let (mut world, old) = alice("/approve");
    world.sees(old);
    for _ in 0..200 {
        world.says(MALLORY, "noise");
    }
    assert!(world.approves(old));
    let mut hidden = world.copy();
    hidden.comment(old).hidden = true;
    assert_eq!(hidden.ignored(old), Why::Hidden);
    world.edits(BOB, old, "/approve because I say so");
    assert_eq!(world.ignored(old), Why::Edited { by: Some(BOB) });
}

#[test]
fn attack_37_attack_68_nothing_but_a_comment_decides() {
    // Neither labels nor reactions nor a title are facts at all: a world without comments has no voice.
    assert_eq!(World::new().voices(), []);
    let facts = serde_json::to_value(&World::new().facts).unwrap();
    let text = facts.to_string();
    assert!(!["label", "reaction", "author_association"].iter().any(|word| text.contains(word)));
}
