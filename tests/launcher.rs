//! The launcher runs the bytes that its commit names, or nothing: every refusal is exit 4 and one annotation.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set up its place should stop there")]

#[path = "launcher/from_source.rs"]
mod from_source;
#[path = "launcher/place.rs"]
mod place;

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use place::{ASSET, Place, TOOL, assert_ran, assert_refused, entry, find, release, sha256, target, text};

#[test]
fn a_good_download_becomes_the_tool() {
    let place = Place::released();
    let output = place
        .launcher()
        .args(["coverage-gate", "--files", "a b", "*", ""])
        .env("NOTE", "a note")
        .output()
        .unwrap();
    assert_ran(&output);
    let project = place.path("project").canonicalize().unwrap();
    assert_eq!(text(&output), format!("ran in {} with a note: '--files' 'a b' '*' ''\n", project.display()));
    assert_eq!(fs::read_to_string(place.cached()).unwrap(), TOOL);
    assert_eq!(fs::metadata(place.cached()).unwrap().permissions().mode() & 0o777, 0o755);
    assert_eq!(place.left_in_cache(), 1, "a partial download was left behind");
}

#[test]
fn the_mirror_may_be_a_file_address() {
    let place = Place::released();
    let address = format!("file://{}/", place.path("mirror").display());
    assert_ran(&place.launcher().arg("coverage-gate").env("RELEASEGATE_MIRROR", address).output().unwrap());
}

#[test]
fn the_mirror_may_not_be_open_to_the_wire_or_relative_to_the_project() {
    for mirror in ["http://127.0.0.1:9", "ftp://127.0.0.1", "mirror", "../mirror", "-x"] {
        let place = Place::released();
        place.write(
            "programs/curl",
            "#!/bin/bash\nwhile [[ $1 != --output ]]; do shift; done\ncat <\"$FROM\" >\"$2\"\n",
        );
        symlink(find("cat"), place.path("programs/cat")).unwrap();
        let mut launcher = place.launcher();
        launcher
            .arg("coverage-gate")
            .env("RELEASEGATE_MIRROR", mirror)
            .env("FROM", place.path("mirror").join(ASSET));
        assert_refused(&launcher.output().unwrap(), "cannot fetch");
    }
}

#[test]
fn without_a_mirror_the_release_that_the_manifest_names_is_fetched_over_https() {
    let place = Place::released();
    place.write("programs/curl", "#!/bin/bash\nprintf '%s ' \"$@\" >>\"$LOG\"\nwhile [[ $1 != --output ]]; do shift; done\ncp \"$FROM\" \"$2\"\n");
    symlink(find("cp"), place.path("programs/cp")).unwrap();
    let log = place.path("curl.log");
    let mut launcher = place.launcher();
    launcher
        .arg("coverage-gate")
        .env_remove("RELEASEGATE_MIRROR")
        .env("LOG", &log)
        .env("FROM", place.path("mirror").join(ASSET));
    assert_ran(&launcher.output().unwrap());
    let asked = fs::read_to_string(log).unwrap();
    assert!(
        asked.ends_with(&format!("-- https://github.com/acme/gates/releases/download/v0.1.0/{ASSET} ")),
        "{asked}"
    );
    for bound in ["--fail ", "--proto =https ", "--max-time 300 ", &format!("--max-filesize {} ", TOOL.len())] {
        assert!(asked.contains(bound), "{bound}: {asked}");
    }
}

#[test]
fn a_failed_transfer_is_refused() {
    let place = Place::released();
    place.write("programs/curl", "#!/bin/bash\necho 'curl: (22) 404' >&2\nexit 22\n");
    assert_refused(
        &place.launcher().arg("coverage-gate").env_remove("RELEASEGATE_MIRROR").output().unwrap(),
        "cannot fetch",
    );
}

#[test]
fn other_bytes_are_never_run() {
    let same_length = TOOL.replace("exit 7", "exit 0");
    let longer = format!("{TOOL}# more\n");
    for bytes in [same_length.as_str(), TOOL.get(..40).unwrap(), longer.as_str(), ""] {
        let place = Place::released();
        place.write("mirror/coverage-gate-for-this-machine", bytes);
        assert_refused(&place.start(), "is not the released file");
        assert_eq!(place.left_in_cache(), 0, "what was refused must not be kept");
    }
}

#[test]
fn a_size_that_the_manifest_does_not_name_is_refused() {
    let place = Place::released();
    let size = |size: usize| format!("\"size\": {size},");
    let manifest = release(&[entry("coverage-gate", &target(), TOOL)]);
    place.manifest(&manifest.replace(&size(TOOL.len()), &size(TOOL.len() + 1)));
    assert_refused(&place.start(), "is not the released file");
}

#[test]
fn a_cached_binary_needs_no_network() {
    let place = Place::released();
    assert_ran(&place.start());
    fs::remove_dir_all(place.path("mirror")).unwrap();
    assert_ran(&place.start());
}

#[test]
fn a_poisoned_cache_is_replaced() {
    let place = Place::released();
    assert_ran(&place.start());
    fs::write(place.cached(), TOOL.replace("exit 7", "exit 0")).unwrap();
    assert_ran(&place.start());
    assert_eq!(fs::read_to_string(place.cached()).unwrap(), TOOL);
}

#[test]
fn a_poisoned_cache_is_not_run_when_nothing_can_replace_it() {
    let place = Place::released();
    assert_ran(&place.start());
    fs::write(place.cached(), TOOL.replace("exit 7", "exit 0")).unwrap();
    fs::remove_dir_all(place.path("mirror")).unwrap();
    assert_refused(&place.start(), "cannot fetch");
}

#[test]
fn a_cache_that_cannot_hold_the_binary_is_refused() {
    let place = Place::released();
    fs::write(place.path("cache"), "a file, where a folder should be").unwrap();
    assert_refused(&place.start(), "cannot write to");

    let place = Place::released();
    fs::create_dir_all(place.cached()).unwrap();
    assert_refused(&place.start(), "cannot put");
}

#[test]
fn a_vendored_binary_comes_first_and_needs_no_network() {
    let place = Place::released();
    fs::remove_dir_all(place.path("mirror")).unwrap();
    place.write(&format!("suite/dist/bin/{}/{ASSET}", target()), TOOL);
    assert_ran(&place.start());
    assert!(!place.path("cache").exists());
}

#[test]
fn a_vendored_binary_that_differs_is_not_passed_over() {
    let place = Place::released();
    place.write(&format!("suite/dist/bin/{}/{ASSET}", target()), &TOOL.replace("exit 7", "exit 0"));
    assert_refused(&place.start(), "is not the released file");
}

#[test]
fn starts_at_the_same_time_all_succeed() {
    let place = Place::released();
    std::thread::scope(|scope| {
        let starts: Vec<_> = (0..8).map(|_| scope.spawn(|| place.start())).collect();
        for start in starts {
            assert_ran(&start.join().unwrap());
        }
    });
}

#[test]
fn a_release_without_this_machine_or_tool_is_refused() {
    for (tool, target) in [("coverage-gate", "riscv64-unknown-linux-musl".to_owned()), ("other-gate", target())]
    {
        let place = Place::released();
        place.manifest(&release(&[entry(tool, &target, TOOL)]));
        assert_refused(&place.start(), "this release has no coverage-gate for");
    }
}

#[test]
fn an_unknown_kind_of_machine_is_refused() {
    let place = Place::released();
    place.write("programs/uname", "#!/bin/bash\necho Plan9\n");
    assert_refused(&place.start(), "Plan9");
}

#[test]
fn a_manifest_that_is_not_exactly_ours_is_refused() {
    let entry = entry("coverage-gate", &target(), TOOL);
    let good = release(std::slice::from_ref(&entry));
    let (first, rest) = good.split_once('\n').unwrap();
    for (what, text) in [
        ("empty", String::new()),
        ("no JSON", "nothing here\n".into()),
        ("cut short", good.replace("]}}\n", "")),
        ("without a head", rest.to_owned()),
        ("with more behind", format!("{good}{{}}\n")),
        ("two hashes for one binary", release(&[entry.clone(), entry.clone()])),
        ("no hash", good.replace(&sha256(TOOL), "")),
        ("a short hash", good.replace(&sha256(TOOL), sha256(TOOL).get(1..).unwrap())),
        ("a hash in capitals", good.replace(&sha256(TOOL), &sha256(TOOL).to_uppercase())),
        ("no size", good.replace(&format!("\"size\": {}, ", TOOL.len()), "")),
        ("an asset elsewhere", good.replace(ASSET, "../../asset")),
        ("a command as an asset", good.replace(ASSET, "$(touch x)")),
        ("a repository elsewhere", good.replace("acme/gates", "acme/gates/../..")),
        ("a comma too many", good.replace("\"}\n]", "\"},\n]")),
        ("all on one line", format!("{first}{}", rest.replace('\n', ""))),
    ] {
        let place = Place::released();
        place.manifest(&text);
        let output = place.start();
        assert_eq!(output.status.code(), Some(4), "{what}");
        assert_refused(&output, "dist/manifest.json is malformed");
    }
}

#[test]
fn a_missing_manifest_is_refused() {
    let place = Place::released();
    fs::remove_file(place.path("suite/dist/manifest.json")).unwrap();
    assert_refused(&place.start(), "cannot read dist/manifest.json");
}

#[test]
fn a_manifest_with_the_line_ends_of_windows_is_read() {
    let place = Place::released();
    place.manifest(&release(&[entry("coverage-gate", &target(), TOOL)]).replace('\n', "\r\n"));
    assert_ran(&place.start());
}

#[test]
fn nothing_runs_where_nothing_can_be_hashed() {
    let place = Place::released();
    fs::remove_file(place.path("programs/sha256sum")).unwrap();
    assert_refused(&place.start(), "neither sha256sum nor shasum");
    // macOS has the other program.
    let real = find("sha256sum");
    place.write("programs/shasum", &format!("#!/bin/bash\n[[ $* == '-a 256' ]] && exec {}\n", real.display()));
    assert_ran(&place.start());
}

#[test]
fn only_names_of_tools_are_accepted() {
    for name in [
        "",
        "../coverage-gate",
        "Coverage",
        "a b",
        "--version",
        "a;id",
        "$(id)",
        "a\n::error::b",
        "a/b",
        "-a",
        "ä",
    ] {
        assert_refused(&Place::released().launcher().arg(name).output().unwrap(), "is not the name of a tool");
    }
    assert_refused(&Place::released().launcher().output().unwrap(), "is not the name of a tool");
}
