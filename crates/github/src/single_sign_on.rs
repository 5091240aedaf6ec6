//! Single sign-on: which identity of an organisation's SAML provider GitHub links an account to.
//!
//! GitHub shows no provider to whoever may not see it, and none where the organisation has none or its Enterprise keeps it: that says nothing
//! of anybody's identity.

use serde::Deserialize;
use serde_json::json;

use crate::call::Call;
use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::graphql::document;

pub(crate) static LINKED: Call = Call::query(
    "read to which identity of an organisation's provider an account is linked",
    "LinkedIdentity",
    "query LinkedIdentity($organization: String!, $login: String!) {
  organization(login: $organization) {
    databaseId
    requiresTwoFactorAuthentication
    samlIdentityProvider {
      externalIdentities(first: 2, login: $login) {
        nodes { samlIdentity { nameId } user { databaseId } }
      }
    }
  }
}",
    "a token of an owner of the organisation with `read:org`; others are shown no provider",
);

/// What an organisation shows of the identity of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SingleSignOn {
    /// The organisation's number.
    pub organization: u64,
    /// Whether everybody needs a second factor. Nothing if this token may not know, which is no "no".
    pub requires_two_factor: Option<bool>,
    /// Up to two identities of the account. Nothing if no provider is shown: whether there is one is then not known.
    pub identities: Option<Vec<Identity>>,
}

/// An identity of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The number of the account that it is linked to.
    pub account: Option<u64>,
    /// The provider's name for the person (SAML's `NameID`): often a mail address, so personal.
    pub name_id: Option<String>,
}

#[derive(Deserialize)]
struct Data {
    organization: Option<Organization>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Organization {
    database_id: u64,
    requires_two_factor_authentication: Option<bool>,
    saml_identity_provider: Option<Provider>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Provider {
    external_identities: Nodes,
}

#[derive(Deserialize)]
struct Nodes {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    saml_identity: Option<Saml>,
    user: Option<User>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Saml {
    name_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct User {
    database_id: Option<u64>,
}

/// The identities of an account, by its name now: whose they are says their number.
///
/// # Errors
/// 404 if there is no such organisation, 403 if the token may not ask, and as any read.
pub async fn linked(github: &GitHub, organization: &str, login: &str) -> Result<SingleSignOn, Error> {
    let mut request = document(&LINKED, &json!({"organization": organization, "login": login}));
    request.target = format!("{organization} {login}");
    let data: Data = github.query(request.clone()).await?;
    let found = data.organization.ok_or_else(|| request.error(Kind::NotFound, "there is no organisation"))?;
    let identity = |node: Node| Identity {
        account: node.user.and_then(|user| user.database_id),
        name_id: node.saml_identity.and_then(|saml| saml.name_id),
    };
    Ok(SingleSignOn {
        organization: found.database_id,
        requires_two_factor: found.requires_two_factor_authentication,
        identities: found
            .saml_identity_provider
            .map(|provider| provider.external_identities.nodes.into_iter().map(identity).collect()),
    })
}
