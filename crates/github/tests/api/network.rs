//! The way to GitHub: certificates, proxies, redirects, and servers that are none.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use github::{Error, GitHub, Kind, Settings, comments};
use github_sim::Seed;
use rustls_pki_types::PrivateKeyDer;

use crate::stage::{Stage, run};

const VIEWER: &str = r#"{"data":{"viewer":{"login":"octocat","databaseId":1}}}"#;

/// Reads one request from a stream and answers it; gives back its first line and headers.
fn serve(stream: &mut (impl Read + Write), answer: &str) -> String {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap_or(0) > 0 {}
    let length =
        head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    let _ = reader.read_exact(&mut body);
    let _ = reader.into_inner().write_all(answer.as_bytes());
    head
}

fn answer(headers: &str, body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

/// A server that gives every request the same answer, and tells what came.
fn fake(answer: String) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("127.0.0.1:{}", listener.local_addr().unwrap().port());
    let (tell, heads) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            if tell.send(serve(&mut stream.unwrap(), &answer)).is_err() {
                return;
            }
        }
    });
    (address, heads)
}

fn settings(vars: &[(&str, String)]) -> Settings {
    let var = |name: &str| vars.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
    let mut settings = Settings::from_vars(&var, "ghs_secret").unwrap();
    settings.timeout = Duration::from_secs(10);
    settings.budget = Duration::ZERO;
    settings
}

fn who(settings: Settings) -> Result<String, Error> {
    run(async { Ok(GitHub::connect(settings).unwrap().viewer().await?.login.clone()) })
}

/// An encrypted server on this machine whose certificate only its own CA vouches for; the CA's file.
fn encrypted() -> (String, tempfile::NamedTempFile) {
    let certified = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let mut ca = tempfile::NamedTempFile::new().unwrap();
    ca.write_all(certified.cert.pem().as_bytes()).unwrap();
    let key = PrivateKeyDer::try_from(certified.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = rustls::ServerConnection::new(Arc::new(config.clone())).unwrap();
            let mut stream = rustls::StreamOwned::new(connection, stream.unwrap());
            serve(&mut stream, &answer("", VIEWER));
        }
    });
    (url, ca)
}

#[test]
fn a_certificate_of_ones_own_ca_is_trusted_once_it_is_named() {
    let (url, ca) = encrypted();
    let api = ("GITHUB_API_URL", url);
    let distrusted = who(settings(std::slice::from_ref(&api))).unwrap_err();
    assert!(distrusted.detail.starts_with("the server's certificate is not trusted"), "{distrusted}");
    let path = ca.path().to_string_lossy().into_owned();
    assert_eq!(who(settings(&[api.clone(), ("NODE_EXTRA_CA_CERTS", path)])).unwrap(), "octocat");
    assert_eq!(who(settings(&[api]).with_ca_file(ca.path().to_owned())).unwrap(), "octocat");
}

#[test]
fn a_ca_file_that_cannot_be_used_is_an_error_before_anything_is_sent() {
    let empty = tempfile::NamedTempFile::new().unwrap();
    for path in [empty.path().to_owned(), "/does/not/exist.pem".into()] {
        let named = [("NODE_EXTRA_CA_CERTS", path.to_string_lossy().into_owned())];
        let error = |settings| run(async { GitHub::connect(settings).err().unwrap() });
        assert_eq!(error(settings(&[]).with_ca_file(path)).name, "the CA file");
        assert_eq!(error(settings(&named)).name, "NODE_EXTRA_CA_CERTS");
    }
}

#[test]
fn a_proxy_is_left_out_where_it_is_excepted() {
    let (url, ca) = encrypted();
    let path = ca.path().to_string_lossy().into_owned();
    let (proxy, heads) = fake("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n".to_owned());
    let vars = [
        ("GITHUB_API_URL", url),
        ("NODE_EXTRA_CA_CERTS", path),
        ("ALL_PROXY", format!("http://{proxy}")),
        ("no_proxy", "localhost".to_owned()),
    ];
    assert_eq!(who(settings(&vars)).unwrap(), "octocat");
    assert!(heads.try_recv().is_err());
    assert_eq!(who(settings(&vars[..3])).unwrap_err().kind, Kind::Unavailable);
    assert!(heads.recv().unwrap().starts_with("CONNECT localhost:"));
}

#[test]
fn no_proxy_sees_the_token_of_an_api_on_this_machine() {
    let (proxy, heads) = fake(answer("", VIEWER));
    let (github, direct) = fake(answer("", VIEWER));
    let proxy = format!("http://{proxy}");
    let vars = [
        ("GITHUB_API_URL", format!("http://{github}")),
        ("HTTP_PROXY", proxy.clone()),
        ("http_proxy", proxy.clone()),
        ("ALL_PROXY", proxy),
    ];
    assert_eq!(who(settings(&vars)).unwrap(), "octocat");
    let head = direct.recv().unwrap();
    assert!(head.starts_with("POST /graphql HTTP/1.1\r\n"), "{head}");
    assert_eq!(head.to_lowercase().matches("user-agent: ").count(), 1, "{head}");
    assert!(heads.try_recv().is_err());
}

#[test]
fn an_encrypted_api_is_reached_by_a_tunnel_that_the_token_does_not_leave() {
    let (proxy, heads) = fake("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n".to_owned());
    let error = who(settings(&[("HTTPS_PROXY", format!("http://user:word@{proxy}"))])).unwrap_err();
    assert_eq!(error.kind, Kind::Unavailable, "{error}");
    assert!(!format!("{error} {error:?}").contains("word"), "{error}");
    let head = heads.recv().unwrap();
    assert!(head.starts_with("CONNECT api.github.com:443 HTTP/1.1\r\n"), "{head}");
    assert!(!head.contains("ghs_secret"), "{head}");
}

#[test]
fn a_renamed_repository_is_told_and_not_followed() {
    let seed = Seed::small().with_repository("octo/shop", |shop| shop.former_names.push("octo/old".to_owned()));
    let stage = Stage::with(seed);
    let old = "octo/old".parse().unwrap();
    let error = run(async { comments::list(&stage.workflow(), &old, 1).await.unwrap_err() });
    assert_eq!(error.kind, Kind::Moved, "{error}");
    assert!(error.detail.contains("/repositories/1/"), "{error}");
    assert_eq!(stage.simulator.exchanges().len(), 1);
}

#[test]
fn a_list_does_not_lead_to_another_server() {
    for link in ["https://elsewhere.example/x?page=2", "http://127.0.0.1/x?page=2", "//elsewhere.example", "x"]
    {
        let (github, heads) = fake(answer(&format!("link: <{link}>; rel=\"next\"\r\n"), "[]"));
        let api = [("GITHUB_API_URL", format!("http://{github}"))];
        let shop = "octo/shop".parse().unwrap();
        let error = run(async {
            comments::list(&GitHub::connect(settings(&api)).unwrap(), &shop, 1).await.unwrap_err()
        });
        assert_eq!(error.kind, Kind::Moved, "{link}: {error}");
        heads.recv().unwrap();
        assert!(heads.try_recv().is_err(), "{link}");
    }
}

#[test]
fn a_list_that_runs_in_a_circle_ends() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let github = format!("http://{}", listener.local_addr().unwrap());
    let link = format!("link: <{github}/repos/octo/shop/issues/1/comments?page=2>; rel=\"next\"\r\n");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            serve(&mut stream.unwrap(), &answer(&link, "[]"));
        }
    });
    let shop = "octo/shop".parse().unwrap();
    let api = [("GITHUB_API_URL", github)];
    let error =
        run(async { comments::list(&GitHub::connect(settings(&api)).unwrap(), &shop, 1).await.unwrap_err() });
    assert_eq!(error.kind, Kind::Truncated, "{error}");
}

#[test]
fn answers_that_are_not_githubs_are_told_as_such() {
    let cases = [
        ("<html>log in</html>", Kind::Unexpected),
        ("", Kind::Unexpected),
        (r#"{"data":null}"#, Kind::Unexpected),
    ];
    for (body, kind) in cases {
        let (github, _heads) = fake(answer("", body));
        let error = who(settings(&[("GITHUB_API_URL", format!("http://{github}"))])).unwrap_err();
        assert_eq!(error.kind, kind, "{body}: {error}");
    }
}

#[test]
fn a_closed_port_is_unavailable() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
    let error = who(settings(&[("GITHUB_API_URL", format!("http://127.0.0.1:{port}"))])).unwrap_err();
    assert_eq!(error.kind, Kind::Unavailable, "{error}");
    assert!(error.detail.starts_with("no connection: "), "{error}");
}

#[test]
fn a_full_page_without_a_link_is_asked_on() {
    let comment = r#"{"id":1,"node_id":"x","body":"x","user":null,"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z","html_url":"x","issue_url":"x","performed_via_github_app":null}"#;
    let page = format!("[{}]", vec![comment; 100].join(","));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let api = [("GITHUB_API_URL", format!("http://{}", listener.local_addr().unwrap()))];
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let body = if number < 2 { page.as_str() } else { "[]" };
            let head = serve(&mut stream.unwrap(), &answer("", body));
            assert!(number == 0 || head.contains(&format!("page={} ", number + 1)), "{head}");
        }
    });
    let shop = "octo/shop".parse().unwrap();
    let all = run(async { comments::list(&GitHub::connect(settings(&api)).unwrap(), &shop, 1).await.unwrap() });
    assert_eq!(all.len(), 200);
}

#[test]
fn a_success_of_a_write_that_cannot_be_read_is_unconfirmed() {
    let (github, heads) = fake(answer("", "{}"));
    let api = [("GITHUB_API_URL", format!("http://{github}"))];
    let shop = "octo/shop".parse().unwrap();
    let update = run(async {
        comments::update(&GitHub::connect(settings(&api)).unwrap(), &shop, 1, "x").await.unwrap_err()
    });
    assert_eq!(update.kind, Kind::Unconfirmed, "{update}");
    assert_eq!(heads.try_iter().count(), 1);
}
