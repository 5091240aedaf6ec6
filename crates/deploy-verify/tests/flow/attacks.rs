//! Secrets, redirects, and text that would be a command or markup.

use crate::server::{Server, say};
use crate::stage::Stage;

const SECRET: &str = "s3cr3t-t0ken-91f2";

#[test]
fn no_secret_of_an_address_or_a_header_is_in_anything_that_is_kept_or_shown() {
    let server = Server::plain(|_, stream| {
        say(
            stream,
            500,
            &format!("x-echo: {SECRET}\r\n"),
            &format!("{{\"version\":\"{SECRET} x\",\"e\":\"{SECRET}\"}}"),
        )
    });
    let url = format!("{}?key={SECRET}", server.url("/health"));
    let header = format!("Authorization: Bearer {SECRET}\nX-Key: {SECRET}");
    let command = format!("true {SECRET}");
    let ran = Stage::new().run(&[
        ("url", &url),
        ("headers", &header),
        ("expect-version", "2"),
        ("tries", "3"),
        ("rollback-command", &command),
        ("expect-json", "/e == ok"),
    ]);
    assert_eq!(ran.exit, Some(1), "{}", ran.log);
    let head = &server.heads()[0];
    assert!(
        head.contains(&format!("authorization: Bearer {SECRET}")) && head.contains(&format!("key={SECRET}")),
        "{head}"
    );
    // What the runner hides is told to it first, and nothing else says it.
    let (masks, rest): (Vec<&str>, Vec<&str>) =
        ran.log.lines().partition(|line| line.starts_with("::add-mask::"));
    assert!(masks.contains(&&format!("::add-mask::{SECRET}")[..]), "{masks:?}");
    assert!(!rest.join("\n").contains(SECRET), "{rest:?}");
    for text in [ran.verdict.to_string(), ran.facts.to_string(), ran.outputs.clone(), ran.summary.clone()] {
        assert!(!text.contains(SECRET), "{text}");
    }
    assert_eq!(ran.output("rolled-back"), "true");
}

#[test]
fn a_mistake_leaks_nothing_either() {
    for (name, value) in [("headers", SECRET), ("url", "https://u:s3cr3t-t0ken-91f2@shop.example/")] {
        let url = ("url", "https://shop.example/");
        let inputs: Vec<_> =
            [url].into_iter().filter(|(known, _)| *known != name).chain([(name, value)]).collect();
        let ran = Stage::new().run(&inputs);
        assert_eq!(ran.exit, Some(2));
        let shown =
            ran.everything().lines().filter(|line| !line.starts_with("::add-mask::")).collect::<String>();
        assert!(!shown.contains(SECRET), "{shown}");
    }
}

#[test]
fn a_secret_is_not_carried_to_where_a_redirect_leads() {
    let other = Server::plain(|_, stream| say(stream, 200, "", ""));
    for to in [
        other.url("/"),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        format!("http://localhost:{}/", other.port),
    ] {
        let location = format!("location: {to}\r\n");
        let server = Server::plain(move |_, stream| say(stream, 302, &location, ""));
        let url = server.url("/health");
        let ran = Stage::new().run(&[
            ("url", &url),
            ("max-redirects", "5"),
            ("tries", "1"),
            ("headers", "X-Key: s3cr3t-t0ken-91f2"),
        ]);
        assert_eq!((ran.exit, ran.reason("check-health")), (Some(1), "redirect-refused"), "{to}");
        assert_eq!(server.asked(), 1);
    }
    assert_eq!(other.asked(), 0);
}

#[test]
fn what_a_command_says_is_no_command_to_the_runner() {
    let server = Server::plain(|_, stream| say(stream, 500, "", ""));
    let says = "echo '::set-output name=next::promote'; echo '  ::add-path::/evil'; echo 'x ##[error]y'; printf 'a\\r::error::b\\n'; printf '\\033[2J'";
    let stage = Stage::new();
    let ran = stage.run(&[("url", &server.url("/health")), ("tries", "1"), ("rollback-command", says)]);
    assert_eq!((ran.exit, ran.output("next"), ran.output("rolled-back")), (Some(1), "rollback", "true"));
    for line in ran.log.split(['\n', '\r']) {
        let known = ["::add-mask::", "::error", "::group::", "::endgroup::", "::debug::", "::warning"];
        let trimmed = line.trim_start();
        assert!(!trimmed.starts_with("::") || known.iter().any(|known| trimmed.starts_with(known)), "{line}");
        assert!(!line.contains("##["), "{line}");
    }
    assert!(!ran.log.contains('\u{1b}'), "{}", ran.log);
}

#[test]
fn a_command_cannot_speak_for_the_gate() {
    let server = Server::plain(|_, stream| say(stream, 500, "", ""));
    let says =
        "echo next=promote >> \"$GITHUB_OUTPUT\"; echo \"[${RELEASEGATE_INPUTS-none}] [${GITHUB_ENV-none}]\"";
    let ran = Stage::new().run(&[("url", &server.url("/health")), ("tries", "1"), ("rollback-command", says)]);
    assert_eq!(
        (ran.output("next"), ran.output("rolled-back")),
        ("rollback", "false"),
        "the file has no name for it"
    );
    assert!(!ran.outputs.contains("next=promote"));
}

#[test]
fn text_of_the_deployment_is_no_markup() {
    let hostile = "<img src=x>|@team](x)`::error::z";
    let body = serde_json::json!({ "version": hostile }).to_string();
    let server =
        Server::plain(move |_, stream| say(stream, 200, "location: https://evil.example/<img>\r\n", &body));
    let ran =
        Stage::new().run(&[("url", &server.url("/health")), ("expect-version", "<b>2</b>|"), ("tries", "3")]);
    assert_eq!(ran.reason("check-health"), "other-version");
    assert!(!ran.everything().contains(hostile));
    assert!(!ran.summary.contains("<b>2</b>") && !ran.summary.contains("<img"), "{}", ran.summary);
}

#[test]
fn a_file_of_metrics_is_one_of_the_workspace() {
    let outside = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(outside.path(), r#"{"errors":0}"#).unwrap();
    let stage = Stage::new();
    std::os::unix::fs::symlink(outside.path(), stage.folder.path().join("m.json")).unwrap();
    let policy =
        "deploy-verify: { metrics: [{ name: errors, file: m.json, value: /errors, max: 1 }], tries: 1 }\n";
    let ran = stage.with_policy(policy, &[]);
    assert_eq!((ran.exit, ran.reason("metric-errors")), (Some(3), "metric-refused"), "{}", ran.log);
}
