//! GitHub's API for a program that waits for each answer: the policy where the checkout does not hold its commit, and what a tool asks
//! beside it.

use std::future::Future;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use github::commits::{self, Branch};
use github::{GitHub, Repository, Settings, contents};
use runner::Setting;

use crate::yaml::LARGEST;

/// Longest time that a question may take with all its repetitions.
const BUDGET: Duration = Duration::from_secs(60);
/// Longest time of one request.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The repository on GitHub.
pub struct Remote {
    runtime: tokio::runtime::Runtime,
    github: GitHub,
    repository: Repository,
}

impl Remote {
    /// Connects; nothing if there is no token. Nothing is sent yet.
    ///
    /// # Errors
    /// Variables that name no server, proxy or repository.
    pub fn open(setting: &Setting) -> anyhow::Result<Option<Self>> {
        let Some(token) = &setting.token else { return Ok(None) };
        let name = setting.context.run.repository.as_deref().unwrap_or_default();
        let repository = name.parse().map_err(|error| anyhow!("GITHUB_REPOSITORY `{name}` {error}"))?;
        let mut settings = Settings::from_vars(&|name| setting.vars.get(name).cloned(), token.expose())?;
        settings.timeout = TIMEOUT;
        settings.budget = BUDGET;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .context("failed to start the network's runtime")?;
        let github = {
            let _inside = runtime.enter();
            GitHub::connect(settings)?
        };
        Ok(Some(Self { runtime, github, repository }))
    }

    /// The client.
    #[must_use]
    pub fn github(&self) -> &GitHub {
        &self.github
    }

    /// The repository of this run.
    #[must_use]
    pub fn repository(&self) -> &Repository {
        &self.repository
    }

    /// The newest commit of a branch, or of the default branch if the event did not tell its name, and files of that commit: one question.
    ///
    /// # Errors
    /// GitHub does not say.
    pub(crate) fn tip(&self, branch: Option<&str>, paths: &[&str]) -> anyhow::Result<Branch> {
        self.ask(commits::files(&self.github, &self.repository, branch, paths))
    }

    /// A file of a commit; nothing only if the commit was seen, and does not have it.
    ///
    /// # Errors
    /// GitHub does not say, or what lies there is no file.
    pub(crate) fn file(&self, commit: &str, path: &str) -> anyhow::Result<Option<Vec<u8>>> {
        self.ask(async {
            let file = contents::file(&self.github, &self.repository, path, commit, LARGEST).await?;
            Ok(file.map(|file| file.bytes))
        })
    }

    /// Asks, within a minute with all repetitions.
    ///
    /// # Errors
    /// What GitHub answered, or that it did not.
    pub fn ask<T>(&self, question: impl Future<Output = Result<T, github::Error>>) -> anyhow::Result<T> {
        let within = async { tokio::time::timeout(BUDGET, question).await };
        match self.runtime.block_on(within) {
            Ok(answer) => Ok(answer?),
            Err(_) => {
                Err(anyhow!("GitHub's API did not answer within {} s; try again later", BUDGET.as_secs()))
            }
        }
    }
}
