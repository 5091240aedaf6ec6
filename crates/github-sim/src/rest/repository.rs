//! Repositories: `GET /repos/{owner}/{repo}`, and by id.

use serde_json::{Value, json};

use crate::access::Needs;
use crate::answer::{Answer, Reply};
use crate::hub::Hub;
use crate::node::node_id;
use crate::permission::Role;
use crate::repository::Repository;
use crate::rest::merge;
use crate::route::Route;
use crate::token::{Level, TokenKind};
use crate::visit::Visit;

pub(crate) const METADATA: Needs = Needs::repository(&[("metadata", Level::Read)]);

pub(crate) const ROUTES: &[Route] = &[Route::new("GET", "/repos/{owner}/{repo}", METADATA, get)];

/// The addresses of a repository below its own, by the field of `full-repository`.
const BELOW: [(&str, &str); 37] = [
    ("archive_url", "/{archive_format}{/ref}"),
    ("assignees_url", "/assignees{/user}"),
    ("blobs_url", "/git/blobs{/sha}"),
    ("branches_url", "/branches{/branch}"),
    ("collaborators_url", "/collaborators{/collaborator}"),
    ("comments_url", "/comments{/number}"),
    ("commits_url", "/commits{/sha}"),
    ("compare_url", "/compare/{base}...{head}"),
    ("contents_url", "/contents/{+path}"),
    ("contributors_url", "/contributors"),
    ("deployments_url", "/deployments"),
    ("downloads_url", "/downloads"),
    ("events_url", "/events"),
    ("forks_url", "/forks"),
    ("git_commits_url", "/git/commits{/sha}"),
    ("git_refs_url", "/git/refs{/sha}"),
    ("git_tags_url", "/git/tags{/sha}"),
    ("hooks_url", "/hooks"),
    ("issue_comment_url", "/issues/comments{/number}"),
    ("issue_events_url", "/issues/events{/number}"),
    ("issues_url", "/issues{/number}"),
    ("keys_url", "/keys{/key_id}"),
    ("labels_url", "/labels{/name}"),
    ("languages_url", "/languages"),
    ("merges_url", "/merges"),
    ("milestones_url", "/milestones{/number}"),
    ("notifications_url", "/notifications{?since,all,participating}"),
    ("pulls_url", "/pulls{/number}"),
    ("releases_url", "/releases{/id}"),
    ("stargazers_url", "/stargazers"),
    ("statuses_url", "/statuses/{sha}"),
    ("subscribers_url", "/subscribers"),
    ("subscription_url", "/subscription"),
    ("tags_url", "/tags"),
    ("teams_url", "/teams"),
    ("trees_url", "/git/trees{/sha}"),
    ("url", ""),
];

impl Hub {
    /// The schema `minimal-repository`, which all others have as well.
    pub(crate) fn repository_json(&self, repository: &Repository) -> Value {
        let full_name = self.full_name(repository);
        let url = self.links.api(&format!("/repos/{full_name}"));
        let mut shown = json!({
            "id": repository.id, "node_id": node_id("R", repository.id), "name": repository.name, "full_name": full_name,
            "owner": self.user_or_null(repository.owner), "private": repository.private,
            "html_url": self.links.html(&format!("/{full_name}")), "description": repository.description, "fork": false,
            "default_branch": repository.default_branch, "archived": repository.archived, "disabled": false,
            "has_issues": repository.has_issues, "has_projects": true, "has_wiki": true, "has_pages": false,
            "has_discussions": false, "has_downloads": true, "visibility": visibility(repository), "topics": [],
            "created_at": repository.created_at, "updated_at": repository.updated_at, "pushed_at": repository.pushed_at,
        });
        let below = BELOW.map(|(field, path)| (field.to_owned(), json!(format!("{url}{path}"))));
        merge(&mut shown, Value::Object(below.into_iter().collect()));
        shown
    }

    /// The schema `repository`, which pull requests have at both ends.
    pub(crate) fn repository_of_pull(&self, repository: &Repository) -> Value {
        let mut shown = self.repository_json(repository);
        let page = self.links.html(&format!("/{}", self.full_name(repository)));
        let host = page.split("//").nth(1).unwrap_or(&page);
        let more = json!({
            "git_url": format!("git://{host}.git"), "ssh_url": format!("git@{}.git", host.replacen('/', ":", 1)),
            "clone_url": format!("{page}.git"), "svn_url": page, "mirror_url": null, "homepage": null, "language": null,
            "license": null, "forks_count": 0, "forks": 0, "stargazers_count": 0, "watchers_count": 0, "watchers": 0,
            "size": 0, "open_issues_count": 0, "open_issues": 0, "is_template": false, "allow_forking": true, "web_commit_signoff_required": false,
        });
        merge(&mut shown, more);
        shown
    }

    /// The schema `full-repository`.
    fn repository_full(&self, repository: &Repository) -> Value {
        let mut shown = self.repository_of_pull(repository);
        merge(&mut shown, json!({"subscribers_count": 0, "network_count": 0}));
        if self.organizations.contains_key(&repository.owner) {
            merge(&mut shown, json!({"organization": self.user_or_null(repository.owner)}));
        }
        shown
    }
}

fn visibility(repository: &Repository) -> &'static str {
    if repository.private { "private" } else { "public" }
}

fn get(hub: &mut Hub, visit: &Visit) -> Reply {
    let repository = hub.repositories.get(&visit.repository()?).ok_or_else(Answer::not_found)?;
    let mut shown = hub.repository_full(repository);
    let role = match visit.caller.kind() {
        Some(TokenKind::User { account, .. }) => hub.role(*account, repository.id).map(|granted| granted.base),
        Some(_) if hub.may(&visit.caller, repository.id, ("contents", Level::Write)) => Some(Role::Write),
        Some(_) => Some(Role::Read),
        None => None,
    };
    if let Some(role) = role {
        merge(&mut shown, json!({"permissions": permissions(role)}));
    }
    Ok(Answer::ok(shown))
}

/// The five flags that GitHub shows for a role.
pub(crate) fn permissions(role: Role) -> Value {
    let has = |least| role >= least;
    json!({
        "pull": true, "triage": has(Role::Triage), "push": has(Role::Write), "maintain": has(Role::Maintain),
        "admin": has(Role::Admin),
    })
}
