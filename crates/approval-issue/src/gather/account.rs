//! Accounts as GitHub's two APIs show them.

use approval::people::{Account, AccountId, AccountKind};
use github::conversation::Actor;

/// An account as GraphQL shows it.
#[must_use]
pub fn of_actor(actor: &Actor) -> Account {
    Account { id: actor.id.map(AccountId), login: actor.login.clone(), kind: kind(&actor.kind) }
}

/// An account as REST shows it.
#[must_use]
pub fn of_rest(account: &github::people::Account) -> Account {
    Account { id: Some(AccountId(account.id)), login: account.login.clone(), kind: kind(&account.kind) }
}

/// A kind that this version does not know is none that can be a person.
fn kind(word: &str) -> AccountKind {
    match word {
        "User" => AccountKind::User,
        "Bot" => AccountKind::Bot,
        "Mannequin" => AccountKind::Mannequin,
        "Organization" => AccountKind::Organization,
        "EnterpriseUserAccount" => AccountKind::EnterpriseUserAccount,
        _ => AccountKind::Unknown,
    }
}

/// Whether an account can be a person's, and its number.
#[must_use]
pub fn person(account: Option<&Account>) -> Option<(AccountId, &str)> {
    let account = account.filter(|account| account.kind == AccountKind::User)?;
    Some((account.id?, &account.login))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_user_with_a_number_can_be_a_person() {
        let account =
            |kind: &str, id: Option<u64>| of_actor(&Actor { kind: kind.to_owned(), login: "a".to_owned(), id });
        assert_eq!(person(Some(&account("User", Some(5)))), Some((AccountId(5), "a")));
        for other in ["Bot", "Mannequin", "Organization", "EnterpriseUserAccount", "Robot"] {
            assert_eq!(person(Some(&account(other, Some(5)))), None, "{other}");
        }
        assert_eq!(person(Some(&account("User", None))), None);
        assert_eq!(person(None), None);
    }
}
