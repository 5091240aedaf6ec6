use super::*;

fn file(results: usize, not_shown: usize) -> UploadFile {
    let run = |category: &str| UploadedRun { tool: "T".into(), category: category.into(), results, not_shown };
    UploadFile { gzip: Vec::new(), runs: vec![run("a"), run("b/")] }
}

fn analysis(category: &str, results_count: u64) -> Analysis {
    Analysis {
        id: 1,
        reference: "refs/heads/main".into(),
        commit_sha: "0".repeat(40),
        category: Some(category.into()),
        error: String::new(),
        warning: String::new(),
        created_at: "2026-11-22T10:00:00Z".parse().unwrap(),
        results_count,
        sarif_id: "x".into(),
        tool: code_scanning::Tool { name: Some("T".into()), version: None },
    }
}

#[test]
fn each_run_has_to_be_there_with_its_results() {
    let both = [analysis("a/", 7), analysis("b", 7)];
    assert_eq!(compared(&file(7, 0), &both), Ok(Vec::new()));
    let missing = compared(&file(7, 0), &both[..1]);
    assert!(matches!(&missing, Err(Differs::Missing(why)) if why.contains("category b/")), "{missing:?}");
    let fewer = compared(&file(7, 0), &[analysis("a", 7), analysis("b", 6)]);
    assert!(matches!(&fewer, Err(Differs::Wrong(why)) if why.contains("GitHub counts 6")), "{fewer:?}");
    let other = Analysis { tool: code_scanning::Tool { name: None, version: None }, ..analysis("b", 7) };
    assert!(matches!(compared(&file(7, 0), &[analysis("a", 7), other]), Err(Differs::Missing(_))));
}

#[test]
fn of_more_results_than_are_shown_either_number_fits() {
    for count in [6_000, 5_000] {
        assert!(compared(&file(6_000, 1_000), &[analysis("a", count), analysis("b", count)]).is_ok());
    }
    let neither = compared(&file(6_000, 1_000), &[analysis("a", 5_500), analysis("b", 5_000)]);
    assert!(matches!(neither, Err(Differs::Wrong(_))));
}

#[test]
fn an_error_is_none_that_is_passed_over_and_a_warning_is_told() {
    let warned = Analysis { warning: "some\nwere left out".into(), ..analysis("b", 7) };
    let warnings = compared(&file(7, 0), &[analysis("a", 7), warned]).unwrap();
    assert_eq!(warnings, ["GitHub warns of T (category b/): some were left out"]);
    let failed =
        Analysis { error: "an invalid URI was provided as a SARIF location".into(), ..analysis("b", 7) };
    let failed = compared(&file(7, 0), &[analysis("a", 7), failed]);
    assert!(matches!(&failed, Err(Differs::Wrong(why)) if why.contains("which report has it")), "{failed:?}");
}
