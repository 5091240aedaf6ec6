//! The pages for teams that come from elsewhere: what they tell to write is run somewhere, and what they had is run nowhere.

use std::fs;

use super::examples::{self, Example};
use super::{read, root};

/// Pages whose workflows the scenarios run as they stand there (the group `docs`).
const RUN: [&str; 2] = ["codecov.md", "upload-sarif.md"];

/// Pages whose workflows are those of an action's page, which the scenarios of that action run.
const SHOWN: [(&str, &str); 2] = [
    ("manual-approval.md", "actions/approval-issue/README.md"),
    ("deployments.md", "actions/deploy-record/README.md"),
];

/// Workflows, by the page's name: policies have tests of their own.
fn workflows(page: &str) -> Vec<Example> {
    let place = format!("moving-over/{page}:");
    let found = examples::examples().into_iter().filter(|example| example.place().contains(&place));
    found.filter(|example| !example.text().starts_with("# .github/releasegate.yml\n")).collect()
}

#[test]
fn every_page_is_run_or_shows_what_is_run() {
    let folder = fs::read_dir(root().join("docs/moving-over")).unwrap();
    let mut pages: Vec<_> = folder.map(|item| item.unwrap().file_name().into_string().unwrap()).collect();
    pages.sort_unstable();
    let mut known: Vec<_> = RUN.into_iter().chain(SHOWN.map(|(page, _)| page)).collect();
    known.sort_unstable();
    assert_eq!(pages, known);
    let runs = read("tests/scenarios/docs.rs");
    for page in RUN {
        assert!(runs.contains(&format!("\"docs/moving-over/{page}\"")), "{page} is not run by the group docs");
        assert!(!workflows(page).is_empty(), "{page} shows no workflow");
    }
}

#[test]
fn what_cannot_be_run_alone_is_an_example_of_the_actions_page_byte_for_byte() {
    for (page, action) in SHOWN {
        let workflows = workflows(page);
        assert!(!workflows.is_empty(), "{page} shows no workflow");
        let shown = read(action);
        for workflow in workflows {
            let fence = format!("```yaml\n{}```\n", workflow.text());
            assert!(shown.contains(&fence), "{}: {action} shows no such workflow", workflow.place());
        }
    }
}

#[test]
fn each_page_says_what_changes_what_is_lost_and_how_both_run_side_by_side() {
    for page in RUN.into_iter().chain(SHOWN.map(|(page, _)| page)) {
        let text = read(&format!("docs/moving-over/{page}"));
        for heading in [
            "## What you had",
            "## What you write now",
            "## Both for a while",
            "## What you lose",
            "What survives: ",
        ] {
            assert_eq!(text.matches(&format!("\n{heading}")).count(), 1, "{page}: {heading}");
        }
        assert!(text.contains("report-only"), "{page}");
    }
}

/// The addresses of the links of a page that lead to a file of the repository.
fn links(text: &str) -> Vec<&str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
    targets.filter(|target| !target.contains("://")).collect()
}

/// A heading as GitHub makes an anchor of it.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[test]
fn links_of_the_pages_lead_to_what_is_there() {
    let mut checked = 0;
    let moving =
        RUN.into_iter().chain(SHOWN.map(|(page, _)| page)).map(|page| format!("docs/moving-over/{page}"));
    for page in moving.chain(["docs/threat-model.md", "docs/validation.md"].map(str::to_owned)) {
        let text = read(&page);
        for link in links(&text) {
            let (path, heading) = link.split_once('#').unwrap_or((link, ""));
            let file = root().join(&page).parent().unwrap().join(path);
            let file = if path.is_empty() { root().join(&page) } else { file };
            let target = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{page}: {link}: {error}"));
            let mut headings = target.lines().filter(|line| line.starts_with('#')).map(anchor);
            assert!(
                heading.is_empty() || headings.any(|known| known == heading),
                "{page}: {link}: no such heading"
            );
            checked += 1;
        }
    }
    assert!(checked > 10, "{checked}");
}
