#![allow(warnings, clippy::all, clippy::pedantic)]
//! throw-away
#[path = "api/stage.rs"]
mod stage;
use stage::Stage;
thread_local! { static RT: &'static tokio::runtime::Runtime = Box::leak(Box::new(tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap())); }
fn run<T>(f: impl Future<Output = T>) -> T {
    RT.with(|r| r.block_on(f))
}
use github::*;
use github_sim::{Fault, FaultKind, Seed};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::pin::Pin;
use std::sync::atomic::*;
use std::sync::{Arc, Mutex};
use std::time::Duration;

struct Virtual(Arc<AtomicU64>);
impl Clock for Virtual {
    fn elapsed(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::SeqCst))
    }
    fn sleep(&self, t: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.fetch_add(u64::try_from(t.as_millis()).unwrap_or(u64::MAX), Ordering::SeqCst);
        Box::pin(std::future::ready(()))
    }
    fn unix_seconds(&self) -> i64 {
        1_800_000_000
    }
    fn chance(&self) -> u64 {
        0
    }
}

fn ok(body: &str) -> String {
    resp(200, "", body)
}
fn resp(status: u16, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status} X\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}
type Log = Arc<Mutex<Vec<(String, String)>>>;
/// answers by a function of (n, head, body)
fn server(f: impl Fn(usize, &str, &str) -> String + Send + 'static) -> (String, Log) {
    let l = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", l.local_addr().unwrap());
    let log: Log = Default::default();
    let log2 = log.clone();
    std::thread::spawn(move || {
        for (n, s) in l.incoming().enumerate() {
            let mut s = s.unwrap();
            let mut r = BufReader::new(&mut s);
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") && r.read_line(&mut head).unwrap_or(0) > 0 {}
            let len: usize = head
                .lines()
                .find_map(|l| l.to_lowercase().strip_prefix("content-length: ")?.parse().ok())
                .unwrap_or(0);
            let mut b = vec![0; len];
            let _ = r.read_exact(&mut b);
            let body = String::from_utf8_lossy(&b).to_string();
            let first = head.lines().next().unwrap_or("").to_string();
            log2.lock().unwrap().push((first.clone(), body.clone()));
            let a = f(n, &head, &body);
            let _ = s.write_all(a.as_bytes());
        }
    });
    (url, log)
}
fn client(url: &str) -> (GitHub, Arc<AtomicU64>) {
    client_with(url, &[])
}
fn client_with(url: &str, more: &[(&str, &str)]) -> (GitHub, Arc<AtomicU64>) {
    let _enter = RT.with(|r| r.enter());
    let var = |n: &str| {
        if n == "GITHUB_API_URL" {
            Some(url.to_owned())
        } else {
            more.iter().find(|(k, _)| *k == n).map(|(_, v)| v.to_string())
        }
    };
    let mut s = Settings::from_vars(&var, "ghs_0123456789abcdefghijklmnopqrstuvwxyzABCD").unwrap();
    s.timeout = Duration::from_secs(3);
    let c = Arc::new(AtomicU64::new(0));
    (GitHub::with_clock(s, Box::new(Virtual(c.clone()))).unwrap(), c)
}
fn shop() -> Repository {
    "octo/shop".parse().unwrap()
}
const VIEWER: &str = r#"{"data":{"viewer":{"login":"github-actions[bot]","databaseId":41}}}"#;
fn is_viewer(body: &str) -> bool {
    body.contains("query Viewer")
}
fn issue(n: u64, body: &str) -> Value {
    json!({"id": n, "node_id": "x", "number": n, "title": "t", "body": body, "state": "open", "state_reason": null, "locked": false,
      "user": {"login": "github-actions[bot]", "id": 41, "type": "Bot"}, "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z", "html_url": "https://x"})
}
fn comment(n: u64) -> Value {
    json!({"id": n, "node_id": "x", "body": "b", "user": null, "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z", "html_url": "h", "issue_url": "https://x/issues/1"})
}

#[test]
fn t01_read_502_then_429_hour() {
    let (url, _) = server(|n, _, _| {
        if n == 0 {
            resp(502, "", "")
        } else {
            resp(429, "retry-after: 3600\r\n", r#"{"message":"secondary rate limit"}"#)
        }
    });
    let (g, _) = client(&url);
    let e = run(async { comments::list(&g, &shop(), 1).await.unwrap_err() });
    println!("T01 {:?} | {e}", e.kind);
}

/// lost answer + lag longer than looks: how many POSTs?
#[test]
fn t02_lag_longer_than_looks() {
    for lag in [4usize, 5, 8] {
        let lists = Arc::new(AtomicUsize::new(0));
        let made: Arc<Mutex<Vec<Value>>> = Default::default();
        let m = made.clone();
        let (url, log) = server(move |_, head, body| {
            if is_viewer(body) {
                return ok(VIEWER);
            }
            if head.starts_with("POST") {
                let mut made = m.lock().unwrap();
                let b: Value = serde_json::from_str(body).unwrap();
                let n = made.len() as u64 + 1;
                made.push(issue(n, b["body"].as_str().unwrap()));
                return if n == 1 {
                    resp(502, "", "")
                } else {
                    resp(201, "", &made[n as usize - 1].to_string())
                };
            }
            let k = lists.fetch_add(1, Ordering::SeqCst);
            // first list is the "before", then `lag` lists show nothing
            let made = m.lock().unwrap();
            ok(&if k > lag { json!(*made).to_string() } else { "[]".to_owned() })
        });
        let (g, c) = client(&url);
        let r = run(async {
            issues::create(
                &g,
                &shop(),
                &Marker::new("t", "k"),
                &issues::NewIssue { title: "x".into(), ..Default::default() },
            )
            .await
        });
        println!(
            "T02 lag={lag} lists: made={} result={:?} at {} ms",
            made.lock().unwrap().len(),
            r.map(|i| i.number).map_err(|e| e.kind),
            c.load(Ordering::SeqCst)
        );
    }
}

/// 502-after, looks blind, then 429 with retry-after 60, meanwhile the list shows it: is it looked for before the third POST?
#[test]
fn t03_limit_between_unclear_end_and_repetition() {
    let posts = Arc::new(AtomicUsize::new(0));
    let lists = Arc::new(AtomicUsize::new(0));
    let made: Arc<Mutex<Vec<Value>>> = Default::default();
    let m = made.clone();
    let (url, log) = server(move |_, head, body| {
        if is_viewer(body) {
            return ok(VIEWER);
        }
        if head.starts_with("POST") {
            let p = posts.fetch_add(1, Ordering::SeqCst);
            if p == 1 {
                return resp(429, "retry-after: 60\r\n", r#"{"message":"secondary rate limit"}"#);
            }
            let mut made = m.lock().unwrap();
            let b: Value = serde_json::from_str(body).unwrap();
            let n = made.len() as u64 + 1;
            made.push(issue(n, b["body"].as_str().unwrap()));
            return if p == 0 { resp(502, "", "") } else { resp(201, "", &made[n as usize - 1].to_string()) };
        }
        let k = lists.fetch_add(1, Ordering::SeqCst);
        let made = m.lock().unwrap();
        // blind for "before" and for the four looks (15 s); visible from then on, 60 s before the third POST
        ok(&if k > 4 { json!(*made).to_string() } else { "[]".to_owned() })
    });
    let (g, _) = client(&url);
    let r = run(async {
        issues::create(
            &g,
            &shop(),
            &Marker::new("t", "k"),
            &issues::NewIssue { title: "x".into(), ..Default::default() },
        )
        .await
    });
    println!(
        "T03 made={} result={:?} reqs={:?}",
        made.lock().unwrap().len(),
        r.map(|i| i.number).map_err(|e| e.kind),
        log.lock().unwrap().iter().map(|l| l.0.split(' ').next().unwrap().to_string()).collect::<Vec<_>>()
    );
}

/// effect, then an answer of 201 that does not decode
#[test]
fn t04_201_that_does_not_read() {
    for body in ["<html>ok</html>", "{}", ""] {
        let (url, log) = server(move |_, head, b| {
            if is_viewer(b) {
                return ok(VIEWER);
            }
            if head.starts_with("POST") {
                return resp(201, "", body);
            }
            ok("[]")
        });
        let (g, _) = client(&url);
        let e = run(async {
            issues::create(
                &g,
                &shop(),
                &Marker::new("t", "k"),
                &issues::NewIssue { title: "x".into(), ..Default::default() },
            )
            .await
            .unwrap_err()
        });
        println!("T04 {body:?}: {:?} | {} | requests {}", e.kind, e.next_step(), log.lock().unwrap().len());
    }
}

/// touched then 401 / 403 / 404 / 422
#[test]
fn t05_touched_then_refused() {
    for st in [401, 403, 404, 422] {
        // idempotent write
        let (url, _) =
            server(move |n, _, _| if n == 0 { resp(502, "", "") } else { resp(st, "", r#"{"message":"no"}"#) });
        let (g, _) = client(&url);
        let e = run(async {
            issues::update(
                &g,
                &shop(),
                1,
                &issues::Changes { state: Some("closed".into()), ..Default::default() },
            )
            .await
            .unwrap_err()
        });
        let (url, log) = server(move |n, h, b| {
            if is_viewer(b) {
                return ok(VIEWER);
            }
            if h.starts_with("POST") {
                return if b.contains("FIRST") {
                    String::new()
                } else {
                    resp(if n < 4 { 502 } else { st }, "", r#"{"message":"no"}"#)
                };
            }
            ok("[]")
        });
        let (g, _) = client(&url);
        let e2 = run(async {
            issues::create(
                &g,
                &shop(),
                &Marker::new("t", "k"),
                &issues::NewIssue { title: "x".into(), ..Default::default() },
            )
            .await
            .unwrap_err()
        });
        println!(
            "T05 {st}: PATCH issue after 502: {:?}; POST issue after 502: {:?} ({} posts)",
            e.kind,
            e2.kind,
            log.lock().unwrap().iter().filter(|l| l.0.contains("/issues ") && l.0.starts_with("POST")).count()
        );
    }
    // delete: 502-before and 404 because it never was there or is not visible
    let (url, _) = server(
        move |n, _, _| if n == 0 { resp(502, "", "") } else { resp(404, "", r#"{"message":"Not Found"}"#) },
    );
    let (g, _) = client(&url);
    println!(
        "T05 delete that was never there, after 502: {:?}",
        run(async { comments::delete(&g, &shop(), 1).await }).map_err(|e| e.kind)
    );
}

#[test]
fn t06_links() {
    let item = comment(1);
    let page = json!(vec![item; 100]).to_string();
    for (name, headers) in [
        ("two Link headers, next in the second", "link: </x.css>; rel=preload\r\nlink: <{U}/repos/octo/shop/issues/1/comments?page=2>; rel=\"next\"\r\n".to_owned()),
        ("Link with a byte that is no ASCII", "link: <{U}/repos/octo/shop/issues/1/comments?page=2&q=\u{fc}>; rel=\"next\"\r\n".to_owned()),
        ("next with spaces round =", "link: <{U}/repos/octo/shop/issues/1/comments?page=2>; rel = \"next\"\r\n".to_owned()),
        ("rel='next' tab separated", "link: <{U}/repos/octo/shop/issues/1/comments?page=2>;\trel=\"last\tnext\"\r\n".to_owned()),
        ("title with <", "link: <{U}/repos/octo/shop/issues/1/comments?page=2>; title=\"a<b\"; rel=\"next\"\r\n".to_owned()),
        ("truncated link", "link: <{U}/repos/octo/shop/issues/1/comments?page=2\r\n".to_owned()),
        ("other case host", "link: <{V}/repos/octo/shop/issues/1/comments?page=2>; rel=\"next\"\r\n".to_owned()),
    ] {
        let u: Arc<Mutex<String>> = Default::default();
        let (u2, page) = (u.clone(), page.clone());
        let (url, _) = server(move |n, _, _| {
            let u = u2.lock().unwrap().clone();
            if n == 0 { resp(200, &headers.replace("{U}", &u).replace("{V}", &u.replace("http", "HTTP")), &page) } else { ok(&json!([comment(2)]).to_string()) }
        });
        *u.lock().unwrap() = url.clone();
        let (g, _) = client(&url);
        let r = run(async { comments::list(&g, &shop(), 1).await });
        println!("T06 {name}: {:?}", r.map(|l| l.len()).map_err(|e| e.to_string()));
    }
}

#[test]
fn t07_two_cycle_burns_requests() {
    let u: Arc<Mutex<String>> = Default::default();
    let u2 = u.clone();
    let (url, log) = server(move |n, _, _| {
        let u = u2.lock().unwrap().clone();
        resp(
            200,
            &format!("link: <{u}/x?page={}>; rel=\"next\"\r\n", 2 + n % 2),
            r#"{"total_count":0,"environments":[]}"#,
        )
    });
    *u.lock().unwrap() = url.clone();
    let (g, _) = client(&url);
    let r = run(async { environments::list(&g, &shop()).await });
    println!("T07 {:?} after {} requests", r.map(|l| l.len()).map_err(|e| e.detail), log.lock().unwrap().len());
}

#[test]
fn t08_graphql() {
    // nodes null
    let (url, _) = server(|_, _, _| {
        ok(
            r#"{"data":{"repository":{"issue":{"timelineItems":{"pageInfo":{"hasNextPage":false,"endCursor":null},"nodes":null}}}}}"#,
        )
    });
    let (g, _) = client(&url);
    println!(
        "T08 events, nodes null: {:?}",
        run(async { conversation::events(&g, &shop(), 1).await }).map_err(|e| e.kind)
    );
    // edits fewer than totalCount
    let c = json!({"id":"IC","fullDatabaseId":"1","url":"u","body":"b","author":null,"createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z",
      "createdViaEmail":false,"lastEditedAt":"2026-01-01T00:00:00Z","editor":null,"includesCreatedEdit":true,"isMinimized":false,"minimizedReason":null,
      "userContentEdits":{"totalCount":7,"pageInfo":{"hasNextPage":false,"endCursor":null},"nodes":null}});
    let mut d = c.clone();
    d["userContentEdits"] = json!(null);
    let body = json!({"data":{"repository":{"issue":{"title":"t","body":"","closed":false,"locked":false,"author":null,"lastEditedAt":null,"editor":null,
      "comments":{"totalCount":2,"pageInfo":{"hasNextPage":false,"endCursor":null},"nodes":[c,d]}}}}}).to_string();
    let (url, _) = server(move |_, _, _| ok(&body));
    let (g, _) = client(&url);
    println!(
        "T08 edits totalCount 7, nodes null: {:?}",
        run(async { conversation::read(&g, &shop(), 1).await })
            .map(|(_, c)| c.iter().map(|c| c.edits.len()).collect::<Vec<_>>())
            .map_err(|e| e.kind)
    );
    // RATE_LIMIT
    for ty in ["RATE_LIMITED", "RATE_LIMIT"] {
        let (url, log) = server(move |n, _, _| {
            if n == 0 {
                resp(
                    200,
                    "retry-after: 7\r\nx-ratelimit-remaining: 0\r\nx-ratelimit-reset: 1800000007\r\n",
                    &format!(
                        r#"{{"errors":[{{"type":"{ty}","code":"graphql_rate_limit","message":"API rate limit already exceeded for user ID 1."}}]}}"#
                    ),
                )
            } else {
                ok(VIEWER)
            }
        });
        let (g, _) = client(&url);
        println!(
            "T08 {ty}: {:?}",
            run(async { g.viewer().await.map(|v| v.login.clone()) }).map_err(|e| format!("{:?} {e}", e.kind))
        );
    }
    // other transient messages
    for msg in ["timedout", "Timeout on validation of query", "Something went wrong while executing your query"]
    {
        let (url, log) = server(move |n, _, _| {
            if n == 0 {
                ok(&format!(r#"{{"data":null,"errors":[{{"message":"{msg}"}}]}}"#))
            } else {
                ok(VIEWER)
            }
        });
        let (g, _) = client(&url);
        println!(
            "T08 {msg}: {:?}",
            run(async { g.viewer().await.map(|v| v.login.clone()) }).map_err(|e| e.kind)
        );
    }
}

#[test]
fn t09_secrets() {
    let token = "ghs_0123456789abcdefghijklmnopqrstuvwxyzABCD";
    // echo in a JSON string, read as a list
    for (name, status, body) in [
        ("200 JSON string", 200, format!("\"Authorization: Bearer {token}\"")),
        ("422 token across the cut", 422, json!({"message": format!("{}{token}", "x".repeat(250))}).to_string()),
        ("422 token in small", 422, json!({"message": token}).to_string()),
        ("422 token at the cut", 422, json!({"message": format!("{}{token}", "x".repeat(240))}).to_string()),
        ("200 enum", 200, json!([{"id":1,"node_id":"x","body":"b","user":null,"created_at":format!("{token}"),"updated_at":"2026-01-01T00:00:00Z","html_url":"h","issue_url":"u"}]).to_string()),
    ] {
        let (url, _) = server(move |_, _, _| resp(status, "", &body));
        let (g, _) = client(&url);
        let e = run(async { comments::list(&g, &shop(), 1).await.unwrap_err() });
        let text = format!("{e}");
        let longest = (0..=token.len()).rev().find(|n| text.contains(&token[..*n])).unwrap();
        println!("T09 {name}: {longest} of {} characters of the token shown: {}", token.len(), &e.detail[e.detail.len().saturating_sub(80)..]);
    }
    // location with the token
    let (url, _) =
        server(move |_, _, _| resp(301, &format!("location: https://x:{token}@y.example/z?sig=1\r\n"), ""));
    let (g, _) = client(&url);
    println!("T09 location: {}", run(async { comments::list(&g, &shop(), 1).await.unwrap_err() }));
    // target
    let (url, _) = server(move |_, _, _| resp(404, "", ""));
    let (g, _) = client(&url);
    println!("T09 target: {}", run(async { environments::read(&g, &shop(), token).await.unwrap_err() }));
}

#[test]
fn t10_proxy_gets_token_in_the_clear() {
    let (proxy, log) = server(|_, head, _| {
        println!("T10 proxy saw: {}", head.replace("\r\n", " | "));
        ok(VIEWER)
    });
    let (g, _) = client_with("http://127.0.0.1:9", &[("HTTP_PROXY", &proxy)]);
    println!("T10 {:?}", run(async { g.viewer().await.map(|v| v.login.clone()) }).map_err(|e| e.to_string()));
    let (g, _) = client_with("http://localhost:9", &[("ALL_PROXY", &proxy)]);
    println!("T10 {:?}", run(async { g.viewer().await.map(|v| v.login.clone()) }).map_err(|e| e.to_string()));
}

#[test]
fn t11_time() {
    for h in [
        "retry-after: 9223372036854775808",
        "retry-after: 18446744073709551615",
        "retry-after: -1",
        "retry-after: Wed, 21 Oct 2026 07:28:00 GMT",
        "retry-after: 99999999999999999999999",
        "x-ratelimit-remaining: 0\r\nx-ratelimit-reset: 1",
        "x-ratelimit-remaining: 0\r\nx-ratelimit-reset: 18446744073709551615",
        "retry-after: 0",
        "date: garbage\r\nx-ratelimit-remaining: 0\r\nx-ratelimit-reset: 1800000005",
    ] {
        let (url, log) = server(move |_, _, _| resp(429, &format!("{h}\r\n"), ""));
        let (g, c) = client(&url);
        let e = run(async { comments::list(&g, &shop(), 1).await.unwrap_err() });
        println!(
            "T11 {h:?}: {:?}, {} requests, {} ms",
            e.kind,
            log.lock().unwrap().len(),
            c.load(Ordering::SeqCst)
        );
    }
    // 503 with retry-after
    let (url, log) = server(move |_, _, _| resp(503, "retry-after: 120\r\n", ""));
    let (g, c) = client(&url);
    let e = run(async { comments::list(&g, &shop(), 1).await.unwrap_err() });
    println!(
        "T11 503 retry-after 120: {:?}, {} requests, {} ms",
        e.kind,
        log.lock().unwrap().len(),
        c.load(Ordering::SeqCst)
    );
}

/// one write, whose looks are limited
#[test]
fn t12_budget_of_one_call() {
    let n = Arc::new(AtomicUsize::new(0));
    let (url, log) = server(move |_, head, body| {
        if is_viewer(body) {
            return ok(VIEWER);
        }
        if head.starts_with("POST") {
            return resp(502, "", "");
        }
        // every second GET is limited for 290 s
        if n.fetch_add(1, Ordering::SeqCst) % 2 == 1 { resp(429, "retry-after: 290\r\n", "") } else { ok("[]") }
    });
    let (g, c) = client(&url);
    let e = run(async {
        issues::create(
            &g,
            &shop(),
            &Marker::new("t", "k"),
            &issues::NewIssue { title: "x".into(), ..Default::default() },
        )
        .await
        .unwrap_err()
    });
    println!(
        "T12 one issues::create took {} s: {:?}; posts {}",
        c.load(Ordering::SeqCst) / 1000,
        e.kind,
        log.lock().unwrap().iter().filter(|l| l.0.starts_with("POST") && l.0.contains("issues")).count()
    );
    // only 502s
    let (url, log) = server(move |_, head, body| {
        if is_viewer(body) {
            return ok(VIEWER);
        }
        if head.starts_with("POST") {
            return resp(502, "", "");
        }
        ok("[]")
    });
    let (g, c) = client(&url);
    let e = run(async {
        issues::create(
            &g,
            &shop(),
            &Marker::new("t", "k"),
            &issues::NewIssue { title: "x".into(), ..Default::default() },
        )
        .await
        .unwrap_err()
    });
    println!(
        "T12 only 502: {} s, {:?}, {} requests",
        c.load(Ordering::SeqCst) / 1000,
        e.kind,
        log.lock().unwrap().len()
    );
}

#[test]
fn t13_drip_and_big() {
    // drip
    let l = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", l.local_addr().unwrap());
    std::thread::spawn(move || {
        for s in l.incoming() {
            let mut s = s.unwrap();
            std::thread::spawn(move || {
                let _ = s.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n");
                loop {
                    if s.write_all(b" ").is_err() {
                        break;
                    }
                    std::thread::sleep(Duration::from_millis(100));
                }
            });
        }
    });
    let (g, _) = client(&url);
    let t = std::time::Instant::now();
    let mut e =
        run(async { tokio::time::timeout(Duration::from_secs(50), comments::list(&g, &shop(), 1)).await });
    println!(
        "T13 drip: {:?} after {:?} real (virtual clock sees nothing of it)",
        e.map(|r| r.map(|l| l.len()).map_err(|e| e.to_string())),
        t.elapsed()
    );
    // deep
    let deep = "[".repeat(100_000);
    let (url, _) = server(move |_, _, _| ok(&deep));
    let (g, _) = client(&url);
    println!(
        "T13 deep: {:?}",
        run(async { comments::list(&g, &shop(), 1).await }).map(|l| l.len()).map_err(|e| e.to_string())
    );
    let deep = format!("{{\"message\":\"m\",\"errors\":{}", "[".repeat(100_000));
    let (url, _) = server(move |_, _, _| resp(422, "", &deep));
    let (g, _) = client(&url);
    println!(
        "T13 deep error: {:?}",
        run(async { comments::list(&g, &shop(), 1).await }).map(|l| l.len()).map_err(|e| e.to_string())
    );
    // > 64 MiB to a write
    let (url, log) = server(move |_, h, b| {
        if is_viewer(b) {
            return ok(VIEWER);
        }
        if h.starts_with("POST") {
            return resp(201, "", &" ".repeat(65 << 20));
        }
        ok("[]")
    });
    let (g, _) = client(&url);
    let e = run(async {
        issues::create(
            &g,
            &shop(),
            &Marker::new("t", "k"),
            &issues::NewIssue { title: "x".into(), ..Default::default() },
        )
        .await
        .unwrap_err()
    });
    println!("T13 65 MiB answer to a write: {:?} {}", e.kind, e);
}

#[test]
fn t14_hostile_strings() {
    let m = "a\u{61c}b\u{ad}c\u{180e}d\u{fe0f}e\u{3164}f\u{202e}g\u{200b}h\u{e0100}i\u{115f}j\u{1b}[31m";
    let body = json!({"message": m}).to_string();
    let (url, _) = server(move |_, _, _| resp(422, "", &body));
    let (g, _) = client(&url);
    let e = run(async { comments::list(&g, &shop(), 1).await.unwrap_err() });
    println!("T14 {}", e.detail.escape_unicode().to_string().replace("\\u{", "{"));
}

#[test]
fn t15_304_without_etag() {
    let (url, _) = server(move |_, h, _| resp(304, "", ""));
    let (g, _) = client(&url);
    println!(
        "T15 can_be_assigned on 304: {:?}",
        run(async { issues::can_be_assigned(&g, &shop(), "a").await }).map_err(|e| e.kind)
    );
    println!(
        "T15 dispatch on 304: {:?}",
        run(async { dispatches::repository(&g, &shop(), "a", &Default::default()).await }).map_err(|e| e.kind)
    );
    println!(
        "T15 page_if_changed(None) on 304: {:?}",
        run(async { comments::page_if_changed(&g, &shop(), 1, 1, None).await }).map_err(|e| e.kind)
    );
    let (url, _) = server(move |_, h, _| resp(200, "", ""));
    let (g, _) = client(&url);
    println!(
        "T15 contents on empty 200: {:?}",
        run(async { contents::read(&g, &shop(), "a", &"a".repeat(40), 9).await }).map_err(|e| e.kind)
    );
    println!(
        "T15 rules on empty 200: {:?}",
        run(async { branches::rules(&g, &shop(), "a").await }).map_err(|e| e.kind)
    );
}

#[test]
fn t16_missing_total() {
    let (url, _) = server(move |_, h, _| {
        ok(r#"{"check_runs":[],"environments":[],"workflow_runs":[],"jobs":[],"artifacts":[]}"#)
    });
    let (g, _) = client(&url);
    println!(
        "T16 no total_count: {:?}",
        run(async { environments::list(&g, &shop()).await }).map(|l| l.len()).map_err(|e| e.kind)
    );
    let (url, _) = server(move |_, h, _| ok(r#"{"total_count":-5,"environments":[]}"#));
    let (g, _) = client(&url);
    println!(
        "T16 total_count -5: {:?}",
        run(async { environments::list(&g, &shop()).await }).map(|l| l.len()).map_err(|e| e.kind)
    );
}

struct Mean<C> {
    c: C,
    act: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}
impl<C: Clock> Clock for Mean<C> {
    fn elapsed(&self) -> Duration {
        self.c.elapsed()
    }
    fn sleep(&self, t: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        if let Some(a) = self.act.lock().unwrap().take() {
            a();
        }
        self.c.sleep(t)
    }
    fn unix_seconds(&self) -> i64 {
        self.c.unix_seconds()
    }
    fn chance(&self) -> u64 {
        0
    }
}
fn mean(stage: &Arc<Stage>, act: impl FnOnce(&Stage) + Send + 'static) -> GitHub {
    let _e = RT.with(|r| r.enter());
    let mut s = stage.settings("actions-token");
    s.pause = Duration::ZERO;
    let there = stage.clone();
    GitHub::with_clock(
        s,
        Box::new(Mean { c: stage.clock(), act: Mutex::new(Some(Box::new(move || act(&there)))) }),
    )
    .unwrap()
}
fn wf(stage: &Stage, token: &str) -> GitHub {
    let _e = RT.with(|r| r.enter());
    stage.client(token)
}
fn req(stage: &Stage, method: &str, path: &str, token: &str, body: Option<Value>) -> (u16, Value) {
    let host = stage.simulator.url().strip_prefix("http://").unwrap().to_string();
    let body = body.map(|b| b.to_string()).unwrap_or_default();
    let mut s = TcpStream::connect(&host).unwrap();
    write!(s, "{method} {path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\nuser-agent: a-person\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len()).unwrap();
    let mut a = String::new();
    s.read_to_string(&mut a).unwrap();
    let (h, b) = a.split_once("\r\n\r\n").unwrap();
    (h.split(' ').nth(1).unwrap().parse().unwrap(), serde_json::from_str(b).unwrap_or(Value::Null))
}

#[test]
fn u01_deletion_while_paging() {
    let all: Arc<Mutex<Vec<u64>>> = Arc::new(Mutex::new((1..=150).collect()));
    let (a, u): (_, Arc<Mutex<String>>) = (all.clone(), Default::default());
    let u2 = u.clone();
    let (url, _) = server(move |n, head, _| {
        let u = u2.lock().unwrap().clone();
        let mut all = a.lock().unwrap();
        let envs = head.contains("/environments");
        let page = if n % 2 == 0 { 0 } else { 1 };
        let items: Vec<u64> = all.iter().skip(page * 100).take(100).copied().collect();
        let total = all.len();
        let body = if envs {
            json!({"total_count": total, "artifacts": [], "environments": items.iter().map(|i| json!({"id": i, "node_id": "x", "name": "n", "html_url": "h", "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"})).collect::<Vec<_>>()})
        } else {
            json!(items.iter().map(|i| comment(*i)).collect::<Vec<_>>())
        };
        if page == 0 {
            all.remove(4);
            resp(
                200,
                &format!("link: <{u}/environments?page=2>; rel=\"next\"\r\n")
                    .replace("/environments", if envs { "/environments" } else { "/c" }),
                &body.to_string(),
            )
        } else {
            ok(&body.to_string())
        }
    });
    *u.lock().unwrap() = url.clone();
    let (g, _) = client(&url);
    let ids: Vec<u64> =
        run(async { comments::list(&g, &shop(), 1).await.unwrap() }).iter().map(|c| c.id).collect();
    println!(
        "U01 comments: {} items, 101 there: {}, 5 (deleted) there: {}",
        ids.len(),
        ids.contains(&101),
        ids.contains(&5)
    );
    *all.lock().unwrap() = (1..=150).collect();
    let ids = run(async { environments::list(&g, &shop()).await })
        .map(|l| l.iter().map(|c| c.id).collect::<Vec<_>>());
    println!("U01 list with total_count: {:?}", ids.map(|i| (i.len(), i.contains(&101))).map_err(|e| e.detail));
}

#[test]
fn u02_insertion_while_paging_newest_first() {
    let u: Arc<Mutex<String>> = Default::default();
    let u2 = u.clone();
    let (url, _) = server(move |n, _, _| {
        let u = u2.lock().unwrap().clone();
        let env = |i: u64| json!({"id": i, "node_id": "x", "name": "n", "size_in_bytes": 1, "expired": false});
        // newest first: 150..51, then one more is made, 51..1
        if n == 0 {
            resp(
                200,
                &format!("link: <{u}/x?page=2>; rel=\"next\"\r\n"),
                &json!({"total_count": 150, "artifacts": (51..=150).rev().map(env).collect::<Vec<_>>()})
                    .to_string(),
            )
        } else {
            ok(&json!({"total_count": 151, "artifacts": (1..=51).rev().map(env).collect::<Vec<_>>()})
                .to_string())
        }
    });
    *u.lock().unwrap() = url.clone();
    let (g, _) = client(&url);
    let ids = run(async { artifacts::list(&g, &shop(), None).await })
        .map(|l| l.iter().map(|c| c.id).collect::<Vec<_>>());
    println!(
        "U02 {:?}",
        ids.map(|i| (
            i.len(),
            i.iter().filter(|x| **x == 51).count(),
            "times 51; newest there:",
            i.contains(&151)
        ))
        .map_err(|e| e.detail)
    );
}

#[test]
fn u03_marker_by_edit() {
    let stage = Stage::new();
    let g = wf(&stage, "actions-token");
    let prod = Marker::new("approval-issue", "prod");
    run(async {
        let other = issues::create(
            &g,
            &stage.shop(),
            &Marker::new("approval-issue", "staging"),
            &issues::NewIssue { title: "staging".into(), ..Default::default() },
        )
        .await
        .unwrap();
        println!("U03 before: {}", issues::find(&g, &stage.shop(), &prod, "all", None).await.unwrap().len());
        let (s, b) = req(
            &stage,
            "PATCH",
            &format!("/repos/octo/shop/issues/{}", other.number),
            "bob-token",
            Some(json!({"body": prod.on("approved by everybody")})),
        );
        let f = issues::find(&g, &stage.shop(), &prod, "all", None).await.unwrap();
        println!(
            "U03 bob (write) edits the bot's issue: {s}; found as ours: {:?}",
            f.iter().map(|i| (i.number, i.body.clone())).collect::<Vec<_>>()
        );
        // comments
        let ev = comments::create(&g, &stage.shop(), other.number, &Marker::new("evidence", "1"), "evidence")
            .await
            .unwrap();
        let m = Marker::new("coverage", "api");
        let real = sticky::put(&g, &stage.shop(), other.number, &m, &["real".into()]).await.unwrap();
        let (s, _) = req(
            &stage,
            "PATCH",
            &format!("/repos/octo/shop/issues/comments/{}", ev.id),
            "bob-token",
            Some(json!({"body": m.on("x")})),
        );
        let after = sticky::put(&g, &stage.shop(), other.number, &m, &["new".into()]).await.unwrap();
        let left = comments::list(&g, &stage.shop(), other.number).await.unwrap();
        println!(
            "U03 sticky: edit {s}; put went to {} (evidence comment {}, real {}); left {:?}",
            after.id,
            ev.id,
            real.id,
            left.iter().map(|c| (c.id, c.body.clone())).collect::<Vec<_>>()
        );
        let (_, b) = req(
            &stage,
            "GET",
            &format!("/repos/octo/shop/issues/{}/timeline", other.number),
            "bob-token",
            None,
        );
        println!(
            "U03 events {:?}",
            conversation::events(&g, &stage.shop(), other.number)
                .await
                .unwrap()
                .iter()
                .map(|e| (e.actor.as_ref().map(|a| a.login.clone()), e.what.clone()))
                .collect::<Vec<_>>()
        );
    });
}

#[test]
fn u04_sticky_younger_gone() {
    let (url, _) = server(|_, head, body| {
        if is_viewer(body) {
            return ok(VIEWER);
        }
        if head.starts_with("DELETE") {
            return resp(404, "", r#"{"message":"Not Found"}"#);
        }
        let mut c = vec![comment(1), comment(2)];
        for c in &mut c {
            c["user"] = json!({"login": "b", "id": 41, "type": "Bot"});
            c["body"] = json!(Marker::new("t", "k").on("x"));
        }
        ok(&json!(c).to_string())
    });
    let (g, _) = client(&url);
    println!(
        "U04 another run deleted the younger one first: {:?}",
        run(async { sticky::put(&g, &shop(), 1, &Marker::new("t", "k"), &["y".into()]).await })
            .map(|c| c.id)
            .map_err(|e| e.to_string())
    );
}

#[test]
fn u05_repetition_hits_somebody_else() {
    // delete a ref (a lock), answer lost, somebody else takes the lock, we repeat
    let stage = Arc::new(Stage::new());
    let sha = stage.hub().commit_files(1, "main", 101, "Start", &[("a.txt", Some("a"))]).unwrap();
    let s = 0;
    println!("U05 main {s} {sha}");
    if !sha.is_empty() {
        println!(
            "{:?}",
            req(
                &stage,
                "POST",
                "/repos/octo/shop/git/refs",
                "alice-token",
                Some(json!({"ref": "refs/heads/lock", "sha": sha}))
            )
            .0
        );
        let sh = sha.clone();
        let g = mean(&stage, move |st| {
            println!(
                "U05 meanwhile bob takes the lock: {}",
                req(
                    st,
                    "POST",
                    "/repos/octo/shop/git/refs",
                    "bob-token",
                    Some(json!({"ref": "refs/heads/lock", "sha": sh}))
                )
                .0
            );
        });
        stage.hub().fault(Fault::on(
            "DELETE",
            "/repos/{owner}/{repo}/git/refs/{ref}",
            FaultKind::BadGatewayAfter,
        ));
        let r = run(async { git::refs::delete(&g, &stage.shop(), "refs/heads/lock").await });
        println!(
            "U05 delete: {:?}; bob's lock is now {}",
            r.map_err(|e| e.kind),
            req(&stage, "GET", "/repos/octo/shop/git/ref/heads/lock", "bob-token", None).0
        );
    }
    // PATCH issue
    let stage = Arc::new(Stage::new());
    let n = stage.post("/repos/octo/shop/issues", "alice-token", &json!({"title": "x"}))["number"]
        .as_u64()
        .unwrap();
    let g = mean(&stage, move |st| {
        println!(
            "U05 bob reopens: {}",
            req(
                st,
                "PATCH",
                &format!("/repos/octo/shop/issues/{n}"),
                "bob-token",
                Some(json!({"state": "open"}))
            )
            .0
        );
    });
    stage.hub().fault(Fault::on(
        "PATCH",
        "/repos/{owner}/{repo}/issues/{issue_number}",
        FaultKind::BadGatewayAfter,
    ));
    let r = run(async {
        issues::update(
            &g,
            &stage.shop(),
            n,
            &issues::Changes { state: Some("closed".into()), ..Default::default() },
        )
        .await
    });
    println!(
        "U05 close: {:?}; state {}",
        r.map(|i| i.state).map_err(|e| e.kind),
        stage.get(&format!("/repos/octo/shop/issues/{n}"))["state"]
    );
}

#[test]
fn u06_more_than_a_page_of_comments_meanwhile() {
    let stage = Arc::new(Stage::with(Seed::small().without_limits()));
    let n = stage.post("/repos/octo/shop/issues", "alice-token", &json!({"title": "x"}))["number"]
        .as_u64()
        .unwrap();
    let g = mean(&stage, move |st| {
        for i in 0..101 {
            st.post(
                &format!("/repos/octo/shop/issues/{n}/comments"),
                "alice-token",
                &json!({"body": format!("{i}")}),
            );
        }
    });
    stage.hub().fault(Fault::on(
        "POST",
        "/repos/{owner}/{repo}/issues/{issue_number}/comments",
        FaultKind::BadGatewayAfter,
    ));
    let r = run(async {
        g.viewer().await.unwrap();
        comments::create(&g, &stage.shop(), n, &Marker::new("t", "k"), "b").await
    });
    let own = run(async { sticky::find(&g, &stage.shop(), n, &Marker::new("t", "k")).await }).unwrap();
    println!("U06 {:?}; own comments {}", r.map(|c| c.id).map_err(|e| e.kind), own.len());
}

#[test]
fn u07_two_publish_at_once() {
    use checks::*;
    let stage = Stage::new();
    let sha = stage.hub().commit_files(1, "main", 101, "Start", &[("a.txt", Some("a"))]).unwrap();
    let make = |n: u32| Check {
        name: "c".into(),
        head_sha: sha.clone(),
        external_id: "k".into(),
        details_url: None,
        progress: Progress::Completed(Conclusion::Failure),
        text: Text { title: "t".into(), summary: "s".into(), text: None },
        annotations: (1..=n)
            .map(|l| Annotation {
                path: "a.txt".into(),
                start_line: l,
                end_line: l,
                start_column: None,
                end_column: None,
                level: Level::Warning,
                message: format!("{l}"),
                title: None,
                raw_details: None,
            })
            .collect(),
    };
    let (a, b) = (wf(&stage, "actions-token"), wf(&stage, "actions-token"));
    let c = make(120);
    let (x, y) = run(async {
        let s = stage.shop();
        tokio::join!(publish(&a, &s, &c), publish(&b, &s, &c))
    });
    println!(
        "U07 fresh: {:?} {:?}",
        x.map(|r| (r.id, r.output.annotations_count)).map_err(|e| e.to_string()),
        y.map(|r| (r.id, r.output.annotations_count)).map_err(|e| e.to_string())
    );
    let l = run(async { list(&a, &stage.shop(), &sha, Some("c")).await.unwrap() });
    println!(
        "U07 runs now: {:?}",
        l.iter().map(|r| (r.id, r.status, r.output.annotations_count)).collect::<Vec<_>>()
    );
    // left behind with 50, two complete it
    let c1 = Check { external_id: "k2".into(), ..make(50) };
    run(async { publish(&a, &stage.shop(), &c1).await.unwrap() });
    let c2 = Check { external_id: "k2".into(), ..make(100) };
    let (x, y) = run(async {
        let s = stage.shop();
        tokio::join!(publish(&a, &s, &c2), publish(&b, &s, &c2))
    });
    println!(
        "U07 left behind: {:?} {:?}",
        x.map(|r| (r.id, r.output.annotations_count)).map_err(|e| e.to_string()),
        y.map(|r| (r.id, r.output.annotations_count)).map_err(|e| e.to_string())
    );
    let again = run(async { publish(&a, &stage.shop(), &c2).await });
    println!("U07 again: {:?}", again.map(|r| (r.id, r.output.annotations_count)).map_err(|e| e.to_string()));
    let l = run(async { list(&a, &stage.shop(), &sha, Some("c")).await.unwrap() });
    println!(
        "U07 runs now: {:?}",
        l.iter().map(|r| (r.id, r.status, r.output.annotations_count)).collect::<Vec<_>>()
    );
}

#[test]
fn u08_upper_case_sha() {
    let (url, log) = server(|_, _, _| ok(r#"{"total_count":0,"workflow_runs":[]}"#));
    let (g, _) = client(&url);
    println!(
        "U08 {:?} {}",
        run(async { runs::of_commit(&g, &shop(), &"ABCDEF0123".repeat(4)).await }).map(|l| l.len()),
        log.lock().unwrap()[0].0
    );
}

#[test]
fn u09_many_analyses() {
    let u: Arc<Mutex<String>> = Default::default();
    let u2 = u.clone();
    let (url, log) = server(move |n, head, _| {
        let u = u2.lock().unwrap().clone();
        let a = json!({"id": 1, "ref": "refs/heads/main", "commit_sha": "a", "category": "c", "error": "", "warning": "", "created_at": "2026-11-22T10:00:00Z", "results_count": 0, "sarif_id": "x", "tool": {"name": "gate"}});
        resp(200, &format!("link: <{u}/x?page={}>; rel=\"next\"\r\n", n + 2), &json!(vec![a; 100]).to_string())
    });
    *u.lock().unwrap() = url.clone();
    let (g, _) = client(&url);
    let sarif = br#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"gate"}},"results":[]}]}"#;
    let r = run(async {
        code_scanning::upload(
            &g,
            &shop(),
            code_scanning::Sarif { commit: &"a".repeat(40), reference: "refs/heads/main", bytes: sarif },
        )
        .await
    });
    println!("U09 {:?} after {} requests", r.map_err(|e| e.to_string()), log.lock().unwrap().len());
}

/// createCommitOnBranch: effect, lost answer, reading lags, then STALE_DATA
#[test]
fn u10_commit_lag() {
    let posts = Arc::new(AtomicUsize::new(0));
    let (url, log) = server(move |_, head, body| {
        if head.starts_with("POST") {
            return if posts.fetch_add(1, Ordering::SeqCst) == 0 {
                resp(502, "", "")
            } else {
                ok(
                    r#"{"data":{"createCommitOnBranch":null},"errors":[{"type":"STALE_DATA","message":"Expected branch to point to"}]}"#,
                )
            };
        }
        ok(&json!({"ref": "refs/heads/x", "object": {"type": "commit", "sha": "a".repeat(40)}}).to_string())
    });
    let (g, c) = client(&url);
    let r = run(async {
        commits::create(
            &g,
            &shop(),
            &commits::NewCommit {
                branch: "x".into(),
                expected_head: "a".repeat(40),
                key: "k".into(),
                headline: "h".into(),
                ..Default::default()
            },
        )
        .await
    });
    println!(
        "U10 {:?} after {} s",
        r.map_err(|e| (e.kind.clone(), e.next_step())),
        c.load(Ordering::SeqCst) / 1000
    );
}

/// the simulator's primary limit for GraphQL, and lag beside a lost answer
#[test]
fn u11_sim() {
    let stage = Stage::new();
    stage.hub().fault(Fault::on("POST", "/graphql", FaultKind::PrimaryLimit { reset: 20 }));
    println!(
        "U11 sim, primary limit of GraphQL: {:?}",
        req(&stage, "POST", "/graphql", "alice-token", Some(json!({"query": "{ viewer { login } }"})))
    );
    let list = "/repos/{owner}/{repo}/issues/{issue_number}/comments";
    let n = stage.post("/repos/octo/shop/issues", "alice-token", &json!({"title": "x"}))["number"]
        .as_u64()
        .unwrap();
    stage.hub().fault(Fault::on("POST", list, FaultKind::ListLag(9)));
    stage.hub().fault(Fault::on("POST", list, FaultKind::BadGatewayAfter));
    println!(
        "U11 first POST {}, second POST {}",
        req(
            &stage,
            "POST",
            &format!("/repos/octo/shop/issues/{n}/comments"),
            "alice-token",
            Some(json!({"body": "a"}))
        )
        .0,
        req(
            &stage,
            "POST",
            &format!("/repos/octo/shop/issues/{n}/comments"),
            "alice-token",
            Some(json!({"body": "b"}))
        )
        .0
    );
    println!(
        "U11 list: {:?}",
        stage
            .list(&format!("/repos/octo/shop/issues/{n}/comments"))
            .iter()
            .map(|c| c["body"].clone())
            .collect::<Vec<_>>()
    );
}

/// two repositories' worth of writers: retries of a write are how far apart?
#[test]
fn u12_pause_between_repetitions() {
    let times: Arc<Mutex<Vec<u64>>> = Default::default();
    let (url, log) = server(move |n, _, _| resp(502, "", ""));
    let (g, c) = client(&url);
    let _ = run(async { issues::lock(&g, &shop(), 1).await });
    println!(
        "U12 {} PUTs, the first two 250 ms apart; total {} ms",
        log.lock().unwrap().len(),
        c.load(Ordering::SeqCst)
    );
}

/// 50 clients, each with a lost answer, same ref create
#[test]
fn u13_two_creates_same_key() {
    let stage = Stage::new();
    let (a, b) = (wf(&stage, "actions-token"), wf(&stage, "actions-token"));
    let m = Marker::new("t", "k");
    let n = issues::NewIssue { title: "x".into(), ..Default::default() };
    stage.hub().fault(Fault::on("POST", "/repos/{owner}/{repo}/issues", FaultKind::BadGatewayBefore));
    let (x, y) = run(async {
        let s = stage.shop();
        tokio::join!(issues::create(&a, &s, &m, &n), issues::create(&b, &s, &m, &n))
    });
    println!(
        "U13 two creates with one key, one 502-before: {:?} {:?}; issues {}",
        x.map(|i| i.number).map_err(|e| e.kind),
        y.map(|i| i.number).map_err(|e| e.kind),
        stage.list("/repos/octo/shop/issues?state=all").len()
    );
    // different content, same key
    let n2 = issues::NewIssue { title: "other".into(), body: "other".into(), ..Default::default() };
    stage.hub().fault(Fault::on("POST", "/repos/{owner}/{repo}/issues", FaultKind::BadGatewayBefore));
    let (x, y) = run(async {
        let s = stage.shop();
        tokio::join!(issues::create(&a, &s, &m, &n), issues::create(&b, &s, &m, &n2))
    });
    println!(
        "U13 other content: {:?} {:?}",
        x.map(|i| (i.number, i.title)).map_err(|e| e.kind),
        y.map(|i| (i.number, i.title)).map_err(|e| e.kind)
    );
}

#[test]
fn u14_artifact() {
    // storage: drip without end / redirect / 302 to a private address / Authorization
    let seen: Arc<Mutex<Vec<String>>> = Default::default();
    let s2 = seen.clone();
    let u: Arc<Mutex<String>> = Default::default();
    let u2 = u.clone();
    let (url, log) = server(move |_, head, _| {
        s2.lock().unwrap().push(head.to_string());
        if head.contains("/zip") {
            resp(302, &format!("location: {}/blob?sig=SECRETSIG\r\n", u2.lock().unwrap()), "")
        } else {
            resp(503, "retry-after: 100\r\n", "")
        }
    });
    *u.lock().unwrap() = url.clone();
    let (g, c) = client(&url);
    let a: artifacts::Artifact = serde_json::from_value(
        json!({"id": 1, "node_id": "x", "name": "n", "size_in_bytes": 1, "expired": false}),
    )
    .unwrap();
    let e = run(async { artifacts::download(&g, &shop(), &a, 100).await.unwrap_err() });
    println!(
        "U14 {:?} {e}; auth sent to storage: {}; requests {}; {} ms",
        e.kind,
        seen.lock().unwrap().iter().any(|h| h.contains("/blob") && h.to_lowercase().contains("authorization")),
        log.lock().unwrap().len(),
        c.load(Ordering::SeqCst)
    );
    println!("U14 signature in error: {}", format!("{e:?}").contains("SECRETSIG"));
}

#[test]
fn u15_connect_outside_runtime() {
    let r = std::panic::catch_unwind(|| {
        let s = Settings::from_vars(&|_| None, "x").unwrap();
        GitHub::connect(s).is_ok()
    });
    println!("U15 connect outside of a runtime: {}", if r.is_err() { "panics" } else { "fine" });
    // client made in one runtime, used in another
    let (url, _) = server(|_, _, _| ok(VIEWER));
    let var = |n: &str| (n == "GITHUB_API_URL").then(|| url.clone());
    let rt = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let g = rt.block_on(async { GitHub::connect(Settings::from_vars(&var, "x").unwrap()).unwrap() });
    drop(rt);
    let rt = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let t = std::time::Instant::now();
    println!(
        "U15 used in a second runtime: {:?} {:?}",
        rt.block_on(async {
            tokio::time::timeout(Duration::from_secs(20), async { g.viewer().await.map(|v| v.login.clone()) })
                .await
        })
        .map(|r| r.map_err(|e| format!("{:?} {e}", e.kind))),
        t.elapsed()
    );
}

#[test]
fn v01_batches() {
    use checks::*;
    for kind in [
        FaultKind::BadGatewayBefore,
        FaultKind::BadGatewayAfter,
        FaultKind::CutAfter,
        FaultKind::TruncatedBody,
        FaultKind::TooManyRequests { retry_after: 3 },
        FaultKind::PrimaryLimit { reset: 9 },
    ] {
        for nth in [1, 2] {
            for what in ["PATCH", "LOOK"] {
                let stage = Stage::new();
                let sha = stage.hub().commit_files(1, "main", 101, "Start", &[("a.txt", Some("a"))]).unwrap();
                let c = Check {
                    name: "c".into(),
                    head_sha: sha.clone(),
                    external_id: "k".into(),
                    details_url: None,
                    progress: Progress::Completed(Conclusion::Failure),
                    text: Text { title: "t".into(), summary: "s".into(), text: None },
                    annotations: (1..=120)
                        .map(|l| Annotation {
                            path: "a.txt".into(),
                            start_line: l,
                            end_line: l,
                            start_column: None,
                            end_column: None,
                            level: Level::Warning,
                            message: format!("{l}"),
                            title: None,
                            raw_details: None,
                        })
                        .collect(),
                };
                let g = wf(&stage, "actions-token");
                stage.hub().fault(
                    Fault::on("PATCH", "/repos/{owner}/{repo}/check-runs/{check_run_id}", kind.clone())
                        .nth(nth),
                );
                if what == "LOOK" {
                    stage.hub().fault(
                        Fault::on(
                            "GET",
                            "/repos/{owner}/{repo}/check-runs/{check_run_id}",
                            FaultKind::BadGatewayBefore,
                        )
                        .times(3),
                    );
                }
                let r = run(async { publish(&g, &stage.shop(), &c).await });
                let l =
                    run(async { annotations(&g, &stage.shop(), r.as_ref().map(|r| r.id).unwrap_or(0)).await });
                println!(
                    "V01 {kind:?} nth {nth} {what}: {:?} lines in order {:?}",
                    r.map(|r| (r.output.annotations_count, r.status)).map_err(|e| e.to_string()),
                    l.map(|l| l.iter().map(|a| a.start_line).eq(1..=120))
                );
            }
        }
    }
}

#[test]
fn v02_another_actor() {
    let stage = Arc::new(Stage::new());
    let m = Marker::new("t", "k");
    let text = m.on("b");
    let n = stage.post("/repos/octo/shop/issues", "alice-token", &json!({"title": "x"}))["number"]
        .as_u64()
        .unwrap();
    let (t2, m2) = (text.clone(), m.clone());
    let g = mean(&stage, move |st| {
        st.post(&format!("/repos/octo/shop/issues/{n}/comments"), "alice-token", &json!({"body": t2}));
        st.post("/repos/octo/shop/issues", "alice-token", &json!({"title": "forged", "body": m2.on("")}));
    });
    stage.hub().fault(
        Fault::on("POST", "/repos/{owner}/{repo}/issues/{issue_number}/comments", FaultKind::BadGatewayBefore)
            .nth(1),
    );
    let r = run(async {
        g.viewer().await.unwrap();
        comments::create(&g, &stage.shop(), n, &m, "b").await
    });
    println!("V02 comment by {:?}", r.map(|c| c.user.map(|u| u.login)).map_err(|e| e.to_string()));
    let g = wf(&stage, "actions-token");
    let r = run(async { issues::find(&g, &stage.shop(), &m, "all", None).await });
    println!("V02 forged issues found: {}", r.unwrap().len());
}

#[test]
fn v03_paths() {
    let (url, log) = server(|_, h, _| resp(404, "", ""));
    let (g, _) = client(&url);
    run(async {
        for n in [
            "a/../b",
            "%2e%2e",
            "..\\x",
            "a%2fb",
            "x?y#z",
            "a\r\nX: y",
            "\u{202e}",
            "..",
            ".",
            "",
            "a\0b",
            "...",
            ".%2e",
        ] {
            let e = environments::read(&g, &shop(), n).await.unwrap_err();
            if e.kind == Kind::Request {
                println!("V03 env {n:?} refused")
            }
        }
        for n in ["..", "../../x", "a.yml?x", "../x.yml"] {
            let e = runs::of_workflow(&g, &shop(), n, &Default::default()).await.unwrap_err();
            println!("V03 wf {n:?} {:?}", e.kind);
        }
        let _ = people::by_login(&g, "a/b").await;
        let _ = teams::membership(&g, "o/../p", "s", "l").await;
        let _ = contents::read(&g, &shop(), "a/%2e%2e/b c", &"a".repeat(40), 1).await;
        println!(
            "V03 contents traversal {:?}",
            contents::read(&g, &shop(), "a/../b", &"a".repeat(40), 1).await.map_err(|e| e.kind)
        );
        println!(
            "V03 etag {:?}",
            comments::page_if_changed(&g, &shop(), 1, 1, Some("a\r\nX: y"))
                .await
                .map_err(|e| (e.kind.clone(), e.detail))
        );
        let _ = code_scanning::processing(&g, &shop(), "x/../../../..").await;
    });
    for l in log.lock().unwrap().iter() {
        println!("V03 sent {}", l.0);
    }
}

#[test]
fn v04_numbers() {
    for v in ["9007199254740993", "18446744073709551615", "18446744073709551616", "-1", "1e3", "1.0", "\"1\""] {
        let body = format!(
            r#"[{{"id":{v},"node_id":"x","body":"b","user":null,"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z","html_url":"h","issue_url":"u"}}]"#
        );
        let (url, _) = server(move |_, _, _| ok(&body));
        let (g, _) = client(&url);
        println!(
            "V04 {v}: {:?}",
            run(async { comments::list(&g, &shop(), 1).await }).map(|l| l[0].id).map_err(|e| e.kind)
        );
    }
    for v in [
        "2026-01-01T00:00:00",
        "2026-13-01T00:00:00Z",
        "0000-00-00T00:00:00Z",
        "9999-12-31T23:59:60Z",
        "-009999-01-02T00:00:00Z",
        "2026-01-01T00:00:00+99:99",
    ] {
        let body = format!(
            r#"[{{"id":1,"node_id":"x","body":"b","user":null,"created_at":"{v}","updated_at":"2026-01-01T00:00:00Z","html_url":"h","issue_url":"u"}}]"#
        );
        let (url, _) = server(move |_, _, _| ok(&body));
        let (g, _) = client(&url);
        println!(
            "V04 {v}: {:?}",
            run(async { comments::list(&g, &shop(), 1).await })
                .map(|l| l[0].created_at.to_string())
                .map_err(|e| e.kind)
        );
    }
}

#[test]
fn v05_empty_page_with_next_and_stripped_link() {
    let u: Arc<Mutex<String>> = Default::default();
    let u2 = u.clone();
    let (url, _) = server(move |n, _, _| {
        let u = u2.lock().unwrap().clone();
        match n {
            0 => resp(200, &format!("link: <{u}/x?page=2>; rel=\"next\"\r\n"), "[]"),
            _ => ok(&json!([comment(1)]).to_string()),
        }
    });
    *u.lock().unwrap() = url.clone();
    let (g, _) = client(&url);
    println!(
        "V05 empty page with next: {:?}",
        run(async { comments::list(&g, &shop(), 1).await }).map(|l| l.len()).map_err(|e| e.kind)
    );
    let full = json!((1..=100).map(comment).collect::<Vec<_>>()).to_string();
    let (url, _) = server(move |_, _, _| ok(&full));
    let (g, _) = client(&url);
    println!(
        "V05 full page, no Link: {:?}",
        run(async { comments::list(&g, &shop(), 1).await }).map(|l| l.len()).map_err(|e| e.kind)
    );
    // total_count larger / smaller
    for t in [5, 0] {
        let (url, _) = server(move |_, _, _| {
            ok(&json!({"total_count": t, "artifacts": [{"id": 1, "node_id": "x", "name": "n", "size_in_bytes": 1, "expired": false}]}).to_string())
        });
        let (g, _) = client(&url);
        println!(
            "V05 total_count {t} of 1: {:?}",
            run(async { artifacts::list(&g, &shop(), None).await }).map(|l| l.len()).map_err(|e| e.kind)
        );
    }
    // matching refs, second Link header
    let (url, _) =
        server(move |_, _, _| resp(200, "link: <x>; rel=preload\r\nlink: <y>; rel=\"next\"\r\n", "[]"));
    let (g, _) = client(&url);
    println!(
        "V05 refs, second Link header: {:?}",
        run(async { git::refs::matching(&g, &shop(), "refs/heads/").await })
            .map(|l| l.len())
            .map_err(|e| e.kind)
    );
    let (url, _) = server(move |_, _, _| resp(200, "link: <y>; rel=next\r\n", "[]"));
    let (g, _) = client(&url);
    println!(
        "V05 refs, rel=next without quotes: {:?}",
        run(async { git::refs::matching(&g, &shop(), "refs/heads/").await })
            .map(|l| l.len())
            .map_err(|e| e.kind)
    );
}
