//! What each misbehaviour ends as, and that none holds the step.

use std::net::TcpListener;
use std::time::Duration;

use crate::server::{Server, Stream, say};
use crate::stage::{Ran, Stage};

/// One run against the path `/health` of a server.
fn against(server: &Server, more: &[(&str, &str)]) -> Ran {
    let url = server.url("/health");
    let inputs: Vec<_> = [&[("url", url.as_str())], more].concat();
    let ran = Stage::new().run(&inputs);
    assert!(ran.took < Duration::from_secs(15), "{:?}", ran.took);
    ran
}

/// Exit code, outcome, what follows, and the reason of the check.
fn ended(ran: &Ran) -> (Option<i32>, &str, &str, &str) {
    (ran.exit, ran.output("outcome"), ran.output("next"), ran.reason("check-health"))
}

fn unhealthy(reason: &str) -> (Option<i32>, &str, &str, &str) {
    (Some(1), "unhealthy", "rollback", reason)
}

fn script(answer: impl Fn(usize, &mut dyn Stream) + Send + Sync + 'static) -> Server {
    Server::plain(answer)
}

#[test]
fn a_healthy_deployment_passes_and_says_what_it_measured() {
    let server = script(|_, stream| say(stream, 200, "", r#"{"status":"ok","version":"2.0.0"}"#));
    let ran =
        against(&server, &[("expect-json", "/status == ok"), ("expect-version", "2.0.0"), ("tries", "5")]);
    assert_eq!(ended(&ran), (Some(0), "healthy", "promote", "healthy"), "{}", ran.log);
    assert_eq!((server.asked(), ran.output("rolled-back"), ran.output("status")), (3, "false", "pass"));
    let attempt = &ran.facts["phases"][0]["tries"][2]["attempts"][0];
    let answered = &attempt["result"]["answered"];
    assert_eq!((&answered["status"], &answered["bytes"]), (&200.into(), &33.into()));
    assert_eq!(answered["sha256"].as_str().unwrap().len(), 64);
    assert!(attempt["latency_ms"].is_u64() && attempt["at_ms"].is_u64());
    assert!(ran.summary.contains("Latency") && ran.summary.contains(['▁', '▄', '█']), "{}", ran.summary);
    assert!(ran.summary.contains(&answered["sha256"].as_str().unwrap()[..12]), "{}", ran.summary);
    assert_eq!(ran.verdict["details"]["verification"]["decision"], "promote");
}

#[test]
fn each_connection_is_new_so_that_a_balancer_chooses() {
    let old = |number: usize| if number % 3 == 2 { "1.9.0" } else { "2.0.0" };
    let server = script(move |number, stream| {
        say(stream, 200, "connection: keep-alive\r\n", &format!("{{\"version\":\"{}\"}}", old(number)))
    });
    let ran = against(&server, &[("expect-version", "2.0.0"), ("tries", "6")]);
    assert_eq!(ended(&ran), unhealthy("other-version"), "{}", ran.log);
    assert!(ran.log.contains("1.9.0"), "{}", ran.log);
}

#[test]
fn a_slow_start_is_waited_for_and_flapping_is_not_enough() {
    let server = script(|number, stream| say(stream, if number < 3 { 503 } else { 200 }, "", ""));
    assert_eq!(ended(&against(&server, &[("tries", "5")])), (Some(0), "healthy", "promote", "healthy"));
    let server = script(|number, stream| say(stream, if number % 2 == 0 { 200 } else { 503 }, "", ""));
    assert_eq!(ended(&against(&server, &[("tries", "6"), ("successes", "2")])), unhealthy("status"));
}

#[test]
fn an_error_in_the_body_of_200_is_one() {
    let server = script(|_, stream| say(stream, 200, "", r#"{"status":"error"}"#));
    assert_eq!(ended(&against(&server, &[("expect-json", "/status == ok")])), unhealthy("json"));
}

#[test]
fn connections_that_end_early_are_the_deployments() {
    let server = Server::raw(|_, stream, _| drop(stream));
    let ran = against(&server, &[]);
    assert!(["cut", "not-http"].contains(&ran.reason("check-health")), "{}", ran.log);
    assert_eq!(ran.output("next"), "rollback");
    let server = script(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf");
    });
    assert_eq!(ended(&against(&server, &[])), unhealthy("cut"));
    // Nobody listens.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}/health");
    assert_eq!(ended(&Stage::new().run(&[("url", &url)])), unhealthy("refused"));
}

#[test]
fn a_body_without_end_is_cut_and_one_that_drips_is_timed_out() {
    let endless = |pause: Option<Duration>| {
        script(move |_, stream| {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
            let part = vec![b'x'; if pause.is_some() { 1 } else { 65_536 }];
            while stream.write_all(&part).is_ok() {
                pause.into_iter().for_each(std::thread::sleep);
            }
        })
    };
    let ran = against(&endless(None), &[]);
    assert_eq!(ended(&ran), unhealthy("body-too-large"));
    assert_eq!(
        ran.facts["phases"][0]["tries"][0]["attempts"][0]["result"]["answered"]["bytes"],
        2 * 1024 * 1024
    );
    let drips = against(&endless(Some(Duration::from_millis(50))), &[("timeout", "500ms")]);
    assert_eq!(ended(&drips), unhealthy("timeout"));
}

#[test]
fn heads_that_never_end_or_never_stop_are_none() {
    let slow = script(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
        while stream.write_all(b"x").is_ok() {
            std::thread::sleep(Duration::from_millis(50));
        }
    });
    assert_eq!(ended(&against(&slow, &[("timeout", "500ms")])), unhealthy("timeout"));
    let huge = script(|number, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
        while stream.write_all(format!("x-{number}: {}\r\n", "y".repeat(8000)).as_bytes()).is_ok() {}
    });
    let ran = against(&huge, &[]);
    assert!(["not-http", "cut"].contains(&ran.reason("check-health")), "{}", ran.log);
    assert_eq!(ran.output("next"), "rollback");
    let silent = Server::raw(|_, stream, _| {
        std::thread::sleep(Duration::from_secs(10));
        drop(stream);
    });
    assert_eq!(ended(&against(&silent, &[("timeout", "300ms")])), unhealthy("timeout"));
    let other = script(|_, stream| {
        let _ = stream.write_all(b"SSH-2.0-OpenSSH_9.2\r\n\r\n");
    });
    assert_eq!(ended(&against(&other, &[])), unhealthy("not-http"));
}

#[test]
fn nothing_is_unpacked() {
    // What a client that unpacks would make of this is not looked at: the bytes as they came are what is digested and judged.
    let server = script(|_, stream| say(stream, 200, "content-encoding: gzip\r\n", "\u{1f}no gzip at all"));
    let ran = against(&server, &[("expect-body", "no gzip at all")]);
    assert_eq!(ended(&ran), (Some(0), "healthy", "promote", "healthy"));
    assert!(!server.heads()[0].to_lowercase().contains("accept-encoding"), "{:?}", server.heads());
}

#[test]
fn a_redirect_loop_ends() {
    let server = script(|number, stream| say(stream, 302, &format!("location: /hop/{number}\r\n"), ""));
    let ran = against(&server, &[("max-redirects", "5"), ("tries", "1")]);
    assert_eq!(ended(&ran), unhealthy("redirect-loop"));
    assert_eq!(server.asked(), 6);
    let server = script(|_, stream| say(stream, 302, "location: /health\r\n", ""));
    assert_eq!(ended(&against(&server, &[("max-redirects", "5"), ("tries", "1")])), unhealthy("redirect-loop"));
    assert_eq!(server.asked(), 1);
}

#[test]
fn what_the_runner_cannot_reach_is_inconclusive() {
    let inconclusive = |reason| (Some(3), "unreachable", "hold", reason);
    let stage = Stage::new();
    let ran =
        stage.run(&[("url", "https://does-not-exist.invalid/health"), ("rollback-command", "touch gone-back")]);
    assert_eq!(ended(&ran), inconclusive("name-unknown"), "{}", ran.log);
    assert!(!stage.folder.path().join("gone-back").exists());
    // A proxy that is not there, and one that does not let through.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let refusing = script(|_, stream| say(stream, 502, "", "no"));
    for address in [format!("http://127.0.0.1:{port}"), refusing.url("")] {
        let mut stage = Stage::new();
        stage.vars.push(("HTTPS_PROXY", address));
        let ran = stage.run(&[("url", "https://shop.example/health")]);
        assert_eq!(ended(&ran), inconclusive("proxy"), "{}", ran.log);
    }
}

#[test]
fn a_host_that_needs_no_proxy_is_asked_directly() {
    let server = script(|_, stream| say(stream, 200, "", ""));
    let mut stage = Stage::new();
    stage.vars.push(("HTTP_PROXY", "http://127.0.0.1:1".to_owned()));
    stage.vars.push(("NO_PROXY", "127.0.0.0/8".to_owned()));
    let url = server.url("/health");
    assert_eq!(ended(&stage.run(&[("url", &url)])), (Some(0), "healthy", "promote", "healthy"));
}

#[test]
fn a_deadline_ends_everything() {
    let server = Server::raw(|_, stream, _| {
        std::thread::sleep(Duration::from_secs(10));
        drop(stream);
    });
    let ran = against(&server, &[("timeout", "10s"), ("deadline", "700ms"), ("tries", "100")]);
    assert_eq!(ended(&ran), (Some(3), "unreachable", "hold", "deadline"));
    assert!(ran.took < Duration::from_secs(4), "{:?}", ran.took);
}
