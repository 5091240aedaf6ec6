//! The sources of a policy, and what GitHub says of each: which account a name is now, which team.
//!
//! A name changes hands ("Changing your GitHub username"), and so does a team's. Once, when a request is made, names become numbers;
//! the digest of the policy binds the numbers, so that a name that changed hands later is another policy.

use approval::people::{Account, AccountId, Source};
use approval::policy::Policy;
use github::{GitHub, Kind, people, teams};

use super::account::person;

/// How GitHub is asked.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    /// For everything but teams: a workflow's own token does.
    pub github: &'a GitHub,
    /// For teams, which a workflow's own token cannot see; nothing if there is no such token.
    pub members: Option<&'a GitHub>,
    /// The repository, of which roles are.
    pub repository: &'a github::Repository,
}

/// Why a policy cannot be resolved.
#[derive(Debug, thiserror::Error)]
pub enum SourceProblem {
    /// GitHub did not answer.
    #[error("`{source_}` could not be looked up: {error}")]
    GitHub {
        /// Which source.
        source_: Source,
        /// Why.
        error: github::Error,
    },
    /// There is no such account.
    #[error(
        "`{0}` names no account that this token sees: check the name, and write `user:LOGIN#NUMBER` for one that was renamed"
    )]
    Nobody(Source),
    /// It is no person's account.
    #[error("`{0}` is no person but {1}: only people approve")]
    NoPerson(Source, String),
    /// Teams need another token.
    #[error(
        "`{0}` is a team, and there is no token that may see its members: give `members-token`, of an App with `members: read` on the \
         organisation; a workflow's own token cannot have that"
    )]
    NoToken(Source),
    /// The team is not there or not to be seen.
    #[error(
        "`{0}` names no team that `members-token` sees: check the name, and that its App has `members: read` on the organisation"
    )]
    NoTeam(Source),
    /// The name belongs to another team now.
    #[error(
        "`{source_}` names team {found} by now, another one than the policy pins: correct the name or the number"
    )]
    OtherTeam {
        /// Which source.
        source_: Source,
        /// The number of the team that has the name.
        found: u64,
    },
}

/// Something about a source that people should see, and that changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// The account is called otherwise by now.
    Renamed {
        /// Which source.
        source: Source,
        /// What it is called now.
        now: String,
    },
    /// The name in the policy belongs to somebody else by now; the number is who is meant.
    Taken {
        /// Which source.
        source: Source,
        /// What the account that is meant is called now.
        now: String,
        /// Whose the name is now.
        by: AccountId,
    },
    /// The account is gone or cannot be seen.
    Gone {
        /// Which source.
        source: Source,
    },
}

/// A policy in which names are numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pinned {
    /// The policy.
    pub policy: Policy,
    /// What people should see, in the order of the policy.
    pub remarks: Vec<Remark>,
    /// The teams that its names are now.
    pub teams: Vec<(Source, teams::Team)>,
}

impl Pinned {
    /// The people of the policy who are called now as it says.
    #[must_use]
    pub fn well_called(&self) -> Vec<Source> {
        let is_said = |source: &Source| {
            self.remarks.iter().any(|remark| match remark {
                Remark::Renamed { source: named, .. }
                | Remark::Taken { source: named, .. }
                | Remark::Gone { source: named } => named == source,
            })
        };
        all(&self.policy)
            .into_iter()
            .filter(|source| matches!(source, Source::User { .. }) && !is_said(source))
            .collect()
    }
}

/// All sources of a policy, each once, in the policy's order.
#[must_use]
pub fn all(policy: &Policy) -> Vec<Source> {
    let glass = policy.break_glass.iter().flat_map(|glass| &glass.by);
    let every = policy.seats.iter().flat_map(|seat| &seat.of).chain(&policy.veto).chain(glass);
    let mut sources: Vec<Source> = Vec::new();
    for source in every {
        if !sources.contains(source) {
            sources.push(source.clone());
        }
    }
    sources
}

/// Looks every name up, once: an account's becomes its number, a team's too.
///
/// # Errors
/// As [`SourceProblem`]: a policy that names nobody is never met, and nobody would hear of it.
pub async fn pin(asking: Asking<'_>, policy: &Policy) -> Result<Pinned, SourceProblem> {
    pin_beside(asking, policy, &[]).await
}

/// The same beside accounts that GitHub just showed with their names of now and their numbers: who wrote in the thread is not asked for again.
///
/// # Errors
/// As of [`pin`].
pub async fn pin_beside(
    asking: Asking<'_>,
    policy: &Policy,
    shown: &[&Account],
) -> Result<Pinned, SourceProblem> {
    let (mut known, mut remarks): (Vec<(Source, Source)>, _) = (Vec::new(), Vec::new());
    let mut teams = Vec::new();
    for source in all(policy) {
        let numbered = match &source {
            Source::User { login, id } => match among(shown, login, *id) {
                Some(id) => Source::User { login: login.clone(), id: Some(id) },
                None => user(asking, &source, login, *id, &mut remarks).await?,
            },
            Source::Team { organization, slug, id } => {
                let (numbered, found) = team(asking, &source, organization, slug, *id).await?;
                teams.push((numbered.clone(), found));
                numbered
            }
            Source::Role(_) => source.clone(),
        };
        known.push((source, numbered));
    }
    let numbered = |sources: &[Source]| -> Vec<Source> {
        let find =
            |source: &Source| known.iter().find(|(named, _)| named == source).map(|(_, found)| found.clone());
        sources.iter().map(|source| find(source).unwrap_or_else(|| source.clone())).collect()
    };
    let mut policy = policy.clone();
    for seat in &mut policy.seats {
        seat.of = numbered(&seat.of);
    }
    policy.veto = numbered(&policy.veto);
    if let Some(glass) = &mut policy.break_glass {
        glass.by = numbered(&glass.by);
    }
    Ok(Pinned { policy, remarks, teams })
}

/// The number of a person who was shown under this name, if it is the one that the policy pins. A name that was shown with two numbers changed hands
/// while it was read, and is asked for.
fn among(shown: &[&Account], login: &str, id: Option<AccountId>) -> Option<AccountId> {
    let people = shown.iter().filter_map(|account| person(Some(*account)));
    let mut called = people.filter(|(_, name)| name.eq_ignore_ascii_case(login)).map(|(number, _)| number);
    let first = called.next()?;
    (called.all(|other| other == first) && id.is_none_or(|id| id == first)).then_some(first)
}

async fn user(
    asking: Asking<'_>,
    source: &Source,
    login: &str,
    id: Option<AccountId>,
    remarks: &mut Vec<Remark>,
) -> Result<Source, SourceProblem> {
    let Some(id) = id else {
        let found =
            by_login(asking, source, login).await?.ok_or_else(|| SourceProblem::Nobody(source.clone()))?;
        if found.kind != "User" {
            return Err(SourceProblem::NoPerson(source.clone(), found.kind));
        }
        return Ok(Source::User { login: login.to_owned(), id: Some(AccountId(found.id)) });
    };
    match people::by_id(asking.github, id.0).await {
        Ok(found) if found.kind != "User" => return Err(SourceProblem::NoPerson(source.clone(), found.kind)),
        Ok(found) if found.login.eq_ignore_ascii_case(login) => {}
        Ok(found) => {
            let (source, now) = (source.clone(), found.login);
            let taken = by_login(asking, &source, login).await?.filter(|other| other.id != id.0);
            remarks.push(match taken {
                Some(other) => Remark::Taken { source, now, by: AccountId(other.id) },
                None => Remark::Renamed { source, now },
            });
        }
        Err(error) if error.is_not_found() => remarks.push(Remark::Gone { source: source.clone() }),
        Err(error) => return Err(SourceProblem::GitHub { source_: source.clone(), error }),
    }
    Ok(source.clone())
}

async fn by_login(
    asking: Asking<'_>,
    source: &Source,
    login: &str,
) -> Result<Option<people::Account>, SourceProblem> {
    match people::by_login(asking.github, login).await {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(SourceProblem::GitHub { source_: source.clone(), error }),
    }
}

async fn team(
    asking: Asking<'_>,
    source: &Source,
    organization: &str,
    slug: &str,
    id: Option<u64>,
) -> Result<(Source, teams::Team), SourceProblem> {
    let found = read_team(asking, source, organization, slug).await?;
    if id.is_some_and(|id| id != found.id) {
        return Err(SourceProblem::OtherTeam { source_: source.clone(), found: found.id });
    }
    let (organization, slug) = (organization.to_owned(), slug.to_owned());
    Ok((Source::Team { organization, slug, id: Some(found.id) }, found))
}

/// The team that a name is now. It is never taken for anything else: what is written `team:` is a team or a mistake.
pub(crate) async fn read_team(
    asking: Asking<'_>,
    source: &Source,
    organization: &str,
    slug: &str,
) -> Result<teams::Team, SourceProblem> {
    let members = asking.members.ok_or_else(|| SourceProblem::NoToken(source.clone()))?;
    teams::read(members, organization, slug).await.map_err(|error| match error.kind {
        Kind::NotFound | Kind::Forbidden => SourceProblem::NoTeam(source.clone()),
        _ => SourceProblem::GitHub { source_: source.clone(), error },
    })
}

#[cfg(test)]
mod tests;
