//! Which commit's policy holds: one that somebody with the right to change the protected branch has accepted.

use runner::{InputError, Setting};

/// Where the policy is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trusted {
    /// The working folder, on a command line: whoever asks there judges for himself.
    Folder,
    /// This commit, and what it is, for messages.
    Commit { sha: String, what: &'static str },
    /// The newest commit of the default branch.
    DefaultBranch,
}

impl Trusted {
    /// The place for this run.
    ///
    /// # Errors
    /// A payload without the commit that its event has.
    pub(crate) fn of(setting: &Setting) -> Result<Self, InputError> {
        if !setting.in_actions {
            return Ok(Self::Folder);
        }
        let (run, event) = (&setting.context.run, &setting.context.event);
        match run.event.as_deref().unwrap_or_default() {
            "pull_request" | "pull_request_target" => {
                let base = event.pull_request.as_ref().map(|pull| pull.base.sha.as_str());
                commit(base, "pull_request.base.sha", "the base of the pull request")
            }
            "merge_group" => {
                let base = event.merge_group.as_ref().map(|group| group.base_sha.as_str());
                commit(base, "merge_group.base_sha", "the base of the merge group")
            }
            "push" if setting.protected && on_a_branch(setting) => {
                commit(run.head_sha.as_deref(), "after", "the commit that was pushed")
            }
            _ => Ok(Self::DefaultBranch),
        }
    }
}

/// A protected tag is no branch that reviews lead to.
fn on_a_branch(setting: &Setting) -> bool {
    setting.context.run.git_ref.as_deref().is_some_and(|name| name.starts_with("refs/heads/"))
}

fn commit(sha: Option<&str>, member: &str, what: &'static str) -> Result<Trusted, InputError> {
    match sha.and_then(plain_sha) {
        Some(sha) => Ok(Trusted::Commit { sha, what }),
        None => {
            let message = format!("the payload's `{member}` is no commit: it is not that of this event");
            Err(InputError::new("GITHUB_EVENT_PATH", message))
        }
    }
}

/// All digits of a commit's name in small letters; zeros stand for no commit.
pub(crate) fn plain_sha(text: &str) -> Option<String> {
    let hex = matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    (hex && text.bytes().any(|byte| byte != b'0')).then(|| text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use runner::context::{MergeGroup, PullRequest};

    use super::*;
    use crate::section::tests::{setting, sha};

    fn at(event: &str, change: impl FnOnce(&mut Setting)) -> Result<Trusted, String> {
        let mut setting = setting(event);
        setting.context.run.head_sha = Some(sha('1'));
        change(&mut setting);
        Trusted::of(&setting).map_err(|error| error.to_string())
    }

    fn found(trusted: Result<Trusted, String>) -> String {
        match trusted.unwrap() {
            Trusted::Commit { sha, .. } => sha,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_proposal_is_judged_by_what_it_is_proposed_for() {
        for event in ["pull_request", "pull_request_target"] {
            let trusted = at(event, |setting| {
                let mut pull = PullRequest::default();
                pull.base.sha = sha('B');
                pull.head.sha = sha('2');
                setting.context.event.pull_request = Some(pull);
                // Not even a protected ref makes the proposal itself the policy.
                setting.protected = true;
            });
            assert_eq!(found(trusted), sha('b'), "{event}");
        }
        let group = |setting: &mut Setting| {
            setting.context.event.merge_group = Some(MergeGroup { head_sha: sha('3'), base_sha: sha('4') });
        };
        assert_eq!(found(at("merge_group", group)), sha('4'));
    }

    #[test]
    fn only_a_push_to_a_protected_branch_brings_its_own_policy() {
        let push = |protected: bool, name: &'static str| {
            at("push", move |setting| {
                setting.protected = protected;
                setting.context.run.git_ref = Some(name.to_owned());
            })
        };
        assert_eq!(found(push(true, "refs/heads/main")), sha('1'));
        for (protected, name) in
            [(false, "refs/heads/main"), (true, "refs/tags/v1"), (true, "refs/pull/1/merge")]
        {
            assert_eq!(push(protected, name), Ok(Trusted::DefaultBranch), "{protected} {name}");
        }
    }

    #[test]
    fn every_other_event_asks_the_default_branch() {
        for event in [
            "schedule",
            "workflow_dispatch",
            "workflow_run",
            "issue_comment",
            "release",
            "pull_request_review",
            "",
        ] {
            assert_eq!(at(event, |setting| setting.protected = true), Ok(Trusted::DefaultBranch), "{event}");
        }
        assert_eq!(at("push", |setting| setting.in_actions = false), Ok(Trusted::Folder));
    }

    #[test]
    fn a_payload_without_a_base_is_an_error() {
        for event in ["pull_request", "merge_group"] {
            assert!(at(event, |_| {}).unwrap_err().contains("is no commit"), "{event}");
        }
        for wrong in ["", "main", "0000000000000000000000000000000000000000", "../x"] {
            let trusted = at("pull_request", |setting| {
                let mut pull = PullRequest::default();
                pull.base.sha = wrong.to_owned();
                setting.context.event.pull_request = Some(pull);
            });
            assert!(trusted.is_err(), "{wrong:?}");
        }
    }
}
