//! Where the bytes of a commit's file come from: the objects of the checkout, else GitHub's API. What neither has is an error, because
//! "no policy" would be a guess.

use anyhow::{Context as _, anyhow, bail};
use checkout::{Lookup, Repository};
use runner::{InputError, Setting};

use crate::remote::Remote;
use crate::told::Known;
use crate::trusted::plain_sha;
use crate::yaml::LARGEST;

/// Both sources, opened when they are first needed.
pub(crate) struct Sources {
    setting: Setting,
    local: Option<Repository>,
    /// Why there is no local one, if it should be there.
    broken: Option<anyhow::Error>,
    remote: Option<Remote>,
    /// What came with the newest commit.
    known: Option<Known>,
}

/// A commit, and what it is for messages.
#[derive(Debug, Clone)]
pub(crate) struct At {
    pub(crate) sha: String,
    pub(crate) what: &'static str,
}

impl Sources {
    /// Looks at the checkout.
    pub(crate) fn new(setting: &Setting) -> Self {
        let (local, broken) = match checkout::open(setting.workspace.root()) {
            Ok(local) => (local, None),
            Err(error) => (None, Some(error.into())),
        };
        Self { setting: setting.clone(), local, broken, remote: None, known: None }
    }

    /// The newest commit of the default branch: as GitHub says, since the checkout may be old; else as the checkout knows it. These files
    /// are asked for in the same question.
    ///
    /// # Errors
    /// Neither knows it.
    pub(crate) fn tip(&mut self, paths: &[&str]) -> anyhow::Result<String> {
        let branch = self.setting.context.event.repository.as_ref().and_then(|it| it.default_branch.clone());
        let asked = match self.remote() {
            Ok(Some(remote)) => remote.tip(branch.as_deref(), paths),
            Ok(None) => Err(anyhow!("there is no token to ask GitHub with")),
            Err(error) => Err(error),
        };
        let failure = match asked.map(|told| plain_sha(&told.oid).zip(Some(told))) {
            Ok(Some((sha, told))) => {
                self.known = Some(Known::of(&sha, paths, told));
                return Ok(sha);
            }
            Ok(None) => anyhow!("GitHub's answer is no commit"),
            Err(failure) => failure,
        };
        if let Some(sha) = branch.as_deref().and_then(|branch| self.known_tip(branch)) {
            return Ok(sha);
        }
        let branch = branch.map_or_else(String::new, |branch| format!(" `{branch}`"));
        Err(failure.context(format!(
            "failed to find the newest commit of the default branch{branch}, where the policy is read for this event; {}",
            advice(&self.setting)
        )))
    }

    /// What `actions/checkout` keeps of the branch, or the run itself, if it is one of the branch and the branch is protected.
    fn known_tip(&self, branch: &str) -> Option<String> {
        let kept = |local: &Repository| local.resolve(&format!("refs/remotes/origin/{branch}"));
        let kept = self.local.as_ref().and_then(kept);
        let run = &self.setting.context.run;
        let own = run.git_ref.as_deref() == Some(&format!("refs/heads/{branch}")) && self.setting.protected;
        kept.or_else(|| run.head_sha.clone().filter(|_| own))
    }

    /// A file of a commit; nothing if the commit does not have it.
    ///
    /// # Errors
    /// As [`InputError`]: what lies there cannot be read as a policy. Else: neither source has the commit.
    pub(crate) fn read(&mut self, at: &At, path: &str) -> anyhow::Result<Option<Vec<u8>>> {
        let most = u64::try_from(LARGEST).unwrap_or(u64::MAX);
        let broken = match self.local.as_ref().map(|local| local.read(&at.sha, path, most)) {
            Some(Ok(Lookup::Found(bytes))) => return Ok(Some(bytes)),
            Some(Ok(Lookup::Absent)) => return Ok(None),
            Some(Ok(Lookup::NoFile)) => {
                // A link that is taken for nothing would let a policy vanish.
                let message =
                    format!("`{path}` is a folder, a link or a submodule at {}: make it a file", at.sha);
                return Err(InputError::new("config", message).into());
            }
            Some(Ok(Lookup::TooLarge)) => {
                let message = format!("`{path}` has more than {LARGEST} bytes: take out what is no policy");
                return Err(InputError::new("config", message).into());
            }
            // A clone with a filter has the commit and not its files.
            Some(Err(error)) => Some(anyhow::Error::from(error)),
            Some(Ok(Lookup::NoCommit)) | None => self.broken.take(),
        };
        if let Some(told) = self.known.as_ref().and_then(|known| known.file(&at.sha, path)) {
            return Ok(told);
        }
        let missing = format!("failed to read `{path}` at {} ({})", at.sha, at.what);
        let advice = advice(&self.setting);
        match self.remote() {
            Ok(Some(remote)) => {
                let asked = remote.file(&at.sha, path);
                asked.with_context(|| {
                    format!("{missing}: the checkout does not hold it, and GitHub's API failed; {advice}")
                })
            }
            Ok(None) => {
                let missing = format!(
                    "{missing}: the checkout does not hold it, and there is no token to ask GitHub with; {advice}"
                );
                match broken {
                    Some(error) => Err(error.context(missing)),
                    None => bail!(missing),
                }
            }
            Err(error) => Err(error.context(format!("{missing}: the checkout does not hold it"))),
        }
    }

    fn remote(&mut self) -> anyhow::Result<Option<&Remote>> {
        if self.remote.is_none() {
            self.remote = Remote::open(&self.setting)?;
        }
        Ok(self.remote.as_ref())
    }
}

/// What to do if neither source has it.
fn advice(setting: &Setting) -> &'static str {
    if setting.context.run.event.as_deref() == Some("pull_request") {
        "give actions/checkout `fetch-depth: 2` (the merge commit's first parent is the base until the branch moves on) or `fetch-depth: 0`, or the input `token` with the permission contents: read"
    } else {
        "give actions/checkout `fetch-depth: 0`, or the input `token` with the permission contents: read"
    }
}
