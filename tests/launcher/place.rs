//! A checkout of the suite with nothing but the launcher, and the world around it.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

pub(crate) const ASSET: &str = "coverage-gate-for-this-machine";
/// Stands in for a released tool: shows what it was given, and ends with a code of its own.
pub(crate) const TOOL: &str = "#!/bin/bash\necho \"ran in $PWD with ${NOTE:-nothing}:\" \"${@@Q}\"\nexit 7\n";
/// The programs of the system that the launcher may use.
const PROGRAMS: [&str; 14] = [
    "bash",
    "chmod",
    "cut",
    "env",
    "find",
    "head",
    "mkdir",
    "mktemp",
    "mv",
    "rm",
    "sha256sum",
    "sort",
    "tr",
    "wc",
];

pub(crate) fn target() -> String {
    let system = if cfg!(target_os = "macos") { "apple-darwin" } else { "unknown-linux-musl" };
    format!("{}-{system}", std::env::consts::ARCH)
}

/// The suite, a project that uses it, a mirror, a tool cache, and the programs of the machine.
pub(crate) struct Place {
    root: TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        let place = Self { root: tempfile::Builder::new().prefix("a suite's place ").tempdir().unwrap() };
        for folder in ["suite/dist", "project", "mirror", "programs"] {
            fs::create_dir_all(place.path(folder)).unwrap();
        }
        let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist");
        for script in ["run.sh", "from-source.sh"] {
            fs::copy(dist.join(script), place.path("suite/dist").join(script)).unwrap();
        }
        for program in PROGRAMS.iter().chain(&["uname"]) {
            symlink(find(program), place.path("programs").join(program)).unwrap();
        }
        place
    }

    /// A release whose only asset is [`TOOL`], which lies on the mirror.
    pub(crate) fn released() -> Self {
        let place = Self::new();
        place.write("mirror/coverage-gate-for-this-machine", TOOL);
        place.manifest(&release(&[entry("coverage-gate", &target(), TOOL)]));
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    pub(crate) fn manifest(&self, text: &str) {
        self.write("suite/dist/manifest.json", text);
    }

    /// Writes a file that may be executed.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let _gone = fs::remove_file(&path);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    pub(crate) fn cached(&self) -> PathBuf {
        self.path("cache/releasegate").join(sha256(TOOL)).join(ASSET)
    }

    pub(crate) fn left_in_cache(&self) -> usize {
        fs::read_dir(self.cached().parent().unwrap()).unwrap().count()
    }

    /// The launcher as the action starts it: in the project's folder, with an environment of the test's own.
    pub(crate) fn launcher(&self) -> Command {
        let mut command = Command::new(self.path("suite/dist/run.sh"));
        command
            .current_dir(self.path("project"))
            .env_clear()
            .env("PATH", self.path("programs"))
            .env("RUNNER_TOOL_CACHE", self.path("cache"))
            .env("RELEASEGATE_MIRROR", self.path("mirror"));
        command
    }

    pub(crate) fn start(&self) -> Output {
        self.launcher().arg("coverage-gate").output().unwrap()
    }
}

pub(crate) fn find(program: &str) -> PathBuf {
    std::env::split_paths(&std::env::var_os("PATH").unwrap())
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
        .unwrap_or_else(|| panic!("{program} is not installed"))
}

pub(crate) fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

pub(crate) fn entry(tool: &str, target: &str, content: &str) -> String {
    format!(
        r#"  {{"tool": "{tool}", "target": "{target}", "asset": "{ASSET}", "size": {}, "sha256": "{}"}}"#,
        content.len(),
        sha256(content)
    )
}

pub(crate) fn release(entries: &[String]) -> String {
    let source = "c0ffee".repeat(7).get(..40).unwrap().to_owned();
    let head = format!(
        r#"{{"release": {{"version": "0.1.0", "source": "{source}", "repository": "acme/gates", "assets": ["#
    );
    format!("{head}\n{}\n]}}}}\n", entries.join(",\n"))
}

pub(crate) fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[track_caller]
pub(crate) fn assert_ran(output: &Output) {
    assert_eq!(output.status.code(), Some(7), "{}", text(output));
    assert!(text(output).contains("ran in "), "{}", text(output));
}

/// Exit 4, one annotation that says `reason`, and nothing was run.
#[track_caller]
pub(crate) fn assert_refused(output: &Output, reason: &str) {
    let text = text(output);
    assert_eq!(output.status.code(), Some(4), "{text}");
    let errors: Vec<_> = text.lines().filter(|line| line.trim_start().starts_with("::error")).collect();
    assert_eq!(errors.len(), 1, "{text}");
    assert!(errors.concat().contains(reason), "{text}");
    assert!(!text.contains("ran in "), "{text}");
}
