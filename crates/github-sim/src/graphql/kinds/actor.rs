//! Who acts: people, bots, organisations, and the type for imported accounts, which nothing here has.

use std::marker::PhantomData;
use std::rc::Rc;

use super::saml;
use crate::account::{self, Account};
use crate::graphql::object::{Call, Field, Kind, Object, Out, Value, leaf, maybe, null};
use crate::hub::Hub;
use crate::node::node_id;

/// What tells the kinds of accounts apart.
pub(in crate::graphql) trait Sort: Sized + 'static {
    /// The type's name.
    const NAME: &'static str;
    /// Interfaces and unions.
    const BELONGS: &'static [&'static str] = &["Node", "Actor"];
    /// Fields that only this kind has.
    const MORE: &'static [Field<One<Self>>] = &[];
}

/// An account by its number.
pub(in crate::graphql) struct One<S>(u64, PhantomData<S>);

/// A person.
pub(in crate::graphql) type User = One<UserSort>;
/// An App's bot.
pub(in crate::graphql) type Bot = One<BotSort>;
/// An organisation.
pub(in crate::graphql) type Organization = One<OrganizationSort>;
/// Somebody whose account was imported.
pub(in crate::graphql) type Mannequin = One<MannequinSort>;

/// See [`User`].
pub(in crate::graphql) struct UserSort;
/// See [`Bot`].
pub(in crate::graphql) struct BotSort;
/// See [`Organization`].
pub(in crate::graphql) struct OrganizationSort;
/// See [`Mannequin`].
pub(in crate::graphql) struct MannequinSort;

impl Sort for UserSort {
    const NAME: &'static str = "User";
    const BELONGS: &'static [&'static str] = &["Node", "Actor", "RepositoryOwner", "Assignee"];
    const MORE: &'static [Field<User>] = &[
        Field("name: String", |one, call| leaf(one.account(call.hub).and_then(|account| account.name.clone()))),
        Field("email: String!", |one, call| {
            leaf(one.account(call.hub).and_then(|account| account.email.clone()).unwrap_or_default())
        }),
        Field("isViewer: Boolean!", |one, call| leaf(call.caller.account == Some(one.0))),
    ];
}

impl Sort for BotSort {
    const NAME: &'static str = "Bot";
    const BELONGS: &'static [&'static str] = &["Node", "Actor", "Assignee"];
}

impl Sort for OrganizationSort {
    const NAME: &'static str = "Organization";
    const BELONGS: &'static [&'static str] = &["Node", "Actor", "RepositoryOwner", "Assignee"];
    const MORE: &'static [Field<Organization>] = &[
        Field("requiresTwoFactorAuthentication: Boolean", |one, call| {
            leaf(saml::shown(call, one.0).map(|found| found.two_factor_requirement_enabled))
        }),
        Field("samlIdentityProvider: OrganizationIdentityProvider", |one, call| {
            let has = saml::shown(call, one.0).is_some_and(|found| found.saml.is_some());
            maybe(has.then_some(saml::Provider(one.0)))
        }),
    ];
}

impl Sort for MannequinSort {
    const NAME: &'static str = "Mannequin";
    const BELONGS: &'static [&'static str] = &["Node", "Actor", "Assignee"];
}

impl<S: Sort> One<S> {
    /// An account of this kind.
    pub(in crate::graphql) fn new(id: u64) -> Self {
        Self(id, PhantomData)
    }

    fn account<'a>(&self, hub: &'a Hub) -> Option<&'a Account> {
        hub.accounts.get(&self.0)
    }

    fn login(&self, hub: &Hub) -> String {
        self.account(hub).map_or_else(|| "ghost".to_owned(), |account| account.login.clone())
    }

    fn path(&self, hub: &Hub) -> String {
        let login = self.login(hub);
        match login.strip_suffix("[bot]") {
            Some(app) => format!("/apps/{app}"),
            None => format!("/{login}"),
        }
    }
}

impl<S: Sort> Kind for One<S> {
    const NAME: &'static str = S::NAME;
    const BELONGS: &'static [&'static str] = S::BELONGS;
    const MORE: &'static [Field<Self>] = S::MORE;
    const FIELDS: &'static [Field<Self>] = &[
        Field("id: ID!", |one, call| {
            let prefix = one.account(call.hub).map_or("U", |account| account.kind.prefix());
            leaf(node_id(prefix, one.0))
        }),
        Field("databaseId: Int", |one, _| super::comment::database_id(one.0)),
        Field("login: String!", |one, call| {
            let login = one.login(call.hub);
            // GraphQL names a bot without the suffix that REST shows; only as the viewer, who is always a `User`, it has it.
            leaf(login.strip_suffix("[bot]").filter(|_| S::NAME == "Bot").unwrap_or(&login))
        }),
        Field("url: URI!", |one, call| leaf(call.hub.links.html(&one.path(call.hub)))),
        Field("resourcePath: URI!", |one, call| leaf(one.path(call.hub))),
        Field("avatarUrl(size: Int): URI!", |one, _| {
            leaf(format!("https://avatars.githubusercontent.com/u/{}?v=4", one.0))
        }),
        Field("createdAt: DateTime!", |one, call| {
            leaf(one.account(call.hub).map(|account| account.created_at.to_string()))
        }),
        Field("updatedAt: DateTime!", |one, call| {
            leaf(one.account(call.hub).map(|account| account.created_at.to_string()))
        }),
    ];
}

/// An account as an actor. A deleted one is nobody: GraphQL answers null where REST may show the ghost.
pub(in crate::graphql) fn actor(call: &Call<'_>, id: u64) -> Out {
    match found(call.hub, id) {
        Some(object) => Ok(Value::Object(object)),
        None => null(),
    }
}

/// An account as an object of its type.
pub(in crate::graphql) fn found(hub: &Hub, id: u64) -> Option<Rc<dyn Object>> {
    let account = hub.accounts.get(&id).filter(|account| !account.is_deleted() && id != account::GHOST)?;
    Some(match account.kind {
        account::Kind::User => Rc::new(User::new(id)),
        account::Kind::Bot => Rc::new(Bot::new(id)),
        account::Kind::Organization => Rc::new(Organization::new(id)),
    })
}
