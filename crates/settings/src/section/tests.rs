//! Where the policy is read: a strict one stands where it may be trusted, a weak one in what is proposed.

use std::path::Path;
use std::process::Command;

use jiff::civil::date;
use runner::context::{PullRequest, Repository};
use runner::files::Workspace;
use tempfile::TempDir;

use super::*;

mod default_branch;
mod folder;
mod proposal;

/// A setting of a run for this event, without checkout and token.
pub(crate) fn setting(event: &str) -> Setting {
    let mut setting = Setting::plain(Workspace::new("/nowhere".into()), date(2026, 11, 22));
    setting.in_actions = true;
    setting.context.run.event = Some(event.to_owned());
    setting.context.run.repository = Some("octo/shop".to_owned());
    let branch = Some("main".to_owned());
    setting.context.event.repository = Some(Repository { default_branch: branch, ..Repository::default() });
    setting
}

/// A commit's name.
pub(crate) fn sha(digit: char) -> String {
    digit.to_string().repeat(40)
}

const STRICT: &str = "coverage: { limits: { line: 90 } }\n";
const WEAK: &str = "coverage: { limits: { line: 0 } }\n";
const USUAL_PATH: &str = ".github/releasegate.yml";

/// A folder with a repository, without this machine's configuration.
struct Sample(TempDir);

impl Sample {
    fn new() -> Self {
        let sample = Self(tempfile::tempdir().unwrap());
        sample.git(&["init", "-q", "-b", "main"]);
        sample
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    fn git(&self, args: &[&str]) -> String {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false"]);
        git.args(args)
            .current_dir(self.root())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null");
        let output = git.output().unwrap();
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Commits these files, and gives the commit's name.
    fn commit(&self, files: &[(&str, &str)]) -> String {
        for (path, text) in files {
            self.write(path, text);
        }
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", "x"]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// A run for this event, in this checkout.
    fn setting(&self, event: &str) -> Setting {
        Setting { workspace: Workspace::new(self.root().to_owned()), ..setting(event) }
    }
}

fn proposal(setting: &mut Setting, base: &str) {
    let mut pull = PullRequest::default();
    pull.base.sha = base.to_owned();
    setting.context.event.pull_request = Some(pull);
}

/// The line limit that was found, the path, and the commit.
fn found(setting: &Setting, config: &str) -> (String, String, Option<String>) {
    match section(setting, config, "coverage").unwrap_or_else(|error| panic!("{error:#}")) {
        Found::Section { value, origin } => {
            let line = value.member("limits").and_then(|limits| limits.member("line")).and_then(Node::text);
            (line.unwrap().to_owned(), origin.path, origin.commit)
        }
        Found::None { looked_at } => panic!("nothing at {looked_at:?}"),
    }
}

fn nothing(setting: &Setting, config: &str) -> Option<Origin> {
    match section(setting, config, "coverage").unwrap() {
        Found::None { looked_at } => looked_at,
        Found::Section { origin, .. } => panic!("found {origin:?}"),
    }
}

/// The error, whether it is a mistake of whoever wrote the policy.
fn failed(setting: &Setting, config: &str) -> (String, bool) {
    let error = section(setting, config, "coverage").unwrap_err();
    (format!("{error:#}"), error.downcast_ref::<InputError>().is_some())
}
