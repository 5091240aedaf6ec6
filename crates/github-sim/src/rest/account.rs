//! Users: `GET /users/{username}`, `GET /user/{account_id}`, `GET /user`, signing keys.

use serde_json::{Value, json};

use crate::access::Needs;
use crate::account::{Account, GHOST, Kind, Trace};
use crate::answer::{Answer, Reply};
use crate::hub::Hub;
use crate::node::node_id;
use crate::rest::merge;
use crate::route::Route;
use crate::visit::Visit;

pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/user", Needs::PERSON, own),
    Route::new("GET", "/user/{account_id}", Needs::NOTHING, by_id),
    Route::new("GET", "/users/{username}", Needs::NOTHING, by_login),
    Route::new("GET", "/users/{username}/ssh_signing_keys", Needs::NOTHING, signing_keys),
];

impl Hub {
    /// The schema `simple-user`.
    pub(crate) fn user_simple(&self, account: &Account) -> Value {
        let Account { id, login, .. } = account;
        let url = self.links.api(&format!("/users/{}", login.replace('[', "%5B").replace(']', "%5D")));
        let html = match account.kind {
            Kind::Bot => self.links.html(&format!("/apps/{}", login.trim_end_matches("[bot]"))),
            _ => self.links.html(&format!("/{login}")),
        };
        json!({
            "login": login, "id": id, "node_id": node_id(account.kind.prefix(), *id),
            "avatar_url": format!("https://avatars.githubusercontent.com/u/{id}?v=4"), "gravatar_id": "",
            "url": url, "html_url": html, "type": account.kind.word(), "site_admin": false, "user_view_type": "public",
            "followers_url": format!("{url}/followers"), "following_url": format!("{url}/following{{/other_user}}"),
            "gists_url": format!("{url}/gists{{/gist_id}}"), "starred_url": format!("{url}/starred{{/owner}}{{/repo}}"),
            "subscriptions_url": format!("{url}/subscriptions"), "organizations_url": format!("{url}/orgs"),
            "repos_url": format!("{url}/repos"), "events_url": format!("{url}/events{{/privacy}}"),
            "received_events_url": format!("{url}/received_events"),
        })
    }

    /// The schema `nullable-simple-user`: what stands in the place of a deleted account is its trace.
    pub(crate) fn user_or_null(&self, id: u64) -> Value {
        let shown = match self.accounts.get(&id) {
            None => None,
            Some(account) => match account.deleted {
                None => Some(account),
                Some(Trace::Ghost) => self.accounts.get(&GHOST),
                Some(Trace::Null) => None,
            },
        };
        shown.map_or(Value::Null, |account| self.user_simple(account))
    }

    /// The schema `simple-user` where GitHub's schema allows no null: a deleted account is always the ghost.
    pub(crate) fn user_or_ghost(&self, id: u64) -> Value {
        let shown = self.user_or_null(id);
        if shown.is_null() { self.user_or_null(GHOST) } else { shown }
    }

    /// The schema `public-user`, which an organisation's account has as well.
    fn user_public(&self, account: &Account) -> Value {
        let mut user = self.user_simple(account);
        let owned =
            self.repositories.values().filter(|found| found.owner == account.id && !found.private).count();
        let more = json!({
            "name": account.name, "company": null, "blog": "", "location": null, "email": account.email, "hireable": null,
            "bio": null, "twitter_username": null, "public_repos": owned, "public_gists": 0, "followers": 0,
            "following": 0, "created_at": account.created_at, "updated_at": account.created_at,
        });
        merge(&mut user, more);
        user
    }
}

fn own(hub: &mut Hub, visit: &Visit) -> Reply {
    let account = hub.accounts.get(&visit.actor()?).ok_or_else(Answer::not_found)?;
    let mut user = hub.user_public(account);
    let private = hub.repositories.values().filter(|found| found.owner == account.id && found.private).count();
    let more = json!({
        "private_gists": 0, "total_private_repos": private, "owned_private_repos": private, "disk_usage": 0,
        "collaborators": 0, "two_factor_authentication": true, "user_view_type": "private",
    });
    merge(&mut user, more);
    Ok(Answer::ok(user))
}

fn by_id(hub: &mut Hub, visit: &Visit) -> Reply {
    let found = hub.accounts.get(&visit.number("account_id")?);
    let live = found.filter(|account| !account.is_deleted()).ok_or_else(Answer::not_found)?;
    Ok(Answer::ok(hub.user_public(live)))
}

fn by_login(hub: &mut Hub, visit: &Visit) -> Reply {
    let account = hub.account(visit.param("username")).ok_or_else(Answer::not_found)?;
    Ok(Answer::ok(hub.user_public(account)))
}

fn signing_keys(hub: &mut Hub, visit: &Visit) -> Reply {
    let account = hub.account(visit.param("username")).ok_or_else(Answer::not_found)?;
    let key = |key: &crate::account::SigningKey| json!(key);
    Ok(Answer::list(account.signing_keys.iter().map(key).collect()))
}

#[cfg(test)]
mod tests;
