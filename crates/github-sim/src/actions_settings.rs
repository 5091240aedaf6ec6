//! What a repository lets its workflows do, as state.

use serde::Serialize;

use crate::hub::Hub;

/// The settings of Actions in one repository.
#[derive(Debug, Clone, Serialize)]
pub struct ActionsSettings {
    /// Whether a workflow's token may write where the workflow does not say.
    pub token_writes: bool,
    /// Whether a workflow may approve pull requests.
    pub approves_pulls: bool,
    /// Days for which logs and artifacts are kept.
    pub retention_days: u64,
}

impl Default for ActionsSettings {
    /// What a new repository has, and 90 days.
    fn default() -> Self {
        Self { token_writes: false, approves_pulls: false, retention_days: 90 }
    }
}

impl Hub {
    /// Gives a repository other settings of Actions.
    pub fn set_actions(&mut self, repository: u64, settings: ActionsSettings) {
        self.actions_settings.insert(repository, settings);
    }

    /// The settings of Actions in a repository.
    #[must_use]
    pub fn actions(&self, repository: u64) -> ActionsSettings {
        self.actions_settings.get(&repository).cloned().unwrap_or_default()
    }
}
