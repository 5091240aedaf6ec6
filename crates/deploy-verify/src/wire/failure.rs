//! Why there is no answer, by the types of what went wrong.
//!
//! What may be the runner's own fault is unreachable: a name without address, no route, a proxy, no connection in time (a firewall drops what
//! it does not let through). What somebody at the other end did is the deployment's: it refused, spoke no TLS that holds, or broke off.

use std::error::Error;
use std::io;

use rustls::CertificateError;

use super::names::Unknown;
use crate::facts::Failure;

/// Classifies; `proxied` if the connection was to a proxy.
pub(super) fn of(error: &reqwest::Error, proxied: bool) -> Failure {
    let mut connects = error.is_connect();
    let mut at: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(one) = at {
        if let Some(found) = by_type(one, connects, proxied) {
            return found;
        }
        connects |= one.downcast_ref::<reqwest::Error>().is_some_and(reqwest::Error::is_connect);
        at = one.source();
    }
    match (error.is_timeout(), connects) {
        (_, true) if proxied => Failure::Proxy,
        (true, true) => Failure::ConnectTimeout,
        (true, false) => Failure::Timeout,
        // A body that ends early is told as one that cannot be decoded.
        (false, false) if error.is_body() || error.is_decode() => Failure::Cut,
        (false, _) => Failure::NotHttp,
    }
}

fn by_type(error: &(dyn Error + 'static), connects: bool, proxied: bool) -> Option<Failure> {
    if error.is::<Unknown>() {
        return Some(if proxied { Failure::Proxy } else { Failure::Name });
    }
    if let Some(problem) = error.downcast_ref::<rustls::Error>() {
        return Some(tls(problem));
    }
    let problem = error.downcast_ref::<io::Error>()?;
    // An error inside of another is not its source: `io::Error` hands out the source of what it holds.
    let inner = problem.get_ref();
    if let Some(found) = inner.and_then(|inner| by_type(inner, connects, proxied)) {
        return Some(found);
    }
    if connects && proxied {
        return Some(Failure::Proxy);
    }
    match problem.kind() {
        io::ErrorKind::ConnectionRefused => Some(Failure::Refused),
        io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::NetworkDown
        | io::ErrorKind::AddrNotAvailable
        | io::ErrorKind::PermissionDenied => Some(Failure::NoRoute),
        io::ErrorKind::TimedOut if connects => Some(Failure::ConnectTimeout),
        io::ErrorKind::TimedOut => Some(Failure::Timeout),
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::UnexpectedEof => Some(Failure::Cut),
        _ => None,
    }
}

fn tls(problem: &rustls::Error) -> Failure {
    match problem {
        rustls::Error::InvalidCertificate(
            CertificateError::Expired | CertificateError::ExpiredContext { .. },
        ) => Failure::CertificateExpired,
        _ => Failure::Tls,
    }
}
