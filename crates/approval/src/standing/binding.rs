//! Which request a comment answers.
//!
//! A comment that names no request is for the one request that was open when it was written. If there were several, it is for none: whoever
//! changes one of them must not make a word for another out of it, so that a changed request still counts as one that may have been meant.

use std::collections::BTreeSet;

use verdict::Time;

use crate::code::Code;
use crate::evaluation::Why;
use crate::facts::Facts;
use crate::request::Request;
use crate::thread::Posted;

/// The request that is judged, among all that the issue shows.
pub(super) struct Binding {
    digest: Option<String>,
    code: Option<Code>,
    requests: Vec<Posted>,
}

impl Binding {
    pub(super) fn new(request: &Request, facts: &Facts) -> Self {
        let digest = request.digest().ok();
        let code = digest.as_deref().and_then(Code::of);
        // Who answered a request before the issue was edited saw another issue.
        let edited = facts.issue.edited.as_ref().map(|edit| edit.at);
        let mut requests = facts.requests.clone();
        for posted in &mut requests {
            posted.changed |= edited.is_some_and(|edited| posted.at <= edited);
        }
        Self { digest, code, requests }
    }

    pub(super) fn digest(&self) -> Option<&str> {
        self.digest.as_deref()
    }

    fn is_this(&self, posted: &Posted) -> bool {
        posted.digest.is_some() && posted.digest == self.digest
    }

    /// When people could first read it, if it is unchanged.
    pub(super) fn posted(&self) -> Option<Time> {
        let unchanged = self.requests.iter().filter(|posted| self.is_this(posted) && !posted.changed);
        unchanged.map(|posted| posted.at).min()
    }

    /// The first moment at which it was there, changed or not.
    pub(super) fn first(&self) -> Option<Time> {
        self.requests.iter().filter(|posted| self.is_this(posted)).map(|posted| posted.at).min()
    }

    fn before(&self, comment: u64, at: Time) -> Vec<&Posted> {
        let older = |posted: &&Posted| posted.comment.map_or(posted.at <= at, |number| number < comment);
        self.requests.iter().filter(older).collect()
    }

    /// Whether an approval is for this request, and no other could have been meant.
    pub(super) fn strict(&self, code: Option<Code>, comment: u64, at: Time) -> Result<(), Why> {
        let before = self.before(comment, at);
        let ours: Vec<&&Posted> = before.iter().filter(|posted| self.is_this(posted)).collect();
        let unchanged = ours.iter().any(|posted| !posted.changed && !posted.superseded);
        match code {
            _ if before.is_empty() => Err(Why::BeforeRequest),
            Some(code) if Some(code) != self.code => Err(elsewhere(&self.requests, code)),
            Some(_) if ours.is_empty() => Err(Why::BeforeRequest),
            // The code is the beginning of the digest alone: a second request could be made to have it too.
            Some(code) if before.iter().any(|posted| !self.is_this(posted) && has(posted, code)) => {
                Err(Why::CodeNeeded)
            }
            None => self.alone(&before).and(if unchanged { Ok(()) } else { Err(Why::OtherCode) }),
            Some(_) if unchanged => Ok(()),
            Some(_) if ours.iter().all(|posted| posted.superseded) => Err(Why::Superseded),
            Some(_) => Err(Why::OtherCode),
        }
    }

    /// Whether this request was the only open one.
    fn alone(&self, before: &[&Posted]) -> Result<(), Why> {
        let open = || before.iter().filter(|posted| !posted.superseded);
        let readable: BTreeSet<&str> = open().filter_map(|posted| posted.digest.as_deref()).collect();
        let unreadable = open().filter(|posted| posted.digest.is_none()).count();
        match readable.len() + unreadable {
            0 => Err(Why::Superseded),
            1 if open().all(|posted| self.is_this(posted)) => Ok(()),
            1 => Err(Why::OtherCode),
            _ => Err(Why::CodeNeeded),
        }
    }

    /// Whether a denial may be for this request: it was there, and no other one is named. A code that no request has is a slip of the finger.
    pub(super) fn mild(&self, code: Option<Code>, comment: u64, at: Time) -> Result<(), Why> {
        let before = self.before(comment, at);
        let other = code.filter(|code| Some(*code) != self.code);
        if let Some(code) = other
            && self.requests.iter().any(|posted| has(posted, code))
        {
            return Err(elsewhere(&self.requests, code));
        }
        let mut ours = before.iter().filter(|posted| self.is_this(posted)).peekable();
        if before.is_empty() || (ours.peek().is_none() && code == self.code) {
            return Err(Why::BeforeRequest);
        }
        if ours.peek().is_none() {
            let superseded = before.iter().all(|posted| posted.superseded);
            return Err(if superseded { Why::Superseded } else { Why::OtherCode });
        }
        if ours.any(|posted| !posted.superseded) { Ok(()) } else { Err(Why::Superseded) }
    }
}

fn has(posted: &Posted, code: Code) -> bool {
    posted.digest.as_deref().and_then(Code::of) == Some(code)
}

/// Why a word for another request counts for nothing here.
fn elsewhere(requests: &[Posted], code: Code) -> Why {
    let mut named = requests.iter().filter(|posted| has(posted, code)).peekable();
    if named.peek().is_some() && named.all(|posted| posted.superseded) {
        Why::Superseded
    } else {
        Why::OtherCode
    }
}
