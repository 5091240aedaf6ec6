//! Between releases the launcher builds what lies beside it, and the project under test has no say in how.

use std::fs;
use std::process::Command;

use crate::place::{Place, TOOL, assert_ran, assert_refused, text};

/// Stands in for cargo: notes how it was called, and builds a stand-in for the tool.
const CARGO: &str = r#"#!/bin/bash
{ echo "folder=$PWD"; echo "arguments=$*"; env; } >"$LOG"
while [[ $1 != --target-dir ]]; do shift; done
mkdir -p "$2/release" && printf %s "$MADE" >"$2/release/coverage-gate" && chmod +x "$2/release/coverage-gate"
exit "${CARGO_TERM_CODE:-0}"
"#;

fn unreleased() -> Place {
    let place = Place::new();
    place.manifest("{\"release\": null}\n");
    place
}

fn with_cargo(place: &Place) -> Command {
    place.write("programs/cargo", CARGO);
    let mut launcher = place.launcher();
    launcher.arg("coverage-gate").env("LOG", place.path("cargo.log")).env("MADE", TOOL);
    launcher
}

#[test]
fn the_suites_own_source_is_built_in_the_suites_folder() {
    let place = unreleased();
    let output = with_cargo(&place).args(["--files", "a b"]).env("NOTE", "a note").output().unwrap();
    assert_ran(&output);
    let project = place.path("project").canonicalize().unwrap();
    assert!(text(&output).contains(&format!("ran in {} with a note: '--files' 'a b'\n", project.display())));

    let seen = fs::read_to_string(place.path("cargo.log")).unwrap();
    let suite = place.path("suite").canonicalize().unwrap();
    let built = format!(
        "folder={0}\narguments=build --release --locked -p coverage-gate --target-dir {0}/target/releasegate-",
        suite.display()
    );
    assert!(seen.starts_with(&built), "{seen}");
}

#[test]
fn the_projects_variables_do_not_choose_the_compiler() {
    let place = unreleased();
    let mut launcher = with_cargo(&place);
    let chosen = [
        "CARGO",
        "CARGO_BUILD_RUSTC",
        "CARGO_BUILD_RUSTC_WRAPPER",
        "CARGO_BUILD_TARGET",
        "CARGO_ENCODED_RUSTFLAGS",
        "CARGO_PROFILE_RELEASE_PANIC",
        "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER",
        "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER",
        "RUSTC",
        "RUSTC_BOOTSTRAP",
        "RUSTC_WORKSPACE_WRAPPER",
        "RUSTC_WRAPPER",
        "RUSTFLAGS",
        "RUSTUP_TOOLCHAIN",
    ];
    let kept = ["CARGO_HOME", "CARGO_HTTP_PROXY", "CARGO_NET_OFFLINE", "RUSTUP_HOME", "https_proxy"];
    launcher.envs(chosen.iter().chain(&kept).map(|name| (name, "theirs")));
    let target_dir = place.path("shared target");
    launcher.env("CARGO_TARGET_DIR", &target_dir);
    assert_ran(&launcher.output().unwrap());

    let seen = fs::read_to_string(place.path("cargo.log")).unwrap();
    for name in chosen {
        assert!(!seen.contains(&format!("\n{name}=")), "{name} reached cargo");
    }
    for name in kept {
        assert!(seen.contains(&format!("\n{name}=theirs\n")), "{name} did not reach cargo");
    }
    assert_eq!(builds(&target_dir).len(), 1);
}

#[test]
fn a_home_of_cargo_in_the_project_is_the_projects() {
    let place = unreleased();
    let project = place.path("project");
    let mut launcher = with_cargo(&place);
    launcher.env("GITHUB_WORKSPACE", &project).env("CARGO_HOME", project.join(".cargo-home"));
    launcher.env("RUSTUP_HOME", project.join(".rustup")).env("CARGO_TARGET_DIR", project.join("target"));
    assert_ran(&launcher.output().unwrap());
    let seen = fs::read_to_string(place.path("cargo.log")).unwrap();
    assert!(!seen.contains("\nCARGO_HOME=") && !seen.contains("\nRUSTUP_HOME="), "{seen}");
    assert_eq!(builds(&place.path("suite/target")).len(), 1);
}

#[test]
fn a_relative_target_folder_lies_in_the_suite() {
    let place = unreleased();
    assert_ran(&with_cargo(&place).env("CARGO_TARGET_DIR", "built").output().unwrap());
    assert_eq!(builds(&place.path("suite/built")).len(), 1);
}

/// The folders that hold a built tool.
fn builds(target_dir: &std::path::Path) -> Vec<std::path::PathBuf> {
    let folders = fs::read_dir(target_dir).unwrap().map(|folder| folder.unwrap().path());
    folders.filter(|folder| folder.join("release/coverage-gate").exists()).collect()
}

#[test]
fn commits_that_share_a_target_folder_do_not_share_a_build() {
    // Cargo tells by its time whether a file changed: an older commit's file would pass for the newer one's build.
    let place = unreleased();
    let target_dir = place.path("shared target");
    for source in ["fn main() {}", "fn main() { } // another commit", "fn main() {}"] {
        place.write("suite/crates/gate/src/main.rs", source);
        assert_ran(&with_cargo(&place).env("CARGO_TARGET_DIR", &target_dir).output().unwrap());
    }
    assert_eq!(builds(&target_dir).len(), 2);
}

/// With the real cargo: the project's settings name a compiler that does not exist.
#[test]
fn the_projects_settings_do_not_choose_the_compiler() {
    let place = unreleased();
    place.write("project/.cargo/config.toml", "[build]\nrustc = \"/no/such/compiler\"\n");
    place.write("project/rust-toolchain.toml", "[toolchain]\nchannel = \"1.0.0\"\n");
    place.write(
        "suite/Cargo.toml",
        "[package]\nname = \"coverage-gate\"\nversion = \"0.1.0\"\nedition = \"2021\"\n",
    );
    place.write(
        "suite/Cargo.lock",
        "version = 4\n\n[[package]]\nname = \"coverage-gate\"\nversion = \"0.1.0\"\n",
    );
    place.write("suite/src/main.rs", "fn main() { println!(\"ran in a build\"); std::process::exit(7) }\n");
    let mut launcher = place.launcher();
    launcher.arg("coverage-gate").env("PATH", std::env::var_os("PATH").unwrap());
    for name in ["HOME", "CARGO_HOME", "RUSTUP_HOME"] {
        launcher.envs(std::env::var_os(name).map(|value| (name, value)));
    }
    assert_ran(&launcher.output().unwrap());
}

#[test]
fn a_failed_build_is_refused() {
    let place = unreleased();
    assert_refused(&with_cargo(&place).env("CARGO_TERM_CODE", "101").output().unwrap(), "exit code 101");
}

#[test]
fn a_build_that_lands_elsewhere_is_refused() {
    let place = unreleased();
    place.write("programs/cargo", "#!/bin/bash\nexit 0\n");
    assert_refused(&place.start(), "but not as");
}

#[test]
fn without_cargo_there_is_nothing_to_build_with() {
    assert_refused(&unreleased().start(), "cargo is not installed");
}
