//! Writing compact JSON objects and arrays from texts that are JSON already.

/// An object that is being written.
pub(super) struct Out(String);

impl Out {
    pub(super) fn object() -> Self {
        Self("{".to_owned())
    }

    /// Adds a member whose value is JSON.
    pub(super) fn put(&mut self, name: &str, json: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0.push_str(&quoted(name));
        self.0.push(':');
        self.0.push_str(json);
    }

    /// Adds a member whose value is a text.
    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.put(name, &quoted(text));
    }

    /// Adds a member with an object whose only member is a text.
    pub(super) fn message(&mut self, name: &str, text: &str) {
        let mut message = Self::object();
        message.text("text", text);
        self.put(name, &message.end());
    }

    pub(super) fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

/// A JSON string.
pub(super) fn quoted(text: &str) -> String {
    // A string always becomes JSON; should it ever not, an empty one is still JSON.
    serde_json::to_string(text).unwrap_or_else(|_| "\"\"".to_owned())
}

/// A JSON array.
pub(super) fn array<T: AsRef<str>>(elements: impl IntoIterator<Item = T>) -> String {
    let mut out = "[".to_owned();
    for element in elements {
        if out.len() > 1 {
            out.push(',');
        }
        out.push_str(element.as_ref());
    }
    out.push(']');
    out
}

/// The first characters of a text, a cut marked by `…`.
pub(super) fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some(_) => text.chars().take(limit.saturating_sub(1)).chain(['…']).collect(),
    }
}
