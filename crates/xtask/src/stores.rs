//! `stores`: ledgers where they lie. A server that speaks S3 is first held to refuse what S3 refuses, and then written to by fifty at once; a branch is cloned by git,
//! and what came is held to the second verifier.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use crate::tools;
use crate::tools::gated::Gated;

/// What moto needs for S3 alone, what its server is made of, and what the second verifier needs.
const PACKAGES: &[&str] =
    &["moto[s3]==5.2.5", "Flask==3.1.3", "flask-cors==6.0.5", "Werkzeug==3.1.9", "cryptography==50.0.2"];

/// Installs and starts what is needed, and runs the tests that stand on it.
pub(crate) fn run(root: &Path) -> Result<()> {
    tools::program("git", "git")?;
    let python = tools::python(root, "stores", PACKAGES)?.join("python3");
    let server = Server::start(&python, &root.join("crates/xtask/src/stores/server.py"))?;
    let variable = ("RELEASEGATE_S3_SERVER", server.address.as_ref());
    Gated { feature: "stores/s3-server", words: &["--lib", "s3_server"], variable }.run(root)?;
    let variable = ("RELEASEGATE_VERIFIER_PYTHON", python.as_os_str());
    Gated { feature: "deploy-record/second-verifier", words: &["--test", "ledger", "clone"], variable }
        .run(root)
}

/// A server, for as long as this is kept.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(python: &Path, script: &Path) -> Result<Self> {
        let mut command = Command::new(python);
        // It ends with its input, so that none is left behind by whoever starts it and dies.
        command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped());
        let child = command.spawn().with_context(|| format!("failed to start {command:?}"))?;
        let mut server = Self { child, address: String::new() };
        let output = server.child.stdout.take().context("the S3 server has no output")?;
        BufReader::new(output).read_line(&mut server.address).context("failed to hear of the S3 server")?;
        server.address = server.address.trim().to_owned();
        ensure!(server.address.starts_with("http://"), "the S3 server did not start: see its output above");
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Whoever is not there any more needs no end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
