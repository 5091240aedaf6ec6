//! What surrounds a run, as a tool sees it: where it is, for which event, and as whom it may ask GitHub.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;

use crate::context::Context;
use crate::evidence::Place;
use crate::files::Workspace;
use crate::inputs::{InputError, Inputs};
use crate::world::World;

/// The surroundings of a run that judges.
#[derive(Clone)]
pub struct Setting {
    /// The name of the gate.
    pub gate_id: String,
    /// The checkout.
    pub workspace: Workspace,
    /// The run and its event; empty outside of Actions.
    pub context: Context,
    /// Whether this is a step of a workflow.
    pub in_actions: bool,
    /// Whether the branch of this run is protected (`GITHUB_REF_PROTECTED`).
    pub protected: bool,
    /// The token, if there is one.
    pub token: Option<Token>,
    /// The runner's variables, for addresses and proxies.
    pub vars: BTreeMap<String, String>,
    /// The day, in UTC: waivers end on one.
    pub today: Date,
}

/// A token; it shows itself to nobody who prints it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

/// What of a verdict is to be shown on GitHub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Show {
    /// A comment on the pull request, kept up to date.
    pub comment: bool,
    /// A check run with annotations.
    pub check_run: bool,
    /// A commit status.
    pub commit_status: bool,
}

impl Token {
    /// A token; none if the text is blank.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The secret itself, for whoever sends it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Without the variables: they hold the inputs, a token among them, and proxies with passwords.
impl fmt::Debug for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setting")
            .field("gate_id", &self.gate_id)
            .field("workspace", &self.workspace)
            .field("context", &self.context)
            .field("in_actions", &self.in_actions)
            .field("protected", &self.protected)
            .field("today", &self.today)
            .finish_non_exhaustive()
    }
}

impl Show {
    /// From the inputs `comment`, `check-run` and `commit-status`; an action that has none of them shows nothing.
    ///
    /// # Errors
    /// What is not a boolean.
    pub fn read(inputs: &Inputs) -> Result<Self, InputError> {
        let shown = |name: &str| if inputs.takes(name) { inputs.boolean(name) } else { Ok(false) };
        Ok(Self {
            comment: shown("comment")?,
            check_run: shown("check-run")?,
            commit_status: shown("commit-status")?,
        })
    }

    /// Whether anything is to be shown.
    #[must_use]
    pub fn anything(self) -> bool {
        self.comment || self.check_run || self.commit_status
    }
}

impl Setting {
    /// What surrounds the gate of that name in this world.
    pub(crate) fn of(world: &World<'_>, gate_id: String, context: Context, token: &str, today: Date) -> Self {
        Self {
            gate_id,
            workspace: Workspace::new(world.workspace()),
            context,
            in_actions: world.in_actions(),
            protected: world.var("GITHUB_REF_PROTECTED") == Some("true"),
            token: Token::new(token),
            vars: world.vars.clone(),
            today,
        }
    }

    /// The same, in which no pattern finds what the gate itself writes.
    pub(crate) fn sparing(mut self, own: &Place) -> Self {
        self.workspace = self.workspace.sparing(&own.files());
        self
    }

    /// A setting outside of Actions, as a command line and tests have it.
    #[must_use]
    pub fn plain(workspace: Workspace, today: Date) -> Self {
        Self {
            gate_id: String::new(),
            workspace,
            context: Context::default(),
            in_actions: false,
            protected: false,
            token: None,
            vars: BTreeMap::new(),
            today,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_shows_itself_to_nobody() {
        let token = Token::new(" ghs_secret\n").unwrap();
        assert_eq!((format!("{token:?}").as_str(), token.expose()), ("Token(…)", "ghs_secret"));
        assert_eq!(Token::new("  "), None);
    }

    #[test]
    fn a_setting_shows_no_variable_and_no_token() {
        let mut setting = Setting::plain(Workspace::new("/w".into()), Date::constant(2026, 1, 2));
        setting.token = Token::new("ghs_secret");
        setting.vars.insert("RELEASEGATE_INPUTS".to_owned(), "{\"token\":\"ghs_secret\"}".to_owned());
        let shown = format!("{setting:?}");
        assert!(shown.contains("2026-01-02") && !shown.contains("secret"), "{shown}");
    }
}
