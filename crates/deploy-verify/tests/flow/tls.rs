//! TLS: whom it trusts, and what a certificate that does not hold ends as.

use std::sync::Arc;

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use rustls_pki_types::PrivateKeyDer;

use crate::server::{Server, head, say};
use crate::stage::{Ran, Stage};

/// An issuer of ours, and what it signs.
struct Issuer {
    key: rcgen::KeyPair,
    params: rcgen::CertificateParams,
    pem: String,
}

impl Issuer {
    fn new() -> Self {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut params = rcgen::CertificateParams::new(Vec::<String>::new()).unwrap();
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).unwrap().pem();
        Self { key, params, pem }
    }

    /// A server with a certificate of this name, which ends then.
    fn server(&self, name: &str, ends: (i32, u8, u8)) -> Server {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut params = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(ends.0, ends.1, ends.2);
        let issuer = rcgen::Issuer::from_params(&self.params, &self.key);
        let certificate = params.signed_by(&key, &issuer).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config =
            ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config =
            config.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key).unwrap();
        let config = Arc::new(config);
        Server::raw(move |_, stream, _| {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = StreamOwned::new(connection, stream);
            head(&mut stream);
            say(&mut stream, 200, "strict-transport-security: max-age=60\r\n", "ok");
            stream.conn.send_close_notify();
            let _ = stream.conn.complete_io(&mut stream.sock);
        })
    }
}

fn asked(server: &Server, trusted: Option<&str>, more: &[(&str, &str)]) -> Ran {
    let mut stage = Stage::new();
    if let Some(pem) = trusted {
        stage.write("ca.pem", pem);
        stage
            .vars
            .push(("NODE_EXTRA_CA_CERTS", stage.folder.path().join("ca.pem").to_str().unwrap().to_owned()));
    }
    let url = format!("https://localhost:{}/health", server.port);
    stage.run(&[&[("url", url.as_str()), ("timeout", "5s")], more].concat())
}

#[test]
fn a_certificate_of_a_trusted_issuer_holds_and_its_end_is_told() {
    let issuer = Issuer::new();
    let server = issuer.server("localhost", (2099, 1, 2));
    let ran = asked(&server, Some(&issuer.pem), &[("min-tls-days", "30"), ("security-headers", "hsts")]);
    assert_eq!((ran.exit, ran.reason("check-health")), (Some(0), "healthy"), "{}", ran.log);
    // 2099-01-02T00:00:00Z.
    let answered = &ran.facts["phases"][0]["tries"][0]["attempts"][0]["result"]["answered"];
    assert_eq!(answered["certificate_ends"], 4_070_995_200_u64);
    let ran = asked(&server, Some(&issuer.pem), &[("min-tls-days", "40000")]);
    assert_eq!((ran.exit, ran.reason("check-health")), (Some(1), "certificate-ends"));
}

#[test]
fn certificates_that_do_not_hold_are_unhealthy() {
    let issuer = Issuer::new();
    for (name, ends, trusted, reason) in [
        ("localhost", (2099, 1, 1), false, "tls"),
        ("other.example", (2099, 1, 1), true, "tls"),
        ("localhost", (2021, 1, 1), true, "certificate-expired"),
    ] {
        let server = issuer.server(name, ends);
        let ran = asked(&server, trusted.then_some(&issuer.pem), &[]);
        let found = (ran.exit, ran.output("next"), ran.reason("check-health"));
        assert_eq!(found, (Some(1), "rollback", reason), "{name} {}", ran.log);
    }
    // No TLS at all, and a handshake that does not end: somebody took the connection.
    for (server, reason) in [
        (Server::raw(|_, mut stream, _| say(&mut stream, 400, "", "")), "tls"),
        (Server::plain(|_, _| ()), "timeout"),
    ] {
        let ran = asked(&server, Some(&issuer.pem), &[("tries", "1"), ("timeout", "1s")]);
        assert_eq!((ran.exit, ran.reason("check-health")), (Some(1), reason), "{}", ran.log);
    }
}
