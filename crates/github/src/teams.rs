//! Teams and who is in them. A workflow's token cannot have the permission: an App's token is needed.
//!
//! GitHub answers 404 both for somebody who is not in a team and for a team that the token does not see. So after each 404 the team itself
//! is asked for: only if it is visible, somebody is surely no member.

use serde::Deserialize;

use crate::call::Call;
use crate::client::GitHub;
use crate::errors::Error;
use crate::people::Account;
use crate::request::Request;

const MEMBERS: &str = "`members: read` of an App on the organisation; a workflow's token cannot have it";

pub(crate) static READ: Call = Call::read("read a team", "/orgs/{org}/teams/{team_slug}", MEMBERS);
pub(crate) static MEMBERSHIP: Call = Call::read(
    "find out whether somebody is in a team",
    "/orgs/{org}/teams/{team_slug}/memberships/{username}",
    MEMBERS,
);
pub(crate) static LIST: Call =
    Call::read("list the members of a team", "/orgs/{org}/teams/{team_slug}/members", MEMBERS);

// Other addresses of the same two calls: GitHub names them in the text of those.
static READ_BY_ID: Call = Call::read(READ.does, "/organizations/{org_id}/team/{team_id}", MEMBERS);
static MEMBERSHIP_BY_ID: Call =
    Call::read(MEMBERSHIP.does, "/organizations/{org_id}/team/{team_id}/memberships/{username}", MEMBERS);

/// A team.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Team {
    /// The number, which stays.
    pub id: u64,
    /// The name in GraphQL.
    pub node_id: String,
    /// The name in addresses; it changes with the name.
    pub slug: String,
    /// The name.
    pub name: String,
    /// How many members it has, those of child teams included.
    pub members_count: usize,
    /// Whose team it is.
    pub organization: Owner,
}

/// The organisation of a team.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Owner {
    /// The name as it is now.
    pub login: String,
    /// The number, which stays.
    pub id: u64,
}

/// Whether somebody is in a team. Members of child teams are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Membership {
    /// Is a member.
    Active(Role),
    /// Is invited and has not accepted: no member yet.
    Pending(Role),
    /// Is no member, of a team that this token sees.
    None,
}

/// A role in a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A member.
    Member,
    /// One who may change the team; owners of the organisation show as this.
    Maintainer,
    /// One that this version does not know.
    #[serde(other)]
    Unknown,
}

/// A member of a team.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Member {
    /// Who.
    #[serde(flatten)]
    pub account: Account,
    /// The role, where GitHub tells it.
    pub role: Option<Role>,
    /// Whether the membership comes from a child team alone, where GitHub tells it.
    pub inherited: Option<bool>,
}

#[derive(Deserialize)]
struct State {
    state: Known,
    role: Role,
}

/// A state that this version does not know is an error, and no membership.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Known {
    Active,
    Pending,
}

/// Members of one team that are read at most.
const MOST: usize = 50_000;

/// Reads a team.
///
/// # Errors
/// 404 if there is none of this name, or none that the token sees; and as any read.
pub async fn read(github: &GitHub, organization: &str, slug: &str) -> Result<Team, Error> {
    github.send(Request::new(&READ).at("org", organization).at("team_slug", slug)).await
}

/// Reads a team by its number: its name may have changed.
///
/// # Errors
/// As [`read`].
pub async fn read_by_id(github: &GitHub, organization: u64, team: u64) -> Result<Team, Error> {
    github.send(Request::new(&READ_BY_ID).at("org_id", organization).at("team_id", team)).await
}

/// Whether somebody is in a team.
///
/// # Errors
/// 403 or 404 if the token does not see the team: whether somebody is in it is then not known.
pub async fn membership(
    github: &GitHub,
    organization: &str,
    slug: &str,
    login: &str,
) -> Result<Membership, Error> {
    let request = Request::new(&MEMBERSHIP).at("org", organization).at("team_slug", slug);
    known(github, request.at("username", login), async || read(github, organization, slug).await).await
}

/// As [`membership`], by numbers that stay when organisation and team are renamed.
///
/// # Errors
/// As [`membership`].
pub async fn membership_by_id(
    github: &GitHub,
    organization: u64,
    team: u64,
    login: &str,
) -> Result<Membership, Error> {
    let request = Request::new(&MEMBERSHIP_BY_ID).at("org_id", organization).at("team_id", team);
    known(github, request.at("username", login), async || read_by_id(github, organization, team).await).await
}

/// As [`membership_by_id`], of a team that this token was shown ([`read`]): a member is one, and 404 means that somebody is none.
///
/// # Errors
/// As any read; 404 is none.
pub async fn membership_of(github: &GitHub, team: &Team, login: &str) -> Result<Membership, Error> {
    let request = Request::new(&MEMBERSHIP_BY_ID).at("org_id", team.organization.id).at("team_id", team.id);
    known(github, request.at("username", login), async || Ok(team.clone())).await
}

async fn known(
    github: &GitHub,
    request: Request,
    team: impl AsyncFn() -> Result<Team, Error>,
) -> Result<Membership, Error> {
    match github.send::<State>(request).await {
        Ok(State { state: Known::Active, role }) => Ok(Membership::Active(role)),
        Ok(State { state: Known::Pending, role }) => Ok(Membership::Pending(role)),
        Err(error) if error.is_not_found() => team().await.map(|_| Membership::None),
        Err(error) => Err(error),
    }
}

/// All members of a team, those of child teams included; who is invited is not among them.
///
/// # Errors
/// As any list.
pub async fn members(github: &GitHub, organization: &str, slug: &str) -> Result<Vec<Member>, Error> {
    members_within(github, organization, slug, MOST).await
}

/// As [`members`], of a team that has so many at most: for whom a longer list costs more than asking for each person.
///
/// # Errors
/// [`crate::Kind::Truncated`] if it has more, and as any list.
pub async fn members_within(
    github: &GitHub,
    organization: &str,
    slug: &str,
    most: usize,
) -> Result<Vec<Member>, Error> {
    github.list(Request::new(&LIST).at("org", organization).at("team_slug", slug), most).await
}
