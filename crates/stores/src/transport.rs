//! The way to whatever is no API of GitHub: one HTTP client, over rustls with ring as everywhere in the suite, with the proxies and certificates that the usual
//! variables name, and without redirects, which would carry a signed request elsewhere.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{NoProxy, Proxy, Url};
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;

use crate::error::StoreError;

/// Reads the runner's variables.
pub(crate) type Var<'v> = &'v dyn Fn(&str) -> Option<String>;

/// The longest time for a connection.
const CONNECT: Duration = Duration::from_secs(10);
/// The longest time for one request: a batch has up to 24 MB.
const REQUEST: Duration = Duration::from_secs(120);

/// A client. An empty variable is one that nobody set.
pub(crate) fn client(var: Var<'_>) -> Result<reqwest::Client, StoreError> {
    let either = |name: &str| var(name).or_else(|| var(&name.to_lowercase()));
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("releasegate/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .connect_timeout(CONNECT)
        .timeout(REQUEST)
        .no_proxy()
        .tls_backend_preconfigured(tls(var)?);
    if let Some(address) = either("HTTPS_PROXY").or_else(|| either("ALL_PROXY")) {
        let except = either("NO_PROXY").as_deref().and_then(NoProxy::from_string);
        // What a variable holds may be a password, so the message does not repeat it.
        let wrong =
            |_| StoreError::Config("HTTPS_PROXY is no proxy's address: write http://host:port".to_owned());
        builder = builder.proxy(Proxy::https(address.trim()).map_err(wrong)?.no_proxy(except));
    }
    let made = builder.build();
    made.map_err(|error| StoreError::Config(format!("the HTTP client cannot be made: {error}")))
}

/// Whether secrets may go there: encrypted, or to this machine itself.
pub(crate) fn is_safe(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_here(url))
}

/// Whether it is this machine itself.
pub(crate) fn is_here(url: &Url) -> bool {
    matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"))
}

/// An answer of `most` bytes at most.
pub(crate) async fn body(mut answer: reqwest::Response, most: usize) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(|error| error.without_url().to_string())? {
        if bytes.len() + part.len() > most {
            return Err(format!("the answer is longer than {most} bytes"));
        }
        bytes.extend_from_slice(&part);
    }
    Ok(bytes)
}

/// Trusts Mozilla's certificates, the system's (or those of `SSL_CERT_FILE`), and those of `NODE_EXTRA_CA_CERTS`, as the client of GitHub does.
fn tls(var: Var<'_>) -> Result<ClientConfig, StoreError> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(path) = var("NODE_EXTRA_CA_CERTS") {
        let wrong = |problem: &dyn std::fmt::Display| {
            StoreError::Config(format!("NODE_EXTRA_CA_CERTS, {path}, cannot be used: {problem}"))
        };
        let found = CertificateDer::pem_file_iter(Path::new(&path)).and_then(Iterator::collect);
        let found: Vec<_> = found.map_err(|error: rustls_pki_types::pem::Error| wrong(&error))?;
        found.into_iter().try_for_each(|one| roots.add(one)).map_err(|error| wrong(&error))?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let versions = versions.map_err(|error| StoreError::Config(format!("TLS cannot be set up: {error}")))?;
    Ok(versions.with_root_certificates(roots).with_no_client_auth())
}
