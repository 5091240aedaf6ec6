//! The committed schema is current, and says what the reader says.

use super::*;

#[test]
fn the_committed_schema_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../dist/releasegate.schema.json");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, file_schema()).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == file_schema(),
        "stale: run `UPDATE=1 cargo test -p coverage-gate section` and commit what it writes"
    );
}
