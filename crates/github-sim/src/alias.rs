//! Other addresses of the same things: by id instead of by name, and below the prefix of GitHub Enterprise Server.

use crate::answer::Answer;
use crate::hub::Hub;
use crate::team::Team;

const REPOSITORY: &str = "/repos/{owner}/{repo}";

/// The path below the API's root: GitHub Enterprise Server puts `/api/v3` and `/api/graphql` before it.
pub(crate) fn below_root(path: &str) -> &str {
    match path {
        "/api/graphql" => "/graphql",
        _ => path.strip_prefix("/api/v3").filter(|rest| rest.starts_with('/')).unwrap_or(path),
    }
}

/// The path by names: `/repositories/{id}/…` is `/repos/{owner}/{repo}/…`, and a team's address by ids that by its slug.
pub(crate) fn by_name(hub: &Hub, path: &str) -> String {
    renamed(hub, path).unwrap_or_else(|| path.to_owned())
}

fn renamed(hub: &Hub, path: &str) -> Option<String> {
    if let Some(rest) = path.strip_prefix("/repositories/") {
        let (id, rest) = head(rest);
        let repository = hub.repositories.get(&id.parse().ok()?)?;
        return Some(format!("/repos/{}{rest}", hub.full_name(repository)));
    }
    let (team, organization) = match path.strip_prefix("/organizations/") {
        Some(rest) => {
            let (organization, rest) = head(rest);
            (rest.strip_prefix("/team/")?, Some(organization.parse::<u64>().ok()?))
        }
        None => (path.strip_prefix("/teams/")?, None),
    };
    let (id, rest) = head(team);
    let found = id.parse().ok().and_then(|id| hub.teams.get(&id));
    let fits = |team: &&Team| organization.is_none_or(|organization| organization == team.organization);
    let found = found.filter(fits).and_then(|team| Some((&hub.accounts.get(&team.organization)?.login, team)));
    // Ids that nobody has are still the same operation, which answers 404: no name is like this one.
    Some(found.map_or_else(
        || format!("/orgs/-/teams/-{rest}"),
        |(owner, team)| format!("/orgs/{owner}/teams/{}{rest}", team.slug),
    ))
}

/// The first part and the rest with its slash.
fn head(path: &str) -> (&str, &str) {
    path.split_at(path.find('/').unwrap_or(path.len()))
}

/// The repository that a route of `/repos/{owner}/{repo}` speaks of, or none for other routes.
///
/// A name that the repository once had redirects to its address by id: 301 for reading, 307 for the rest.
pub(crate) fn repository(hub: &Hub, asked: &Asked<'_>) -> Result<Option<u64>, Answer> {
    if !asked.template.starts_with(REPOSITORY) {
        return Ok(None);
    }
    if let Some(id) = hub.repository_named(asked.owner, asked.name) {
        return Ok(Some(id));
    }
    let former = |(id, repository): (&u64, &crate::repository::Repository)| {
        let was = |(owner, name): &(String, String)| {
            owner.eq_ignore_ascii_case(asked.owner) && name.eq_ignore_ascii_case(asked.name)
        };
        repository.former_names.iter().any(was).then_some(*id)
    };
    let id = hub.repositories.iter().find_map(former).ok_or_else(Answer::not_found)?;
    if !hub.sees(asked.caller, id) {
        return Err(Answer::not_found());
    }
    let rest: String = asked.path.split('/').skip(4).flat_map(|part| ["/", part]).collect();
    let query = if asked.raw_query.is_empty() { String::new() } else { format!("?{}", asked.raw_query) };
    let url = hub.links.api(&format!("/repositories/{id}{rest}{query}"));
    let status = if matches!(asked.method, "GET" | "HEAD") { 301 } else { 307 };
    Err(Answer::redirect(status, &url))
}

/// What was asked of a repository.
pub(crate) struct Asked<'a> {
    pub(crate) caller: &'a crate::token::Caller,
    pub(crate) method: &'a str,
    pub(crate) template: &'a str,
    pub(crate) path: &'a str,
    pub(crate) raw_query: &'a str,
    pub(crate) owner: &'a str,
    pub(crate) name: &'a str,
}

/// The address that GitHub writes into `Link`: by ids for repositories and teams.
pub(crate) fn by_id(hub: &Hub, path: &str) -> String {
    let ids = |path: &str| {
        let mut parts = path.trim_start_matches('/').splitn(4, '/');
        let (kind, owner, name) = (parts.next()?, parts.next()?, parts.next()?);
        let rest = parts.next();
        if kind == "repos" {
            let id = hub.repository_named(owner, name)?;
            return Some(format!(
                "/repositories/{id}{}",
                rest.map(|rest| format!("/{rest}")).unwrap_or_default()
            ));
        }
        let (slug, rest) = head(rest.filter(|_| kind == "orgs" && name == "teams")?);
        let team = hub.team(hub.organization(owner)?.id, slug)?;
        Some(format!("/organizations/{}/team/{}{rest}", team.organization, team.id))
    };
    ids(path).unwrap_or_else(|| path.to_owned())
}

#[cfg(test)]
mod tests;
