//! The outside of a run that records: the ledger, and GitHub where there is one.

use github::{Clock, GitHub, Repository, Settings};
use journal::{Open, Opening, Secrets};
use runner::{InputError, Setting};
use stores::append::Beginning;

use crate::policy::Policy;

/// What a run reaches.
pub(crate) struct Reach<'a> {
    /// The record.
    pub(crate) record: Open<'a>,
    /// GitHub, with the repository.
    pub(crate) github: Option<(GitHub, Repository)>,
    /// What surrounds the run.
    pub(crate) setting: &'a Setting,
}

/// Does the work with clients, on a runtime that ends with it.
pub(crate) fn within<T>(
    policy: &Policy,
    setting: &Setting,
    secrets: &Secrets,
    clock: &dyn Fn() -> Box<dyn Clock>,
    work: impl AsyncFnOnce(Reach<'_>) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let token = setting.token.as_ref().map(runner::setting::Token::expose).unwrap_or_default();
    let repository = setting.context.run.repository.as_deref().map(str::parse::<Repository>).transpose();
    let repository = repository.map_err(|_| InputError::new("GITHUB_REPOSITORY", "is no `owner/name`"))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let github = match &repository {
            Some(_) if !token.is_empty() => {
                let var = |name: &str| setting.vars.get(name).cloned();
                Some(GitHub::with_clock(Settings::from_vars(&var, token)?, clock())?)
            }
            _ => None,
        };
        let how = Opening {
            github: github.clone(),
            repository: repository.as_ref(),
            setting,
            token,
            clock: clock(),
            tool: "deploy-record",
            beginning: Beginning::May,
        };
        let record = Open::at(&policy.record, secrets, how)?;
        let github = github.zip(repository.clone());
        work(Reach { record, github, setting }).await
    })
}
