//! Seats and sources as people write them: `2 of user:alice,bob#583231, team:acme/qa`.
//!
//! What stands for whom is said by the prefix, which holds until the next one: a bare name could be a person for one reader and a team of the
//! same name for another. What is read here is shown again by [`std::fmt::Display`] in the same words.

use std::fmt;
use std::str::FromStr;

use crate::people::{AccountId, Role, Source};

mod name;

/// Sources that one list may name.
const SOURCES: usize = 100;
/// People that one seat may need.
pub(crate) const PLACES: u32 = 100;
/// Letters that a list may have.
const LENGTH: usize = 8 * 1024;

/// What is wrong with a list of sources, and what to write.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message says what each is")]
pub enum SourceError {
    #[error("names nobody: write for example `user:alice` or `team:acme/qa`")]
    Nobody,
    #[error("has an empty name: remove the comma that nothing stands before or after")]
    EmptyName,
    #[error("`{0}` does not say what it is: write `user:{0}` for a person, `team:ORGANIZATION/{0}` for a team")]
    Bare(String),
    #[error("`{0}` is a team: write `team:{0}`")]
    BareTeam(String),
    #[error("`{0}` is of no kind that there is: write `user:`, `team:` or `role:`")]
    Kind(String),
    #[error(
        "`{0}` is no login of GitHub's: it has at most 39 letters, digits, hyphens and underscores, and begins with a letter or digit"
    )]
    Login(String),
    #[error("`{0}` is a bot, which approves nothing: name a person")]
    Bot(String),
    #[error("`{0}` is no team: write `team:ORGANIZATION/SLUG`, with the slug of the team's address")]
    Team(String),
    #[error("`{0}` is no role: write one of read, triage, write, maintain, admin")]
    Role(String),
    #[error(
        "`{0}` ends in no number of an account: after `#` stands the number, as `gh api users/LOGIN --jq .id` shows it"
    )]
    Number(String),
    #[error("`{0}` and `{1}` are the same: name each once")]
    Double(String, String),
    #[error("`{0}` and `{1}` are one name with two numbers: remove the wrong one")]
    TwoNumbers(String, String),
    #[error("`{0}` includes `{1}`: name the lower role alone")]
    TwoRoles(String, String),
    #[error("names more than {SOURCES} sources: make a team of them")]
    TooMany,
    #[error("has more than {LENGTH} letters: make a team of the people")]
    TooLong,
    #[error("does not begin with how many: write for example `1 of {0}`")]
    Count(String),
    #[error("needs {0} people: a seat needs at least 1 and at most {PLACES}")]
    Places(String),
}

/// Reads a seat: how many, and of which sources.
///
/// # Errors
/// A text that is no seat; the message says what to write.
pub fn seat(text: &str) -> Result<(u32, Vec<Source>), SourceError> {
    let text = text.trim();
    let missing = || SourceError::Count(example(text));
    let (count, rest) = text.split_once([' ', '\t']).ok_or_else(missing)?;
    let rest = rest
        .trim_start()
        .strip_prefix("of")
        .filter(|rest| rest.starts_with([' ', '\t']))
        .ok_or_else(missing)?;
    if count.is_empty() || !count.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(missing());
    }
    let places = count.parse().ok().filter(|count| (1..=PLACES).contains(count));
    Ok((places.ok_or_else(|| SourceError::Places(shown(count, "0")))?, list(rest)?))
}

/// What the text might have meant as a list.
fn example(text: &str) -> String {
    let text = text.rsplit_once(" of ").map_or(text, |(_, list)| list);
    // What is shown is read again: names without a kind are given the one that they have in `approvers`.
    let sources = list(text).or_else(|_| approvers(text)).unwrap_or_default();
    let names: Vec<String> = sources.iter().map(ToString::to_string).collect();
    shown(&names.join(", "), "user:alice")
}

/// Reads a list of sources. A prefix holds for the names after it; the first name needs one.
///
/// # Errors
/// A text that is no list, or names the same twice.
pub fn list(text: &str) -> Result<Vec<Source>, SourceError> {
    let mut kind = None;
    let mut sources = Vec::new();
    for word in words(text)? {
        let (prefix, name) = split(word)?;
        kind = prefix.or(kind);
        let source = match kind {
            Some(kind) => read(kind, name, word)?,
            None if name.contains('/') => return Err(SourceError::BareTeam(shown(name, "acme/qa"))),
            None => return Err(SourceError::Bare(shown(name, "alice"))),
        };
        if let Some(same) = sources.iter().find_map(|earlier| collision(earlier, &source)) {
            return Err(same);
        }
        sources.push(source);
    }
    Ok(sources)
}

/// Reads the input `approvers`, whose names need no prefix: one with a slash is a team, any other a person. A name that is repeated, in
/// whatever letters, is one.
///
/// # Errors
/// A text that is no list, or gives one name two numbers.
pub fn approvers(text: &str) -> Result<Vec<Source>, SourceError> {
    let mut sources: Vec<Source> = Vec::new();
    for word in words(text)? {
        let (prefix, name) = split(word)?;
        let kind = prefix.unwrap_or(if name.contains('/') { Kind::Team } else { Kind::User });
        let source = read(kind, name, word)?;
        let same = sources.iter().position(|earlier| same_name(earlier, &source));
        let others = sources.iter().enumerate().filter(|(at, _)| Some(*at) != same);
        if let Some(error) = others.map(|(_, earlier)| earlier).find_map(|earlier| collision(earlier, &source))
        {
            return Err(error);
        }
        match same.and_then(|at| sources.get_mut(at)) {
            None => sources.push(source),
            Some(earlier) => fold(earlier, source)?,
        }
    }
    Ok(sources)
}

/// Makes one of two of the same name: a number says more than a name.
fn fold(earlier: &mut Source, later: Source) -> Result<(), SourceError> {
    match collision(earlier, &later) {
        Some(error @ SourceError::TwoNumbers(..)) => return Err(error),
        _ if number(earlier).is_none() && number(&later).is_some() => *earlier = later,
        _ => {}
    }
    Ok(())
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    User,
    Team,
    Role,
}

/// The names between the commas, of which none is empty.
fn words(text: &str) -> Result<Vec<&str>, SourceError> {
    if text.len() > LENGTH {
        return Err(SourceError::TooLong);
    }
    if text.trim().is_empty() {
        return Err(SourceError::Nobody);
    }
    let words: Vec<&str> = text.split(',').map(str::trim).collect();
    if words.iter().any(|word| word.is_empty()) {
        return Err(SourceError::EmptyName);
    }
    if words.len() > SOURCES {
        return Err(SourceError::TooMany);
    }
    Ok(words)
}

fn split(word: &str) -> Result<(Option<Kind>, &str), SourceError> {
    let Some((prefix, name)) = word.split_once(':') else { return Ok((None, word)) };
    let kind = match prefix {
        "user" => Kind::User,
        "team" => Kind::Team,
        "role" => Kind::Role,
        _ => return Err(SourceError::Kind(shown(prefix, "?"))),
    };
    let name = name.trim_start();
    if name.is_empty() { Err(SourceError::EmptyName) } else { Ok((Some(kind), name)) }
}

fn read(kind: Kind, name: &str, word: &str) -> Result<Source, SourceError> {
    if let Kind::Role = kind {
        return name::role(name).map(Source::Role).ok_or_else(|| SourceError::Role(shown(name, "?")));
    }
    let (name, number) = match name.split_once('#') {
        Some((name, number)) => {
            (name, Some(name::number(number).ok_or_else(|| SourceError::Number(shown(word, "?")))?))
        }
        None => (name, None),
    };
    match kind {
        Kind::User if name.contains('/') => Err(SourceError::BareTeam(shown(name, "acme/qa"))),
        Kind::User if name.ends_with("[bot]") => Err(SourceError::Bot(shown(name, "?"))),
        Kind::User if name::is_login(name) => {
            Ok(Source::User { login: name.to_owned(), id: number.map(AccountId) })
        }
        Kind::User => Err(SourceError::Login(shown(name, "?"))),
        Kind::Team | Kind::Role => match name.split_once('/') {
            Some((organization, slug)) if name::is_login(organization) && name::is_slug(slug) => {
                Ok(Source::Team {
                    organization: organization.to_owned(),
                    slug: slug.to_ascii_lowercase(),
                    id: number,
                })
            }
            _ => Err(SourceError::Team(shown(name, "?"))),
        },
    }
}

/// What is wrong with naming both: GitHub compares names without regard to letter case, and a number is one account.
fn collision(earlier: &Source, later: &Source) -> Option<SourceError> {
    if let (Source::Role(earlier), Source::Role(later)) = (earlier, later) {
        let (low, high) = (earlier.min(later), earlier.max(later));
        let names = (Source::Role(*low).to_string(), Source::Role(*high).to_string());
        return Some(if low == high {
            SourceError::Double(names.0, names.1)
        } else {
            SourceError::TwoRoles(names.0, names.1)
        });
    }
    let numbers = (number(earlier), number(later));
    let one_number = numbers.0.is_some() && numbers.0 == numbers.1 && same_kind(earlier, later);
    let names = (earlier.to_string(), later.to_string());
    match same_name(earlier, later) {
        true if numbers.0.is_some() && numbers.1.is_some() && !one_number => {
            Some(SourceError::TwoNumbers(names.0, names.1))
        }
        true => Some(SourceError::Double(names.0, names.1)),
        false => one_number.then_some(SourceError::Double(names.0, names.1)),
    }
}

fn same_kind(one: &Source, other: &Source) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

fn same_name(one: &Source, other: &Source) -> bool {
    match (one, other) {
        (Source::User { login: one, .. }, Source::User { login: other, .. }) => one.eq_ignore_ascii_case(other),
        (
            Source::Team { organization, slug, .. },
            Source::Team { organization: other, slug: other_slug, .. },
        ) => organization.eq_ignore_ascii_case(other) && slug.eq_ignore_ascii_case(other_slug),
        (Source::Role(one), Source::Role(other)) => one == other,
        _ => false,
    }
}

fn number(source: &Source) -> Option<u64> {
    match source {
        Source::User { id, .. } => id.map(|id| id.0),
        Source::Team { id, .. } => *id,
        Source::Role(_) => None,
    }
}

/// A foreign word in a message: short, and without what a terminal would obey.
pub(crate) fn shown(text: &str, instead: &str) -> String {
    let shown: String = text.chars().filter(|letter| !letter.is_control()).take(60).collect();
    if shown.is_empty() { instead.to_owned() } else { shown }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User { login, .. } => write!(f, "user:{login}")?,
            Self::Team { organization, slug, .. } => write!(f, "team:{organization}/{slug}")?,
            Self::Role(role) => return write!(f, "role:{role}"),
        }
        number(self).map_or(Ok(()), |number| write!(f, "#{number}"))
    }
}

impl FromStr for Source {
    type Err = SourceError;

    /// Reads one source, with its prefix.
    fn from_str(text: &str) -> Result<Self, SourceError> {
        let mut sources = list(text)?;
        match (sources.pop(), sources.is_empty()) {
            (Some(source), true) => Ok(source),
            _ => Err(SourceError::EmptyName),
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(name::of_role(*self))
    }
}

#[cfg(test)]
mod tests;
