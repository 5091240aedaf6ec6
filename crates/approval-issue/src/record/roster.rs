//! Who people are: `.github/releasegate-roster.yml`, read at the commit that the policy is read at, so that no change adds its own signers.
//!
//! ```yaml
//! version: 1
//! people:
//!   - account: 583231            # the number of the account, which stays
//!     name: Alice Example        # as it is printed beside a signature (21 CFR 11.50)
//!     subject: 00u1a2b3c4        # who that is at the identity provider; may be missing
//!     verified: 2026-01-15       # when somebody made sure of it (21 CFR 11.100(b))
//!     from: 2026-01-15           # the first day, in UTC
//!     until: 2027-01-15          # the last day; without it there is none yet
//! ```

use std::collections::BTreeMap;

use approval::people::AccountId;
use jiff::civil::Date;
use ledger::name::Line;
use serde::Deserialize;
use settings::Wrong;
use verdict::Time;

/// Where the roster lies.
pub const PATH: &str = ".github/releasegate-roster.yml";
/// People in it at most.
const MOST: usize = 5_000;

/// Who people are, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roster(BTreeMap<AccountId, Vec<Entry>>);

/// What is known of an account for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The name to print.
    pub name: String,
    /// Who it is at the identity provider.
    pub subject: Option<String>,
    /// When somebody made sure of it.
    pub verified: Date,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Option<Date>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct File {
    version: u32,
    people: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Written {
    account: u64,
    name: String,
    subject: Option<String>,
    verified: String,
    from: String,
    until: Option<String>,
}

/// Why a file is no roster.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// It is no file of this shape.
    #[error(transparent)]
    Shape(#[from] Wrong),
    /// There is nothing in it.
    #[error("{PATH} is empty: list the people who sign, or remove the file")]
    Empty,
    /// Another version.
    #[error("{PATH} has version {0}, and version 1 is known here")]
    Version(u32),
    /// More people than are read.
    #[error("{PATH} lists {0} people, and {MOST} are read at most")]
    Many(usize),
    /// A member that is none.
    #[error("{PATH}: `{member}` of account {account} {problem}")]
    Member {
        /// Whose.
        account: u64,
        /// Which.
        member: &'static str,
        /// What is wrong.
        problem: &'static str,
    },
    /// One account is two people on one day.
    #[error("{PATH}: account {0} stands there twice for the same days: nobody can tell who it is")]
    Twice(u64),
}

impl Roster {
    /// Reads the file's bytes.
    ///
    /// # Errors
    /// Whatever is not a roster as a whole.
    pub fn read(bytes: &[u8]) -> Result<Self, RosterError> {
        let node = settings::yaml::parse(PATH, bytes)?.ok_or(RosterError::Empty)?;
        let file: File = settings::read(&node)?;
        if file.version != 1 {
            return Err(RosterError::Version(file.version));
        }
        if file.people.len() > MOST {
            return Err(RosterError::Many(file.people.len()));
        }
        let mut roster = Self::default();
        for written in file.people {
            let account = written.account;
            let entry = entry(written)?;
            let known = roster.0.entry(AccountId(account)).or_default();
            if known.iter().any(|other| overlap(other, &entry)) {
                return Err(RosterError::Twice(account));
            }
            known.push(entry);
        }
        Ok(roster)
    }

    /// Who an account was at a moment; nobody if the roster does not say.
    #[must_use]
    pub fn at(&self, account: AccountId, at: Time) -> Option<&Entry> {
        let day = at.date();
        let holds = |entry: &&Entry| entry.from <= day && entry.until.is_none_or(|until| day <= until);
        self.0.get(&account)?.iter().find(holds)
    }
}

fn entry(written: Written) -> Result<Entry, RosterError> {
    let account = written.account;
    let wrong = |member, problem| RosterError::Member { account, member, problem };
    if account == 0 {
        return Err(wrong("account", "is the number of nobody"));
    }
    let line = |member, text: String| {
        let line = Line::new(text).map_err(|_| wrong(member, "is no plain line of text"))?;
        Ok::<_, RosterError>(line.to_string())
    };
    let date = |member, text: &str| {
        text.parse::<Date>().map_err(|_| wrong(member, "is no day: write it as 2026-01-15"))
    };
    let entry = Entry {
        name: line("name", written.name)?,
        subject: written.subject.map(|subject| line("subject", subject)).transpose()?,
        verified: date("verified", &written.verified)?,
        from: date("from", &written.from)?,
        until: written.until.map(|until| date("until", &until)).transpose()?,
    };
    if entry.until.is_some_and(|until| until < entry.from) {
        return Err(wrong("until", "is before `from`"));
    }
    if entry.from < entry.verified {
        return Err(wrong("from", "is before `verified`: nobody signs before somebody made sure who it is"));
    }
    Ok(entry)
}

fn overlap(one: &Entry, other: &Entry) -> bool {
    let before = |one: &Entry, other: &Entry| one.until.is_some_and(|until| until < other.from);
    !before(one, other) && !before(other, one)
}

#[cfg(test)]
mod tests;
