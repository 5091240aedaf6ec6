use crate::tests::{attempt, codes, only, refusal, report, short, totals};
use crate::{Format, ProblemCode, ReadErrorCode};

fn source(lines: &str) -> String {
    format!(
        "        -:    0:Source:src/a.c\n        -:    0:Graph:a.gcno\n        -:    0:Data:a.gcda\n        -:    0:Runs:1\n{lines}"
    )
}

#[test]
fn counts_are_read_in_every_form() {
    let read = report(source(
        "        -:    1:// SF:x\n       12:    2:a;\n      10*:    3:b;\n    #####:    4:c;\n    =====:    5:d;\n   #####*:    6:e;\n     1.2k:    7:f;\n        0:    8:g;\n",
    ));
    assert_eq!((read.format, read.producer.as_deref()), (Format::Gcov, None));
    assert_eq!(short(&read.coverage.totals()), "line 3/7");
    assert_eq!(only(&read.coverage).uncovered_lines(), [(4, 6), (8, 8)]);
    assert_eq!(read.coverage.files.keys().next().unwrap().path, "src/a.c");
    let negative = report(source("       -4:    2:a;\n"));
    assert_eq!(
        (short(&negative.coverage.totals()).as_str(), codes(&negative)),
        ("line 0/1", vec![ProblemCode::NegativeCount])
    );
}

#[test]
fn branches_and_functions_are_read_and_calls_are_not() {
    let text = source(
        "function main called 2 returned 100% blocks executed 62%\n        2:    5:int main() {\nbranch  0 taken 50% (fallthrough)\nbranch  1 taken 0% (throw)\ncall    2 returned 100%\ncall    3 never executed\nunconditional  4 taken 2\ncondition outcomes covered 1/2\nbranch  5 never executed\nbranch  6 taken 7\n        -:    6:}\nfunction f(int, char called) called 0 returned 0% blocks executed 0%\n        -:    7:\n    #####:    8:f() {\n",
    );
    let read = report(&text);
    assert_eq!(short(&read.coverage.totals()), "line 1/2, branch 2/4, function 1/2");
    let other = "        -:    0:Source:b.c\n        1:    1:x\n";
    assert_eq!(
        totals(format!("{text}{other}")),
        "line 2/3, branch 2/4, function 1/2",
        "b.c has none, and was measured"
    );
}

#[test]
fn instances_of_a_template_repeat_its_lines() {
    let text = source(
        "      10*:    5:T clamp(T value) {\n        6:    6:    return value;\n------------------\nclamp<double>(double):\nfunction clamp<double>(double) called 0 returned 0% blocks executed 0%\n    #####:    5:T clamp(T value) {\nbranch  0 never executed\nbranch  1 never executed\n    #####:    6:    return value;\n------------------\n_Z5clampIiE:\nfunction _Z5clampIiE called 10 returned 100% blocks executed 100%\n       10:    5:T clamp(T value) {\nbranch  0 taken 4\nbranch  1 taken 0\n        6:    6:    return value;\n------------------\n        -:    7:\n",
    );
    assert_eq!(totals(text), "line 2/2, branch 1/2, function 1/2");
}

#[test]
fn blocks_are_no_lines() {
    let text = source(
        "        2:    5:a;\n        2:    5-block  0\nbranch  0 taken 1\n    %%%%%:    5-block  1\n    $$$$$:    5-block  2\nbranch  1 never executed\n",
    );
    assert_eq!(totals(text), "line 1/1, branch 1/2");
}

#[test]
fn marks_that_exclude_lines_are_text() {
    let text = source(
        "    #####:    1:a; // LCOV_EXCL_LINE\n    #####:    2:// LCOV_EXCL_START\n        1:    3:b;\n",
    );
    assert_eq!(totals(text), "line 1/3");
}

#[test]
fn the_text_of_a_source_is_anything() {
    let mut text = source("        1:    1:").into_bytes();
    text.extend_from_slice(
        b"\xFF\xFE branch 0 taken 5: 7:8\n    #####:    2:------------------\n        1:    3:\n",
    );
    assert_eq!(totals(text), "line 2/3");
    assert_eq!(totals(source("        1:    1:a\r\n    #####:    2:b\r\n")), "line 1/2");
}

#[test]
fn several_sources_follow_one_another() {
    let text = [
        source("        1:    1:a\n"),
        source("    #####:    1:a\n        1:    2:b\n").replace("src/a.c", "b.h"),
        source("    #####:    1:a\n"),
    ]
    .concat();
    let read = report(text);
    assert_eq!(short(&read.coverage.totals()), "line 2/3", "a header of two programs ran if it ran in one");
    assert_eq!(read.coverage.files.len(), 2);
}

#[test]
fn a_source_that_is_newer_is_doubtful() {
    let read = report(source("        -:    0:Source is newer than graph\n        1:    1:a\n"));
    assert_eq!(codes(&read), [ProblemCode::ConflictingSource]);
}

#[test]
fn a_text_that_was_cut_is_refused() {
    let text = source("        1:    1:a\n       10:    2:b\n");
    for length in 12..text.len() {
        let cut = &text[..length];
        assert_eq!(attempt(cut).is_ok(), cut.ends_with('\n'), "{cut:?}");
    }
    for rest in [
        "------------------\nf<int>:\n",
        "------------------\nf<int>:\n        1:    1:a\n",
        "function f called 1 returned 100% blocks executed 1%\n",
    ] {
        assert_eq!(refusal(format!("{text}{rest}")).code, ReadErrorCode::Truncated, "{rest}");
    }
}

#[test]
fn what_is_no_line_is_refused() {
    for line in [
        "what?",
        "f<int>:",
        "        1:    x:a",
        "        x:    1:a",
        "        1:",
        "   ####:    1:a",
        "branch  0 taken",
        "branch  x taken 1",
        "branch  0 maybe",
        "function f",
        "function f called x returned",
        "        1:10000001:a",
        "---",
    ] {
        let error = refusal(source(&format!("        1:    1:a\n{line}\n")));
        assert_eq!((error.code, error.line), (ReadErrorCode::Malformed, Some(6)), "{line}");
    }
    assert_eq!(refusal("        -:    0:Source:\n").code, ReadErrorCode::Malformed);
    assert_eq!(refusal(source("branch  0 taken 1\n")).code, ReadErrorCode::Malformed);
    assert_eq!(refusal("        -:    0:Runs:1\n        1:    1:a\n").code, ReadErrorCode::Malformed);
}
