use proptest::prelude::*;

use super::*;

fn items(body: &str) -> Vec<String> {
    read(body).into_iter().map(|answer| answer.item).collect()
}

#[test]
fn a_mark_answers_and_none_does_not() {
    let body = "/approve\r\n\r\n- [x] tests\r\n- [X] backup: taken at noon  \r\n- [ ] data\r\n- [x] plan:\r\n";
    let answer =
        |item: &str, text: Option<&str>| Answer { item: item.to_owned(), text: text.map(str::to_owned) };
    assert_eq!(
        read(body),
        [answer("tests", None), answer("backup", Some("taken at noon")), answer("plan", None)]
    );
}

#[test]
fn the_first_line_answers_nothing() {
    assert_eq!(items("- [x] tests"), [""; 0]);
}

#[test]
fn attack_66_only_an_answer_is_one() {
    let lines = [
        "> - [x] tests",
        "  - [x] tests",
        "* [x] tests",
        "- [x]tests",
        "- [y] tests",
        "- [xx] tests",
        "-[x] tests",
        "- [x] tests passed",
        "[x] tests",
        "- [x] te\u{200b}sts",
        "- [x]\u{a0}tests",
        "- [x] tests: a\u{202e}b",
        "- [\u{445}] tests",
        "- [x] ",
        "- [x] :text",
        "x - [x] tests",
        "- [x] **tests**",
    ];
    for line in lines {
        assert_eq!(items(&format!("/approve\n{line}")), [""; 0], "{line}");
    }
}

#[test]
fn what_is_named_twice_is_not_answered() {
    for other in ["- [x] tests", "- [ ] tests", "- [x] TESTS: yes", "- [ ] tests: not yet"] {
        assert_eq!(items(&format!("/approve\n- [x] tests\n{other}\n- [x] plan")), ["plan"], "{other}");
    }
}

#[test]
fn what_is_quoted_or_hidden_is_not_answered() {
    let bodies = [
        "```\n- [x] tests\n```",
        "~~~ text\n- [x] tests",
        "````\n```\n- [x] tests\n````",
        "```\n``` not the end\n- [x] tests",
        "<!--\n- [x] tests\n-->",
        "<!-- a --> <!--\n- [x] tests",
        "- [x] tests <!-- -->",
    ];
    for body in bodies {
        assert_eq!(items(&format!("/approve\n{body}")), [""; 0], "{body}");
    }
    for body in
        ["```\n```\n- [x] tests", "<!--\n-->\n- [x] tests", "<!-- a -->\n- [x] tests", "~~\n- [x] tests"]
    {
        assert_eq!(items(&format!("/approve\n{body}")), ["tests"], "{body}");
    }
}

#[test]
fn the_policy_names_the_questions() {
    let item = |id: &str| Item { id: id.to_owned(), text: String::new(), seats: Vec::new() };
    let checklist = [item("Tests"), item("plan"), item("data")];
    assert_eq!(of(&checklist, "/approve\n- [x] other\n- [x] PLAN\n- [x] tests"), ["Tests", "plan"]);
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(body in prop_oneof![any::<String>(), "(\n|- \\[[x ]\\] [a-c]|```|<!--|-->|:|.){0,30}"]) {
        for answer in read(&body) {
            prop_assert!(glyph::is_word(&answer.item) && body.contains(&answer.item));
        }
    }
}
