//! What a call is: where it goes, which permission it needs, and what happens if nobody knows whether it took effect.

/// A call of GitHub's API. Every request of the suite is made from one, so that the list of them is the whole of what it can do.
#[derive(Debug, PartialEq, Eq)]
pub struct Call {
    /// What it does, as a sentence continues after "failed to": `create an issue`.
    pub does: &'static str,
    /// The method, or a GraphQL document.
    pub verb: Verb,
    /// The path as GitHub's `OpenAPI` document spells it; the name of the operation for GraphQL.
    pub path: &'static str,
    /// The key of a workflow's `permissions:` and its level, or in words what a workflow's token cannot have.
    pub permission: &'static str,
    /// What happens after an answer that leaves open whether the call took effect.
    pub repeat: Repeat,
}

/// How a call is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// GET.
    Get,
    /// POST.
    Post,
    /// PUT.
    Put,
    /// PATCH.
    Patch,
    /// DELETE.
    Delete,
    /// POST of this document, which holds exactly one operation.
    GraphQl(&'static str),
}

/// Whether a call may be sent again when the first one may have taken effect: after a cut connection, a time-out, 408 or 5xx.
///
/// What surely had no effect (no connection, 429, a secondary limit) is repeated for all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// It only reads: sent again.
    Read,
    /// Twice has the effect of once: sent again.
    Idempotent,
    /// Before it is sent again, the effect is looked for, in this way.
    LookedUp(&'static str),
    /// Never sent again, for this reason; the error says that the effect is unknown.
    Once(&'static str),
}

impl Call {
    /// A call that only reads.
    #[must_use]
    pub const fn read(does: &'static str, path: &'static str, permission: &'static str) -> Self {
        Self { does, verb: Verb::Get, path, permission, repeat: Repeat::Read }
    }

    /// A GraphQL query: `name` is that of the operation in the document.
    #[must_use]
    pub const fn query(
        does: &'static str,
        name: &'static str,
        document: &'static str,
        permission: &'static str,
    ) -> Self {
        Self { does, verb: Verb::GraphQl(document), path: name, permission, repeat: Repeat::Read }
    }

    /// A call that changes something.
    #[must_use]
    pub const fn write(
        does: &'static str,
        verb: Verb,
        path: &'static str,
        permission: &'static str,
        repeat: Repeat,
    ) -> Self {
        Self { does, verb, path, permission, repeat }
    }

    /// Whether it changes anything: such calls go one at a time.
    #[must_use]
    pub const fn writes(&self) -> bool {
        !matches!(self.repeat, Repeat::Read)
    }

    /// Method and path, or `GraphQL` and the operation's name.
    #[must_use]
    pub fn request(&self) -> String {
        match self.verb {
            Verb::GraphQl(_) => format!("GraphQL {}", self.path),
            verb => format!("{} {}", verb.method(), self.path),
        }
    }
}

impl Verb {
    pub(crate) const fn method(self) -> http::Method {
        match self {
            Self::Get => http::Method::GET,
            Self::Post | Self::GraphQl(_) => http::Method::POST,
            Self::Put => http::Method::PUT,
            Self::Patch => http::Method::PATCH,
            Self::Delete => http::Method::DELETE,
        }
    }
}

impl Repeat {
    /// For people.
    #[must_use]
    pub fn rule(self) -> String {
        match self {
            Self::Read => "read: repeated".to_owned(),
            Self::Idempotent => "twice is as once: repeated".to_owned(),
            Self::LookedUp(how) => format!("looked for first: {how}"),
            Self::Once(why) => format!("never: {why}"),
        }
    }
}
