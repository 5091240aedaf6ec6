use verdict::RuleStatus;

use super::facts::Asked;
use super::sample::{found, seen, wrong};
use super::*;

#[test]
fn a_well_kept_repository_is_sound_throughout() {
    let findings = examine(&seen());
    for finding in &findings {
        assert_eq!((finding.status, finding.rule().status), (Status::Sound, RuleStatus::Pass), "{finding:#?}");
    }
    let mut ids: Vec<&str> = findings.iter().map(|finding| finding.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), findings.len());
    assert_eq!(ids.len(), 18, "{ids:?}");
}

#[test]
fn what_is_refused_is_unknown_and_names_the_permission() {
    let why = || "the call needs actions: read".to_owned();
    let mut seen = seen();
    seen.environment = Asked::Refused(why());
    seen.default.rulesets = Asked::Refused(why());
    seen.default.older = Asked::Refused(why());
    seen.ledgers = Asked::Refused(why());
    seen.workflows = Asked::Refused(why());
    seen.owners = Asked::Refused(why());
    seen.token = Asked::Refused(why());
    seen.retention = Asked::Refused(why());
    for team in &mut seen.teams {
        team.seen = Asked::Refused(why());
    }
    for finding in examine(&seen).iter().filter(|finding| !finding.informative) {
        assert_eq!(finding.rule().status, RuleStatus::Inconclusive, "{finding:#?}");
        assert!(finding.rule().message.contains("actions: read"), "{finding:#?}");
    }
}

#[test]
fn what_is_only_told_is_held_against_nobody() {
    let mut seen = seen();
    seen.retention = Asked::Told(30);
    assert_eq!(found(&seen, "retention").rule().status, RuleStatus::NotApplicable);
    seen.retention = Asked::Refused("the call needs administration: read".to_owned());
    assert_eq!(found(&seen, "retention").rule().status, RuleStatus::NotApplicable);
    assert!(wrong(&seen).is_empty());
}

#[test]
fn the_worst_comes_first_and_the_worst_problem_decides() {
    const CHECK: Check = Check::new("a", "b", "c");
    let problems = vec![weak("One.", "Do."), broken("Two.", "Do."), unknown("Three.", "Look.")];
    let finding = CHECK.of(problems, "Sound.");
    assert_eq!((finding.status, finding.found.as_str()), (Status::Broken, "Two. Three. One."));
    assert_eq!(finding.next, "Do. Look.");
    let mut seen = seen();
    seen.owners = Asked::Told(None);
    seen.token = Asked::Refused("no".to_owned());
    seen.environment = Asked::Told(None);
    let order: Vec<Status> = examine(&seen).iter().map(|finding| finding.status).take(4).collect();
    assert_eq!(order, [Status::Broken, Status::Unknown, Status::Weak, Status::Sound]);
}

#[test]
fn a_name_of_a_file_stays_one_short_line() {
    let shown = named(&format!("a\n::error::{}", "x".repeat(200)));
    assert!(shown.chars().count() <= 122 && !shown.contains('\n'), "{shown}");
}
