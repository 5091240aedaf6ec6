//! What people are told who do not know the tool yet: what to write, whole, and what is in the way.

use crate::stage::{ALICE, BOB, BOTH, CAROL, MALLORY, ONE, OURS, Stage};

const SEATS: &str = "approval:\n  meanings: [reviewed, released]\n  meaning: required\n  reason: 5\n  checklist:\n    - { id: tests, text: Were the failed tests looked at?, seats: [qa] }\n  seats:\n    - { id: qa, people: \"1 of user:bob\", meanings: [released] }\n    - { id: eng, people: \"1 of user:carol\", meanings: [reviewed] }\n";
const FILE: [(&str, &str); 1] = [("config", "")];

fn with_file(text: &str) -> (Stage, u64) {
    let stage = Stage::new();
    stage.hub().commit_files(1, "main", ALICE, "Policy", &[(".github/releasegate.yml", Some(text))]).unwrap();
    let run = stage.failed();
    (stage, run)
}

/// The newest comment of ours.
fn status(stage: &Stage) -> String {
    let hub = stage.hub();
    let ours = hub.comments.values().filter(|comment| comment.author == OURS);
    ours.max_by_key(|comment| comment.id).map(|comment| comment.body.clone()).unwrap_or_default()
}

/// The code of the request, out of its title.
fn code(stage: &Stage) -> String {
    let (title, _) = stage.shown();
    title.rsplit_once('(').unwrap().1.trim_end_matches(')').to_owned()
}

/// What the issue shows for a seat fills it as it stands there, but for the reason.
#[test]
fn each_seat_is_shown_its_own_lines_and_they_fill_it() {
    let (stage, run) = with_file(SEATS);
    assert_eq!(stage.run_with("request", run, &FILE).code, 3);
    let (_, text) = stage.shown();
    let blocks: Vec<String> = text
        .split("```text\n")
        .skip(1)
        .filter_map(|block| Some(block.split_once("\n```")?.0.replace("REASON", "it is tested")))
        .filter(|block| block.starts_with("/approve"))
        .collect();
    assert_eq!(blocks.len(), 2, "{text}");
    assert!(blocks[0].contains("as released") && blocks[0].ends_with("- [x] tests"), "{blocks:?}");
    assert!(blocks[1].contains("as reviewed") && !blocks[1].contains("- [x]"), "{blocks:?}");
    for (account, block) in [(BOB, &blocks[0]), (CAROL, &blocks[1])] {
        stage.say(account, block);
    }
    assert_eq!(stage.run_with("decide", run, &FILE).code, 0);
}

/// A refusal shows all that is missing at once: what it shows to somebody is what counts, if they write it.
#[test]
fn a_refusal_shows_the_whole_line_of_the_authors_own_seat() {
    let (stage, run) = with_file(SEATS);
    stage.run_with("request", run, &FILE);
    stage.say(BOB, "/approve");
    stage.say(CAROL, "/aprove");
    assert_eq!(stage.run_with("decide", run, &FILE).code, 3);
    let (told, code) = (status(&stage), code(&stage));
    let bob = format!(
        "<code>/approve {code} as released because REASON</code> and below it the line <code>- &#91;x&#93; tests</code>."
    );
    assert!(told.contains(&bob), "{told}");
    let all = format!(
        "{} for seat <code>qa</code>, or <code>/approve {code} as reviewed because REASON</code> for seat <code>eng</code>",
        bob.trim_end_matches('.')
    );
    assert!(!told.contains(&all), "bob is told of his seat alone: {told}");
    assert!(told.contains(&format!("<code>/approve {code} as reviewed because REASON</code>.")), "{told}");
    stage.say(BOB, &format!("/approve {code} as released because it is tested\n- [x] tests"));
    stage.say(CAROL, &format!("/approve {code} as reviewed because it is tested"));
    assert_eq!(stage.run_with("decide", run, &FILE).code, 0);
}

/// Words of another tool decide nothing, and whoever writes one is told once what does: by a comment's run, by a sweep, and while a runner waits.
#[test]
fn words_of_another_tool_are_answered_and_count_for_nothing() {
    let inputs = [BOTH[0], BOTH[1], ("wait-timeout", "10")];
    for mode in ["decide", "sweep", "wait"] {
        let stage = Stage::new();
        let run = stage.failed();
        stage.run("request", run);
        for (account, word) in [(BOB, "LGTM"), (CAROL, "approved!"), (MALLORY, "denied")] {
            stage.say(account, word);
        }
        for _ in 0..2 {
            let ran = stage.run_with(mode, run, &inputs);
            assert_eq!((stage.attempts(run), stage.issues()), (1, (1, true)), "{mode} {}", ran.log);
            assert!(mode == "sweep" || ran.output("decision") == Some("pending"), "{mode} {}", ran.log);
        }
        let told = status(&stage);
        assert!(
            told.contains("<code>lgtm</code> alone is no command here; write <code>/approve</code>"),
            "{mode} {told}"
        );
        let ours = stage.hub().comments.values().filter(|comment| comment.author == OURS).count();
        assert_eq!(ours, 1, "{mode}: one answer");
    }
    // Of somebody who may deny it seems to be a denial: nothing is let through until they say what they mean.
    let stage = Stage::new();
    let run = stage.failed();
    stage.run_with("request", run, &ONE);
    stage.say(CAROL, "no");
    stage.say(BOB, "/approve");
    assert_eq!(stage.run_with("decide", run, &ONE).output("decision"), Some("held"));
}

/// Who waits in silence is not written to.
#[test]
fn whoever_waits_writes_nothing_while_nobody_wrote_in_vain() {
    let stage = Stage::new();
    let run = stage.failed();
    let inputs = [BOTH[0], BOTH[1], ("wait-timeout", "10")];
    stage.run_with("wait", run, &inputs);
    stage.say(BOB, "/approve");
    stage.say(MALLORY, "What is in it?");
    stage.run_with("wait", run, &inputs);
    assert_eq!(status(&stage), "");
}

/// People whom the policy names are named, though they have not written yet; of teams and roles it is said whose members.
#[test]
fn who_can_still_fill_a_seat_is_never_empty() {
    let stage = Stage::new();
    let run = stage.failed();
    let inputs = [("seats", "people: 2 of user:bob, user:carol\nkeepers: 1 of role:maintain")];
    stage.run_with("request", run, &inputs);
    stage.say(BOB, "/approve");
    let ran = stage.run_with("decide", run, &inputs);
    for text in [status(&stage), ran.summary, stage.shown().1] {
        assert!(!text.contains("<code></code>"), "{text}");
        let row = |seat: &str| {
            text.lines().find(|line| line.starts_with(&format!("| <code>{seat}</code>"))).unwrap().to_owned()
        };
        let last = |seat: &str| row(seat).trim_end_matches(" |").rsplit(" | ").next().unwrap().to_owned();
        assert!(last("people").contains("carol"), "{text}");
        assert!(
            last("keepers").contains("people with") && last("keepers").ends_with("except who asked for it"),
            "{text}"
        );
    }
}

/// What is superseded because something else is to be deployed says what that is.
#[test]
fn what_changed_since_it_was_asked_for_is_named() {
    let stage = Stage::new();
    let run = stage.failed();
    stage.run_with("request", run, &ONE);
    stage.hub().commit_files(1, "main", ALICE, "More", &[("b", Some("2"))]).unwrap();
    let ran = stage.run_with("verify", stage.failed(), &ONE);
    assert_eq!(ran.output("decision"), Some("superseded"), "{}", ran.log);
    assert!(ran.summary.contains("is not what was asked for: the commit changed."), "{}", ran.summary);
}

/// Who has no key is named before anybody approves in vain, and again when they do.
#[test]
fn who_has_no_key_is_told_so_when_it_is_asked_for_and_when_they_approve() {
    let policy =
        "approval:\n  seats:\n    - { id: qa, people: \"1 of user:bob, user:carol\" }\n  signature: ssh\n";
    let (stage, _) = with_file(policy);
    let signers = format!("account:{BOB} ssh-ed25519 AAAA\n");
    let files = [(".github/releasegate-signers", Some(&*signers))];
    stage.hub().commit_files(1, "main", ALICE, "Keys", &files).unwrap();
    let run = stage.failed();
    let told = "No key in";
    let simulated = stage.run_with("simulate", run, &FILE);
    assert!(simulated.log.contains("so that their approval does not count: carol."), "{}", simulated.log);
    stage.run_with("request", run, &FILE);
    let (_, text) = stage.shown();
    let line = text.lines().find(|line| line.starts_with(told)).unwrap_or_default();
    assert!(line.ends_with("does not count: <code>carol</code>."), "{text}");
    stage.say(CAROL, "/approve");
    stage.say(BOB, "/approve");
    stage.run_with("decide", run, &FILE);
    let told = status(&stage);
    assert!(
        told.contains("has no key for `account:103`") || told.contains("has no key for &#96;account:103&#96;"),
        "{told}"
    );
    assert!(told.contains("it is not signed as the policy asks"), "bob has one: {told}");
}
