//! Tokens, and who stands behind one.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::hub::Hub;

/// How much a permission allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Looking.
    Read,
    /// Changing.
    Write,
    /// Administering.
    Admin,
}

impl Level {
    /// The word that GitHub writes.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Admin => "admin",
        }
    }
}

/// Permissions by their key in GitHub's API, with underscores: `issues`, `pull_requests`.
pub type Permissions = BTreeMap<String, Level>;

/// Whose token it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum TokenKind {
    /// The token of a workflow run.
    Actions {
        /// The repository that the run belongs to.
        repository: u64,
        /// What the job's `permissions:` allow.
        permissions: Permissions,
        /// The run.
        run: Option<u64>,
    },
    /// A person's classic token, or one that an App uses in a person's name.
    User {
        /// The person.
        account: u64,
        /// The scopes of a classic token.
        scopes: Vec<String>,
        /// The App that acts in the person's name.
        via_app: Option<u64>,
    },
    /// An App's installation token.
    App {
        /// The App.
        app: u64,
        /// The account that it is installed on.
        installed_on: u64,
        /// What the installation allows.
        permissions: Permissions,
        /// The repositories; none means all of the account.
        repositories: Option<Vec<u64>>,
    },
}

/// A token that the simulator accepts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Token {
    /// What the client sends.
    pub secret: String,
    /// Whose it is.
    #[serde(flatten)]
    pub kind: TokenKind,
    /// From when on it is refused.
    pub expires_at: Option<Timestamp>,
}

/// Who asks: without a token, nobody.
#[derive(Debug, Clone, Default)]
pub struct Caller {
    /// The account that acts; for Actions and Apps their bot.
    pub account: Option<u64>,
    /// The token.
    pub token: Option<Token>,
}

impl Caller {
    /// The kind of the token.
    #[must_use]
    pub fn kind(&self) -> Option<&TokenKind> {
        self.token.as_ref().map(|token| &token.kind)
    }

    /// The App through which the caller acts: shown as `performed_via_github_app`.
    #[must_use]
    pub fn app(&self) -> Option<u64> {
        match self.kind()? {
            TokenKind::Actions { .. } => Some(crate::account::ACTIONS_APP),
            TokenKind::User { via_app, .. } => *via_app,
            TokenKind::App { app, .. } => Some(*app),
        }
    }
}

impl Hub {
    /// A person who acts in the browser: for tests that act on the state itself. Nobody, if no account has the login.
    #[must_use]
    pub fn person(&self, login: &str) -> Caller {
        let Some(account) = self.account(login).map(|account| account.id) else { return Caller::default() };
        let kind = TokenKind::User { account, scopes: vec!["repo".to_owned()], via_app: None };
        let token = Token { secret: String::new(), kind, expires_at: None };
        Caller { account: Some(account), token: Some(token) }
    }
}

/// The caller of a request, or 401 as GitHub says it.
pub(crate) fn check(hub: &Hub, authorization: Option<&str>) -> Result<Caller, Answer> {
    let Some(authorization) = authorization else { return Ok(Caller::default()) };
    let bad = || Answer::error(401, "Bad credentials");
    let (scheme, secret) = authorization.split_once(' ').ok_or_else(bad)?;
    if !scheme.eq_ignore_ascii_case("bearer") && !scheme.eq_ignore_ascii_case("token") {
        return Err(bad());
    }
    let token = hub.tokens.get(secret.trim()).ok_or_else(bad)?;
    if token.expires_at.is_some_and(|end| end <= hub.clock.now()) {
        return Err(bad());
    }
    let account = match &token.kind {
        TokenKind::Actions { .. } => crate::account::ACTIONS_BOT,
        TokenKind::User { account, .. } => *account,
        TokenKind::App { app, .. } => hub.apps.get(app).ok_or_else(bad)?.bot,
    };
    let live = hub.accounts.get(&account).is_some_and(|account| !account.is_deleted());
    if live { Ok(Caller { account: Some(account), token: Some(token.clone()) }) } else { Err(bad()) }
}
