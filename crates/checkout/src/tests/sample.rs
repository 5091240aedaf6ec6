//! A repository made by git, without this machine's configuration.

use std::cell::Cell;
use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::{Change, ChangeKind, Changes, DiffLimits, Repository};

/// When the first commit of a sample is made: 2026-08-22T10:00:00Z.
pub(crate) const FIRST: u64 = 1_787_392_800;

/// A folder with a repository; each commit is a minute younger than the one before.
pub(crate) struct Sample {
    pub(crate) folder: TempDir,
    pub(crate) clock: Cell<u64>,
}

impl Sample {
    pub(crate) fn new(init: &[&str]) -> Self {
        let sample = Self { folder: tempfile::tempdir().unwrap(), clock: Cell::new(FIRST) };
        sample.git(&[&["init", "-q", "-b", "main"], init].concat());
        sample
    }

    /// One commit with these files.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let sample = Self::new(&[]);
        for (path, text) in files {
            sample.write(path, text);
        }
        sample.commit();
        sample
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub(crate) fn run(&self, args: &[&str]) -> Output {
        run(self.root(), self.clock.get(), args)
    }

    /// What git prints.
    pub(crate) fn git(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    }

    /// Hands git many commits at once (<https://git-scm.com/docs/git-fast-import>).
    pub(crate) fn import(&self, stream: &str) {
        let mut command = Command::new("git");
        command.arg("-C").arg(self.root()).args(["fast-import", "--quiet", "--export-marks=.git/marks"]);
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(stream.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success());
    }

    /// The names of what was imported, by their marks.
    pub(crate) fn marks(&self) -> HashMap<usize, String> {
        let marks = std::fs::read_to_string(self.path(".git/marks")).unwrap();
        let line = |line: &str| {
            let (mark, id) = line.split_once(' ').unwrap();
            (mark[1..].parse().unwrap(), id.to_owned())
        };
        marks.lines().map(line).collect()
    }

    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    pub(crate) fn remove(&self, path: &str) {
        std::fs::remove_file(self.path(path)).unwrap();
    }

    /// Commits everything that lies in the folder.
    pub(crate) fn commit(&self) -> String {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", "x"]);
        self.clock.set(self.clock.get() + 60);
        self.git(&["rev-parse", "HEAD"])
    }

    /// Merges into what is checked out.
    pub(crate) fn merge(&self, with: &[&str]) -> String {
        self.git(&[&["merge", "-q", "--no-ff", "--allow-unrelated-histories", "-m", "x"], with].concat());
        self.clock.set(self.clock.get() + 60);
        self.git(&["rev-parse", "HEAD"])
    }

    pub(crate) fn open(&self) -> Repository {
        crate::open(self.root()).unwrap().unwrap()
    }

    /// A shallow clone of this one.
    pub(crate) fn shallow(&self, depth: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let from = format!("file://{}", self.root().display());
        let depth = format!("--depth={depth}");
        let args = ["clone", "-q", "--no-single-branch", &depth, &from, "."];
        let output = run(folder.path(), FIRST, &args);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Self { folder, clock: Cell::new(self.clock.get()) }
    }
}

/// Runs git without this machine's configuration.
pub(crate) fn run(folder: &Path, clock: u64, args: &[&str]) -> Output {
    let mut command = Command::new("git");
    for (name, value) in [("AUTHOR", "A"), ("COMMITTER", "C")] {
        command.env(format!("GIT_{name}_NAME"), value).env(format!("GIT_{name}_EMAIL"), "x@example.com");
        command.env(format!("GIT_{name}_DATE"), format!("{clock} +0000"));
    }
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(variable);
    }
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    command.arg("-C").arg(folder).args(["-c", "core.quotePath=false"]).args(args).output().unwrap()
}

/// What git says, in our words. `target` is a second commit, or nothing for the workspace.
pub(crate) fn by_git(sample: &Sample, from: &str, target: &[&str]) -> Vec<Change> {
    let names = sample.git(&[&["diff", "-M", "--no-renames", "-M", "--name-status", from], target].concat());
    let patch = [&["diff", "-M", "-U0", "--no-color", "--no-ext-diff", from], target].concat();
    let patch = String::from_utf8_lossy(&sample.run(&patch).stdout).into_owned();
    let mut sections = patch.split("\ndiff --git ");
    let mut changes: Vec<Change> = names.lines().map(|line| named(line, sections.next().unwrap())).collect();
    assert!(names.is_empty() || sections.next().is_none(), "more patches than files: {names}\n{patch}");
    changes.sort_by(|one, other| one.path.cmp(&other.path));
    changes
}

/// A line like `R087<tab>old<tab>new`, and the patch of that file.
fn named(line: &str, patch: &str) -> Change {
    let parts: Vec<&str> = line.split('\t').collect();
    let (kind, was) = match &parts[0][..1] {
        "A" => (ChangeKind::Added, None),
        "M" => (ChangeKind::Modified, None),
        "D" => (ChangeKind::Deleted, None),
        "R" => (ChangeKind::Renamed, Some(parts[1].to_owned())),
        other => panic!("unknown status {other}"),
    };
    let mut change = Change {
        path: (*parts.last().unwrap()).to_owned(),
        was,
        kind,
        added: Vec::new(),
        removed: Vec::new(),
        binary: patch.lines().any(|line| line.starts_with("Binary files")),
        too_large: false,
    };
    for line in patch.lines().filter(|line| line.starts_with("@@ ")) {
        let range = |at: usize| {
            let text = &line.split(' ').nth(at).unwrap()[1..];
            let (start, count) = text.split_once(',').unwrap_or((text, "1"));
            let (start, count): (u32, u32) = (start.parse().unwrap(), count.parse().unwrap());
            (count > 0).then(|| (start, start + count - 1))
        };
        change.removed.extend(range(1));
        change.added.extend(range(2));
    }
    change
}

/// Ours, for two commits of a sample.
pub(crate) fn ours(sample: &Sample, from: &str, to: &str) -> Changes {
    sample.open().changes(from, to, &DiffLimits::default()).unwrap()
}
