use proptest::prelude::*;

use super::*;
use crate::request::tests::requests;
use crate::sample::world::{ALICE, MALLORY, OURS, World, account, minute, request};
use crate::thread::{Edit, Posted};

fn block() -> String {
    write(&request(), &[]).unwrap()
}

#[test]
fn a_block_is_these_bytes() {
    let block = write(&request(), &[Place::Comment(9), Place::Issue, Place::Comment(9)]).unwrap();
    let lines: Vec<&str> = block.lines().collect();
    let digest = request().digest().unwrap();
    assert_eq!(
        lines[..3],
        ["<!-- releasegate-request v1", &format!("sha256:{digest}"), "in-place-of: issue 9"]
    );
    assert!(lines[3].starts_with("eyJhY3Rpb24iOiJkZXBsb3kiLCJhcnRpZmFjdHMi") && lines[3].len() == 76);
    assert_eq!(lines.last(), Some(&"-->"));
    let shown = read(&format!("What to deploy\r\n\r\n{}\r\n", block.replace('\n', "\r\n"))).unwrap().unwrap();
    let places = vec![Place::Issue, Place::Comment(9)];
    assert_eq!(shown, Shown { request: request(), digest, in_place_of: places });
}

#[test]
fn a_text_without_a_block_shows_nothing() {
    for text in ["", "releasegate-request", "<!-- something else -->", "&lt;!-- releasegate-request v1"] {
        assert_eq!(read(text), Ok(None), "{text}");
    }
}

#[test]
fn attack_32_a_text_with_two_requests_shows_none() {
    let other = Request { environment: "staging".to_owned(), ..request() };
    let text = block() + "\n" + &write(&other, &[]).unwrap();
    assert_eq!(read(&text), Err(BlockError::Several(2)));
    assert_eq!(read(&(block() + &block())), Err(BlockError::Several(2)));
}

#[test]
fn attack_33_a_block_that_was_changed_is_no_request() {
    let digest = request().digest().unwrap();
    let other = Request { environment: "staging".to_owned(), ..request() };
    let changes = [
        block().replace(&digest, &"0".repeat(64)),
        block().replace(&digest, &other.digest().unwrap()),
        block().replace(&digest, &digest.to_uppercase()),
        block().replace(" v1\n", " v2\n"),
        block().replace(" v1\n", "  v1\n"),
        block().replace(" v1\n", " v1 \n"),
        block().replace("\neyJ", "\n\neyJ"),
        block().replace("\neyJ", "\nin-place-of:\neyJ"),
        block().replace("\neyJ", "\nin-place-of: 9 issue\neyJ"),
        block().replace("\neyJ", "\nin-place-of: 09\neyJ"),
        block().replace("\neyJ", "\nin-place-of: later\neyJ"),
        block().replace("\neyJ", "\nÄyJ"),
        block().replace("\n-->", ""),
        block().replace("\n-->", "-->"),
        write(&other, &[]).unwrap().replace(&other.digest().unwrap(), &digest),
        OPEN.to_owned(),
    ];
    for text in changes {
        assert!(read(&text).is_err(), "{text}");
    }
}

#[test]
fn a_request_that_does_not_fit_is_refused_before_it_is_posted() {
    let artifact = |at: usize| crate::request::Artifact {
        name: format!("{at:03}{}", "n".repeat(500)),
        sha256: "a".repeat(64),
    };
    let large = Request { artifacts: (0..200).map(artifact).collect(), ..request() };
    assert!(matches!(write(&large, &[]), Err(BlockError::TooLong(_))));
}

#[test]
fn what_is_no_request_is_not_posted() {
    let wrong = Request { commit: "HEAD".to_owned(), ..request() };
    assert!(matches!(write(&wrong, &[]), Err(BlockError::Request(_))));
}

fn requests_of(world: &World, text: &str) -> Vec<Posted> {
    let facts = &world.facts;
    Thread {
        issue: &facts.issue,
        text,
        opened: minute(0),
        recorded: facts.recorded.as_ref(),
        comments: &facts.comments,
        seen: &facts.seen,
        ours: facts.ours,
    }
    .requests()
}

#[test]
fn the_issue_and_comments_of_ours_show_requests() {
    let mut world = World::new();
    world.says(ALICE, &block());
    world.says(OURS, "Status: waiting.");
    let other = world.asks_again(5, |request| request.commit = "0".repeat(40));
    let found = requests_of(&world, &block());
    assert_eq!(found, world.facts.requests);
    assert_eq!(found[1].digest, other.digest().ok());
}

#[test]
fn attack_34_what_others_open_or_post_is_no_request() {
    let mut world = World::new();
    world.says(MALLORY, &block());
    world.facts.issue.author = Some(account(MALLORY));
    assert_eq!(requests_of(&world, &block()), []);
    world.facts.issue.author = None;
    assert_eq!(requests_of(&world, &block()), []);
}

#[test]
fn a_later_request_takes_the_place_of_one_that_it_names() {
    let mut world = World::new();
    let text = write(&Request { commit: "0".repeat(40), ..request() }, &[Place::Issue]).unwrap();
    world.says(OURS, &text);
    let superseded: Vec<bool> = requests_of(&world, &block()).iter().map(|posted| posted.superseded).collect();
    assert_eq!(superseded, [true, false]);
    // One cannot take the place of a later one, nor its own.
    let itself = write(&request(), &[Place::Issue, Place::Comment(1001)]).unwrap();
    let superseded: Vec<bool> = requests_of(&world, &itself).iter().map(|posted| posted.superseded).collect();
    assert_eq!(superseded, [true, false]);
}

#[test]
fn what_was_changed_is_told() {
    let edit = || Some(Edit { at: minute(9), by: None });
    let mut edited = World::new();
    edited.facts.issue.edited = edit();
    let mut other = World::new();
    other.facts.issue.text_sha256 = "e".repeat(64);
    for world in [edited, other] {
        assert!(requests_of(&world, &block())[0].changed);
    }
    let changes: [fn(&mut World, u64); 4] = [
        |world, id| world.comment(id).edited = Some(Edit { at: minute(9), by: None }),
        |world, id| world.comment(id).hidden = true,
        |world, id| world.comment(id).by_mail = true,
        |world, id| world.sees(id).text_sha256 = "e".repeat(64),
    ];
    for change in changes {
        let mut world = World::new();
        let id = world.says(OURS, &block());
        world.sees(id);
        assert!(!requests_of(&world, "")[0].changed);
        change(&mut world, id);
        assert!(requests_of(&world, "")[0].changed);
    }
}

#[test]
fn what_cannot_be_read_is_there_without_a_digest() {
    let mut world = World::new();
    world.says(OURS, &block().replace("sha256:", "sha256:0"));
    assert_eq!(requests_of(&world, "")[0].digest, None);
}

proptest! {
    #[test]
    fn what_is_posted_is_read(request in requests(), before in "[^<]{0,40}", after in "[^<]{0,40}") {
        let block = write(&request, &[Place::Comment(5)]).unwrap();
        let shown = read(&format!("{before}{block}{after}")).unwrap().unwrap();
        prop_assert_eq!(shown.request, request);
    }

    #[test]
    fn no_changed_letter_is_another_request(at in 0_usize..2000, letter in proptest::char::range(' ', '~')) {
        let mut letters: Vec<char> = block().chars().collect();
        let at = at % letters.len();
        letters[at] = letter;
        let text: String = letters.into_iter().collect();
        if let Ok(Some(shown)) = read(&text) {
            prop_assert_eq!(shown.request, request());
        }
    }

    #[test]
    fn nothing_makes_it_panic(text in "\\PC*") {
        let _ = (read(&text), read(&format!("{OPEN}{text}")), read(&format!("{OPEN} v1\nsha256:{text}{CLOSE}")));
    }
}
