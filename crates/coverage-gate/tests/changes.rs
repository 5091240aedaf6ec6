//! From which commit changes are counted, event by event, over real repositories.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up has failed")]

use std::path::Path;
use std::process::Command;

use coverage_gate::facts::{ChangeFact, Measured};
use coverage_gate::section::Section;
use coverage_gate::{Asked, CoverageGate, Policy};
use runner::context::{MergeGroup, PullRequest, Repository};
use runner::files::Workspace;
use runner::progress::Progress;
use runner::{Gate as _, Setting};

/// A repository whose branch `main` went on while `topic` edited `a.py` and renamed `moved.py`.
struct Project(tempfile::TempDir);

impl Project {
    fn new() -> Self {
        let project = Self(tempfile::tempdir().unwrap());
        project.git(&["init", "-q", "-b", "main"]);
        project.write("a.py", "one\ntwo\nthree\n");
        project.write("moved.py", "a\nb\nc\nd\n");
        project.write("theirs.py", "x\n");
        project.commit("first");
        project.git(&["switch", "-q", "-c", "topic"]);
        project.write("a.py", "one\nTWO\nthree\nfour\n");
        project.git(&["mv", "moved.py", "renamed.py"]);
        project.commit("topic");
        project.git(&["switch", "-q", "main"]);
        project.write("theirs.py", "x\ny\n");
        project.commit("meanwhile");
        project.git(&["switch", "-q", "--detach", "main"]);
        project.git(&["merge", "-q", "--no-ff", "-m", "merge", "topic"]);
        project.write("lcov.info", "SF:a.py\nDA:1,1\nDA:2,0\nDA:3,1\nDA:4,1\nend_of_record\nSF:renamed.py\nDA:1,0\nend_of_record\nSF:theirs.py\nDA:1,1\nDA:2,0\nend_of_record\n");
        project
    }

    /// The same, as `actions/checkout` fetches it with this depth.
    fn shallow(&self, depth: u32) -> Self {
        let clone = Self(tempfile::tempdir().unwrap());
        let from = format!("file://{}", self.0.path().display());
        clone.git(&["init", "-q"]);
        clone.git(&["fetch", "-q", &format!("--depth={depth}"), &from, &self.sha("HEAD")]);
        clone.git(&["checkout", "-q", "--detach", "FETCH_HEAD"]);
        clone.write("lcov.info", "SF:a.py\nDA:1,1\nDA:2,0\nDA:3,1\nDA:4,1\nend_of_record\n");
        clone
    }

    fn write(&self, path: &str, text: &str) {
        std::fs::write(self.0.path().join(path), text).unwrap();
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "*.py"]);
        self.git(&["commit", "-q", "-m", message]);
    }

    fn git(&self, args: &[&str]) -> String {
        git(self.0.path(), args)
    }

    fn sha(&self, name: &str) -> String {
        self.git(&["rev-parse", name])
    }

    /// What was changed, in a run of this kind.
    fn change(&self, event: &str, set: impl FnOnce(&mut Setting)) -> ChangeFact {
        self.change_from(None, event, set)
    }

    fn change_from(&self, base: Option<&str>, event: &str, set: impl FnOnce(&mut Setting)) -> ChangeFact {
        self.change_under(None, base, event, set)
    }

    /// The same, where a policy file holds.
    fn change_under(
        &self,
        section: Option<&Section>,
        base: Option<&str>,
        event: &str,
        set: impl FnOnce(&mut Setting),
    ) -> ChangeFact {
        let limit = verdict::Ratio::from_percent("80").unwrap();
        let asked = Asked {
            files: vec!["lcov.info".into()],
            patch: [(coverage::Metric::Line, limit)].into(),
            base: base.map(str::to_owned),
            ..Asked::default()
        };
        let policy = Policy::resolve(section, asked).unwrap();
        let workspace = Workspace::new(self.0.path().to_owned());
        let mut setting = Setting::plain(workspace, "2026-08-22".parse().unwrap());
        setting.context.run.event = Some(event.into());
        set(&mut setting);
        let facts = CoverageGate.gather(&policy, &setting, &mut Progress::new(false)).unwrap();
        facts.change.unwrap()
    }
}

fn git(folder: &Path, args: &[&str]) -> String {
    let mut git = Command::new("git");
    for who in ["AUTHOR", "COMMITTER"] {
        git.env(format!("GIT_{who}_NAME"), "A").env(format!("GIT_{who}_EMAIL"), "a@example.com");
    }
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").arg("-C").arg(folder);
    let output = git.args(args).output().unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn pull(base: String) -> Option<PullRequest> {
    let mut pull = PullRequest::default();
    pull.base.sha = base;
    Some(pull)
}

fn paths(change: &ChangeFact) -> Vec<&str> {
    assert_eq!(change.unknown, None);
    change.files.iter().map(|file| file.path.as_str()).collect()
}

#[test]
fn a_pull_request_owes_what_it_adds_to_the_base_that_it_was_merged_into() {
    let project = Project::new();
    let head = project.sha("HEAD");
    let change = project.change("pull_request", |setting| {
        setting.context.run.merge_sha = Some(head.clone());
        // The event was sent before the base went on.
        setting.context.event.pull_request = pull(project.sha("main~1"));
    });
    assert_eq!(paths(&change), ["a.py"], "neither what others did meanwhile, nor a rename");
    assert_eq!(change.base, Some(project.sha("main")));
    let file = &change.files[0];
    assert_eq!((file.measured, file.changed.as_slice()), (Measured::Lines, [(2, 2), (4, 4)].as_slice()));
    assert_eq!(file.lines.map(|counts| (counts.covered, counts.total)), Some((1, 2)));
    assert_eq!(file.uncovered, [(2, 2)]);
}

#[test]
fn with_the_head_checked_out_changes_count_from_where_it_left_the_base() {
    let project = Project::new();
    project.git(&["switch", "-q", "--detach", "topic"]);
    let change = project.change("pull_request", |setting| {
        setting.context.event.pull_request = pull(project.sha("main"));
    });
    assert_eq!(paths(&change), ["a.py"]);
    assert_eq!(change.base, Some(project.sha("main~1")));
}

#[test]
fn a_checkout_of_the_merge_commit_alone_says_which_depth_it_needs() {
    let project = Project::new();
    let head = project.sha("HEAD");
    let set = |setting: &mut Setting| {
        setting.context.run.merge_sha = Some(head.clone());
        setting.context.event.pull_request = pull(project.sha("main"));
    };
    let unknown = project.shallow(1).change("pull_request", set).unknown.unwrap();
    assert_eq!(unknown.code, "shallow");
    assert!(unknown.message.contains("fetch-depth: 2"), "{}", unknown.message);
    assert_eq!(paths(&project.shallow(2).change("pull_request", set)), ["a.py"], "and with it, it works");
}

#[test]
fn a_merge_group_owes_all_that_was_queued() {
    let project = Project::new();
    let change = project.change("merge_group", |setting| {
        setting.context.event.merge_group =
            Some(MergeGroup { base_sha: project.sha("main~1"), head_sha: project.sha("HEAD") });
    });
    assert_eq!(paths(&change), ["a.py", "theirs.py"]);
}

#[test]
fn a_push_owes_what_it_pushed_and_a_new_branch_what_it_has_of_its_own() {
    let project = Project::new();
    let change = project.change("push", |setting| setting.context.event.before = Some(project.sha("main")));
    assert_eq!(paths(&change), ["a.py"]);
    project.git(&["update-ref", "refs/remotes/origin/main", "main"]);
    let new = |setting: &mut Setting| {
        setting.context.event.before = Some("0".repeat(40));
        let default = Some("main".to_owned());
        setting.context.event.repository =
            Some(Repository { default_branch: default, ..Repository::default() });
    };
    assert_eq!(paths(&project.change("push", new)), ["a.py"]);
    project.git(&["update-ref", "-d", "refs/remotes/origin/main"]);
    assert_eq!(project.change("push", new).unknown.unwrap().code, "no-base");
}

#[test]
fn an_event_that_names_no_base_needs_the_input() {
    let project = Project::new();
    let unknown = project.change("schedule", |_| {}).unknown.unwrap();
    assert_eq!(unknown.code, "no-base");
    assert!(unknown.message.contains("input `base`"), "{}", unknown.message);
    assert_eq!(paths(&project.change_from(Some("main"), "schedule", |_| {})), ["a.py"]);
    let gone = project.change_from(Some("release/9"), "schedule", |_| {}).unknown.unwrap();
    assert_eq!(gone.code, "base-not-here");
}

#[test]
fn under_a_policy_file_an_input_chooses_no_other_base_than_the_event() {
    let project = Project::new();
    let (head, file) = (project.sha("HEAD"), Section::default());
    let set = |setting: &mut Setting| {
        setting.context.run.merge_sha = Some(head.clone());
        setting.context.event.pull_request = pull(project.sha("main"));
    };
    let change = project.change_under(Some(&file), Some("HEAD"), "pull_request", set);
    assert_eq!(paths(&change), ["a.py"], "since the head nothing was changed");
    assert_eq!(paths(&project.change_under(None, Some("HEAD"), "pull_request", set)), [""; 0]);
    let named = project.change_under(Some(&file), Some("main"), "schedule", |_| {});
    assert_eq!(paths(&named), ["a.py"], "an event that names none leaves the choice");
}

#[test]
fn a_carriage_return_alone_hides_no_change() {
    let project = Project::new();
    // For git one line, for the language three.
    project.write("a.py", "one\nTWO\rthree\rfive\nfour\n");
    project.commit("carriage returns");
    let change = project.change_from(Some(&project.sha("HEAD~1")), "schedule", |_| {});
    assert_eq!((paths(&change), change.files[0].measured), (vec!["a.py"], Measured::NotCompared));
}

#[cfg(unix)]
#[test]
fn a_file_that_became_a_link_hides_no_change() {
    let project = Project::new();
    std::fs::remove_file(project.0.path().join("a.py")).unwrap();
    std::os::unix::fs::symlink("theirs.py", project.0.path().join("a.py")).unwrap();
    project.commit("link");
    let change = project.change_from(Some(&project.sha("HEAD~1")), "schedule", |_| {});
    assert_eq!((paths(&change), change.files[0].measured), (vec!["a.py"], Measured::NotCompared));
}

#[test]
fn marks_in_files_that_nobody_measures_are_none() {
    let project = Project::new();
    project.write("guide.md", "write `# pragma: no cover` behind the line\n");
    project.git(&["add", "guide.md"]);
    project.commit("prose");
    let change = project.change_from(Some(&project.sha("HEAD~1")), "schedule", |_| {});
    let prose = change.files.iter().find(|file| file.path == "guide.md").unwrap();
    assert_eq!((prose.measured, prose.marks.as_slice()), (Measured::NotExpected, [].as_slice()));
}

#[test]
fn one_byte_that_makes_a_source_binary_hides_no_change() {
    let project = Project::new();
    project.write("a.py", "one\n\0\nmany\nnew\nlines\n");
    project.commit("binary");
    let change = project.change_from(Some(&project.sha("HEAD~1")), "schedule", |_| {});
    assert_eq!(paths(&change), ["a.py"]);
    assert_eq!(change.files[0].measured, Measured::NotCompared);
}

#[test]
fn new_marks_are_found_on_changed_lines_alone() {
    let project = Project::new();
    project.write("a.py", "one  # pragma: no cover\nTWO\nthree\nfour\n");
    project.commit("mark");
    project.write("a.py", "one  # pragma: no cover\nTWO\nthree\nfour  # pragma: no cover\n");
    project.commit("another");
    let change = project.change_from(Some(&project.sha("HEAD~1")), "schedule", |_| {});
    let marks: Vec<_> = change.files[0].marks.iter().map(|mark| (mark.line, mark.mark.as_str())).collect();
    assert_eq!(marks, [(4, "pragma: no cover")]);
}
