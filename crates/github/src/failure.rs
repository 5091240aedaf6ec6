//! What a failure without an answer means: whether the request can have reached GitHub, and whether a new attempt makes sense.

use std::error::Error as StdError;

use crate::errors::Kind;
use crate::request::Request;
use crate::retry::{Effect, Failure, Wait};

/// Reads the chain of causes. The addresses that the outer errors show are left out: they may hold what is secret.
pub(crate) fn of(request: &Request, error: &(dyn StdError + 'static)) -> Failure {
    let mut chain = vec![error];
    let mut next = error.source();
    while let Some(cause) = next {
        chain.push(cause);
        next = cause.source();
    }
    let http = chain.iter().find_map(|error| error.downcast_ref::<reqwest::Error>());
    let certificate = chain.iter().find_map(|error| untrusted(*error));
    let cause = chain.last().map(ToString::to_string).unwrap_or_default();
    let (detail, effect, wait) = match http {
        _ if certificate.is_some() => {
            let detail = format!(
                "the server's certificate is not trusted ({cause}): name the file of your CA in NODE_EXTRA_CA_CERTS or SSL_CERT_FILE"
            );
            (detail, Effect::None, Wait::Never)
        }
        Some(http) if http.is_connect() => (format!("no connection: {cause}"), Effect::None, Wait::Backoff),
        Some(http) if http.is_timeout() => ("no answer in time".to_owned(), Effect::Unknown, Wait::Backoff),
        Some(http) if http.is_builder() => {
            (format!("the request cannot be made: {cause}"), Effect::None, Wait::Never)
        }
        _ => (format!("the connection broke: {cause}"), Effect::Unknown, Wait::Backoff),
    };
    Failure { error: request.error(Kind::Unavailable, &detail), effect, wait }
}

/// A certificate that this client does not trust will not be trusted a second later.
fn untrusted<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a rustls::Error> {
    if let Some(found) = error.downcast_ref::<rustls::Error>() {
        return matches!(found, rustls::Error::InvalidCertificate(_)).then_some(found);
    }
    // An I/O error hides what it wraps from the chain of sources.
    let inside = error.downcast_ref::<std::io::Error>()?.get_ref()?;
    untrusted(inside)
}
