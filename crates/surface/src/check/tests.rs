use super::*;

fn at(path: &str, lines: Option<(u64, u64)>) -> annotation::Annotation {
    annotation::Annotation {
        level: annotation::Level::Error,
        title: "uncovered".to_owned(),
        message: "3 lines".to_owned(),
        path: Some(path.to_owned()),
        lines,
    }
}

#[test]
fn no_status_without_data_becomes_what_a_required_check_takes() {
    use verdict::Status::{Error, Fail, Inconclusive, Pass, Skipped, Warn};
    let conclusions = [Pass, Warn, Skipped].map(conclusion);
    assert_eq!(conclusions, [Conclusion::Success, Conclusion::Neutral, Conclusion::Skipped]);
    assert_eq!([Fail, Inconclusive, Error].map(conclusion), [Conclusion::Failure; 3]);
}

#[test]
fn what_github_would_refuse_all_for_is_left_out_and_counted() {
    let wrong = [
        at("", None),
        at("/etc/passwd", None),
        at("a/../../b", None),
        at("a\\b", None),
        at("a\nb", None),
        at("a", Some((0, 1))),
        at("a", Some((5, 4))),
        at("a", Some((1, u64::MAX))),
        annotation::Annotation { title: String::new(), message: " ".to_owned(), ..at("a", None) },
    ];
    for one in &wrong {
        assert_eq!(annotations(std::slice::from_ref(one)), (vec![], 1), "{one:?}");
    }
    let whole_run = annotation::Annotation { path: None, ..at("a", None) };
    assert_eq!(annotations(&[whole_run]), (vec![], 0));
}

#[test]
fn a_file_as_a_whole_is_remarked_at_its_first_line() {
    let (taken, _) = annotations(&[at("src/a.py", None), at("src/a.py", Some((3, 9)))]);
    let lines: Vec<_> = taken.iter().map(|one| (one.start_line, one.end_line)).collect();
    assert_eq!(lines, [(1, 1), (3, 9)]);
}

#[test]
fn the_first_in_rank_are_sent_and_the_rest_is_counted() {
    let all: Vec<_> = (1..=MOST as u64 + 7).map(|line| at("a", Some((line, line)))).collect();
    let (taken, left_out) = annotations(&all);
    assert_eq!((taken.len(), left_out, taken[0].start_line), (MOST, 7, 1));
}

#[test]
fn a_title_is_cut_at_a_character() {
    assert_eq!(shortened(&"x".repeat(255)), "x".repeat(255));
    assert_eq!(shortened(&"😀".repeat(128)), format!("{}…", "😀".repeat(127)));
}
