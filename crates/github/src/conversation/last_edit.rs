//! Whether a text of this client's is still its own: whoever can write can edit what it wrote, and the author stays the same.

use serde::Deserialize;

use super::{Actor, LAST_EDIT, Node, Query};
use crate::client::GitHub;
use crate::errors::{Error, Kind};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Text {
    body: String,
    last_edited_at: Option<jiff::Timestamp>,
    editor: Option<Actor>,
}

impl Text {
    /// An editor who is nobody is somebody else.
    fn is_by(&self, own: u64) -> bool {
        self.last_edited_at.is_none() || self.editor.as_ref().is_some_and(|editor| editor.id == Some(own))
    }
}

/// Whether the text of an issue or comment that this client (account `own`) wrote is this one, and was never edited, or by this client
/// last. What is gone is not.
///
/// # Errors
/// As any read.
pub(crate) async fn is_as_written(github: &GitHub, own: u64, node_id: &str, body: &str) -> Result<bool, Error> {
    let query = Query::of_node(&LAST_EDIT, node_id);
    let answer: Result<Node<Text>, Error> = github.query(query.request(None)).await;
    match answer {
        // The text was read before: an edit of others in between may have been undone by now.
        Ok(Node { node: Some(text) }) => Ok(text.is_by(own) && text.body == body),
        Ok(Node { node: None }) => Ok(false),
        Err(error) if error.kind == Kind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn an_editor_who_is_nobody_is_somebody_else() {
        let is_own = |at: Value, editor: Value| {
            let text = json!({"body": "", "lastEditedAt": at, "editor": editor});
            serde_json::from_value::<Text>(text).unwrap().is_by(5)
        };
        let bot = |id: Value| json!({"__typename": "Bot", "login": "a", "databaseId": id});
        let at = || json!("2026-11-22T10:00:00Z");
        assert!(is_own(Value::Null, Value::Null) && is_own(at(), bot(json!(5))));
        for other in [Value::Null, bot(json!(6)), bot(Value::Null)] {
            assert!(!is_own(at(), other));
        }
    }
}
