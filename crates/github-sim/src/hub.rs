//! The state of the simulated GitHub. Each subject keeps its own things here and its routes in its own file.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::account::{Account, App, Organization};
use crate::actions_settings::ActionsSettings;
use crate::artifact::{Artifact, Ticket};
use crate::artifact_record::ArtifactRecord;
use crate::branch_protection::Protected;
use crate::check::Check;
use crate::clock::SimClock;
use crate::code_scanning::CodeScanning;
use crate::comment::Comment;
use crate::deployment::Deployment;
use crate::environment::Environment;
use crate::event::Event;
use crate::fault::{Fault, Faults};
use crate::git::Depot;
use crate::issue::{Gone, Issue};
use crate::label::Label;
use crate::lag::Hidden;
use crate::limits::{Limits, Settings};
use crate::log::{Counters, Log};
use crate::pull::Pull;
use crate::reaction::Reaction;
use crate::repository::Repository;
use crate::run::{Run, Workflow};
use crate::status::Status;
use crate::team::Team;
use crate::timeline::Happened;
use crate::token::Token;

/// Where the simulator's API is, and what its pages are called.
#[derive(Debug, Clone, Serialize)]
pub struct Links {
    api: String,
    html: String,
}

impl Links {
    /// The absolute address of a path of the API.
    #[must_use]
    pub fn api(&self, path: &str) -> String {
        format!("{}{path}", self.api)
    }

    /// The absolute address of a page for people.
    #[must_use]
    pub fn html(&self, path: &str) -> String {
        format!("{}{path}", self.html)
    }
}

/// Everything that the simulated GitHub knows. Ids are GitHub's own numbers; things refer to each other by id.
#[derive(Debug, Serialize)]
pub struct Hub {
    /// The clock.
    #[serde(skip)]
    pub clock: SimClock,
    /// The addresses in answers.
    pub links: Links,
    /// Users, organisations and bots by id.
    pub accounts: BTreeMap<u64, Account>,
    /// What an organisation has beside its account, by the account's id.
    pub organizations: BTreeMap<u64, Organization>,
    /// Apps by id.
    pub apps: BTreeMap<u64, App>,
    /// Teams by id.
    pub teams: BTreeMap<u64, Team>,
    /// Repositories by id.
    pub repositories: BTreeMap<u64, Repository>,
    /// Labels by id.
    pub labels: BTreeMap<u64, Label>,
    /// Issues and pull requests by id.
    pub issues: BTreeMap<u64, Issue>,
    /// Numbers whose issue was transferred or deleted.
    pub gone_issues: Vec<Gone>,
    /// Comments on issues and pull requests by id.
    pub comments: BTreeMap<u64, Comment>,
    /// What happened to issues, by id, so in its order.
    pub happenings: BTreeMap<u64, Happened>,
    /// Reactions by id.
    pub reactions: BTreeMap<u64, Reaction>,
    /// Tokens by secret.
    #[serde(skip)]
    pub tokens: BTreeMap<String, Token>,
    /// Check runs by id, so oldest first.
    pub checks: BTreeMap<u64, Check>,
    /// Commit statuses, oldest first.
    pub statuses: Vec<Status>,
    /// What pull requests have beside their issues, by the issue's id.
    pub pulls: BTreeMap<u64, Pull>,
    /// Workflows by id.
    pub workflows: BTreeMap<u64, Workflow>,
    /// Workflow runs by id.
    pub runs: BTreeMap<u64, Run>,
    /// Artifacts by id.
    pub artifacts: BTreeMap<u64, Artifact>,
    /// Addresses of artifacts' bytes.
    pub(crate) tickets: Vec<Ticket>,
    /// What organisations know of where artifacts are deployed, oldest first.
    pub artifact_records: Vec<ArtifactRecord>,
    /// Environments by id.
    pub environments: BTreeMap<u64, Environment>,
    /// What repositories let their workflows do, by the repository's id, where it is not the default.
    pub actions_settings: BTreeMap<u64, ActionsSettings>,
    /// Branches that are protected in the older way.
    pub(crate) protected: Vec<Protected>,
    /// Deployments by id, so oldest first.
    pub deployments: BTreeMap<u64, Deployment>,
    /// Uploads and analyses of code scanning.
    pub code_scanning: CodeScanning,
    /// Counters for assertions.
    pub counters: Counters,
    /// The limits that requests meet.
    pub limit_settings: Settings,
    pub(crate) events: Vec<Event>,
    #[serde(skip)]
    pub(crate) depot: Depot,
    last_id: u64,
    #[serde(skip)]
    pub(crate) limits: Limits,
    #[serde(skip)]
    pub(crate) faults: Faults,
    #[serde(skip)]
    pub(crate) log: Log,
    /// Things that lists do not show yet.
    pub(crate) hidden: Vec<Hidden>,
}

impl Hub {
    pub(crate) fn new(clock: SimClock, api: &str, html: &str) -> Self {
        Self {
            clock,
            links: Links {
                api: api.trim_end_matches('/').to_owned(),
                html: html.trim_end_matches('/').to_owned(),
            },
            accounts: BTreeMap::new(),
            organizations: BTreeMap::new(),
            apps: BTreeMap::new(),
            teams: BTreeMap::new(),
            repositories: BTreeMap::new(),
            labels: BTreeMap::new(),
            issues: BTreeMap::new(),
            gone_issues: Vec::new(),
            comments: BTreeMap::new(),
            happenings: BTreeMap::new(),
            reactions: BTreeMap::new(),
            tokens: BTreeMap::new(),
            checks: BTreeMap::new(),
            statuses: Vec::new(),
            pulls: BTreeMap::new(),
            workflows: BTreeMap::new(),
            runs: BTreeMap::new(),
            artifacts: BTreeMap::new(),
            tickets: Vec::new(),
            artifact_records: Vec::new(),
            environments: BTreeMap::new(),
            actions_settings: BTreeMap::new(),
            protected: Vec::new(),
            deployments: BTreeMap::new(),
            code_scanning: CodeScanning::default(),
            counters: Counters::default(),
            limit_settings: Settings::default(),
            events: Vec::new(),
            depot: Depot::default(),
            last_id: 5_000_000_000,
            limits: Limits::default(),
            faults: Faults::default(),
            log: Log::default(),
            hidden: Vec::new(),
        }
    }

    /// A number that nothing has yet: larger than all before, and beyond 32 bits, as GitHub's are.
    pub fn fresh_id(&mut self) -> u64 {
        self.last_id = self.last_id.saturating_add(1);
        self.last_id
    }

    /// Adds a fault to the script.
    pub fn fault(&mut self, fault: Fault) {
        self.faults.0.push(fault);
    }

    /// Forgets all faults that have not met a request.
    pub fn clear_faults(&mut self) {
        self.faults.0.clear();
    }

    /// Adds a token.
    pub fn add_token(&mut self, token: Token) {
        self.tokens.insert(token.secret.clone(), token);
    }
}
