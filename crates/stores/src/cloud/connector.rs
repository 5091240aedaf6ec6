//! The way to a cloud, as the clients of the clouds ask for it: one pool of connections for all of them.

use std::error::Error;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::time::Duration;

use http_body_util::{BodyExt as _, Limited};
use object_store::ClientOptions;
use object_store::client::{
    ClientConfigKey, HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse,
    HttpResponseBody, HttpService,
};

use crate::error::StoreError;
use crate::transport::{self, Var};

/// The longest time for the credentials that a machine in a cloud gets from beside it: elsewhere nobody answers there.
const BESIDE: Duration = Duration::from_secs(2);
/// The longest answer: a batch, or a list of names.
const ANSWER: usize = 64 << 20;

/// Makes clients that all share one pool of connections.
#[derive(Debug, Clone)]
pub(super) struct Transport {
    client: reqwest::Client,
}

/// A client as the object stores call it.
#[derive(Debug)]
struct Service {
    client: reqwest::Client,
    /// Whether a request may go unencrypted to another machine: only to the one that hands out credentials beside a machine in a cloud.
    plain: bool,
}

impl Transport {
    pub(super) fn new(var: Var<'_>) -> Result<Self, StoreError> {
        Ok(Self { client: transport::client(var)? })
    }
}

impl HttpConnector for Transport {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        let plain = options.get_config_value(&ClientConfigKey::AllowHttp).as_deref() == Some("true");
        Ok(HttpClient::new(Service { client: self.client.clone(), plain }))
    }
}

impl Service {
    async fn answer(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (parts, body) = request.into_parts();
        let url = reqwest::Url::parse(&parts.uri.to_string());
        let url = url.map_err(|error| HttpError::new(HttpErrorKind::Unknown, error))?;
        let beside = !transport::is_safe(&url);
        if beside && !self.plain {
            let error = io::Error::other("the address is not encrypted: write https://");
            return Err(HttpError::new(HttpErrorKind::Unknown, error));
        }
        let mut request = reqwest::Request::new(parts.method, url);
        *request.headers_mut() = parts.headers;
        if beside {
            *request.timeout_mut() = Some(BESIDE);
        }
        *request.body_mut() = Some(body.collect().await?.to_bytes().into());
        let answer = self.client.execute(request).await.map_err(failed)?;
        let (parts, body) = http::Response::<reqwest::Body>::from(answer).into_parts();
        let body = Limited::new(body, ANSWER).map_err(cut);
        Ok(HttpResponse::from_parts(parts, HttpResponseBody::new(body)))
    }
}

impl HttpService for Service {
    // Written as the macro of the trait writes it, which is not worth a dependency.
    fn call<'a, 'f>(
        &'a self,
        request: HttpRequest,
    ) -> Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'f>>
    where
        'a: 'f,
        Self: 'f,
    {
        Box::pin(self.answer(request))
    }
}

/// A body that broke off or has no end.
fn cut(error: Box<dyn Error + Send + Sync>) -> HttpError {
    match error.downcast::<reqwest::Error>() {
        Ok(error) => failed(*error),
        Err(error) => HttpError::new_boxed(HttpErrorKind::Decode, error),
    }
}

/// What may be tried again depends on how far it came: a connection that was never made had no effect, and everything else may have had one. The address
/// is left out, which can hold a signature.
fn failed(error: reqwest::Error) -> HttpError {
    let kind = if error.is_connect() {
        HttpErrorKind::Connect
    } else if error.is_timeout() {
        HttpErrorKind::Timeout
    } else if error.is_builder() || error.is_decode() {
        HttpErrorKind::Decode
    } else {
        HttpErrorKind::Interrupted
    };
    HttpError::new(kind, error.without_url())
}
