//! From the issue's text and the comments of ours to the requests that the issue shows.

use verdict::Time;
use verdict::canonical::sha256_hex;

use super::{BlockError, Place, Shown, read};
use crate::facts::RecordedIssue;
use crate::people::{Account, AccountId};
use crate::thread::{Comment, Issue, Posted, Seen};

/// Where requests are looked for.
#[derive(Debug, Clone, Copy)]
pub struct Thread<'a> {
    /// The issue.
    pub issue: &'a Issue,
    /// Its text.
    pub text: &'a str,
    /// When it was opened.
    pub opened: Time,
    /// As what it was recorded.
    pub recorded: Option<&'a RecordedIssue>,
    /// All its comments.
    pub comments: &'a [Comment],
    /// What the record holds of them.
    pub seen: &'a [Seen],
    /// The account that this tool comments as. What others post is no request.
    pub ours: AccountId,
}

impl Thread<'_> {
    /// The requests that the issue shows, in the order in which they were posted. One that cannot be read is there without a digest: a command
    /// may have meant it.
    #[must_use]
    pub fn requests(&self) -> Vec<Posted> {
        let mut blocks = Vec::new();
        if is_ours(self.issue.author.as_ref(), self.ours) {
            let strange = self.recorded.is_some_and(|known| known.text_sha256 != self.issue.text_sha256);
            let changed = self.issue.edited.is_some() || strange;
            blocks.extend(block(Place::Issue, self.opened, changed, read(self.text)));
        }
        let mut comments: Vec<&Comment> =
            self.comments.iter().filter(|comment| is_ours(comment.author.as_ref(), self.ours)).collect();
        comments.sort_by_key(|comment| comment.id);
        for comment in comments {
            let changed = comment.hidden || comment.by_mail || is_changed(comment, self.seen);
            blocks.extend(block(Place::Comment(comment.id), comment.created, changed, read(&comment.body)));
        }
        let taken = |at: usize, place: Place| {
            blocks.iter().skip(at + 1).any(|later: &Block| later.in_place_of.contains(&place))
        };
        let posted = |(at, block): (usize, &Block)| Posted {
            superseded: taken(at, block.place),
            ..block.posted.clone()
        };
        blocks.iter().enumerate().map(posted).collect()
    }
}

/// A request with what it says of others.
struct Block {
    place: Place,
    in_place_of: Vec<Place>,
    posted: Posted,
}

fn block(place: Place, at: Time, changed: bool, shown: Result<Option<Shown>, BlockError>) -> Option<Block> {
    let (digest, in_place_of) = match shown {
        Ok(None) => return None,
        Ok(Some(shown)) => (Some(shown.digest), shown.in_place_of),
        Err(_) => (None, Vec::new()),
    };
    let comment = match place {
        Place::Issue => None,
        Place::Comment(number) => Some(number),
    };
    Some(Block { place, in_place_of, posted: Posted { digest, comment, at, changed, superseded: false } })
}

fn is_ours(author: Option<&Account>, ours: AccountId) -> bool {
    author.and_then(|author| author.id) == Some(ours)
}

/// Whether a comment is not what it was when somebody wrote it, or when the record first saw it.
pub(crate) fn is_changed(comment: &Comment, seen: &[Seen]) -> bool {
    let author = comment.author.as_ref().and_then(|author| author.id);
    let text = sha256_hex(comment.body.as_bytes());
    let differs =
        |known: &Seen| known.text_sha256 != text || known.author != author || known.created != comment.created;
    comment.edited.is_some() || seen.iter().any(|known| known.comment == comment.id && differs(known))
}
