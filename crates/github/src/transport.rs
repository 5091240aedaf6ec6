//! The way to GitHub: octocrab over reqwest over rustls, with the proxies and certificates of the settings, and no redirects.

use std::sync::Arc;

use octocrab::service::middleware::reqwest_connector::ReqwestConnector;
use octocrab::{AuthState, Octocrab, OctocrabBuilder};
use reqwest::redirect::Policy;
use reqwest::{NoProxy, Proxy};
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;

use crate::settings::{Proxies, Settings, SettingsError};

/// The name that requests bear, which GitHub asks for.
const AGENT: &str = concat!("releasegate/", env!("CARGO_PKG_VERSION"));

/// The HTTP client: HTTP/1.1, since calls go one after the other.
pub(crate) fn http(settings: &Settings) -> Result<reqwest::Client, SettingsError> {
    let mut builder = reqwest::Client::builder()
        .user_agent(AGENT)
        .redirect(Policy::none())
        .timeout(settings.timeout)
        // The environment was read once, by the settings.
        .no_proxy()
        .tls_backend_preconfigured(tls(settings)?);
    if let Some(proxy) = proxy(&settings.proxies)? {
        builder = builder.proxy(proxy);
    }
    builder.build().map_err(|error| SettingsError::new("the HTTP client", format!("cannot be made: {error}")))
}

/// octocrab over that client, without layers of its own: it carries no token (requests bring it, marked as sensitive), adds no header
/// and follows nothing.
pub(crate) fn octocrab(http: reqwest::Client) -> Result<Octocrab, SettingsError> {
    OctocrabBuilder::new_empty()
        .with_service(ReqwestConnector::new(http))
        .with_auth(AuthState::None)
        .build()
        .map_err(|error| SettingsError::new("the API client", format!("cannot be made: {error}")))
}

/// The proxy for encrypted connections. The one address that may be reached without encryption is this machine, and never by a proxy,
/// which would see the token.
fn proxy(proxies: &Proxies) -> Result<Option<Proxy>, SettingsError> {
    let Some(address) = &proxies.https else { return Ok(None) };
    let except = proxies.except.as_deref().and_then(NoProxy::from_string);
    // What a variable holds may be a password, so the message does not repeat it.
    let wrong = |_| SettingsError::new("HTTPS_PROXY", "is no proxy's address: write http://host:port");
    Proxy::https(address.trim()).map(|proxy| Some(proxy.no_proxy(except))).map_err(wrong)
}

/// Trusts the system's certificates (or those of `SSL_CERT_FILE`), Mozilla's for containers that have none, and the files of the settings.
fn tls(settings: &Settings) -> Result<ClientConfig, SettingsError> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    // A single system certificate that cannot be read is no reason to fail: the others may do, and if not, the connection says so.
    let system = rustls_native_certs::load_native_certs();
    if system.certs.is_empty() && settings.certificates_named {
        let problem = "names no file or folder with certificates that can be read: correct or unset it";
        return Err(SettingsError::new("SSL_CERT_FILE or SSL_CERT_DIR", problem));
    }
    roots.add_parsable_certificates(system.certs);
    for (name, path) in &settings.ca_files {
        let wrong = |what: &str| SettingsError::new(name, format!("{} {what}", path.display()));
        let certificates: Vec<_> = CertificateDer::pem_file_iter(path)
            .and_then(Iterator::collect)
            .map_err(|error| wrong(&format!("cannot be read: {error}")))?;
        if certificates.is_empty() {
            return Err(wrong("holds no certificate: give a PEM file"));
        }
        for certificate in certificates {
            roots
                .add(certificate)
                .map_err(|error| wrong(&format!("holds a certificate that is none: {error}")))?;
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| SettingsError::new("TLS", format!("cannot be set up: {error}")))?;
    Ok(versions.with_root_certificates(roots).with_no_client_auth())
}
