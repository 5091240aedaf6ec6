//! Clones by the real program.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::probe::start;
use crate::{Seed, Simulator};

fn git(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new("git");
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
        command.env_remove(name);
    }
    command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_TERMINAL_PROMPT", "0");
    command
        .env_remove("http_proxy")
        .env("no_proxy", "*")
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("git runs")
}

fn ok(folder: &Path, arguments: &[&str]) -> String {
    let output = git(folder, arguments);
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "git {arguments:?}: {complaint}");
    format!("{}{complaint}", String::from_utf8_lossy(&output.stdout))
}

fn filled(sim: &Simulator) {
    let mut hub = sim.hub();
    hub.commit_files(1, "main", 101, "Begin", &[("README.md", Some("hello\n")), ("a/b.txt", Some("x"))])
        .unwrap();
    hub.commit_files(1, "main", 102, "Go on", &[("a/b.txt", None), ("a/c.txt", Some("y"))]).unwrap();
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn a_clone_is_whole_and_strictly_sound() {
    let sim = start(Seed::small());
    filled(&sim);
    let place = folder();
    ok(place.path(), &["clone", "-q", &format!("{}/octo/shop.git", sim.url()), "shop"]);
    let shop = place.path().join("shop");
    assert_eq!(std::fs::read_to_string(shop.join("README.md")).unwrap(), "hello\n");
    assert!(!shop.join("a/b.txt").exists() && shop.join("a/c.txt").exists());
    let log = ok(&shop, &["log", "--format=%s by %an <%ae>"]);
    assert!(log.starts_with("Go on by bob <102+bob@users.noreply.github.com>\nBegin by alice <"), "{log}");
    let checked = ok(&shop, &["fsck", "--strict", "--full", "--no-progress"]);
    assert_eq!(checked, "", "nothing to complain about");
    assert!(sim.exchanges().is_empty(), "a clone is no call of the API");
}

#[test]
fn both_protocols_and_a_long_request_work() {
    let sim = start(Seed::small());
    filled(&sim);
    for number in 0..40 {
        let (branch, file) = (format!("branch-{number}"), format!("{number}.txt"));
        sim.hub().commit_files(1, &branch, 101, "Branch", &[(&file, Some("z"))]).unwrap();
    }
    let place = folder();
    for version in ["0", "2"] {
        let (setting, url) = (format!("protocol.version={version}"), format!("{}/octo/shop", sim.url()));
        ok(place.path(), &["-c", &setting, "clone", "-q", "--mirror", &url, version]);
        let heads = ok(&place.path().join(version), &["for-each-ref", "refs/heads"]);
        assert_eq!(heads.lines().count(), 41);
    }
}

#[test]
fn a_fetch_brings_what_is_new() {
    let sim = start(Seed::small());
    filled(&sim);
    let place = folder();
    ok(place.path(), &["clone", "-q", "--depth=1", &format!("{}/octo/shop.git", sim.url()), "shop"]);
    let shop = place.path().join("shop");
    let new = sim.hub().commit_files(1, "main", 101, "Later", &[("later", Some("1"))]).unwrap();
    ok(&shop, &["fetch", "-q", "origin"]);
    assert_eq!(ok(&shop, &["rev-parse", "origin/main"]).trim(), new);
}

#[test]
fn a_private_repository_wants_a_token() {
    let sim = start(Seed::small().with_repository("octo/shop", |shop| shop.private = true));
    filled(&sim);
    let place = folder();
    let url = format!("{}/octo/shop.git", sim.url());
    let refused = git(place.path(), &["clone", "-q", &url, "nobody"]);
    assert!(!refused.status.success());
    let got = sim.get("", "/octo/shop.git/info/refs?service=git-upload-pack").expect(401);
    assert_eq!(got.header("www-authenticate"), "Basic realm=\"GitHub\"");
    sim.get("mallory-token", "/octo/shop.git/info/refs?service=git-upload-pack").expect(404);
    let with_password = url.replace("http://", "http://x-access-token:actions-token@");
    ok(place.path(), &["clone", "-q", &with_password, "basic"]);
    let header = "http.extraHeader=Authorization: Bearer alice-token";
    ok(place.path(), &["-c", header, "clone", "-q", &url, "bearer"]);
}

#[test]
fn nothing_is_pushed_over_git() {
    let sim = start(Seed::small());
    filled(&sim);
    sim.get("alice-token", "/octo/shop.git/info/refs?service=git-receive-pack").expect(403);
    sim.get("alice-token", "/octo/nothing.git/info/refs?service=git-upload-pack").expect(404);
}

#[test]
fn a_repository_stays_where_the_seed_says() {
    let place = folder();
    let kept = place.path().join("kept.git");
    let seed = Seed::small().with_repository("octo/shop", |shop| {
        shop.git.folder = Some(kept.clone());
        shop.git.branches.insert("main".to_owned(), [("a".to_owned(), "1".to_owned())].into());
    });
    drop(start(seed));
    assert_eq!(ok(&kept, &["show", "main:a"]), "1");
}
