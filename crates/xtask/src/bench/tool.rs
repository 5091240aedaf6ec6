//! The programs that race: ours, and each peer doing the nearest thing to "read this report and give totals".

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use super::changed;
use crate::gates::release;
use crate::tools;

const GRCOV: &str = "0.10.7";
const DIFF_COVER: &str = "diff-cover==11.0.1";
const LCOV_PARSE: &str = "lcov-parse@1.0.0";
const ISTANBUL: &str = "istanbul-lib-coverage@3.2.2";

/// A program of the race.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tool {
    Ours,
    Grcov,
    DiffCover,
    Lcov,
    LcovParse,
    Istanbul,
}

impl Tool {
    /// Who reads an input: ours first.
    pub(super) fn readers(input: &str) -> &'static [Self] {
        match input {
            "lcov" => &[Self::Ours, Self::Grcov, Self::DiffCover, Self::Lcov, Self::LcovParse],
            "jacoco" => &[Self::Ours, Self::Grcov, Self::DiffCover],
            "cobertura" => &[Self::Ours, Self::DiffCover],
            "go" => &[Self::Ours, Self::Grcov],
            "istanbul" => &[Self::Ours, Self::Istanbul],
            _ => &[Self::Ours],
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Ours => "coverage-gate",
            Self::Grcov => "grcov",
            Self::DiffCover => "diff-cover",
            Self::Lcov => "lcov",
            Self::LcovParse => "lcov-parse",
            Self::Istanbul => "istanbul-lib-coverage",
        }
    }

    /// What it does and leaves out, for a fair reading.
    pub(super) const fn does(self) -> &'static str {
        match self {
            Self::Ours => {
                "reads and hashes the report, checks it, judges a limit, and writes verdict and facts: lines, branches, functions, statements"
            }
            Self::Grcov => {
                "reads the report and writes covdir JSON with line totals for each file and folder (-t covdir); no branches (that needs --branch), no limit, no digest; several threads, of which one report uses one"
            }
            Self::DiffCover => {
                "reads the whole report, and reports the lines of 25 changed files (15 for Cobertura) against git; no totals of the project, no branches"
            }
            Self::Lcov => {
                "reads the report and prints totals (--summary) of lines and functions; branches are off by default, and left so"
            }
            Self::LcovParse => {
                "reads the report into objects; the totals are added up in one pass by the script of the bench; no limit, no checks"
            }
            Self::Istanbul => {
                "JSON.parse, a coverage map, and the summary of all files (lines, branches, functions, statements); no limit, no checks"
            }
        }
    }
}

/// The programs, installed.
pub(super) struct Tools {
    gate: PathBuf,
    grcov: PathBuf,
    python: PathBuf,
    node: PathBuf,
    /// Where inputs lie, and where the programs may write.
    folder: PathBuf,
    versions: Vec<(Tool, String)>,
}

/// Reads a tracefile with lcov-parse, and adds up what it found.
const LCOV_PARSE_SCRIPT: &str = "\
require('lcov-parse')(process.argv[2], (error, files) => {
  if (error) { console.error(error); process.exit(1); }
  const sum = (kind, what) => files.reduce((all, file) => all + file[kind][what], 0);
  for (const kind of ['lines', 'branches', 'functions']) console.log(kind, sum(kind, 'hit'), sum(kind, 'found'));
});
";

/// Sums up a coverage-final.json with Istanbul's own library.
const ISTANBUL_SCRIPT: &str = "\
const { createCoverageMap } = require('istanbul-lib-coverage');
const map = createCoverageMap(JSON.parse(require('fs').readFileSync(process.argv[2], 'utf8')));
console.log(JSON.stringify(map.getCoverageSummary()));
";

impl Tools {
    /// Builds ours and installs the others.
    pub(super) fn install(root: &Path, folder: &Path) -> Result<Self> {
        tools::program("time", "time")?;
        tools::program("lcov", "lcov")?;
        tools::program("git", "git")?;
        let gate = release::binary(root, "coverage-gate")?;
        let grcov = tools::cargo(root, "grcov", GRCOV)?;
        let python = tools::python(root, "diff-cover", &[DIFF_COVER])?;
        let node = tools::node(root, "bench", &[LCOV_PARSE, ISTANBUL])?;
        for (name, script) in [("lcov-parse.js", LCOV_PARSE_SCRIPT), ("istanbul.js", ISTANBUL_SCRIPT)] {
            fs::write(node.join(name), script).with_context(|| format!("failed to write {name}"))?;
        }
        let version = |package: &str| package.split(['=', '@']).next_back().unwrap_or_default().to_owned();
        let versions = vec![
            (Tool::Ours, format!("{} at {}", env!("CARGO_PKG_VERSION"), commit(root)?)),
            (Tool::Grcov, GRCOV.to_owned()),
            (Tool::DiffCover, version(DIFF_COVER)),
            (Tool::Lcov, lcov_version()?),
            (Tool::LcovParse, version(LCOV_PARSE)),
            (Tool::Istanbul, version(ISTANBUL)),
        ];
        Ok(Self { gate, grcov, python, node, folder: folder.to_owned(), versions })
    }

    pub(super) fn version(&self, tool: Tool) -> &str {
        self.versions.iter().find(|(one, _)| *one == tool).map_or("", |(_, version)| version)
    }

    /// How a tool reads a report.
    pub(super) fn command(&self, tool: Tool, input: &str, report: &Path) -> Result<Command> {
        let mut command = match tool {
            Tool::Ours => Command::new(&self.gate),
            Tool::Grcov => Command::new(&self.grcov),
            Tool::DiffCover => Command::new(self.python.join("diff-cover")),
            Tool::Lcov => Command::new("lcov"),
            Tool::LcovParse | Tool::Istanbul => Command::new("node"),
        };
        command.current_dir(&self.folder);
        match tool {
            Tool::Ours => {
                let name = report.file_name().context("a report has a name")?;
                command.args(["--min-line", "2", "--files"]).arg(name);
            }
            Tool::Grcov => {
                command.arg(report).args(["-t", "covdir", "-o", "grcov.json"]);
            }
            Tool::DiffCover => {
                command.current_dir(changed::repository(&self.folder, input)?);
                command.arg(report).args(["--compare-branch", changed::BASE, "--src-roots", "."]);
            }
            Tool::Lcov => {
                command.arg("--summary").arg(report);
            }
            Tool::LcovParse => {
                command.arg(self.node.join("lcov-parse.js")).arg(report);
            }
            Tool::Istanbul => {
                command.arg(self.node.join("istanbul.js")).arg(report);
            }
        }
        Ok(command)
    }
}

/// Which commit our binary was built from, and whether the checkout had other edits.
pub(super) fn commit(root: &Path) -> Result<String> {
    let git = |words: &[&str]| said(Command::new("git").args(words).current_dir(root));
    let commit = git(&["rev-parse", "--short=12", "HEAD"])?;
    let edited = !git(&["status", "--porcelain", "--untracked-files=no"])?.is_empty();
    Ok(if edited { format!("{commit} with local edits") } else { commit })
}

fn lcov_version() -> Result<String> {
    let text = said(Command::new("lcov").arg("--version"))?;
    Ok(text.split_whitespace().last().unwrap_or_default().to_owned())
}

fn said(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("failed to start {command:?}"))?;
    ensure!(output.status.success(), "{command:?} ended with {}", output.status);
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::input::INPUTS;

    #[test]
    fn ours_reads_every_input_and_comes_first() {
        for input in INPUTS {
            let readers = Tool::readers(input.name);
            assert_eq!(readers.first(), Some(&Tool::Ours), "{}", input.name);
            assert_eq!(readers.iter().filter(|tool| **tool == Tool::Ours).count(), 1);
        }
    }
}
