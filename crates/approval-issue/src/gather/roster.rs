//! Everybody who may fill a seat, listed before anybody has voted: for the question whether a policy can be met at all, and to tell people
//! that they are asked.

use approval::people::{AccountId, Membership, Memberships, Person, Source};
use github::{people, teams};

use super::moment::{self, NoMoment};
use super::people::Trouble;
use super::source::{Asking, SourceProblem};

/// Everybody whom GitHub lists for the sources of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    /// Who, in the order of their numbers, with an answer for every source that could be listed.
    pub people: Vec<Person>,
    /// Sources whose people cannot be listed: nobody can say from this that too few may approve.
    pub open: Vec<Source>,
    /// Why a source could not be listed.
    pub troubles: Vec<Trouble>,
}

/// The people of one source; nothing if they cannot be listed.
type Listed = Option<Vec<(AccountId, String, bool)>>;

/// Lists everybody. Who has a role in the repository is not listed, since GitHub lists that only to who may push.
///
/// # Errors
/// GitHub tells no time.
pub async fn roster(asking: Asking<'_>, sources: &[Source]) -> Result<Roster, NoMoment> {
    let (mut open, mut troubles, mut all) = (Vec::new(), Vec::new(), Vec::new());
    for source in sources {
        match list(asking, source).await {
            Ok(Some(people)) => all.push((source, people)),
            Ok(None) => open.push(source.clone()),
            Err(problem) => {
                open.push(source.clone());
                troubles.push(Trouble { source: source.clone(), problem });
            }
        }
    }
    let at = moment::latest([asking.github].into_iter().chain(asking.members))?;
    let mut people: Vec<Person> = Vec::new();
    for (id, login, _) in all.iter().flat_map(|(_, people)| people) {
        if !people.iter().any(|known| known.id == *id) {
            let of = all.iter().map(|(source, people)| ((*source).clone(), membership(people, *id))).collect();
            people.push(Person { id: *id, login: login.clone(), now: Memberships { at, of } });
        }
    }
    people.sort_by_key(|person| person.id);
    Ok(Roster { people, open, troubles })
}

fn membership(people: &[(AccountId, String, bool)], id: AccountId) -> Membership {
    match people.iter().find(|(known, ..)| *known == id) {
        Some((_, _, inherited)) => Membership::Active { inherited: *inherited },
        None => Membership::None,
    }
}

async fn list(asking: Asking<'_>, source: &Source) -> Result<Listed, String> {
    match source {
        Source::Role(_) => Ok(None),
        Source::User { login, id } => {
            let found = match id {
                Some(id) => people::by_id(asking.github, id.0).await,
                None => people::by_login(asking.github, login).await,
            };
            match found {
                Ok(found) if found.kind == "User" => Ok(Some(vec![(AccountId(found.id), found.login, false)])),
                Ok(_) => Ok(Some(Vec::new())),
                Err(error) if error.is_not_found() => Ok(Some(Vec::new())),
                Err(error) => Err(error.to_string()),
            }
        }
        Source::Team { organization, slug, .. } => {
            let github = asking.members.ok_or_else(|| SourceProblem::NoToken(source.clone()).to_string())?;
            let members =
                teams::members(github, organization, slug).await.map_err(|error| error.to_string())?;
            let people = members.into_iter().filter(|member| member.account.kind == "User");
            let listed = people.map(|member| {
                (AccountId(member.account.id), member.account.login, member.inherited.unwrap_or(false))
            });
            Ok(Some(listed.collect()))
        }
    }
}
