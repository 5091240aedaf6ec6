//! All that a tool knows of the outside, in one value: tests make their own.

use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Write};
use std::path::{Path, PathBuf};

/// Columns of a table where no terminal says how wide it is: a job's log, a pipe.
const WIDTH: u16 = 140;
/// Narrower tables cannot be read.
const NARROWEST: u16 = 60;

/// The outside.
pub struct World<'a> {
    /// The command line, without the program.
    pub args: Vec<String>,
    /// Environment variables.
    pub vars: BTreeMap<String, String>,
    /// The working directory.
    pub directory: PathBuf,
    /// The program itself.
    pub binary: PathBuf,
    /// The time.
    pub clock: fn() -> jiff::Timestamp,
    /// Sixteen bytes that nobody can foresee.
    pub entropy: fn() -> anyhow::Result<[u8; 16]>,
    /// Where reports go.
    pub stdout: &'a mut dyn Write,
    /// Where mistakes and progress go.
    pub stderr: &'a mut dyn Write,
    /// Whether somebody watches standard error.
    pub watched: bool,
    /// How many columns a table may take.
    pub width: u16,
}

impl<'a> World<'a> {
    /// This process. Variables and arguments that are not UTF-8 are taken with replacement characters: none that this crate
    /// reads holds any.
    ///
    /// # Errors
    /// No working directory, or no way to find the program.
    pub fn of_this_process(stdout: &'a mut dyn Write, stderr: &'a mut dyn Write) -> anyhow::Result<Self> {
        let text = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
        Ok(Self {
            args: std::env::args_os().skip(1).map(text).collect(),
            vars: std::env::vars_os().map(|(name, value)| (text(name), text(value))).collect(),
            directory: std::env::current_dir()?,
            binary: std::env::current_exe()?,
            clock: jiff::Timestamp::now,
            entropy: system_entropy,
            stdout,
            stderr,
            watched: std::io::stderr().is_terminal(),
            width: terminal_size::terminal_size().map_or(WIDTH, |(width, _)| width.0.max(NARROWEST)),
        })
    }

    /// A variable that is set and not blank.
    #[must_use]
    pub fn var(&self, name: &str) -> Option<&str> {
        self.vars.get(name).map(String::as_str).filter(|value| !value.trim().is_empty())
    }

    /// Whether this is a step of a workflow.
    #[must_use]
    pub fn in_actions(&self) -> bool {
        self.var("GITHUB_ACTIONS") == Some("true")
    }

    /// Whether somebody asked for debug logging.
    #[must_use]
    pub fn debugs(&self) -> bool {
        self.var("RUNNER_DEBUG") == Some("1")
    }

    /// The checkout: the workspace in Actions, the working directory elsewhere.
    #[must_use]
    pub fn workspace(&self) -> PathBuf {
        match self.var("GITHUB_WORKSPACE") {
            Some(workspace) if self.in_actions() => PathBuf::from(workspace),
            _ => self.directory.clone(),
        }
    }

    /// A file that the runner named for this step.
    #[must_use]
    pub fn command_file(&self, variable: &str) -> Option<&Path> {
        self.in_actions().then(|| self.var(variable).map(Path::new)).flatten()
    }
}

fn system_entropy() -> anyhow::Result<[u8; 16]> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// An empty world outside of Actions.
    pub(crate) fn world<'a>(stdout: &'a mut Vec<u8>, stderr: &'a mut Vec<u8>) -> World<'a> {
        World {
            args: Vec::new(),
            vars: BTreeMap::new(),
            directory: PathBuf::from("."),
            binary: PathBuf::from("."),
            clock: || jiff::Timestamp::UNIX_EPOCH,
            entropy: || Ok([7; 16]),
            stdout,
            stderr,
            watched: false,
            width: WIDTH,
        }
    }

    #[test]
    fn a_blank_variable_is_as_good_as_none() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut world = world(&mut out, &mut err);
        world.vars.insert("A".into(), " ".into());
        assert_eq!(world.var("A"), None);
    }

    #[test]
    fn command_files_and_the_workspace_count_only_inside_of_actions() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut world = world(&mut out, &mut err);
        world.vars.insert("GITHUB_OUTPUT".into(), "/o".into());
        world.vars.insert("GITHUB_WORKSPACE".into(), "/w".into());
        assert_eq!((world.command_file("GITHUB_OUTPUT"), world.workspace()), (None, PathBuf::from(".")));
        world.vars.insert("GITHUB_ACTIONS".into(), "true".into());
        assert_eq!(world.command_file("GITHUB_OUTPUT"), Some(Path::new("/o")));
        assert_eq!(world.workspace(), PathBuf::from("/w"));
    }
}
