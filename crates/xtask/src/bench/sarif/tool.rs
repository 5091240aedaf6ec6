//! The programs that merge: ours and its peers, and how each is asked for one log of many.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use super::super::tool::commit;
use super::set::Ready;
use crate::gates::release;
use crate::tools;

const MULTITOOL: &str = "@microsoft/sarif-multitool-linux@5.7.0";
const SARIF_TOOLS: &str = "sarif-tools==3.0.5";

/// A program of the race.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tool {
    Ours,
    Multitool,
    SarifTools,
}

impl Tool {
    pub(super) const ALL: [Self; 3] = [Self::Ours, Self::Multitool, Self::SarifTools];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Ours => "sarif-merge",
            Self::Multitool => "sarif-multitool",
            Self::SarifTools => "sarif-tools",
        }
    }

    /// What it does and leaves out, for a fair reading.
    pub(super) const fn does(self) -> &'static str {
        match self {
            Self::Ours => {
                "`merge`: reads and checks every log, unites runs of one tool and category, joins equal results, and writes one log"
            }
            Self::Multitool => {
                "`merge`: reads every log into objects, unites the runs of one tool whatever their category, and writes one log"
            }
            Self::SarifTools => {
                "`copy`: reads every log into objects, and writes their runs one after another into one log"
            }
        }
    }
}

/// The programs, installed.
pub(super) struct Tools {
    ours: PathBuf,
    multitool: PathBuf,
    python: PathBuf,
    /// Where they write.
    folder: PathBuf,
    versions: [(Tool, String); 3],
}

impl Tools {
    /// Builds ours and installs the others.
    pub(super) fn install(root: &Path, folder: &Path) -> Result<Self> {
        tools::program("time", "time")?;
        let ours = release::binary(root, "sarif-merge")?;
        let python = tools::python(root, "sarif-tools", &[SARIF_TOOLS])?;
        let version = |package: &str| package.rsplit(['=', '@']).next().unwrap_or_default().to_owned();
        let versions = [
            (Tool::Ours, format!("{} at {}", env!("CARGO_PKG_VERSION"), commit(root)?)),
            (Tool::Multitool, version(MULTITOOL)),
            (Tool::SarifTools, version(SARIF_TOOLS)),
        ];
        Ok(Self { ours, multitool: multitool(root)?, python, folder: folder.to_owned(), versions })
    }

    /// Our own program.
    pub(super) fn ours(&self) -> &Path {
        &self.ours
    }

    pub(super) const fn versions(&self) -> &[(Tool, String)] {
        &self.versions
    }

    /// Where a tool writes the one log.
    pub(super) fn output(&self, tool: Tool) -> PathBuf {
        self.folder.join(format!("{}.sarif", tool.name()))
    }

    /// How a tool merges a set. What it wrote before is taken away first.
    pub(super) fn command(&self, tool: Tool, set: &Ready) -> Result<Command> {
        let output = self.output(tool);
        if output.exists() {
            fs::remove_file(&output).context("failed to remove the log of an earlier run")?;
        }
        let name = output.file_name().context("a log has a name")?;
        let folder = set.folder.file_name().context("a set has a name")?.to_string_lossy().into_owned();
        let pattern = format!("{folder}/*.sarif");
        let mut command = match tool {
            Tool::Ours => {
                let mut command = Command::new(&self.ours);
                command.args(["merge", &pattern, "--output"]).arg(name);
                command
            }
            Tool::Multitool => {
                let mut command = Command::new(&self.multitool);
                command.args(["merge", &pattern, "--output-directory", ".", "--output-file"]).arg(name);
                command
            }
            Tool::SarifTools => {
                let mut command = Command::new(self.python.join("sarif"));
                command.args(["copy", "--output"]).arg(name).arg(folder);
                command
            }
        };
        command.current_dir(&self.folder);
        Ok(command)
    }
}

/// The program itself, without the one of Node that starts it. Scripts of packages are not run, so its permission is given here.
pub(super) fn multitool(root: &Path) -> Result<PathBuf> {
    let place = tools::node(root, "sarif-multitool", &[MULTITOOL])?;
    let program = place.join("node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755))
            .with_context(|| format!("failed to make {} a program", program.display()))?;
    }
    Ok(program)
}
