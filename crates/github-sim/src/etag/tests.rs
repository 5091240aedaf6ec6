use serde_json::Value;

use super::matches;
use crate::Seed;
use crate::probe::start;

#[test]
fn weak_and_strong_tags_compare_equal() {
    assert!(matches("W/\"a\"", "W/\"a\""));
    assert!(matches("\"b\", \"a\"", "W/\"a\""));
    assert!(matches("*", "W/\"a\""));
    assert!(!matches("\"aa\"", "W/\"a\""));
}

#[test]
fn a_tag_changes_with_the_content_and_differs_by_credential() {
    let sim = start(Seed::small());
    let number = sim.issue();
    let path = format!("/repos/octo/shop/issues/{number}/comments");
    let tag = |token: &str| sim.get(token, &path).expect(200).header("etag").to_owned();
    let before = tag("alice-token");
    assert_eq!(before, tag("alice-token"));
    assert_ne!(before, tag("bob-token"));
    let again = || sim.send("alice-token", "GET", &path, &Value::Null, &[("if-none-match", &before)]).unwrap();
    again().expect(304);
    sim.comment("bob-token", number, "x");
    again().expect(200);
}
