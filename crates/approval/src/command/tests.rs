use proptest::prelude::*;

use super::*;

fn code() -> Option<Code> {
    Code::parse("7F3A-91C2")
}

fn approve(code: Option<Code>, meaning: Option<&str>, reason: Option<&str>) -> Line {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    Line::Command(Command::Approve { code, meaning: owned(meaning), reason: owned(reason) })
}

/// Column and message of a line that must be malformed.
fn fault(body: &str) -> (u32, String) {
    match read(body) {
        Line::Malformed { column, problem, .. } => (column, problem),
        other => panic!("{body:?} is {other:?}"),
    }
}

#[test]
fn commands_are_read() {
    let deny =
        |code, reason: Option<&str>| Line::Command(Command::Deny { code, reason: reason.map(str::to_owned) });
    let glass = |code, reason: &str| Line::Command(Command::BreakGlass { code, reason: reason.to_owned() });
    let cases = [
        ("/approve", approve(None, None, None)),
        ("/approve 7f3a-91c2", approve(code(), None, None)),
        ("/approve as Quality-Release", approve(None, Some("quality-release"), None)),
        ("/approve because it works", approve(None, None, Some("it works"))),
        (
            "/approve 7F3A-91C2 as quality-release because Prüfung bestanden, 合格 ✅",
            approve(code(), Some("quality-release"), Some("Prüfung bestanden, 合格 ✅")),
        ),
        ("/approve because as because", approve(None, None, Some("as because"))),
        ("/deny", deny(None, None)),
        ("/deny 7F3A-91C2 because no", deny(code(), Some("no"))),
        ("/withdraw", Line::Command(Command::Withdraw { code: None })),
        ("/withdraw 7F3A-91C2", Line::Command(Command::Withdraw { code: code() })),
        ("/status", Line::Command(Command::Status)),
        ("/break-glass because all is down", glass(None, "all is down")),
        ("/break-glass 7F3A-91C2 because all is down", glass(code(), "all is down")),
    ];
    for (body, line) in cases {
        assert_eq!(read(body), line, "{body}");
    }
}

#[test]
fn attack_07_only_the_first_line_from_its_first_column_says_anything() {
    let prose = [
        "",
        "\n/approve",
        "Looks good.\n/approve",
        "> /approve",
        ">/approve",
        "`/approve`",
        "```\n/approve\n```",
        "    /approve",
        "\t/approve",
        "  \t/approve",
        "<!-- /approve -->",
        "<!--\n/approve\n-->",
        "- /approve",
        "* /approve",
        "**/approve**",
        "-- \n/approve",
        "On Monday, Alice wrote:\n> /approve",
        "Reply `/approve` to approve",
        "approve it",
        "\"/approve\"",
    ];
    for body in prose {
        assert_eq!(read(body), Line::Prose, "{body:?}");
    }
}

#[test]
fn t3_a_quoted_line_and_a_line_that_goes_on_say_nothing() {
    for body in
        ["> comment `approved!` to approve", ".approve? not yet", ".approve once QA is done", "approved! not"]
    {
        assert_eq!(read(body), Line::Prose, "{body:?}");
    }
    for body in [
        "/approve? not yet",
        "/approve once QA is done",
        "/approve, once QA is done",
        "/approve 7F3A-91C2 once QA is done",
    ] {
        fault(body);
    }
}

#[test]
fn attack_09_a_letter_that_only_looks_right_is_named_with_its_column() {
    let cases = [
        ("\u{200b}/approve", 1, "U+200B"),
        ("\u{feff}/approve", 1, "U+FEFF"),
        ("/a\u{200b}pprove", 3, "U+200B"),
        ("/approve\u{200b}", 9, "U+200B"),
        ("/approve\u{a0}", 9, "U+00A0"),
        ("/approve\u{a0}now", 9, "U+00A0"),
        ("/deny\u{a0}because no", 6, "U+00A0"),
        ("\u{202e}/approve", 1, "U+202E"),
        ("\u{ff0f}approve", 1, "U+FF0F"),
        ("\u{2215}deny", 1, "U+2215"),
        ("/\u{ff41}pprove", 2, "U+FF41"),
        ("/\u{430}pprove", 2, "U+0430"),
        ("/\u{430}\u{440}\u{440}r\u{43e}v\u{435}", 2, "U+0430"),
        ("/break\u{2011}glass because x", 7, "U+2011"),
        ("/approve 7F3A\u{2011}91C2", 14, "U+2011"),
        ("/approve 7F3A-91C2\u{a0}as x", 19, "U+00A0"),
        ("/approve\u{3000}7F3A-91C2", 9, "U+3000"),
        ("/approve as qu\u{430}lity", 15, "U+0430"),
        ("/approve because a\u{202e}b", 19, "U+202E"),
        ("/deny because a\u{a0}b", 16, "U+00A0"),
        ("/deny because ä\u{2066}", 16, "U+2066"),
        ("/approve because a\tb", 19, "U+0009"),
        ("/approve\rmore", 9, "U+000D"),
        ("/approve\r", 9, "U+000D"),
        ("/approve\u{2028}no", 9, "U+2028"),
        ("/approve 7F3A-91C2\u{301}", 19, "U+0301"),
    ];
    for (body, column, named) in cases {
        let (at, problem) = fault(body);
        assert!(at == column && problem.contains(named), "{body:?}: {at} {problem}");
    }
}

#[test]
fn attack_10_line_ends_spaces_and_case_make_no_difference() {
    for body in
        ["/approve\r\n", "/approve\n", "/approve  ", "/approve \t\r\nThanks!", "/APPROVE", "/Approve\n\n/deny"]
    {
        assert_eq!(read(body), approve(None, None, None), "{body:?}");
    }
    let body = "/aPPrOVE \t 7f3A-91c2\tAS  X   BECAUSE  it  works \t\r\n- [x] a";
    assert_eq!(read(body), approve(code(), Some("x"), Some("it  works")));
    for body in ["/approve.", "/approve!", "/approve,", "/approve:", "/approve;"] {
        assert_eq!(fault(body).0, 9, "{body}");
    }
    for body in [" /approve", "   /deny"] {
        assert_eq!(fault(body).0, 1, "{body}");
    }
}

#[test]
fn attack_11_words_are_literal() {
    for body in ["ok but please wait for QA first", "go", "+1", "1", "!!!", "(", ".*", "ok|go", "👍", ":+1:"]
    {
        assert_eq!(read(body), Line::Prose, "{body}");
    }
    assert_eq!(read("/.pprov."), Line::Prose);
}

#[test]
fn attack_14_free_text_decides_nothing() {
    for body in ["No objections", "No, objections!", "LGTM now", "not approved", "I deny everything", "yes\nno"]
    {
        assert_eq!(read(body), Line::Prose, "{body}");
    }
}

#[test]
fn t1_words_that_hold_a_verb_decide_nothing() {
    for body in ["unapproved", "disapproved", "not-approved", "yesterday", "noted", "denying"] {
        assert_eq!(read(body), Line::Prose, "{body}");
        assert!(!matches!(read(&format!("/{body}")), Line::Command(_)), "{body}");
    }
}

/// Attack 14: the words of another tool decide nothing, and are answered as the whole comment alone.
#[test]
fn attack_14_words_of_another_tool_are_answered_and_decide_nothing() {
    for (body, usage, no) in [
        ("approved", "`approved` alone is no command here; write `/approve`", false),
        ("approve", "`approve` alone is no command here; write `/approve`", false),
        ("LGTM", "`lgtm` alone is no command here; write `/approve`", false),
        (" Yes!\r\n", "`yes` alone is no command here; write `/approve`", false),
        ("denied.", "`denied` alone is no command here; write `/deny`", true),
        ("Deny", "`deny` alone is no command here; write `/deny`", true),
        ("no", "`no` alone is no command here; write `/deny`", true),
    ] {
        let Line::Malformed { column: 1, problem, denies } = read(body) else {
            panic!("{body}: {:?}", read(body))
        };
        assert!(problem.starts_with(usage) && denies == no, "{body}: {problem}");
    }
    for body in ["yes, but", "no?", "approved by qa", "lgtm\n\nthanks", "'yes'", "ye", "yes yes", "**no**"] {
        assert_eq!(read(body), Line::Prose, "{body}");
    }
}

#[test]
fn what_begins_like_a_command_is_answered_with_the_right_line() {
    let cases = [
        ("/aprove", 2, "`/aprove` is no command; write `/approve`"),
        ("/apporve 7F3A-91C2", 2, "`/apporve` is no command; write `/approve`"),
        ("/approved", 2, "`/approved` is no command; write `/approve`"),
        ("/dney", 2, "`/dney` is no command; write `/deny`"),
        ("/reject because broken", 2, "`/reject` is no command; write `/deny`"),
        ("/breakglass because x", 2, "write `/break-glass because REASON`"),
        ("/break glass because x", 2, "write `/break-glass because REASON`"),
        ("/ approve", 2, "a space stands between"),
        ("\\approve", 1, "`\\` is no slash"),
        ("/approve!", 9, "`!` stands directly after `/approve`"),
        ("/approve/now", 9, "`/` stands directly after"),
        ("/approve-all", 2, "`/approve-all` is no command"),
        ("/approve 7F3A91C2", 10, "`7F3A91C2` is no code"),
        ("/approve as", 12, "no meaning stands after `as`"),
        ("/approve as because x", 13, "`because` is no meaning"),
        ("/approve as a/b", 13, "`a/b` is no meaning"),
        ("/approve as a as b", 15, "`as` does not belong here"),
        ("/approve because", 17, "no reason stands after `because`"),
        ("/approve because  \t", 17, "no reason"),
        ("/approve because: x", 10, "`because:` is no code"),
        ("/approve 7F3A-91C2 7F3A-91C2", 20, "does not belong here"),
        ("/deny as wrong", 7, "`as` does not belong here"),
        ("/withdraw because x", 11, "does not belong here"),
        ("/status please", 9, "does not belong here"),
        ("/break-glass", 13, "no reason is given"),
        ("/break-glass 7F3A-91C2", 23, "no reason is given"),
    ];
    for (body, column, said) in cases {
        let (at, problem) = fault(body);
        assert!(at == column && problem.contains(said), "{body:?}: {at} {problem}");
    }
}

#[test]
fn what_others_say_with_a_slash_is_prose() {
    for body in
        ["/lgtm", "/usr/bin/env fails", "/cc @acme/qa", "/retest", "/", "//", "/ ", "/5", "\\[x\\]", "/hold"]
    {
        assert_eq!(read(body), Line::Prose, "{body}");
    }
}

#[test]
fn lengths_are_bounded() {
    let reason = "漢".repeat(2_000);
    assert_eq!(read(&format!("/approve because {reason}")), approve(None, None, Some(&reason)));
    assert!(fault(&format!("/approve because {reason}漢")).1.contains("at most 2000"));
    assert!(fault(&format!("/deny {}", "x".repeat(65_536))).1.contains("bytes"));
    assert!(fault(&format!("/approve{}", "x".repeat(65_536))).1.len() < 300);
    assert_eq!(read(&"x".repeat(1_000_000)), Line::Prose);
    assert_eq!(read(&format!("/approve\n{}", "x".repeat(65_536))), approve(None, None, None));
}

fn commands() -> impl Strategy<Value = Command> {
    let code = || proptest::option::of("[0-9A-F]{4}-[0-9A-F]{4}".prop_map(|text| Code::parse(&text).unwrap()));
    let seen = |text: &String| !text.chars().any(crate::glyph::is_unseen) && text.trim_matches(' ') == text;
    let reason = move || "[^ \\pC]\\PC{0,20}".prop_filter("a letter that nobody sees", seen);
    let meaning = proptest::option::of("[a-z0-9][a-z0-9._-]{3,9}");
    prop_oneof![
        (code(), meaning, proptest::option::of(reason()))
            .prop_filter("a word of the grammar", |(_, meaning, _)| meaning.as_deref() != Some("because"))
            .prop_map(|(code, meaning, reason)| Command::Approve { code, meaning, reason }),
        (code(), proptest::option::of(reason())).prop_map(|(code, reason)| Command::Deny { code, reason }),
        code().prop_map(|code| Command::Withdraw { code }),
        Just(Command::Status),
        (code(), reason()).prop_map(|(code, reason)| Command::BreakGlass { code, reason }),
    ]
}

/// A line by the words of the specification alone, written apart from the parser.
fn begins_with_a_verb(body: &str) -> bool {
    let lower = body.to_ascii_lowercase();
    ["/approve", "/deny", "/withdraw", "/status", "/break-glass"].iter().any(|verb| {
        lower.strip_prefix(verb).is_some_and(|rest| {
            rest.is_empty() || rest.starts_with([' ', '\t', '\n']) || rest.starts_with("\r\n")
        })
    })
}

proptest! {
    #[test]
    fn a_command_that_is_shown_is_read_again(command in commands()) {
        prop_assert_eq!(read(&command.to_string()), Line::Command(command));
    }

    #[test]
    fn what_stands_below_changes_nothing(command in commands(), below in "\\PC*") {
        prop_assert_eq!(read(&format!("{command}\r\n{below}")), Line::Command(command));
    }

    #[test]
    fn nothing_makes_it_panic_and_no_prose_is_a_command(
        body in prop_oneof![
            any::<String>(),
            "[/\\\\\u{ff0f} \u{200b}\t]{0,3}(approve|deny|withdraw|status|break-glass|APPROVE)[ \t\r\n\u{a0}!.a-]{0,3}(.|\n){0,20}",
            "/[a-z-]{1,14}( [0-9a-fA-F]{4}-[0-9a-fA-F]{4})?( as [a-z]*)?( because .*)?",
        ],
    ) {
        match read(&body) {
            Line::Command(command) => {
                prop_assert!(begins_with_a_verb(&body));
                prop_assert_eq!(read(&command.to_string()), Line::Command(command));
            }
            Line::Prose => prop_assert!(!begins_with_a_verb(&body)),
            Line::Malformed { column, problem, .. } => {
                prop_assert!(column >= 1 && problem.contains("write `/"));
                prop_assert!(!problem.chars().any(crate::glyph::is_unseen));
            }
        }
    }

    #[test]
    fn one_letter_that_nobody_sees_makes_it_no_command(command in commands(), at in 0_usize..40, letter in "[\u{200b}\u{a0}\u{202e}\u{feff}\u{3000}\u{0}]") {
        let mut letters: Vec<char> = command.to_string().chars().collect();
        let at = at % (letters.len() + 1);
        letters.splice(at..at, letter.chars());
        let body: String = letters.into_iter().collect();
        prop_assert!(!matches!(read(&body), Line::Command(_)), "{:?}", body);
    }
}
