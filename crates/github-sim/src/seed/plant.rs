//! From a seed, where things have names, to the state, where they have numbers.

use anyhow::{Result, bail, ensure};

use crate::account::{ACTIONS_APP, ACTIONS_BOT, Account, App, GHOST, Kind, Organization, SigningKey};
use crate::hub::Hub;
use crate::permission::Role;
use crate::repository::Repository;
use crate::seed::{
    AppSeed, OrganizationSeed, RepositorySeed, Seed, TeamSeed, TokenKindSeed, TokenSeed, UserSeed,
};
use crate::team::Team;
use crate::token::{Permissions, Token, TokenKind};

impl Seed {
    /// Fills an empty state.
    pub(crate) fn plant(self, hub: &mut Hub) -> Result<()> {
        hub.limit_settings = self.limits;
        built_in(hub)?;
        self.users.into_iter().try_for_each(|seed| user(hub, seed))?;
        self.organizations.into_iter().try_for_each(|seed| organization(hub, seed))?;
        self.apps.into_iter().try_for_each(|seed| app(hub, seed))?;
        self.teams.into_iter().try_for_each(|seed| team(hub, seed))?;
        self.repositories.into_iter().try_for_each(|seed| repository(hub, seed))?;
        self.tokens.into_iter().try_for_each(|seed| {
            let token = token(hub, seed)?;
            hub.add_token(token);
            Ok(())
        })
    }
}

fn account(hub: &mut Hub, id: u64, login: &str, kind: Kind) -> Result<()> {
    let created_at = hub.clock.now();
    ensure!(hub.account(login).is_none(), "two accounts are called `{login}`");
    ensure!(!hub.accounts.contains_key(&id), "two accounts have the id {id}; the second is `{login}`");
    let login = login.to_owned();
    let account = Account {
        id,
        login,
        name: None,
        email: None,
        kind,
        created_at,
        signing_keys: Vec::new(),
        deleted: None,
    };
    hub.accounts.insert(id, account);
    Ok(())
}

/// What github.com always has: the bot of Actions and the ghost.
fn built_in(hub: &mut Hub) -> Result<()> {
    const GITHUB: u64 = 9_919;
    account(hub, GHOST, "ghost", Kind::User)?;
    account(hub, ACTIONS_BOT, "github-actions[bot]", Kind::Bot)?;
    account(hub, GITHUB, "github", Kind::Organization)?;
    let app = App {
        id: ACTIONS_APP,
        slug: "github-actions".to_owned(),
        name: "GitHub Actions".to_owned(),
        owner: GITHUB,
        bot: ACTIONS_BOT,
        permissions: Permissions::new(),
        created_at: hub.clock.now(),
    };
    hub.apps.insert(ACTIONS_APP, app);
    Ok(())
}

fn user(hub: &mut Hub, seed: UserSeed) -> Result<()> {
    account(hub, seed.id, &seed.login, if seed.bot { Kind::Bot } else { Kind::User })?;
    let created_at = hub.clock.now();
    let mut keys = Vec::new();
    for key in seed.signing_keys {
        keys.push(SigningKey { id: hub.fresh_id(), key, title: "signing".to_owned(), created_at });
    }
    if let Some(account) = hub.accounts.get_mut(&seed.id) {
        account.name = seed.name;
        account.email = seed.email;
        account.signing_keys = keys;
    }
    Ok(())
}

fn organization(hub: &mut Hub, seed: OrganizationSeed) -> Result<()> {
    account(hub, seed.id, &seed.login, Kind::Organization)?;
    let named = |(login, role): (String, String)| Ok((id_of(hub, &login)?, role));
    let members = seed.members.into_iter().map(named).collect::<Result<_>>()?;
    let saml = seed.saml.map(|saml| saml.into_iter().map(named).collect::<Result<_>>()).transpose()?;
    let organization = Organization {
        id: seed.id,
        members,
        default_repository_permission: seed.default_repository_permission,
        two_factor_requirement_enabled: seed.two_factor_requirement_enabled,
        saml,
        custom_roles: seed.custom_roles,
    };
    hub.organizations.insert(seed.id, organization);
    Ok(())
}

fn app(hub: &mut Hub, seed: AppSeed) -> Result<()> {
    let bot = seed.id.saturating_add(1_000_000);
    account(hub, bot, &format!("{}[bot]", seed.slug), Kind::Bot)?;
    let app = App {
        id: seed.id,
        name: seed.slug.clone(),
        slug: seed.slug,
        owner: id_of(hub, &seed.owner)?,
        bot,
        permissions: seed.permissions,
        created_at: hub.clock.now(),
    };
    hub.apps.insert(app.id, app);
    Ok(())
}

fn team(hub: &mut Hub, seed: TeamSeed) -> Result<()> {
    let organization = id_of(hub, &seed.organization)?;
    ensure!(hub.organizations.contains_key(&organization), "`{}` is no organisation", seed.organization);
    let parent = seed.parent.map(|slug| match hub.team(organization, &slug) {
        Some(team) => Ok(team.id),
        None => bail!("the team `{}` stands before its parent `{slug}`", seed.slug),
    });
    let named = |(login, role): (String, String)| Ok((id_of(hub, &login)?, role));
    let team = Team {
        id: seed.id,
        organization,
        name: seed.name.unwrap_or_else(|| seed.slug.clone()),
        slug: seed.slug,
        secret: seed.secret,
        parent: parent.transpose()?,
        members: seed.members.into_iter().map(named).collect::<Result<_>>()?,
        pending: seed.pending.iter().map(|login| id_of(hub, login)).collect::<Result<_>>()?,
        created_at: hub.clock.now(),
    };
    ensure!(!hub.teams.contains_key(&team.id), "two teams have the id {}", team.id);
    hub.teams.insert(team.id, team);
    Ok(())
}

fn repository(hub: &mut Hub, seed: RepositorySeed) -> Result<()> {
    let (owner, name) = halves(&seed.name)?;
    let owner = id_of(hub, &owner)?;
    let known = |role: &str| {
        let custom = hub.organizations.get(&owner).is_some_and(|found| found.custom_roles.contains_key(role));
        Role::named(role).is_some() || custom
    };
    for role in seed.collaborators.values().chain(seed.teams.values()) {
        ensure!(known(role), "`{}` gives the unknown role `{role}`", seed.name);
    }
    let collaborator = |(login, role): (String, String)| Ok((id_of(hub, &login)?, role));
    let team = |(slug, role): (String, String)| match hub.team(owner, &slug) {
        Some(team) => Ok((team.id, role)),
        None => bail!("`{}` names the unknown team `{slug}`", seed.name),
    };
    let now = hub.clock.now();
    let repository = Repository {
        id: seed.id,
        owner,
        name,
        private: seed.private,
        archived: seed.archived,
        has_issues: seed.has_issues,
        default_branch: seed.default_branch,
        description: seed.description,
        collaborators: seed.collaborators.into_iter().map(collaborator).collect::<Result<_>>()?,
        teams: seed.teams.into_iter().map(team).collect::<Result<_>>()?,
        former_names: seed.former_names.iter().map(|name| halves(name)).collect::<Result<_>>()?,
        created_at: now,
        updated_at: now,
        pushed_at: now,
    };
    ensure!(!hub.repositories.contains_key(&seed.id), "two repositories have the id {}", seed.id);
    hub.repositories.insert(seed.id, repository);
    hub.plant_git(seed.id, seed.git)
}

/// The token of a seed, with names resolved.
pub(crate) fn token(hub: &Hub, seed: TokenSeed) -> Result<Token> {
    let kind = match seed.kind {
        TokenKindSeed::Actions { repository, permissions, run } => {
            TokenKind::Actions { repository: repository_of(hub, &repository)?, permissions, run }
        }
        TokenKindSeed::User { login, scopes, via_app } => {
            let via_app = via_app.map(|slug| app_of(hub, &slug)).transpose()?;
            TokenKind::User { account: id_of(hub, &login)?, scopes, via_app }
        }
        TokenKindSeed::App { slug, installed_on, permissions, repositories } => {
            let app = app_of(hub, &slug)?;
            let installed_on = id_of(hub, &installed_on)?;
            let all =
                |names: Vec<String>| names.iter().map(|name| repository_of(hub, name)).collect::<Result<_>>();
            TokenKind::App { app, installed_on, permissions, repositories: repositories.map(all).transpose()? }
        }
    };
    Ok(Token { secret: seed.secret, kind, expires_at: seed.expires_at })
}

fn id_of(hub: &Hub, login: &str) -> Result<u64> {
    match hub.account(login) {
        Some(account) => Ok(account.id),
        None => bail!("nobody is called `{login}`"),
    }
}

fn app_of(hub: &Hub, slug: &str) -> Result<u64> {
    match hub.app(slug) {
        Some(app) => Ok(app.id),
        None => bail!("no App is called `{slug}`"),
    }
}

fn repository_of(hub: &Hub, name: &str) -> Result<u64> {
    match hub.repository_id(name) {
        Some(id) => Ok(id),
        None => bail!("there is no repository `{name}`"),
    }
}

fn halves(full_name: &str) -> Result<(String, String)> {
    match full_name.split_once('/') {
        Some((owner, name)) if !name.contains('/') => Ok((owner.to_owned(), name.to_owned())),
        _ => bail!("`{full_name}` is not `owner/name`"),
    }
}
