use std::path::{Path, PathBuf};
use std::process::Command;

use github_sim::{Seed, Simulator};
use stores::layout;

use crate::stage::{Ended, RECORD, Stage, deployment, origin, run_in, sign, with_an_erased_envelope};

const TOKEN: &str = "actions-token";

/// A simulated GitHub with a repository that has a first commit.
pub(crate) fn simulator() -> Simulator {
    let simulator = Simulator::start(Seed::small().without_limits()).unwrap();
    simulator.hub().commit_files(1, "main", 101, "Begin", &[("README.md", Some("x"))]).unwrap();
    simulator
}

pub(crate) fn run(stage: &Stage, simulator: &Simulator, args: &[&str]) -> Ended {
    let variables =
        [("GITHUB_API_URL", simulator.url()), ("GITHUB_TOKEN", TOKEN), ("GITHUB_REPOSITORY", "octo/shop")];
    let ended =
        run_in(stage.folder.path(), &[&["ledger"], args, &["--trust", "trust.json"]].concat(), &variables);
    assert!(!format!("{ended:?}").contains(TOKEN));
    ended
}

/// A clone of one branch, made and checked by git itself.
pub(crate) fn clone(simulator: &Simulator, to: &Path, branch: &str) -> PathBuf {
    let git = |folder: &Path, args: &[&str]| {
        let mut git = Command::new("git");
        // Nothing of whoever runs the tests.
        git.env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_TERMINAL_PROMPT", "0");
        let output = git.current_dir(folder).args(args).output().unwrap();
        assert!(output.status.success(), "{args:?} {output:?}");
    };
    let url =
        format!("{}/octo/shop.git", simulator.url().replace("://", &format!("://x-access-token:{TOKEN}@")));
    std::fs::create_dir_all(to.parent().unwrap()).unwrap();
    git(
        to.parent().unwrap(),
        &["clone", "--quiet", "--branch", branch, "--single-branch", &url, to.to_str().unwrap()],
    );
    git(to, &["fsck", "--strict", "--full"]);
    to.to_owned()
}

#[test]
fn a_ledger_goes_to_a_branch_and_back_and_is_the_same() {
    let (stage, simulator) = (with_an_erased_envelope(), simulator());
    let branch = ["--store", "branch:record", "--shard", "2026-11"];
    let run = |args: &[&str]| run(&stage, &simulator, args);
    let there = run(&["copy", "--store", "dir:store", "--to", "branch:record"]);
    assert_eq!(there.exit, Some(0), "{there:?}");
    let verified = run(&[&["verify", "--json"], &branch[..]].concat());
    assert_eq!((verified.exit, verified.json()["size"].as_u64()), (Some(0), Some(6)), "{verified:?}");
    assert!(verified.json()["store"].as_str().unwrap().starts_with("branch:record/2026-11 of octo/shop"));
    let shown = run(&[&["show", "--index", "1", "--json"], &branch[..]].concat());
    assert_eq!(shown.json()["entries"][0]["envelope"]["by"], 5);
    // More came.
    stage.grow(10..12);
    let more = run(&["copy", "--store", "dir:store", "--to", "branch:record", "--json"]);
    assert_eq!((more.exit, more.json()["had"].as_u64()), (Some(0), Some(6)), "{more:?}");
    let back = run(&[&["copy", "--to", "dir:back"], &branch[..]].concat());
    assert_eq!(back.exit, Some(0), "{back:?}");
    let back = stage.path("back").join(layout::folder(&origin()));
    for path in [layout::HEAD.to_owned(), layout::entry(7), layout::envelope(0)] {
        assert_eq!(
            std::fs::read(back.join(&path)).unwrap(),
            std::fs::read(stage.file(&path)).unwrap(),
            "{path}"
        );
    }
}

#[test]
fn a_branch_that_is_not_there_and_a_missing_token_are_errors() {
    let (stage, simulator) = (Stage::new(1), simulator());
    let nothing = run(&stage, &simulator, &["verify", "--store", "branch:nothing", "--shard", "2026-11"]);
    assert!(nothing.exit == Some(4) && nothing.err.contains("there is no ledger"), "{nothing:?}");
    let args = ["verify", "--store", "branch:record", "--shard", "2026-11", "--repository", "octo/shop"];
    let ended = stage.run(&[&["ledger"], &args[..], &["--trust", "trust.json"]].concat());
    assert!(ended.exit == Some(2) && ended.err.contains("set GITHUB_TOKEN"), "{ended:?}");
}

#[test]
fn a_whole_branch_is_read_by_as_many_calls_however_long_it_is() {
    let (stage, simulator) = (Stage::new(40), simulator());
    let mut calls = Vec::new();
    for (from, to) in [(40, 41), (41, 400)] {
        stage.grow(from..to);
        let copied = run(&stage, &simulator, &["copy", "--store", "dir:store", "--to", "branch:record"]);
        assert_eq!(copied.exit, Some(0), "{copied:?}");
        let before = simulator.exchanges().len();
        let variables = [
            ("GITHUB_API_URL", simulator.url()),
            ("GITHUB_SERVER_URL", simulator.url()),
            ("GITHUB_TOKEN", TOKEN),
            ("GITHUB_REPOSITORY", "octo/shop"),
        ];
        let args = [
            "ledger",
            "verify",
            "--store",
            "branch:record",
            "--shard",
            "2026-11",
            "--trust",
            "trust.json",
            "--json",
        ];
        let verified = run_in(stage.folder.path(), &args, &variables);
        assert_eq!((verified.exit, verified.json()["size"].as_u64()), (Some(0), Some(to)), "{verified:?}");
        calls.push(simulator.exchanges().len() - before);
    }
    assert_eq!(calls, [1, 1], "the head; all entries come by git's own protocol");
}

#[test]
fn a_ledger_of_more_than_24_mb_goes_to_a_branch() {
    let (stage, simulator) = (Stage::new(1), simulator());
    for number in 1..4_u8 {
        let evidence = vec![b'a' + number; 9 << 20];
        stage.append(&[sign(&deployment(number.into(), &evidence), RECORD)], &[&evidence]);
    }
    let copied = run(&stage, &simulator, &["copy", "--store", "dir:store", "--to", "branch:record", "--json"]);
    assert_eq!((copied.exit, copied.json()["size"].as_u64()), (Some(0), Some(4)), "{copied:?}");
    let place = clone(&simulator, &stage.path("cloned").join(layout::folder(&origin())), "record/2026-11");
    let commits =
        Command::new("git").current_dir(&place).args(["rev-list", "--count", "HEAD"]).output().unwrap();
    let commits: u64 = String::from_utf8(commits.stdout).unwrap().trim().parse().unwrap();
    assert!(commits >= 4, "{commits}: each piece of evidence is more than a commit takes");
    let verified = stage.run(&["ledger", "verify", "--store", "dir:cloned", "--trust", "trust.json"]);
    assert_eq!(verified.exit, Some(0), "{verified:?}");
}
