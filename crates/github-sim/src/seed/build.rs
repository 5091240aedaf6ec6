//! Seeds in a few words, for tests.

use crate::seed::{
    AppSeed, OrganizationSeed, RepositorySeed, Seed, TeamSeed, TokenKindSeed, TokenSeed, UserSeed, main_branch,
    read,
};
use crate::token::{Level, Permissions};

/// The permissions of a list, with underscores in the keys as GitHub's API has them.
fn permissions(list: &[(&str, Level)]) -> Permissions {
    list.iter().map(|(key, level)| (key.replace('-', "_"), *level)).collect()
}

impl RepositorySeed {
    /// A public repository with issues and the branch `main`.
    #[must_use]
    pub fn new(name: &str, id: u64) -> Self {
        Self {
            name: name.to_owned(),
            id,
            private: false,
            archived: false,
            has_issues: true,
            default_branch: main_branch(),
            description: None,
            collaborators: Default::default(),
            teams: Default::default(),
            former_names: Vec::new(),
            git: Default::default(),
        }
    }
}

impl OrganizationSeed {
    /// An organisation without members, whose members read every repository.
    #[must_use]
    pub fn new(login: &str, id: u64) -> Self {
        Self {
            login: login.to_owned(),
            id,
            members: Default::default(),
            default_repository_permission: read(),
            two_factor_requirement_enabled: false,
            saml: None,
            custom_roles: Default::default(),
        }
    }
}

impl Seed {
    /// The organisation `octo` (50) with the public repository `octo/shop` (1), the team `approvers` (70) and these people,
    /// each with a token `<login>-token` of the scopes `repo` and `read:org`:
    ///
    /// - `olivia` (100) owns the organisation,
    /// - `alice` (101, a maintainer of the team) and `bob` (102, a member of it) are members with the role `write`,
    /// - `carol` (103) is a member and only reads,
    /// - `dave` (104) is no member; the role `triage` makes him a collaborator,
    /// - `mallory` (105) has nothing to do with any of it.
    ///
    /// The App `gate` (900) is installed with the token `gate-token`, and run 1 of `octo/shop` has the token `actions-token`
    /// that may write issues, contents, checks, statuses, deployments, actions, pull requests and security events.
    #[must_use]
    pub fn small() -> Self {
        let mut octo = OrganizationSeed::new("octo", 50);
        octo.members.insert("olivia".to_owned(), "admin".to_owned());
        for login in ["alice", "bob", "carol"] {
            octo.members.insert(login.to_owned(), "member".to_owned());
        }
        let mut shop = RepositorySeed::new("octo/shop", 1);
        for (login, role) in [("alice", "write"), ("bob", "write"), ("dave", "triage")] {
            shop.collaborators.insert(login.to_owned(), role.to_owned());
        }
        let members = [("alice", "maintainer"), ("bob", "member")];
        let approvers = TeamSeed {
            organization: "octo".to_owned(),
            slug: "approvers".to_owned(),
            id: 70,
            members: members.map(|(login, role)| (login.to_owned(), role.to_owned())).into(),
            ..TeamSeed::default()
        };
        let may = [
            "issues",
            "contents",
            "checks",
            "statuses",
            "deployments",
            "actions",
            "pull_requests",
            "security_events",
        ];
        let may = may.map(|key| (key, Level::Write));
        Self::default()
            .user("olivia", 100)
            .user("alice", 101)
            .user("bob", 102)
            .user("carol", 103)
            .user("dave", 104)
            .user("mallory", 105)
            .organization(octo)
            .team(approvers)
            .repository(shop)
            .app("gate", 900, "octo", &may)
            .app_token("gate-token", "gate", "octo", &may)
            .actions_token("actions-token", "octo/shop", Some(1), &may)
    }

    /// A person with a token `<login>-token` of the scopes `repo` and `read:org`.
    #[must_use]
    pub fn user(mut self, login: &str, id: u64) -> Self {
        self.users.push(UserSeed { login: login.to_owned(), id, ..UserSeed::default() });
        self.user_token(&format!("{login}-token"), login, &["repo", "read:org"])
    }

    /// An organisation.
    #[must_use]
    pub fn organization(mut self, organization: OrganizationSeed) -> Self {
        self.organizations.push(organization);
        self
    }

    /// A team.
    #[must_use]
    pub fn team(mut self, team: TeamSeed) -> Self {
        self.teams.push(team);
        self
    }

    /// A repository.
    #[must_use]
    pub fn repository(mut self, repository: RepositorySeed) -> Self {
        self.repositories.push(repository);
        self
    }

    /// An App.
    #[must_use]
    pub fn app(mut self, slug: &str, id: u64, owner: &str, may: &[(&str, Level)]) -> Self {
        let (slug, owner) = (slug.to_owned(), owner.to_owned());
        self.apps.push(AppSeed { slug, id, owner, permissions: permissions(may) });
        self
    }

    /// A person's classic token.
    #[must_use]
    pub fn user_token(self, secret: &str, login: &str, scopes: &[&str]) -> Self {
        let scopes = scopes.iter().map(|&scope| scope.to_owned()).collect();
        self.token(secret, TokenKindSeed::User { login: login.to_owned(), scopes, via_app: None })
    }

    /// The token of a workflow run.
    #[must_use]
    pub fn actions_token(
        self,
        secret: &str,
        repository: &str,
        run: Option<u64>,
        may: &[(&str, Level)],
    ) -> Self {
        let repository = repository.to_owned();
        self.token(secret, TokenKindSeed::Actions { repository, permissions: permissions(may), run })
    }

    /// An App's installation token for all repositories of an account.
    #[must_use]
    pub fn app_token(self, secret: &str, slug: &str, installed_on: &str, may: &[(&str, Level)]) -> Self {
        let (slug, installed_on) = (slug.to_owned(), installed_on.to_owned());
        let permissions = permissions(may);
        self.token(secret, TokenKindSeed::App { slug, installed_on, permissions, repositories: None })
    }

    /// A token that does not expire.
    #[must_use]
    pub fn token(mut self, secret: &str, kind: TokenKindSeed) -> Self {
        self.tokens.push(TokenSeed { secret: secret.to_owned(), kind, expires_at: None });
        self
    }

    /// Changes the repository `owner/name`, if the seed has it.
    #[must_use]
    pub fn with_repository(mut self, name: &str, change: impl FnOnce(&mut RepositorySeed)) -> Self {
        if let Some(repository) = self.repositories.iter_mut().find(|repository| repository.name == name) {
            change(repository);
        }
        self
    }

    /// Changes the organisation, if the seed has it.
    #[must_use]
    pub fn with_organization(mut self, login: &str, change: impl FnOnce(&mut OrganizationSeed)) -> Self {
        if let Some(organization) = self.organizations.iter_mut().find(|found| found.login == login) {
            change(organization);
        }
        self
    }

    /// The same without rate limits, as on GitHub Enterprise Server.
    #[must_use]
    pub fn without_limits(mut self) -> Self {
        self.limits.on = false;
        self
    }
}
