//! A fork's verdict, shown by a run that may write: an honest one, and forged ones of each kind.

use std::path::{Path, PathBuf};

use github_sim::pull::NewPull;
use runner::gate::Notice;
use runner::report::Report;
use runner::setting::Setting;
use serde_json::{Value, json};
use verdict::{Subject, Verdict, canonical};

use crate::stage::{ALL, COMMENT, Said, Stage, branch, only, report, verdict};

/// What somebody changes in a file.
type Forge<'a> = &'a dyn Fn(&mut Verdict);

/// A folder with the artifact of a run.
struct Artifact {
    folder: tempfile::TempDir,
}

impl Artifact {
    fn of(verdict: &Verdict) -> Self {
        let artifact = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::write(artifact.path(), canonical::bytes(verdict).unwrap()).unwrap();
        artifact
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("api.verdict.json")
    }
}

fn payload(said: &Said) -> Value {
    let repository = json!({"id": 1, "full_name": "octo/shop"});
    json!({"repository": repository, "workflow_run": {
        "id": said.run, "head_sha": said.head, "event": "pull_request", "run_attempt": said.attempt,
        "run_started_at": "2026-11-22T09:59:00Z", "head_repository": repository,
    }})
}

/// The setting of the job that shows: a run of its own.
fn setting(stage: &Stage, said: &Said) -> Setting {
    let mut setting = stage.setting_on("workflow_run", said, &payload(said));
    (setting.context.run.run_id, setting.context.run.attempt) = (Some(99), Some(1));
    setting
}

fn agree(said: &Said) -> impl Fn(&Verdict, &Path) -> anyhow::Result<Report> {
    let report = report(said);
    move |_, _| Ok(report.clone())
}

/// Tells why it was refused, and that nothing was written.
fn refused(stage: &Stage, notices: &[Notice]) -> String {
    let (failed, message) = only(notices);
    assert!(failed && message.starts_with("Nothing was shown on GitHub: "), "{message}");
    assert_eq!(stage.asked("POST", "/repos/") + stage.asked("PATCH", "/repos/"), 0, "{message}");
    message.to_owned()
}

#[test]
fn what_fits_is_shown_as_a_word_of_that_run() {
    let stage = Stage::new();
    let said = Said { annotations: 3, attempt: 2, ..stage.said() };
    // The run had three attempts; the job of the gate was not run again in the last.
    let third = Said { attempt: 3, ..said.clone() };
    let artifact = Artifact::of(&verdict(&said));
    let facts = artifact.folder.path().join("api.facts.json");
    let rederive = |stated: &Verdict, path: &Path| {
        assert_eq!((stated, path), (&verdict(&said), facts.as_path()));
        Ok(report(&said))
    };
    let notices = surface::announce_from(&setting(&stage, &third), ALL, &artifact.path(), &rederive);
    assert_eq!(notices.iter().map(|notice| notice.failed).collect::<Vec<_>>(), [false; 3], "{notices:?}");
    let [comment] = &stage.comments()[..] else { panic!("not one comment") };
    assert!(
        comment.contains("_As reported by the run of a pull request, which its author controls"),
        "{comment}"
    );
    assert!(
        comment.contains("/actions/runs/4425592351/attempts/3)") && !comment.contains("/runs/99"),
        "{comment}"
    );
    let hub = stage.hub();
    let check = hub.checks.values().next().unwrap();
    assert_eq!((&check.head_sha, check.annotations.len()), (&stage.head, 3));
    assert!(check.summary.as_ref().unwrap().starts_with("_As reported by"));
    assert_eq!((hub.statuses.len(), hub.statuses[0].state.as_str()), (1, "failure"));
}

#[test]
fn a_file_cannot_claim_to_be_newer_than_all_that_comes() {
    let stage = Stage::new();
    let eternal = Said { started: "2999-01-01T00:00:00Z", ..stage.said() };
    surface::announce_from(
        &setting(&stage, &eternal),
        COMMENT,
        &Artifact::of(&verdict(&eternal)).path(),
        &agree(&eternal),
    );
    let mark = format!("<!-- releasegate-run {} 4425592351 1 2026-11-22T09:59:00Z -->", stage.head);
    assert!(stage.comments()[0].contains(&mark), "{}", stage.comments()[0]);
    let next = Said { run: eternal.run + 1, headline: "the newer word".to_owned(), ..stage.said() };
    stage.announce(&next, COMMENT);
    assert!(stage.comments()[0].contains("the newer word"));
}

#[test]
fn a_file_that_is_about_something_else_is_refused() {
    let sha = "1234567890123456789012345678901234567890".to_owned();
    let forgeries: [(&str, Forge<'_>); 12] = [
        ("the gate did not get as far as judging", &|verdict| verdict.facts = None),
        ("another repository", &|verdict| verdict.run.repository_id = Some(2)),
        ("another repository", &|verdict| verdict.run.repository_id = None),
        ("another run", &|verdict| verdict.run.run_id = Some(7)),
        ("attempt 2, which the run did not have", &|verdict| verdict.run.attempt = Some(2)),
        ("attempt 0, which the run did not have", &|verdict| verdict.run.attempt = None),
        ("another commit", &|verdict| verdict.run.head_sha = Some(sha.clone())),
        ("another event", &|verdict| verdict.run.event = Some("push".to_owned())),
        ("what it judged is not the commit", &|verdict| {
            verdict.subject.push(Subject::commit("https://github.com/octo/shop", &sha));
        }),
        ("what it judged is not the commit", &|verdict| verdict.subject.clear()),
        ("not of the gate `api`", &|verdict| verdict.gate.id = "security".to_owned()),
        ("its facts do not lie beside it", &|verdict| {
            verdict.facts.as_mut().unwrap().path = "../secret".to_owned();
        }),
    ];
    for (reason, forge) in forgeries {
        let stage = Stage::new();
        let said = stage.said();
        let mut forged = verdict(&said);
        forge(&mut forged);
        forged.judgement = verdict::judgement::judgement(&forged).unwrap();
        let artifact = Artifact::of(&forged);
        let notices = surface::announce_from(&setting(&stage, &said), ALL, &artifact.path(), &|_, _| {
            panic!("{reason}: it got as far as being derived anew")
        });
        let message = refused(&stage, &notices);
        assert!(message.contains(reason), "{reason}: {message}");
        assert!(stage.exchanges().is_empty());
    }
}

#[test]
fn a_file_that_does_not_follow_from_its_facts_is_refused() {
    let stage = Stage::new();
    let said = stage.said();
    let disagree = |_: &Verdict, _: &Path| anyhow::bail!("the status differs");
    let path = Artifact::of(&verdict(&said));
    let notices = surface::announce_from(&setting(&stage, &said), ALL, &path.path(), &disagree);
    let message = refused(&stage, &notices);
    assert!(message.contains("does not follow from its policy and facts: the status differs"), "{message}");
}

#[test]
fn what_is_no_verdict_is_refused() {
    let stage = Stage::new();
    let said = stage.said();
    let good = canonical::bytes(&verdict(&said)).unwrap();
    let changed = String::from_utf8(good.clone()).unwrap().replace("10 more lines", "no more lines");
    let artifact = Artifact::of(&verdict(&said));
    let path = artifact.path();
    let show = || {
        let notices = surface::announce_from(&setting(&stage, &said), ALL, &path, &agree(&said));
        refused(&stage, &notices)
    };
    for bytes in [b"{}".as_slice(), b"", b"not JSON", changed.as_bytes(), &[good.as_slice(), b"\n"].concat()] {
        std::fs::write(&path, bytes).unwrap();
        assert!(show().contains("is refused"), "{}", show());
    }
    std::fs::File::create(&path).unwrap().set_len((64 << 20) + 1).unwrap();
    assert!(show().contains("larger than 64 MiB"));
    std::fs::remove_file(&path).unwrap();
    assert!(show().contains("failed to read"));
    std::fs::create_dir(&path).unwrap();
    assert!(show().contains("no regular file"));
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    let stage = Stage::new();
    let said = stage.said();
    let artifact = Artifact::of(&verdict(&said));
    let link = artifact.folder.path().join("link.json");
    std::os::unix::fs::symlink(artifact.path(), &link).unwrap();
    let notices = surface::announce_from(&setting(&stage, &said), ALL, &link, &agree(&said));
    assert!(refused(&stage, &notices).contains("no regular file"));
}

#[test]
fn only_a_run_on_workflow_run_shows_what_a_pull_request_run_wrote() {
    let stage = Stage::new();
    let said = stage.said();
    let artifact = Artifact::of(&verdict(&said));
    let show = |setting: &Setting| {
        let notices = surface::announce_from(setting, ALL, &artifact.path(), &agree(&said));
        refused(&stage, &notices)
    };
    assert!(show(&stage.setting(&said)).contains("on `workflow_run` only"));
    for event in ["push", "pull_request_target", "workflow_dispatch"] {
        let mut by_another = setting(&stage, &said);
        by_another.context.event.workflow_run.as_mut().unwrap().event = event.to_owned();
        assert!(show(&by_another).contains("and not by `pull_request`"));
    }
    let mut gone = setting(&stage, &said);
    gone.context.event.workflow_run.as_mut().unwrap().head_repository = None;
    assert!(show(&gone).contains("is gone"));
}

/// What is refused after GitHub was asked for the pull request.
fn unfound(change: impl FnOnce(&Stage, &mut Setting)) -> String {
    unfound_of(1, change)
}

/// The same for the verdict of a repository with this number.
fn unfound_of(repository: u64, change: impl FnOnce(&Stage, &mut Setting)) -> String {
    let stage = Stage::new();
    let said = stage.said();
    let artifact = Artifact::of(&Verdict {
        run: verdict::Run { repository_id: Some(repository), ..verdict(&said).run },
        ..verdict(&said)
    });
    let mut setting = setting(&stage, &said);
    change(&stage, &mut setting);
    let notices = surface::announce_from(&setting, ALL, &artifact.path(), &agree(&said));
    refused(&stage, &notices)
}

fn fork(setting: &mut Setting) -> &mut runner::context::Repository {
    setting.context.event.workflow_run.as_mut().unwrap().head_repository.as_mut().unwrap()
}

#[test]
fn there_must_be_exactly_one_open_pull_request_with_that_head_from_that_fork() {
    let closed = unfound(|stage, _| {
        let bob = stage.hub().person("bob");
        let issue = *stage.hub().pulls.keys().next().unwrap();
        stage.hub().close_issue(&bob, issue, "completed");
    });
    assert!(closed.contains("no open pull request has"), "{closed}");
    let elsewhere = unfound_of(2, |_, setting| setting.context.run.repository_id = Some(2));
    assert!(elsewhere.contains("no open pull request has"), "{elsewhere}");
    let moved = unfound(|stage, _| drop(stage.push()));
    assert!(moved.contains("no open pull request has"), "{moved}");
    let elsewhere = unfound(|_, setting| fork(setting).id = Some(2));
    assert!(elsewhere.contains("no open pull request has"), "{elsewhere}");
    let hidden = unfound(|_, setting| fork(setting).full_name = Some("mallory/shop".to_owned()));
    assert!(hidden.contains("404") && hidden.contains("private fork"), "{hidden}");
    let nameless = unfound(|_, setting| fork(setting).full_name = Some("../x".to_owned()));
    assert!(nameless.contains("the fork's name"), "{nameless}");
    let two = unfound(|stage, _| {
        let main = stage.hub().commit_files(1, "main", 101, "More", &[("c.py", Some("1\n"))]).unwrap();
        branch(&stage.simulator, "release", &main);
        let mut hub = stage.hub();
        let (head, base) = ("change".to_owned(), "release".to_owned());
        let new = NewPull { title: "Again".to_owned(), body: None, head, base };
        let bob = hub.person("bob");
        hub.open_pull(&bob, 1, new).unwrap();
    });
    assert!(two.contains("2 pull requests have"), "{two}");
}
