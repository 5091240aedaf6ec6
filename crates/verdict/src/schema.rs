//! The JSON Schema of a verdict, for readers in other languages. It is committed; a test keeps it current.

/// The schema as pretty JSON with a final newline.
#[must_use]
pub fn verdict_schema() -> String {
    let schema = schemars::schema_for!(crate::document::Verdict);
    format!("{:#}\n", schema.to_value())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_schema_is_current() {
        let committed = include_str!("../schema/verdict.v1.schema.json");
        assert!(committed == verdict_schema(), "stale: run `cargo xtask docs` and commit what it writes");
    }
}
