use super::{matched, pairs};

fn params(template: &'static str, path: &str) -> Option<Vec<(&'static str, String)>> {
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    matched(template, &parts)
}

#[test]
fn parts_are_decoded() {
    let found = params("/users/{username}/keys", "/users/github-actions%5Bbot%5D/keys").unwrap();
    assert_eq!(found, [("username", "github-actions[bot]".to_owned())]);
    assert!(params("/users/{username}", "/users/a/b").is_none());
    assert!(params("/users/{username}", "/users/").is_none());
}

#[test]
fn a_ref_may_hold_slashes_in_the_middle() {
    let found = params("/commits/{ref}/status", "/commits/heads/release/1/status").unwrap();
    assert_eq!(found, [("ref", "heads/release/1".to_owned())]);
    assert_eq!(params("/git/ref/{ref}", "/git/ref/heads%2Fmain").unwrap(), [("ref", "heads/main".to_owned())]);
}

#[test]
fn fixed_words_win_over_names() {
    let (route, _) = super::find("GET", "/repos/octo/shop/issues/comments").unwrap();
    assert_eq!(route.template, "/repos/{owner}/{repo}/issues/comments");
    assert!(super::find("PUT", "/repos/octo/shop/issues").is_none());
}

#[test]
fn a_query_knows_spaces_and_repeats() {
    let found = pairs("a=1+2&b=%2B&a=&c");
    let expected = [("a", "1 2"), ("b", "+"), ("a", ""), ("c", "")];
    assert_eq!(found, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
}
