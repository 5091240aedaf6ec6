use super::*;
use crate::call::Call;

const CALL: Call = Call::read("read an issue", "/repos/{owner}/{repo}/issues", "issues: read");

fn failure(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Failure {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.insert(*name, value.parse().unwrap());
    }
    let answer = Answer {
        status: StatusCode::from_u16(status).unwrap(),
        headers: map,
        body: Bytes::copy_from_slice(body.as_bytes()),
    };
    let request = Request::of(&CALL, &"octo/shop".parse().unwrap());
    answer.sort(&request, 1_000).unwrap_err()
}

fn kind(status: u16) -> Kind {
    failure(status, &[], "{}").error.kind
}

#[test]
fn each_status_is_a_kind() {
    let expected = [
        (301, Kind::Moved),
        (307, Kind::Moved),
        (400, Kind::Validation),
        (401, Kind::Unauthorized),
        (403, Kind::Forbidden),
        (404, Kind::NotFound),
        (408, Kind::Unavailable),
        (409, Kind::Conflict),
        (410, Kind::Gone),
        (413, Kind::TooLarge),
        (418, Kind::Unexpected),
        (422, Kind::Validation),
        (500, Kind::Unavailable),
        (502, Kind::Unavailable),
        (504, Kind::Unavailable),
    ];
    for (status, expected) in expected {
        assert_eq!(kind(status), expected, "{status}");
    }
}

#[test]
fn only_a_failure_of_the_server_leaves_the_effect_open() {
    for status in [408, 500, 502, 503, 504] {
        assert_eq!(failure(status, &[], "").effect, Effect::Unknown, "{status}");
    }
    for status in [301, 401, 403, 404, 409, 422, 429] {
        assert_eq!(failure(status, &[], "").effect, Effect::None, "{status}");
    }
}

#[test]
fn the_time_that_github_names_is_waited() {
    let wait = |status, headers: &[_], body| failure(status, headers, body).wait;
    let named = |seconds| Wait::Named(Duration::from_secs(seconds));
    assert_eq!(wait(429, &[("retry-after", "7")], ""), named(7));
    assert_eq!(wait(403, &[("retry-after", "7")], ""), named(7));
    let empty = ("x-ratelimit-remaining", "0");
    assert_eq!(wait(403, &[empty, ("x-ratelimit-reset", "1030")], ""), named(31));
    // The answer's own date counts, not this machine's clock.
    let date = ("date", "Thu, 01 Jan 1970 00:17:00 GMT");
    assert_eq!(wait(429, &[empty, ("x-ratelimit-reset", "1030"), date], ""), named(11));
    assert_eq!(wait(503, &[("retry-after", "60")], ""), named(60));
    assert_eq!(wait(429, &[], ""), Wait::Secondary);
    let secondary = r#"{"message":"You have exceeded a secondary rate limit."}"#;
    assert_eq!(wait(403, &[], secondary), Wait::Secondary);
    assert_eq!(wait(403, &[], r#"{"message":"Resource not accessible by integration"}"#), Wait::Never);
}

#[test]
fn a_message_tells_the_missing_permission_and_the_next_step() {
    let headers = [("x-accepted-github-permissions", "issues=write")];
    let failure = failure(403, &headers, r#"{"message":"Resource not accessible by integration"}"#);
    assert_eq!(
        failure.error.to_string(),
        "failed to read an issue (octo/shop): GitHub answered 403: Resource not accessible by integration; \
         it asks for issues=write; the call needs issues: read: use a token that has it, of somebody whose role permits it"
    );
}

#[test]
fn the_errors_of_a_refusal_are_told() {
    let body = r#"{"message":"Validation Failed","errors":[{"resource":"Issue","field":"title","code":"missing_field"},"Body is too long"]}"#;
    assert!(failure(422, &[], body).error.detail.ends_with("title is missing field, Body is too long"));
}

#[test]
fn nothing_unprintable_and_no_flood_of_a_server_gets_into_a_message() {
    let body = format!(r#"{{"message":"::error::\u001b[2J\r\n\u202e{}"}}"#, "x".repeat(5_000));
    let detail = failure(422, &[], &body).error.detail;
    assert!(detail.chars().count() <= 301, "{detail}");
    assert!(!detail.chars().any(|c| c.is_control() || c == '\u{202e}'), "{detail}");
}

#[test]
fn a_signature_in_an_address_stays_out() {
    let detail = failure(302, &[("location", "https://elsewhere.example/blob?sig=secret")], "").error.detail;
    assert_eq!(detail, "GitHub answered 302; it points to https://elsewhere.example/blob");
}

const DOCUMENT: Call = Call::query("ask", "Ask", "query Ask { viewer { login } }", "none");

fn document(headers: &[(&'static str, &'static str)], body: &str) -> Option<Failure> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.insert(*name, value.parse().unwrap());
    }
    let body = Bytes::copy_from_slice(body.as_bytes());
    Answer { status: StatusCode::OK, headers: map, body }.sort(&Request::new(&DOCUMENT), 1_000).err()
}

#[test]
fn a_limit_that_comes_with_status_200_is_a_limit() {
    let body = r#"{"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded"}]}"#;
    let headers = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1030")];
    let failure = document(&headers, body).unwrap();
    assert_eq!((failure.effect, failure.wait), (Effect::None, Wait::Named(Duration::from_secs(31))));
    let present = r#"{"errors":[{"type":"RATE_LIMIT","code":"graphql_rate_limit","message":"API rate limit already exceeded"}]}"#;
    assert_eq!(document(&[("retry-after", "7")], present).unwrap().wait, Wait::Named(Duration::from_secs(7)));
    let secondary = r#"{"data":null,"errors":[{"message":"You have exceeded a secondary rate limit"}]}"#;
    assert_eq!(document(&[], secondary).unwrap().wait, Wait::Secondary);
}

#[test]
fn a_query_that_broke_at_githubs_leaves_the_effect_open() {
    let body = r#"{"data":null,"errors":[{"message":"Something went wrong while executing your query."}]}"#;
    let failure = document(&[], body).unwrap();
    assert_eq!((failure.error.kind, failure.effect), (Kind::Unavailable, Effect::Unknown));
    for message in ["Timeout on validation of query", "timedout"] {
        let body = format!(r#"{{"errors":[{{"message":"{message}"}}]}}"#);
        assert_eq!(document(&[], &body).unwrap().error.kind, Kind::Unavailable, "{message}");
    }
    assert!(document(&[], r#"{"errors":[{"type":"NOT_FOUND","message":"Something went wrong"}]}"#).is_none());
    assert!(document(&[], r#"{"data":{}}"#).is_none());
}

#[test]
fn not_modified_is_an_answer_only_to_who_asked_for_it() {
    let failure = failure(304, &[], "");
    assert_eq!((failure.error.kind, failure.wait), (Kind::Unexpected, Wait::Never));
}
