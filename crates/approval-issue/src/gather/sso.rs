//! Identities of approvers (level L1): whether the organisation that owns the repository shows a SAML identity provider to which GitHub links the account.
//!
//! It is what GitHub says now. Nobody signs in anew to comment, so that it says nothing of who sat at the keyboard. The provider's name for a
//! person is personal: only its SHA-256 goes on.

use std::collections::BTreeSet;

use approval::command::{self, Command, Line};
use approval::facts::{Identity, Link, SingleSignOn};
use approval::people::{AccountId, Membership, Person};
use approval::policy::Level;
use approval::thread::Comment;
use github::single_sign_on::{self, SingleSignOn as Found};
use sha2::{Digest as _, Sha256};

use super::source::Asking;

/// Accounts that are asked for of one request: each is a request to GitHub.
const MOST: usize = 100;
/// What to do where GitHub does not say.
const NEXT: &str = "give `members-token` of an owner of the organisation, with `read:org`";

/// What is known of those who approved or broke the glass and belong to some source, and why something is not known. Nothing at another level.
pub async fn read(
    asking: Asking<'_>,
    level: Level,
    comments: &[Comment],
    people: &[Person],
) -> (Option<SingleSignOn>, Vec<String>) {
    if level != Level::Sso {
        return (None, Vec::new());
    }
    let Some(github) = asking.members else { return (None, vec![format!("no identity can be read: {NEXT}")]) };
    let (organization, mut troubles) = (asking.repository.owner(), Vec::new());
    let mut told: Option<SingleSignOn> = None;
    for person in approvers(comments, people) {
        let found = match single_sign_on::linked(github, organization, &person.login).await {
            Ok(found) => found,
            Err(error) => {
                troubles.push(format!("{error}; {NEXT}"));
                continue;
            }
        };
        if found.identities.is_none() {
            troubles.push(format!("`{organization}` shows no identity provider: {NEXT}"));
        }
        let told = told.get_or_insert_with(|| SingleSignOn {
            organization: found.organization,
            requires_two_factor: found.requires_two_factor,
            accounts: Vec::new(),
        });
        told.accounts.push(Identity { account: person.id, link: link(&found, person.id) });
    }
    (told, troubles)
}

/// Whose word counts if the provider knows them, each once.
fn approvers<'a>(comments: &[Comment], people: &'a [Person]) -> Vec<&'a Person> {
    let word = |comment: &&Comment| {
        let line = command::read(&comment.body);
        matches!(line, Line::Command(Command::Approve { .. } | Command::BreakGlass { .. }))
    };
    let words = comments.iter().filter(word);
    let said: BTreeSet<AccountId> =
        words.filter_map(|comment| comment.author.as_ref().and_then(|author| author.id)).collect();
    let belongs =
        |person: &&Person| person.now.of.iter().any(|(_, now)| matches!(now, Membership::Active { .. }));
    people.iter().filter(|person| said.contains(&person.id)).filter(belongs).take(MOST).collect()
}

/// A login is asked for, and the number says whose it is: an identity of somebody else, or of several, is no answer.
fn link(found: &Found, id: AccountId) -> Link {
    let Some(identities) = &found.identities else { return Link::Unknown };
    match identities.as_slice() {
        [] => Link::None,
        [one] if one.account == Some(id.0) => match one.name_id.as_deref().filter(|name| !name.is_empty()) {
            Some(name) => Link::Linked { name_id_sha256: hex(name) },
            None => Link::None,
        },
        _ => Link::Unknown,
    }
}

fn hex(name: &str) -> String {
    Sha256::digest(name.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use github::single_sign_on::Identity as Shown;

    use super::*;

    #[test]
    fn only_one_identity_of_the_very_account_is_one() {
        let shown = |account, name: Option<&str>| Shown { account, name_id: name.map(str::to_owned) };
        let link =
            |identities| link(&Found { organization: 50, requires_two_factor: None, identities }, AccountId(7));
        let name_id_sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad".to_owned();
        assert_eq!(link(Some(vec![shown(Some(7), Some("abc"))])), Link::Linked { name_id_sha256 });
        for nobody in [vec![], vec![shown(Some(7), None)], vec![shown(Some(7), Some(""))]] {
            assert_eq!(link(Some(nobody)), Link::None);
        }
        let both = vec![shown(Some(7), Some("abc")), shown(Some(7), Some("abd"))];
        for unclear in [vec![shown(Some(8), Some("abc"))], vec![shown(None, Some("abc"))], both] {
            assert_eq!(link(Some(unclear)), Link::Unknown);
        }
        assert_eq!(link(None), Link::Unknown);
    }
}
