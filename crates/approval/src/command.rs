//! What a comment says: one line, at the beginning of the first line, in plain letters.
//!
//! ```text
//! /approve [CODE] [as MEANING] [because REASON]
//! /deny [CODE] [because REASON]
//! /withdraw [CODE]
//! /status
//! /break-glass [CODE] because REASON
//! ```
//!
//! Words are separated by spaces or tabs, and upper and lower case are one. Nothing else is made equal: a line with any other letter in it is
//! no command, however it looks. It is answered if it begins like one, since whoever wrote it believes that they decided.

mod near;
mod scan;

use std::fmt;

use crate::code::Code;

/// Letters of a reason at most. GitHub takes comments of 65 536 characters; a reason is for people who read many.
const REASON: usize = 2_000;
/// Bytes of a line at most: that of the longest command, in the letters that take the most bytes.
const LINE: usize = 4 * REASON + 256;

/// What the first line of a comment is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// It is no command and does not begin like one.
    Prose,
    /// It is a command.
    Command(Command),
    /// It begins like a command and is none.
    Malformed {
        /// Where, in characters of the line, the first being 1.
        column: u32,
        /// What is wrong, and what to write.
        problem: String,
        /// Whether whoever wrote it seems to say no.
        denies: bool,
    },
}

/// A command. Shown, it is the line that says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Yes.
    Approve {
        /// The request that is meant.
        code: Option<Code>,
        /// What it means, in lower case.
        meaning: Option<String>,
        /// Why.
        reason: Option<String>,
    },
    /// No.
    Deny {
        /// The request that is meant.
        code: Option<Code>,
        /// Why.
        reason: Option<String>,
    },
    /// What I said no longer holds.
    Withdraw {
        /// The request that is meant.
        code: Option<Code>,
    },
    /// How do things stand?
    Status,
    /// It must be, without approval.
    BreakGlass {
        /// The request that is meant.
        code: Option<Code>,
        /// Why.
        reason: String,
    },
}

/// The verbs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Approve,
    Deny,
    Withdraw,
    Status,
    BreakGlass,
}

impl Verb {
    const ALL: [Self; 5] = [Self::Approve, Self::Deny, Self::Withdraw, Self::Status, Self::BreakGlass];

    fn word(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Deny => "deny",
            Self::Withdraw => "withdraw",
            Self::Status => "status",
            Self::BreakGlass => "break-glass",
        }
    }

    /// How its line is written, for messages.
    fn usage(self) -> &'static str {
        match self {
            Self::Approve => {
                "`/approve`, or `/approve CODE as MEANING because REASON` with as much of it as is asked for"
            }
            Self::Deny => "`/deny` or `/deny because REASON`",
            Self::Withdraw => "`/withdraw` alone, or with the code of the request",
            Self::Status => "`/status` alone",
            Self::BreakGlass => "`/break-glass because REASON`",
        }
    }
}

/// Reads what a comment says. Every text has an answer.
#[must_use]
pub fn read(body: &str) -> Line {
    let line = match body.split_once('\n') {
        Some((line, _)) => line.strip_suffix('\r').unwrap_or(line),
        None => body,
    };
    match exact(line) {
        Some(_) if line.len() > LINE => Line::Malformed {
            column: 1,
            denies: exact(line).is_some_and(|(verb, _)| verb == Verb::Deny),
            problem: format!("the line has more than {LINE} bytes: shorten the reason"),
        },
        Some((verb, rest)) => match command(verb, line, rest) {
            Ok(command) => Line::Command(command),
            Err(scan::Fault { at, problem }) => Line::Malformed {
                column: scan::column(line, at),
                denies: verb == Verb::Deny,
                problem: format!("{problem}; write {}", verb.usage()),
            },
        },
        None => near::old_word(body).unwrap_or_else(|| near::command(line)),
    }
}

/// The verb that a line begins with, and where it ends.
fn exact(line: &str) -> Option<(Verb, usize)> {
    let rest = line.strip_prefix('/')?;
    let word = rest.split([' ', '\t']).next()?;
    let verb = Verb::ALL.into_iter().find(|verb| verb.word().eq_ignore_ascii_case(word))?;
    Some((verb, 1 + word.len()))
}

fn command(verb: Verb, line: &str, rest: usize) -> Result<Command, scan::Fault> {
    let mut scan = scan::Scan::new(line, rest);
    let code = if verb == Verb::Status { None } else { scan.code()? };
    let command = match verb {
        Verb::Approve => {
            let meaning = scan.meaning()?;
            Command::Approve { code, meaning, reason: scan.reason()? }
        }
        Verb::Deny => Command::Deny { code, reason: scan.reason()? },
        Verb::Withdraw => Command::Withdraw { code },
        Verb::Status => Command::Status,
        Verb::BreakGlass => {
            let reason = scan.reason()?.ok_or_else(|| scan.fault("no reason is given"))?;
            Command::BreakGlass { code, reason }
        }
    };
    scan.end().map(|()| command)
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (verb, code, meaning, reason) = match self {
            Self::Approve { code, meaning, reason } => {
                (Verb::Approve, code, meaning.as_deref(), reason.as_deref())
            }
            Self::Deny { code, reason } => (Verb::Deny, code, None, reason.as_deref()),
            Self::Withdraw { code } => (Verb::Withdraw, code, None, None),
            Self::Status => (Verb::Status, &None, None, None),
            Self::BreakGlass { code, reason } => (Verb::BreakGlass, code, None, Some(reason.as_str())),
        };
        write!(f, "/{}", verb.word())?;
        if let Some(code) = code {
            write!(f, " {code}")?;
        }
        if let Some(meaning) = meaning {
            write!(f, " as {meaning}")?;
        }
        if let Some(reason) = reason {
            write!(f, " because {reason}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
