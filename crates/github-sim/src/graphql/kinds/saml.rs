//! An organisation's SAML identity provider, and the accounts that are linked to it. It is shown to owners alone.

use std::rc::Rc;

use serde_json::Value as Json;

use super::actor::User;
use crate::account::Organization;
use crate::graphql::connection::{Listing, page};
use crate::graphql::object::{Call, Field, Kind, Object, leaf, object};
use crate::rest::organization::administers;

/// The provider of an organisation, by the organisation's number.
pub(in crate::graphql) struct Provider(pub(super) u64);

/// The link of an account, with the provider's name for the person.
#[derive(Clone)]
pub(in crate::graphql) struct Identity {
    account: u64,
    name: String,
}

/// What the provider says of the person.
pub(in crate::graphql) struct Attributes(String);

/// See [`Identity`].
pub(in crate::graphql) struct Identities;

impl Listing for Identities {
    const CONNECTION: &'static str = "ExternalIdentityConnection";
    const EDGE: &'static str = "ExternalIdentityEdge";
    const NODE: &'static str = "ExternalIdentity";
}

impl Kind for Provider {
    const NAME: &'static str = "OrganizationIdentityProvider";
    const FIELDS: &'static [Field<Self>] = &[Field(
        "externalIdentities(after: String, before: String, first: Int, last: Int, login: String): ExternalIdentityConnection!",
        |one, call| {
            let login = call.argument("login").as_str().map(str::to_owned);
            let wanted = login.as_ref().map(|login| call.hub.account(login).map(|account| account.id));
            let linked = call.hub.organizations.get(&one.0).and_then(|found| found.saml.clone());
            let linked = linked.unwrap_or_default().into_iter();
            let linked = linked.filter(|(account, _)| wanted.is_none_or(|wanted| wanted == Some(*account)));
            let linked = linked.map(|(account, name)| (account, Identity { account, name })).collect();
            page::<Identities, Identity>(call, linked, Json::Null, |_, linked| {
                Ok(linked.into_iter().map(|one| Rc::new(one) as Rc<dyn Object>).collect())
            })
        },
    )];
}

impl Kind for Identity {
    const NAME: &'static str = "ExternalIdentity";
    const FIELDS: &'static [Field<Self>] = &[
        Field("samlIdentity: ExternalIdentitySamlAttributes", |one, _| object(Attributes(one.name.clone()))),
        Field("user: User", |one, _| object(User::new(one.account))),
    ];
}

impl Kind for Attributes {
    const NAME: &'static str = "ExternalIdentitySamlAttributes";
    const FIELDS: &'static [Field<Self>] = &[Field("nameId: String", |one, _| leaf(one.0.as_str()))];
}

/// The organisation, to whoever may see its rules and its provider.
pub(super) fn shown<'a>(call: &'a Call<'_>, id: u64) -> Option<&'a Organization> {
    call.hub.organizations.get(&id).filter(|found| administers(call.caller, found))
}
