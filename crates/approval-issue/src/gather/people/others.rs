//! Members of teams who have not commented.

use std::collections::BTreeMap;

use approval::people::{AccountId, Membership, Memberships, Person, Source};
use github::teams::Member;
use verdict::Time;

use super::{Who, listed, user};

/// Everybody in these lists who was not asked for, in the order of their numbers. A source that was not listed has no answer.
pub(super) fn of(lists: &[(Source, Vec<Member>)], sources: &[Source], who: &[Who], at: Time) -> Vec<Person> {
    let all = lists.iter().flat_map(|(_, members)| members).filter(|member| member.account.kind == "User");
    let others: BTreeMap<AccountId, &str> =
        all.map(|member| (AccountId(member.account.id), member.account.login.as_str())).collect();
    let others = others.into_iter().filter(|(id, _)| who.iter().all(|one| one.id != *id));
    let person = |(id, login): (AccountId, &str)| {
        let one = Who { id, login: login.to_owned(), earlier: Vec::new() };
        let answer = |source: &Source| -> Option<(Source, Membership)> {
            let known = match source {
                Source::User { login, id } => user(&one, login, *id),
                Source::Team { .. } => listed(&lists.iter().find(|(named, _)| named == source)?.1, id),
                Source::Role(_) => return None,
            };
            Some((source.clone(), known))
        };
        let of = sources.iter().filter_map(answer).collect();
        Person { id, login: one.login.clone(), now: Memberships { at, of } }
    };
    others.map(person).collect()
}
