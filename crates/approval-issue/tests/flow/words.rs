//! What people write, through whole runs of the tool: only a command on the first line says anything, and each is heard.

use crate::stage::{BOB, BOTH, CAROL, MALLORY, ONE, Stage};

/// T1, attack 14: a word that holds another word, and one of two approvals.
#[test]
fn t1_neither_a_word_nor_one_of_two_approvals_approves() {
    let stage = Stage::new();
    let run = stage.failed();
    stage.run("request", run);
    for word in ["unapproved", "disapproved", "not-approved", "yesterday", "approve", "approved", "lgtm", "yes"]
    {
        for account in [BOB, CAROL] {
            stage.say(account, word);
        }
    }
    let words = stage.run("decide", run);
    assert_eq!((words.code, words.output("decision")), (3, Some("pending")), "{}", words.log);
    stage.say(BOB, "/approve");
    for mode in ["decide", "verify", "sweep"] {
        stage.run(mode, run);
        assert_eq!(stage.attempts(run), 1, "{mode}");
    }
    assert_eq!(stage.run("verify", run).output("decision"), Some("pending"));
}

/// T2, attack 12: the same person approves and then denies, and the other one approves.
#[test]
fn t2_attack_12_a_denial_after_an_approval_denies() {
    let stage = Stage::new();
    let run = stage.failed();
    stage.run("request", run);
    for (account, word) in [(BOB, "/approve"), (BOB, "/deny"), (CAROL, "/approve")] {
        stage.say(account, word);
    }
    let ran = stage.run("decide", run);
    assert_eq!((ran.code, ran.output("decision"), stage.attempts(run)), (1, Some("denied"), 1), "{}", ran.log);
}

/// T2, attack 11: words of a policy are no patterns, and there are none of one's own.
#[test]
fn t2_attack_11_no_word_is_a_pattern_and_no_name_is_empty() {
    let stage = Stage::new();
    let run = stage.failed();
    for (name, value) in [("additional-approved-words", "ok|go"), ("additional-denied-words", "no,")] {
        let ran = stage.run_with("request", run, &[BOTH[0], BOTH[1], (name, value)]);
        assert!(ran.code == 2 && ran.log.contains("/approve") | ran.log.contains("/deny"), "{}", ran.log);
    }
    // Whoever moves over may leave the lines of other words in place, if they ask for none.
    let blank = [("additional-approved-words", ""), ("additional-denied-words", " ")];
    let ran = stage.run_with("simulate", run, &[&BOTH[..], &blank].concat());
    assert_eq!(ran.output("decision"), Some("simulated"), "{}", ran.log);
    for approvers in ["bob, carol,", ",", "bob,,carol"] {
        let ran = stage.run_with("request", run, &[("approvers", approvers)]);
        assert!(ran.code == 2 && ran.log.contains("approvers"), "{approvers}: {}", ran.log);
    }
    assert_eq!(stage.issues().0, 0);
    stage.run_with("request", run, &ONE);
    for said in ["ok but please wait for QA first", "go", "ok|go", "!!!", "1", "+1"] {
        stage.say(BOB, said);
    }
    assert_eq!(stage.run_with("decide", run, &ONE).output("decision"), Some("pending"));
}

/// T2, attack 50: the comment that denies is the thirty-first.
#[test]
fn t2_attack_50_a_denial_beyond_the_first_page_denies() {
    let stage = Stage::new();
    let run = stage.failed();
    stage.run("request", run);
    stage.say(BOB, "/approve");
    for at in 0..29 {
        stage.say(MALLORY, &format!("noise {at}"));
    }
    stage.say(CAROL, "/deny because of the thirty comments above");
    let ran = stage.run("decide", run);
    assert_eq!((ran.code, ran.output("decision"), stage.attempts(run)), (1, Some("denied"), 1), "{}", ran.log);
}

/// T3, attack 7: who quotes the line to paste, or says more than a command, has not approved.
#[test]
fn t3_attack_07_a_quoted_line_and_a_command_with_more_behind_it_decide_nothing() {
    let stage = Stage::new();
    let run = stage.failed();
    stage.run_with("request", run, &ONE);
    let (_, text) = stage.shown();
    let shown = text.lines().find(|line| line.trim_start().starts_with("/approve")).unwrap().trim().to_owned();
    for said in [
        format!("> {shown}"),
        format!("> {shown}\n\nnot so fast"),
        format!("`{shown}`"),
        format!("```\n{shown}\n```"),
        format!("<!--\n{shown}\n-->"),
        format!("I will write this later:\n{shown}"),
        ".approve? not yet".to_owned(),
        ".approve once QA is done".to_owned(),
        "/approve? not yet".to_owned(),
        "/approved".to_owned(),
        "approved!".to_owned(),
        text.clone(),
    ] {
        stage.say(BOB, &said);
        let ran = stage.run_with("decide", run, &ONE);
        assert_eq!((ran.code, ran.output("decision")), (3, Some("pending")), "{said:?}: {}", ran.log);
    }
    stage.say(BOB, &shown);
    assert_eq!(stage.run_with("decide", run, &ONE).code, 0);
}

/// T3, attack 48: the end of the time is an end, and nobody's approval.
#[test]
fn t3_attack_48_the_end_of_the_time_approves_nothing() {
    let stage = Stage::new();
    let run = stage.failed();
    let inputs = [ONE[0], ONE[1], ("expires", "2h")];
    stage.run_with("request", run, &inputs);
    stage.simulator.clock().advance(std::time::Duration::from_secs(7_201));
    let late = stage.run_with("verify", run, &inputs);
    assert_eq!((late.code, late.output("decision")), (1, Some("expired")), "{}", late.log);
    stage.say(BOB, "/approve");
    for mode in ["decide", "sweep", "verify"] {
        stage.run_with(mode, run, &inputs);
    }
    assert_eq!((stage.attempts(run), stage.issues()), (1, (1, false)));
    // Whoever asks again asks anew, and the word of before is not for it.
    let again = stage.run_with("request", run, &inputs);
    assert_eq!(
        (again.code, again.output("decision"), stage.issues().0),
        (3, Some("pending"), 2),
        "{}",
        again.log
    );
    assert_eq!(stage.run_with("verify", run, &inputs).output("decision"), Some("pending"));
}
