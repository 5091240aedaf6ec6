//! Teams as state: members, invitations, and children whose members count for the parent.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Serialize;

use crate::hub::Hub;

/// A team of an organisation.
#[derive(Debug, Clone, Serialize)]
pub struct Team {
    /// The team's number.
    pub id: u64,
    /// The organisation's account.
    pub organization: u64,
    /// The name in addresses.
    pub slug: String,
    /// The name.
    pub name: String,
    /// Whether only its members see it.
    pub secret: bool,
    /// The parent team.
    pub parent: Option<u64>,
    /// Direct members with `member` or `maintainer`.
    pub members: BTreeMap<u64, String>,
    /// Invited people who have not accepted.
    pub pending: BTreeSet<u64>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Hub {
    /// The team with a slug in an organisation.
    #[must_use]
    pub fn team(&self, organization: u64, slug: &str) -> Option<&Team> {
        let same = |team: &&Team| team.organization == organization && team.slug.eq_ignore_ascii_case(slug);
        self.teams.values().find(same)
    }

    /// The team's direct children.
    pub fn child_teams(&self, parent: u64) -> impl Iterator<Item = &Team> {
        self.teams.values().filter(move |team| team.parent == Some(parent))
    }

    /// The account's active role in a team: its own, or `member` through a child team.
    #[must_use]
    pub fn team_role(&self, account: u64, team: u64) -> Option<&str> {
        let own = self.teams.get(&team)?.members.get(&account).map(String::as_str);
        own.or_else(|| {
            // A parent cannot be its own child: planting a seed refuses circles.
            self.child_teams(team).any(|child| self.is_in_team(account, child.id)).then_some("member")
        })
    }

    /// Whether the account is an active member of the team or of one of its children.
    #[must_use]
    pub fn is_in_team(&self, account: u64, team: u64) -> bool {
        self.team_role(account, team).is_some()
    }
}
