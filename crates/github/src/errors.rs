//! What can go wrong, by kind; each with the next step. Neither tokens nor anything long or unprintable of a server gets in.

use std::fmt;
use std::time::Duration;

use crate::call::Call;

/// A call that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// What kind of failure.
    pub kind: Kind,
    /// What the call does: `create an issue`.
    pub does: &'static str,
    /// On what: `octo/shop` or a path.
    pub target: String,
    /// What GitHub or the network said, in one line, in printable characters.
    pub detail: String,
    /// The permission that the call needs.
    pub permission: &'static str,
}

/// The kind of a failure: what a caller may decide on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// 404: it is not there, or the token may not see it.
    NotFound,
    /// 401: the token is not valid (any more).
    Unauthorized,
    /// 403 or 404 with a permission that the token lacks.
    Forbidden,
    /// 410, or issues are switched off.
    Gone,
    /// 301, 302, 307, 308: it is elsewhere, and elsewhere is never followed.
    Moved,
    /// 409, or a head that is not the expected one: somebody else was faster.
    Conflict,
    /// 400 or 422: GitHub does not accept the content.
    Validation,
    /// 413: the content is larger than GitHub takes.
    TooLarge,
    /// 403 or 429 by a primary or secondary limit, for longer than the time allowed; after this time it is worth a try.
    RateLimited(Duration),
    /// The network or GitHub failed until the time was over; the call had no effect.
    Unavailable,
    /// A write whose effect is unknown, and which may not be repeated.
    Unconfirmed,
    /// A list goes on beyond the stated cap, or GitHub did not give all of it.
    Truncated,
    /// The request cannot be made: a value that does not fit a path, or none at all.
    Request,
    /// An answer that this version does not understand.
    Unexpected,
}

/// Longest text of a server that a message repeats, in characters.
const LONGEST: usize = 300;

impl Error {
    pub(crate) fn new(call: &'static Call, kind: Kind, target: &str, detail: &str) -> Self {
        Self {
            kind,
            does: call.does,
            target: plain(target),
            detail: plain(detail),
            permission: call.permission,
        }
    }

    /// Whether what was asked for is not there, as far as this token sees.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self.kind, Kind::NotFound | Kind::Gone)
    }

    /// What to do next.
    #[must_use]
    pub fn next_step(&self) -> String {
        let permission = self.permission;
        match &self.kind {
            Kind::NotFound if permission == "none" => "check the name".to_owned(),
            Kind::NotFound => {
                format!("check the name and that the token may see it: the call needs {permission}")
            }
            Kind::Unauthorized => "check the token: it is wrong, expired or revoked".to_owned(),
            Kind::Forbidden => {
                format!(
                    "the call needs {permission}: use a token that has it, of somebody whose role permits it"
                )
            }
            Kind::Gone => "it was deleted or is switched off; create it anew or switch it on".to_owned(),
            Kind::Moved => {
                "use the present name or address: a redirect to another place is not followed".to_owned()
            }
            Kind::Conflict => "read the present state and try again".to_owned(),
            Kind::Validation => "correct what GitHub names".to_owned(),
            Kind::TooLarge => "send less at a time".to_owned(),
            Kind::RateLimited(wait) => {
                format!("try again in {} s, or use fewer requests", wait.as_secs().max(1))
            }
            Kind::Unavailable => {
                "try again later; see https://www.githubstatus.com, the proxy and the network".to_owned()
            }
            Kind::Unconfirmed => "look whether it took effect before you repeat it".to_owned(),
            Kind::Truncated => {
                "ask for less at a time; a part of a list is never taken for the whole".to_owned()
            }
            Kind::Request => "correct the value".to_owned(),
            Kind::Unexpected => "update this action, or report the answer as a bug".to_owned(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "failed to {} ({}): {}; {}", self.does, self.target, self.detail, self.next_step())
    }
}

impl std::error::Error for Error {}

/// One line of printable characters, not too long.
pub(crate) fn plain(text: &str) -> String {
    let printable = |c: char| if c.is_control() || is_invisible(c) { ' ' } else { c };
    let line: String = text.chars().take(LONGEST).map(printable).collect();
    let cut = if text.chars().nth(LONGEST).is_some() { "…" } else { "" };
    format!("{}{cut}", line.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Characters that are not seen, or change how others are: soft hyphens, fillers, zero widths, bidirectional controls, variation
/// selectors, tags (Unicode's `Default_Ignorable_Code_Point`), and line separators.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}'
    )
}
