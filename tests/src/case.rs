//! One case: a folder that holds what a user gives, and what must come of it.
//!
//! A user gives `inputs.json` (the `with:` of a step) or `args` (a command line, one argument a line), and as needed `workspace/`,
//! `event.json` and `env.toml`. `expect.toml` is written by hand; the files in `expected/` are written by `UPDATE=1`.

pub mod bench;
pub mod protocol;
pub mod tool;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use serde::Deserialize;

/// What lies in a case's folder.
const MEMBERS: [&str; 8] =
    ["args", "case.toml", "env.toml", "event.json", "expect.toml", "expected", "inputs.json", "workspace"];

/// A case as its folder says.
#[derive(Debug)]
pub struct Case {
    /// The tool and the folder's name: `coverage-gate/pass`.
    pub name: String,
    /// The tool that runs.
    pub tool: String,
    /// Where the case lies.
    pub folder: PathBuf,
    /// `inputs.json` as it stands, which need not be JSON.
    pub inputs: Option<String>,
    /// The command line of a case that is only a command.
    pub args: Vec<String>,
    /// Variables of the step.
    pub vars: BTreeMap<String, String>,
    /// The event's payload.
    pub event: Option<String>,
    /// How it is run.
    pub setting: Setting,
    /// What must come of it, by hand.
    pub expect: Expect,
}

/// `case.toml`: what the other files cannot say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Setting {
    /// Why a command line cannot say the same; the case is run as an action only.
    pub only_action: Option<String>,
    /// Whether the workspace is a repository with one commit, which holds all of it.
    pub repository: bool,
}

/// `expect.toml`: the numbers that decide, written by a person.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The exit code.
    pub exit: i32,
    /// The verdict's status; absent where no verdict is written.
    pub status: Option<String>,
    /// `proceed` or `stop`.
    pub decision: Option<String>,
    /// The commit that was judged.
    pub commit: Option<String>,
    /// Words of the verdict's summary, or of the standard streams where there is no verdict.
    #[serde(default)]
    pub says: Vec<String>,
    /// The rules that decide, by id.
    #[serde(default)]
    pub rules: BTreeMap<String, ExpectedRule>,
}

/// What one rule must have found.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedRule {
    /// Its status.
    pub status: String,
    /// Its reason code.
    pub reason: String,
    /// Units that are covered.
    pub covered: Option<u64>,
    /// Units that there are.
    pub total: Option<u64>,
    /// Units that may be covered at most.
    pub covered_at_most: Option<u64>,
    /// Other numbers of the rule, by name; one that is not written here is not compared.
    #[serde(default)]
    pub observed: BTreeMap<String, u64>,
}

impl Case {
    /// Every case below `tests/cases`, sorted by name; with `CASE=words` those whose name holds these words.
    ///
    /// # Errors
    /// A folder that is not a case.
    pub fn all() -> anyhow::Result<Vec<Self>> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
        let wanted = std::env::var("CASE").unwrap_or_default();
        let mut cases = Vec::new();
        for tool in folders(&root)? {
            for folder in folders(&tool)? {
                let name = format!("{}/{}", name_of(&tool), name_of(&folder));
                if !name.contains(&wanted) {
                    continue;
                }
                let case = Self::read(name.clone(), name_of(&tool), folder);
                cases.push(case.with_context(|| format!("tests/cases/{name} is not a case"))?);
            }
        }
        ensure!(!cases.is_empty(), "there is no case below {}", root.display());
        Ok(cases)
    }

    fn read(name: String, tool: String, folder: PathBuf) -> anyhow::Result<Self> {
        for entry in std::fs::read_dir(&folder)? {
            let member = entry?.file_name().to_string_lossy().into_owned();
            ensure!(MEMBERS.contains(&member.as_str()), "`{member}` is no part of a case");
        }
        let inputs = optional(&folder.join("inputs.json"))?;
        let args = optional(&folder.join("args"))?;
        if inputs.is_some() == args.is_some() {
            bail!("it has inputs.json and args, or neither");
        }
        let expect = optional(&folder.join("expect.toml"))?
            .context("expect.toml is missing: write by hand what must come of it")?;
        let parsed = |file: &str| optional(&folder.join(file)).map(Option::unwrap_or_default);
        Ok(Self {
            inputs,
            args: args.unwrap_or_default().lines().map(str::to_owned).collect(),
            vars: toml::from_str(&parsed("env.toml")?).context("env.toml")?,
            event: optional(&folder.join("event.json"))?,
            setting: toml::from_str(&parsed("case.toml")?).context("case.toml")?,
            expect: toml::from_str(&expect).context("expect.toml")?,
            name,
            tool,
            folder,
        })
    }

    /// The same inputs as flags, without a policy file as in [`bench::Bench::action`]; none where only an action can be given them.
    ///
    /// # Errors
    /// Inputs that are no object of plain values.
    pub fn flags(&self) -> anyhow::Result<Option<Vec<String>>> {
        let Some(inputs) = self.inputs.as_ref().filter(|_| self.setting.only_action.is_none()) else {
            return Ok(None);
        };
        let inputs: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(inputs).context("inputs.json")?;
        let mut flags = Vec::new();
        if !inputs.contains_key("config") {
            flags.push("--config=none".to_owned());
        }
        for (name, value) in inputs {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            // A list is given line by line on a command line, as people do.
            match name.as_str() {
                "files" => flags.extend(text.lines().map(|line| format!("--{name}={line}"))),
                _ => flags.push(format!("--{name}={text}")),
            }
        }
        Ok(Some(flags))
    }
}

fn folders(root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for entry in std::fs::read_dir(root).with_context(|| format!("failed to list {}", root.display()))? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            folders.push(entry.path());
        }
    }
    folders.sort();
    Ok(folders)
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A file's text; none where there is no file.
///
/// # Errors
/// It is there and cannot be read.
pub fn optional(path: &Path) -> anyhow::Result<Option<String>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("failed to read {}", path.display())),
    }
}
