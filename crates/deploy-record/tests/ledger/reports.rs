//! Reports over ledgers: what they say, what they end with, and what they refuse.

use serde_json::json;

use crate::stage::{RECORD, Stage, sign};

/// The whole of the day that the ledgers of the tests are of.
const DAY: [&str; 4] = ["--from", "2026-11-22", "--to", "2026-11-23"];

fn reporting(stage: &Stage, args: &[&str]) -> crate::stage::Ended {
    stage.asking(&[&["report"], args, &DAY].concat())
}

#[test]
fn a_report_says_what_the_ledger_says_in_every_form() {
    let stage = Stage::of_deployments();
    let ended = reporting(&stage, &["--json"]);
    assert_eq!((ended.exit, ended.err.as_str()), (Some(0), ""), "{ended:?}");
    let json = ended.json();
    assert_eq!(
        (&json["schema"], &json["standing"]["state"]),
        (&json!("releasegate/report/v1"), &json!("sound"))
    );
    assert_eq!((&json["standing"]["heads"][0]["size"], &json["window"]["zone"]), (&json!(9), &json!("UTC")));
    let outcomes: Vec<&str> =
        json["deployments"].as_array().unwrap().iter().map(|one| one["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["open", "failed-impact-unknown", "succeeded", "succeeded"]);
    assert_eq!(json["answers"]["approved-deployments"]["population"]["count"], 4);
    assert_eq!(json["answers"]["approved-deployments"]["exceptions"].as_array().unwrap().len(), 3);

    let ended = reporting(&stage, &[]);
    assert_eq!(ended.exit, Some(0));
    for text in [
        "# Deployments of",
        "## Figures",
        "## Deployments",
        "## Controls: population and exceptions",
        "p-00000000",
    ] {
        assert!(ended.out.contains(text), "{text}: {}", ended.out);
    }
    let ended = reporting(&stage, &["--format", "csv"]);
    assert_eq!((ended.exit, ended.out.lines().count()), (Some(0), 5), "{}", ended.out);
    let ended = reporting(&stage, &["--format", "csv", "--table", "controls", "--output", "controls.csv"]);
    assert_eq!(ended.exit, Some(0));
    let table = std::fs::read_to_string(stage.path("controls.csv")).unwrap();
    assert!(table.contains("21 CFR Part 11,11.10(a)") && table.ends_with("\r\n"));

    let ended = reporting(&stage, &["--format", "html", "--output", "report.html"]);
    assert_eq!(ended.exit, Some(0), "{ended:?}");
    assert!(ended.out.starts_with("report.html: 4 deployments, "), "{}", ended.out);
    let page = std::fs::read_to_string(stage.path("report.html")).unwrap();
    assert!(
        page.starts_with("<!doctype html>")
            && page.contains("id=\"query-gates-passed\"")
            && !page.contains("://")
    );
}

#[test]
fn a_faulty_ledger_is_reported_with_its_faults_first_and_one_that_nobody_vouches_for_says_so() {
    let stage = Stage::of_deployments();
    let alone = stage.run(&[&["report", "--json", "--store", "dir:store"][..], &DAY].concat());
    assert_eq!(
        (alone.exit, alone.json()["standing"]["state"].clone()),
        (Some(3), json!("not-verifiable")),
        "{alone:?}"
    );
    assert!(alone.json()["answers"]["ledger-intact"]["notAnswerable"].is_string());
    let file = stage.file(&stores::layout::envelope(4));
    let bytes = std::fs::read(&file).unwrap();
    std::fs::write(&file, [bytes.as_slice(), b" "].concat()).unwrap();
    let ended = reporting(&stage, &["--format", "html", "--output", "report.html"]);
    assert_eq!(ended.exit, Some(1), "{ended:?}");
    let page = std::fs::read_to_string(stage.path("report.html")).unwrap();
    assert!(page.find("id=\"faults\"").unwrap() < page.find("id=\"rests\"").unwrap());
    assert!(page.contains("Nothing is measured from records of which one is wrong."));
    let json = reporting(&stage, &["--json"]).json();
    assert_eq!(json["figures"], json!([]));
    assert!(!json["answers"]["ledger-intact"]["exceptions"].as_array().unwrap().is_empty());
}

#[test]
fn an_organisation_brings_its_own_controls() {
    let stage = Stage::of_deployments();
    let own = |query: &str| {
        json!({"schema": "releasegate/controls/v1", "framework": "House <b>rules</b>", "edition": "7", "controls": [
            {"id": "R-1", "title": "Four eyes", "shows": "who approved", "doesNotShow": "why", "queries": [query]}]})
    };
    std::fs::write(stage.path("own.json"), own("two-approvers").to_string()).unwrap();
    let json = reporting(&stage, &["--json", "--controls", "own.json"]).json();
    assert_eq!(
        (json["controls"].as_array().unwrap().len(), &json["controls"][0]["controls"][0]["id"]),
        (1, &json!("R-1"))
    );
    assert_eq!(json["answers"]["two-approvers"]["exceptions"].as_array().unwrap().len(), 4);
    assert_eq!(json["answers"].as_object().unwrap().len(), 1);

    std::fs::write(stage.path("own.json"), own("compliant").to_string()).unwrap();
    let unknown = reporting(&stage, &["--json", "--controls", "own.json"]);
    assert_eq!((unknown.exit, unknown.out.as_str()), (Some(4), ""));
    assert!(
        unknown.err.contains("`compliant` is no query; there are approved-deployments, "),
        "{}",
        unknown.err
    );
    for hostile in ["[".repeat(200_000), " ".repeat(10 << 20), "{\"schema\": null}".to_owned(), String::new()] {
        std::fs::write(stage.path("own.json"), &hostile).unwrap();
        let ended = reporting(&stage, &["--json", "--controls", "own.json"]);
        assert_eq!((ended.exit, ended.out.as_str()), (Some(4), ""), "{:?}", ended.err);
        assert!(ended.err.len() < 1000, "{}", ended.err);
    }
}

#[test]
fn what_contradicts_itself_is_a_mistake_and_leaves_no_old_report() {
    let stage = Stage::of_deployments();
    let cases: [&[&str]; 7] = [
        &["--format", "html"],
        &["--format", "pdf"],
        &["--json", "--format", "csv"],
        &["--table", "figures"],
        &["--format", "csv", "--table", "people"],
        &["--rows", "0"],
        &["--zone", "Mars/Olympus"],
    ];
    for args in cases {
        assert_eq!(reporting(&stage, args).exit, Some(2), "{args:?}");
    }
    std::fs::write(stage.path("report.html"), "old").unwrap();
    let ended = stage.run(
        &[&["report", "--format", "html", "--output", "report.html", "--store", "dir:nowhere"][..], &DAY]
            .concat(),
    );
    assert_eq!((ended.exit, stage.path("report.html").exists()), (Some(4), false), "{ended:?}");
}

#[test]
fn what_a_record_says_is_no_formula_no_markup_and_no_command() {
    let stage = Stage::new(0);
    let mut hostile = crate::stage::incident(1);
    hostile["predicate"]["reference"] =
        json!("=HYPERLINK(\"https://x\") <script>alert(1)</script> ##[error]x @team");
    hostile["predicate"]["environment"] = json!("production");
    stage.append(&[sign(&hostile, RECORD)], &[]);
    let table = reporting(&stage, &["--format", "csv", "--table", "incidents"]);
    assert!(
        table.out.contains("\"'=HYPERLINK(\"\"https://x\"\")") && !table.out.contains("##[error]"),
        "{}",
        table.out
    );
    let text = reporting(&stage, &[]).out;
    assert!(!text.contains("<script>") && !text.contains("@team") && !text.contains("##["), "{text}");
    reporting(&stage, &["--format", "html", "--output", "report.html"]);
    let page = std::fs::read_to_string(stage.path("report.html")).unwrap();
    assert!(page.contains("&lt;script&gt;alert(1)") && page.matches("<script>").count() == 1);
    let json = reporting(&stage, &["--json"]);
    assert!(json.out.is_ascii() && !json.out.contains("##["));
}
