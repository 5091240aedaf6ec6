//! Who belongs to what: asked once a run for each person whose word may matter, and never guessed.
//!
//! An error becomes [`Membership::Unknown`]: it is neither yes nor no. Teams are listed, which costs one request for up to a hundred members,
//! and only who belongs to nothing is asked for one by one, since GitHub lists no invitations.

use std::collections::BTreeSet;

use approval::command::{self, Command, Line};
use approval::people::{AccountId, Membership, Memberships, Person, Role, Source};
use approval::thread::{Comment, Deletion, Seen};
use github::{Kind, people, teams};

use super::account::person;
use super::moment::{self, NoMoment};
use super::source::{Asking, SourceProblem, read_team};

mod others;

/// Somebody to be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// Who.
    pub id: AccountId,
    /// How the account is called now.
    pub login: String,
    /// What the record holds of an earlier answer. It never makes anybody a member: it spares asking again whether somebody is invited.
    pub earlier: Vec<(Source, Membership)>,
}

/// What came of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Everybody who was asked for, with an answer for every source.
    pub people: Vec<Person>,
    /// Whom the lists of teams named beside them, in the order of their numbers, with an answer for every source but roles: who can still
    /// fill a seat, for nothing more than was asked anyway.
    pub others: Vec<Person>,
    /// Why answers are unknown, for people who can mend it.
    pub troubles: Vec<Trouble>,
}

/// Why it is not known who belongs to a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Which source.
    pub source: Source,
    /// What went wrong, and what to do.
    pub problem: String,
}

/// Members of a team that are listed at most: a larger one is asked for each person.
const MOST_LISTED: usize = 300;

/// Whose memberships may matter: of commands, of comments that were changed, of deleted comments, and of what the record holds. Who only
/// talked, asked how it stands, or wrote what is no command is not asked for.
#[must_use]
pub fn who(comments: &[Comment], deletions: &[Deletion], seen: &[Seen], ours: AccountId) -> Vec<Who> {
    let matters = |comment: &&Comment| {
        let is_recorded = seen.iter().any(|known| known.comment == comment.id && is_word(known));
        // What seems to say no holds a request if its author may decide, and no other does.
        let decides = match command::read(&comment.body) {
            Line::Command(said) => said != Command::Status,
            Line::Malformed { denies, .. } => denies,
            Line::Prose => false,
        };
        decides || comment.edited.is_some() || is_recorded
    };
    let written = comments.iter().filter(matters).filter_map(|comment| person(comment.author.as_ref()));
    let deleted = deletions.iter().filter_map(|deletion| person(deletion.author.as_ref()));
    let all = written.chain(deleted).filter(|(id, _)| *id != ours);
    let mut known = BTreeSet::new();
    let one = |(id, login): (AccountId, &str)| {
        let recorded = seen.iter().rev().filter(|known| known.author == Some(id));
        let earlier =
            recorded.flat_map(|known| known.memberships.iter().flat_map(|told| told.of.clone())).collect();
        Who { id, login: login.to_owned(), earlier }
    };
    all.filter(|(id, _)| known.insert(*id)).map(one).collect()
}

fn is_word(seen: &Seen) -> bool {
    seen.denial.is_some() || seen.withdrawal.is_some()
}

/// Asks for everybody and every source.
///
/// # Errors
/// GitHub tells no time.
pub async fn memberships(asking: Asking<'_>, sources: &[Source], who: &[Who]) -> Result<Known, NoMoment> {
    memberships_in(asking, sources, who, Vec::new()).await
}

/// The same where the names of some teams were just looked up, so that they are not looked up twice.
///
/// # Errors
/// GitHub tells no time.
pub async fn memberships_in(
    asking: Asking<'_>,
    sources: &[Source],
    who: &[Who],
    teams: Vec<(Source, teams::Team)>,
) -> Result<Known, NoMoment> {
    if who.is_empty() {
        return Ok(Known { people: Vec::new(), others: Vec::new(), troubles: Vec::new() });
    }
    let rows = vec![Vec::new(); who.len()];
    let mut table = Table { asking, who, rows, teams, lists: Vec::new(), troubles: Vec::new() };
    let mut roles = None;
    for source in sources {
        let answers = match source {
            Source::User { login, id } => who.iter().map(|one| user(one, login, *id)).collect(),
            Source::Team { organization, slug, id } => table.team(source, organization, slug, *id).await,
            Source::Role(wanted) => {
                if roles.is_none() {
                    roles = Some(table.roles(source).await);
                }
                roles.iter().flatten().map(|held| held.is_at_least(*wanted)).collect()
            }
        };
        table.add(source, answers);
    }
    table.invitations(sources).await;
    let at = moment::latest([asking.github].into_iter().chain(asking.members))?;
    let people = who.iter().zip(table.rows).map(|(one, of)| Person {
        id: one.id,
        login: one.login.clone(),
        now: Memberships { at, of },
    });
    let others = others::of(&table.lists, sources, who, at);
    Ok(Known { people: people.collect(), others, troubles: table.troubles })
}

/// A number is who is meant; without one it is whoever has the name now.
fn user(who: &Who, login: &str, id: Option<AccountId>) -> Membership {
    let is_meant = id.map_or_else(|| who.login.eq_ignore_ascii_case(login), |id| id == who.id);
    if is_meant { Membership::Active { inherited: false } } else { Membership::None }
}

struct Table<'a> {
    asking: Asking<'a>,
    who: &'a [Who],
    /// For each person the answers so far.
    rows: Vec<Vec<(Source, Membership)>>,
    /// The teams that were shown.
    teams: Vec<(Source, teams::Team)>,
    /// The members of teams that were listed.
    lists: Vec<(Source, Vec<teams::Member>)>,
    troubles: Vec<Trouble>,
}

impl Table<'_> {
    fn add(&mut self, source: &Source, answers: Vec<Membership>) {
        for (row, answer) in self.rows.iter_mut().zip(answers) {
            row.push((source.clone(), answer));
        }
    }

    fn unknown(&mut self, source: &Source, problem: String) -> Vec<Membership> {
        self.troubles.push(Trouble { source: source.clone(), problem });
        vec![Membership::Unknown; self.who.len()]
    }

    async fn team(
        &mut self,
        source: &Source,
        organization: &str,
        slug: &str,
        id: Option<u64>,
    ) -> Vec<Membership> {
        let Some(github) = self.asking.members else {
            return self.unknown(source, SourceProblem::NoToken(source.clone()).to_string());
        };
        let is_known = self.teams.iter().any(|(known, team)| known == source && Some(team.id) == id);
        if let Some(id) = id.filter(|_| !is_known) {
            match read_team(self.asking, source, organization, slug).await {
                Ok(found) if found.id == id => self.teams.push((source.clone(), found)),
                Ok(found) => {
                    let problem = SourceProblem::OtherTeam { source_: source.clone(), found: found.id };
                    return self.unknown(source, problem.to_string());
                }
                Err(error) => return self.unknown(source, error.to_string()),
            }
        }
        match teams::members_within(github, organization, slug, MOST_LISTED).await {
            Ok(members) => {
                let answers = self.who.iter().map(|one| listed(&members, one.id)).collect();
                self.lists.push((source.clone(), members));
                answers
            }
            Err(error) if error.kind == Kind::Truncated => self.each(source, organization, slug).await,
            Err(error) => self.unknown(source, error.to_string()),
        }
    }

    /// One by one.
    async fn each(&mut self, source: &Source, organization: &str, slug: &str) -> Vec<Membership> {
        let mut answers = Vec::with_capacity(self.who.len());
        for one in self.who {
            answers.push(self.ask(source, organization, slug, &one.login).await);
        }
        answers
    }

    async fn ask(&mut self, source: &Source, organization: &str, slug: &str, login: &str) -> Membership {
        let Some(github) = self.asking.members else { return Membership::Unknown };
        let shown = self.teams.iter().find(|(known, _)| known == source);
        let answer = match shown {
            Some((_, team)) => teams::membership_of(github, team, login).await,
            None => teams::membership(github, organization, slug, login).await,
        };
        match answer {
            Ok(teams::Membership::Active(_)) => Membership::Active { inherited: false },
            Ok(teams::Membership::Pending(_)) => Membership::Pending,
            Ok(teams::Membership::None) => Membership::None,
            Err(error) => {
                self.troubles.push(Trouble { source: source.clone(), problem: error.to_string() });
                Membership::Unknown
            }
        }
    }

    /// Who belongs to nothing may be invited to a team, which no list shows, and should hear so.
    async fn invitations(&mut self, sources: &[Source]) {
        for at in 0..self.who.len() {
            let row = self.rows.get(at).map(Vec::as_slice).unwrap_or_default();
            if row.iter().any(|(_, answer)| *answer != Membership::None) {
                continue;
            }
            let who = self.who;
            let Some(one) = who.get(at) else { continue };
            for source in sources {
                let Source::Team { organization, slug, .. } = source else { continue };
                let answer = match one.earlier.iter().find(|(of, _)| of == source) {
                    Some((_, known @ (Membership::None | Membership::Pending))) => *known,
                    _ => self.ask(source, organization, slug, &one.login).await,
                };
                let row = self.rows.get_mut(at).into_iter().flatten();
                for (_, known) in row.filter(|(of, _)| of == source) {
                    *known = answer;
                }
            }
        }
    }

    /// The role of everybody, by one request each, whatever number of roles the policy names.
    async fn roles(&mut self, source: &Source) -> Vec<Held> {
        let mut roles = Vec::with_capacity(self.who.len());
        for one in self.who {
            let answer = people::permission(self.asking.github, self.asking.repository, &one.login).await;
            let (held, problem) = match answer {
                // The name may be somebody else's since the comment was read.
                Ok(found) if found.user.as_ref().is_none_or(|user| user.id != one.id.0) => {
                    (Held::Unknown, Some("the name changed hands while it was read: run this again".to_owned()))
                }
                Ok(found) => (Held::of(&found.role_name, &found.permission), None),
                Err(error) => (Held::Unknown, Some(error.to_string())),
            };
            if let Some(problem) = problem {
                self.troubles.push(Trouble { source: source.clone(), problem });
            }
            roles.push(held);
        }
        roles
    }
}

fn listed(members: &[teams::Member], id: AccountId) -> Membership {
    match members.iter().find(|member| member.account.id == id.0) {
        Some(member) => Membership::Active { inherited: member.inherited.unwrap_or(false) },
        None => Membership::None,
    }
}

/// What somebody may do in the repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    /// No role.
    Nothing,
    /// This one.
    Role(Role),
    /// One that the organisation made, on the ground of one from the first to the second.
    Made(Role, Role),
    /// GitHub did not say.
    Unknown,
}

impl Held {
    /// GitHub's `permission` counts `maintain` as `write` and `triage` as `read` and is never taken for the role. Of a role that an
    /// organisation made it tells alone what GitHub documents: the base role, one of two.
    fn of(role_name: &str, permission: &str) -> Self {
        match (role_name, permission) {
            ("none", _) | (_, "none") => Self::Nothing,
            ("read", _) => Self::Role(Role::Read),
            ("triage", _) => Self::Role(Role::Triage),
            ("write", _) => Self::Role(Role::Write),
            ("maintain", _) => Self::Role(Role::Maintain),
            ("admin", _) => Self::Role(Role::Admin),
            (_, "read") => Self::Made(Role::Read, Role::Triage),
            (_, "write") => Self::Made(Role::Write, Role::Maintain),
            _ => Self::Unknown,
        }
    }

    fn is_at_least(self, wanted: Role) -> Membership {
        match self {
            Self::Role(role) | Self::Made(role, _) if role >= wanted => Membership::Active { inherited: false },
            Self::Nothing | Self::Role(_) => Membership::None,
            Self::Made(_, most) if most < wanted => Membership::None,
            Self::Made(..) | Self::Unknown => Membership::Unknown,
        }
    }
}

#[cfg(test)]
mod tests;
