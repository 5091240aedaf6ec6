use crate::tests::{attempt, codes, only, refusal, report, short, totals};
use crate::{Format, Limits, ProblemCode, ReadErrorCode, read};

fn profile(blocks: &str) -> String {
    format!("mode: set\n{blocks}")
}

#[test]
fn statements_are_counted_and_lines_derived() {
    let read = report(profile(
        "example.com/m/a.go:3.22,4.11 1 1\nexample.com/m/a.go:4.11,6.3 2 0\nexample.com/m/a.go:8.2,9.12 3 1\n",
    ));
    assert_eq!((read.format, read.producer.as_deref()), (Format::Go, None));
    assert_eq!(short(&read.coverage.totals()), "line 4/6, statement 4/6");
    assert_eq!(only(&read.coverage).uncovered_lines(), [(5, 6)]);
    assert_eq!(short(&read.claims), "");
}

#[test]
fn the_modes_say_whether_or_how_often() {
    for mode in ["set", "count", "atomic"] {
        let text = format!("mode: {mode}\na.go:1.1,2.9 1 0\na.go:1.1,2.9 1 12345678901234567890\n");
        assert_eq!(totals(text), "line 2/2, statement 1/1", "{mode}");
    }
    for text in
        ["mode: none\n", "mode:\n", "mode: set\nmode: count\n", "mode: atomic\na.go:1.1,2.2 1 1\nmode: set\n"]
    {
        assert_eq!(refusal(text).code, ReadErrorCode::Malformed, "{text}");
    }
}

#[test]
fn profiles_that_were_joined_count_a_block_once() {
    // With -coverpkg each test binary writes every block; summed, the statements would be too many.
    let first = "mode: set\na.go:1.1,2.9 2 1\nb.go:1.1,1.9 1 0\na.go:4.1,5.9 3 0\n";
    let joined = format!("{first}{}", first.replace(" 2 1\n", " 2 0\n").replace(" 3 0\n", " 3 1\n"));
    assert_eq!(totals(joined), "line 4/5, statement 5/6");
}

#[test]
fn blocks_that_overlap_are_blocks_of_their_own() {
    assert_eq!(totals(profile("a.go:1.1,9.9 2 0\na.go:3.1,4.9 3 1\n")), "line 2/9, statement 3/5");
}

#[test]
fn a_block_of_two_sizes_comes_from_two_sources() {
    let two = report(profile("a.go:1.1,2.9 2 1\na.go:1.1,2.9 3 0\n"));
    assert_eq!(codes(&two), [ProblemCode::ConflictingSource]);
    let apart = report(profile("a.go:1.1,2.9 2 1\nb.go:1.1,2.9 9 1\na.go:1.1,2.9 3 0\n"));
    assert_eq!(codes(&apart), [ProblemCode::ConflictingSource]);
    let mut coverage = report(profile("a.go:1.1,2.9 2 1\n")).coverage;
    let problems = coverage.merge(report(profile("a.go:1.1,2.9 3 0\n")).coverage);
    assert_eq!(problems.iter().map(|one| one.code).collect::<Vec<_>>(), [ProblemCode::ConflictingSource]);
    assert_eq!(coverage.merge(report(profile("a.go:1.1,2.9 3 0\n")).coverage), []);
}

#[test]
fn a_brace_is_no_line_and_an_empty_body_no_code() {
    assert_eq!(totals(profile("a.go:1.10,3.2 1 1\n")), "line 2/2, statement 1/1");
    assert_eq!(totals(profile("a.go:1.10,3.3 1 1\n")), "line 3/3, statement 1/1");
    assert_eq!(totals(profile("a.go:1.10,1.12 0 0\n")), "line 0/0, statement 0/0");
}

#[test]
fn names_are_import_paths_and_anything_else() {
    for (name, expected) in [
        ("example.com/m/pkg/a.go", "example.com/m/pkg/a.go"),
        ("_/abs/path/a.go", "_/abs/path/a.go"),
        ("command-line-arguments/main.go", "command-line-arguments/main.go"),
        (r"C:\src\a.go", "C:/src/a.go"),
        ("./a b.go", "a b.go"),
    ] {
        let read = report(profile(&format!("{name}:1.1,1.9 1 1\n")));
        assert_eq!(read.coverage.files.keys().next().unwrap().path, expected);
    }
    assert_eq!(codes(&report(profile("../a.go:1.1,1.9 1 1\n"))), [ProblemCode::PathEscapes]);
}

#[test]
fn a_profile_that_was_cut_is_refused() {
    let text = profile("a.go:1.1,2.9 2 1\na.go:4.1,5.9 3 10\n");
    for length in 6..text.len() {
        let cut = &text[..length];
        assert_eq!(attempt(cut).is_ok(), cut.ends_with('\n'), "{cut:?}");
    }
    assert_eq!(refusal(&text[..text.len() - 1]).code, ReadErrorCode::Truncated);
    assert_eq!(totals(text.replace('\n', "\r\n")), "line 4/4, statement 5/5");
}

#[test]
fn what_is_no_block_is_refused() {
    for line in [
        "a.go",
        "a.go:1.1,2.2 1",
        "a.go:1.1 1 1",
        ":1.1,2.2 1 1",
        "a.go:1,2 1 1",
        "a.go:0.1,2.2 1 1",
        "a.go:3.1,2.2 1 1",
        "a.go:1.1,2.2 -1 1",
        "a.go:1.1,2.2 1 -1",
        "a.go:1.1,2.2 1 x",
        "a.go:1.1,10000001.1 1 1",
        "a.go:1.1,2.2 5000000000 1",
        "# x",
        "Mode: set",
    ] {
        let error = refusal(profile(&format!("{line}\n")));
        assert_eq!((error.code, error.line), (ReadErrorCode::Malformed, Some(2)), "{line}");
    }
    assert_eq!(report("mode: set\n").coverage.files.len(), 0);
}

#[test]
fn a_block_of_very_many_lines_costs_no_more_than_the_limit() {
    let limits = Limits { entries: 1000, ..Limits::default() };
    let code = |last: u32| {
        let text = profile(&format!("a.go:1.1,500.9 1 1\nb.go:1.1,{last}.9 1 1\n"));
        read(&mut text.as_bytes(), &limits).map(|_| ()).map_err(|error| error.code)
    };
    assert_eq!(code(500), Ok(()));
    assert_eq!(code(501), Err(ReadErrorCode::TooLarge));
    assert_eq!(code(10_000_000), Err(ReadErrorCode::TooLarge));
}
