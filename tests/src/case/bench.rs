//! A bench to run one step on: a temporary workspace, the files that the runner gives a step, and a scrubbed environment.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::Context as _;
use tempfile::TempDir;

use super::{optional, protocol, tool};

/// The moment of every run.
pub const CLOCK: &str = "2026-08-22T10:00:00Z";

/// What the machine's own environment must not bring into a run.
const SCRUBBED: [&str; 11] = [
    "ACTIONS_",
    "CI",
    "CLICOLOR",
    "COLUMNS",
    "GITHUB_",
    "INPUT_",
    "NO_COLOR",
    "RELEASEGATE_",
    "RUNNER_",
    "RUST_",
    "TERM",
];

/// The bench.
#[derive(Debug)]
pub struct Bench {
    root: TempDir,
    tool: String,
}

/// What a run left behind.
#[derive(Debug)]
pub struct Outcome {
    /// The exit code; none where a signal ended it.
    pub exit: Option<i32>,
    /// Standard output.
    pub log: String,
    /// Standard error.
    pub errors: String,
    /// What the runner reads as outputs; empty as a command.
    pub outputs: BTreeMap<String, String>,
    /// The step summary; empty as a command.
    pub summary: String,
    /// The verdict's path in the workspace.
    pub verdict_path: PathBuf,
    /// The verdict's bytes.
    pub verdict: Option<Vec<u8>>,
    /// The facts' bytes.
    pub facts: Option<Vec<u8>>,
}

impl Bench {
    /// An empty bench for a tool.
    ///
    /// # Errors
    /// The machine has no place for it.
    pub fn new(tool: &str) -> anyhow::Result<Self> {
        let root = tempfile::Builder::new().prefix("bench-").rand_bytes(12).tempdir()?;
        std::fs::create_dir(root.path().join("workspace"))?;
        for file in ["output", "summary"] {
            std::fs::write(root.path().join(file), "")?;
        }
        Ok(Self { root, tool: tool.to_owned() })
    }

    /// The checkout.
    #[must_use]
    pub fn workspace(&self) -> PathBuf {
        self.path("workspace")
    }

    /// A place beside the checkout: `output`, `summary`, `event.json` or a test's own.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// Writes a file of the checkout.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> anyhow::Result<()> {
        let path = self.workspace().join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&path, bytes).with_context(|| format!("failed to write {}", path.display()))
    }

    /// Copies a folder into the checkout.
    ///
    /// # Errors
    /// It cannot be copied.
    pub fn copy(&self, from: &Path) -> anyhow::Result<()> {
        copy_folder(from, &self.workspace())
    }

    /// Makes the checkout a repository with one commit, which is the same on every machine.
    ///
    /// # Errors
    /// git does not do it.
    pub fn commit(&self) -> anyhow::Result<()> {
        let settings =
            "-c user.name=Mona -c user.email=mona@acme.example -c core.autocrlf=false -c commit.gpgsign=false";
        for words in ["init -q -b main", "add -A -f", "commit -q -m Sell"] {
            let mut git = Command::new("git");
            for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_"))
            {
                git.env_remove(name);
            }
            git.args(settings.split(' ')).args(words.split(' ')).current_dir(self.workspace());
            git.env("GIT_AUTHOR_DATE", CLOCK).env("GIT_COMMITTER_DATE", CLOCK);
            git.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", self.path("no-git-settings"));
            let output = git.output().context("failed to start git")?;
            anyhow::ensure!(
                output.status.success(),
                "git {words}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        Ok(())
    }

    /// The tool as a command in the checkout.
    ///
    /// # Errors
    /// The tool does not build.
    pub fn command<S: AsRef<str>>(&self, args: &[S]) -> anyhow::Result<Command> {
        let mut command = Command::new(tool::program(&self.tool)?);
        for (name, _) in std::env::vars_os() {
            if SCRUBBED.iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
                command.env_remove(name);
            }
        }
        command.args(args.iter().map(AsRef::as_ref)).current_dir(self.workspace()).stdin(Stdio::null());
        Ok(command)
    }

    /// The tool as a step's action, with `with:` as the runner hands it over. Where a case says nothing of the policy file, there is none:
    /// the checkout has no commit that it could be read at, and no API is there to be asked.
    ///
    /// # Errors
    /// The tool does not build.
    pub fn action(&self, inputs: &str) -> anyhow::Result<Command> {
        let mut command = self.command(&["--clock", CLOCK])?;
        command
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_WORKSPACE", self.workspace())
            .env("GITHUB_OUTPUT", self.path("output"))
            .env("GITHUB_STEP_SUMMARY", self.path("summary"))
            .env("RELEASEGATE_INPUTS", without_policy_file(inputs));
        Ok(command)
    }

    /// Runs it to its end.
    ///
    /// # Errors
    /// It does not start, or leaves what the runner cannot read.
    pub fn run(&self, command: &mut Command) -> anyhow::Result<Outcome> {
        let output = command.output().context("failed to start the tool")?;
        self.outcome(output)
    }

    /// What is left behind.
    ///
    /// # Errors
    /// What the runner cannot read.
    pub fn outcome(&self, output: Output) -> anyhow::Result<Outcome> {
        let log = String::from_utf8(output.stdout).context("the log is not UTF-8")?;
        let outputs = match self.path("output").is_file() {
            true => protocol::outputs(&std::fs::read_to_string(self.path("output"))?)?,
            false => BTreeMap::new(),
        };
        let named = outputs.get("verdict-path").map(String::as_str);
        let named = named.or_else(|| log.lines().rev().find_map(|line| line.strip_prefix("Verdict: ")));
        let fallback = format!(".releasegate/{}.verdict.json", self.tool);
        let verdict_path = PathBuf::from(named.unwrap_or(&fallback));
        let facts_path = match outputs.get("facts-path") {
            Some(path) => self.workspace().join(path),
            None => facts_beside(&self.workspace().join(&verdict_path), &self.tool),
        };
        Ok(Outcome {
            exit: output.status.code(),
            errors: String::from_utf8(output.stderr).context("standard error is not UTF-8")?,
            summary: optional(&self.path("summary"))?.unwrap_or_default(),
            verdict: std::fs::read(self.workspace().join(&verdict_path)).ok(),
            facts: std::fs::read(facts_path).ok(),
            log,
            outputs,
            verdict_path,
        })
    }
}

/// The facts that lie beside a verdict, by the name that the verdict gives them.
fn facts_beside(verdict: &Path, tool: &str) -> PathBuf {
    let named = std::fs::read(verdict).ok().and_then(|bytes| {
        let verdict: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
        verdict.get("facts")?.get("path")?.as_str().map(str::to_owned)
    });
    verdict.with_file_name(named.unwrap_or_else(|| format!("{tool}.facts.json")))
}

/// Text is put in, and nothing is parsed: what is no object stays as it is.
fn without_policy_file(inputs: &str) -> String {
    match inputs.trim_end().strip_suffix('}') {
        Some(rest) if !inputs.contains("\"config\"") => {
            let comma = if rest.trim_end().ends_with('{') { "" } else { "," };
            format!("{rest}{comma}\"config\":\"none\"}}")
        }
        _ => inputs.to_owned(),
    }
}

fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(from).with_context(|| format!("failed to list {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            std::fs::create_dir_all(&target)?;
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}
