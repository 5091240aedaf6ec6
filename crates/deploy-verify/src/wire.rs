//! The wire: one connection a request, so that a balancer chooses an instance each time, no redirect followed, nothing unpacked.

mod certificate;
mod failure;
mod names;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::{NoProxy, Proxy, Url};
use runner::InputError;
use rustls::client::Resumption;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;

use crate::facts::Failure;
use crate::means::{Answer, Request, Wire};

/// Bytes of a body that are read at most: what goes on behind them is cut, and judged as too large.
pub(crate) const LARGEST_BODY: usize = 2 * 1024 * 1024;
/// Headers that are kept at most, and bytes of a value.
const MOST_HEADERS: usize = 200;
const LONGEST_HEADER: usize = 16 * 1024;

/// Over rustls, with the proxies and certificates that the usual variables name.
pub(crate) struct Network {
    /// There until it is dropped.
    runtime: Option<tokio::runtime::Runtime>,
    tls: ClientConfig,
    roots: Arc<RootCertStore>,
    proxies: Vec<(&'static str, String)>,
    except: String,
}

impl Network {
    /// # Errors
    /// Variables that name what cannot be used.
    pub(crate) fn new(vars: &BTreeMap<String, String>) -> anyhow::Result<Self> {
        let var = |name: &str| {
            let found = vars.get(name).or_else(|| vars.get(&name.to_lowercase()));
            found.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
        };
        let all = var("ALL_PROXY");
        let mut proxies = Vec::new();
        for (scheme, name) in [("https", "HTTPS_PROXY"), ("http", "HTTP_PROXY")] {
            if let Some(address) = var(name).or_else(|| all.clone()) {
                // What a variable holds may be a password, so the message does not repeat it.
                Proxy::all(&address)
                    .map_err(|_| InputError::new(name, "is no proxy's address: write http://host:port"))?;
                proxies.push((scheme, address));
            }
        }
        let roots = Arc::new(roots(var("NODE_EXTRA_CA_CERTS"))?);
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(Arc::clone(&roots))
            .with_no_client_auth();
        // Each request is a handshake of its own: what another one agreed on proves nothing.
        tls.resumption = Resumption::disabled();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Self { runtime: Some(runtime), tls, roots, proxies, except: var("NO_PROXY").unwrap_or_default() })
    }

    /// The proxy of an address.
    fn proxy(&self, url: &Url) -> Option<&str> {
        let (_, address) = self.proxies.iter().find(|(scheme, _)| *scheme == url.scheme())?;
        let matcher = Matcher::builder().all(address.clone()).no(self.except.clone()).build();
        matcher.intercept(&url.as_str().parse().ok()?).map(|_| address.as_str())
    }

    /// A client for one request. Connecting has three quarters of the time, so that a machine which is not reached is told from one that does
    /// not answer.
    fn client(&self, proxy: Option<&str>, limit: Duration) -> reqwest::Result<reqwest::Client> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("releasegate-deploy-verify/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(limit / 4 * 3)
            .pool_max_idle_per_host(0)
            .tls_info(true)
            .dns_resolver(names::Names)
            .no_proxy()
            .tls_backend_preconfigured(self.tls.clone());
        if let Some(address) = proxy {
            builder = builder.proxy(Proxy::all(address)?.no_proxy(NoProxy::from_string(&self.except)));
        }
        builder.build()
    }

    /// Whether somebody takes connections there: then a handshake that did not end is the deployment's, and not the runner's.
    async fn accepts(&self, url: &Url) -> bool {
        let port = url.port_or_known_default().unwrap_or_default();
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        self.proxy(url).is_none() && tokio::net::TcpStream::connect((host, port)).await.is_ok()
    }

    async fn exchange(&self, request: &Request<'_>, limit: Duration) -> Result<Answer, Failure> {
        let proxy = self.proxy(request.url);
        let of = |error: reqwest::Error| failure::of(&error, proxy.is_some());
        let method = reqwest::Method::from_bytes(request.method.as_bytes()).map_err(|_| Failure::NotHttp)?;
        let mut builder = self.client(proxy, limit).map_err(of)?.request(method, request.url.clone());
        for (name, value) in request.headers {
            builder = builder.header(name, value);
        }
        let mut response = builder.send().await.map_err(of)?;
        let certificate =
            response.extensions().get::<reqwest::tls::TlsInfo>().and_then(|info| info.peer_certificate());
        let host = request.url.host_str().unwrap_or_default();
        let certificate_ends = certificate.and_then(|der| certificate::ends(der, host, &self.roots));
        let mut answer = Answer { status: response.status().as_u16(), certificate_ends, ..Answer::default() };
        for (name, value) in response.headers().iter().take(MOST_HEADERS) {
            if let Ok(text) = value.to_str()
                && text.len() <= LONGEST_HEADER
            {
                answer.headers.push((name.as_str().to_owned(), text.to_owned()));
            }
        }
        while let Some(part) = response.chunk().await.map_err(of)? {
            let room = LARGEST_BODY.saturating_sub(answer.body.len());
            answer.body.extend_from_slice(part.get(..room.min(part.len())).unwrap_or_default());
            if part.len() > room {
                answer.cut = true;
                break;
            }
        }
        Ok(answer)
    }
}

/// The machine's resolver cannot be interrupted: a name that it still looks for is not waited for.
impl Drop for Network {
    fn drop(&mut self) {
        self.runtime.take().into_iter().for_each(tokio::runtime::Runtime::shutdown_background);
    }
}

impl Wire for Network {
    fn send(&self, request: &Request<'_>, limit: Duration) -> Result<Answer, Failure> {
        let looks_again = Cell::new(false);
        let whole = async {
            let ended = self.exchange(request, limit).await;
            if !matches!(ended, Err(Failure::ConnectTimeout)) {
                return ended;
            }
            looks_again.set(true);
            Err(if self.accepts(request.url).await { Failure::Timeout } else { Failure::ConnectTimeout })
        };
        let Some(runtime) = &self.runtime else { return Err(Failure::NoRoute) };
        let ended = runtime.block_on(async { tokio::time::timeout(limit, whole).await });
        ended
            .unwrap_or_else(|_| Err(if looks_again.get() { Failure::ConnectTimeout } else { Failure::Timeout }))
    }
}

/// Mozilla's certificates, the system's (or those of `SSL_CERT_FILE`), and those of `NODE_EXTRA_CA_CERTS`.
fn roots(extra: Option<String>) -> anyhow::Result<RootCertStore> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(path) = extra {
        let wrong = |problem: String| {
            InputError::new("NODE_EXTRA_CA_CERTS", format!("{path} cannot be used: {problem}"))
        };
        let found = CertificateDer::pem_file_iter(Path::new(&path)).and_then(Iterator::collect);
        let found: Vec<_> = found.map_err(|error: rustls_pki_types::pem::Error| wrong(error.to_string()))?;
        found.into_iter().try_for_each(|one| roots.add(one)).map_err(|error| wrong(error.to_string()))?;
    }
    Ok(roots)
}
