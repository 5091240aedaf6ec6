//! One request to the address that GitHub names, outside of its API.

use bytes::{Bytes, BytesMut};
use http::{StatusCode, Uri};

use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::failure;
use crate::request::Request;

/// Fetches the address, without the token and without following it further. The address carries a signature: no error shows it.
pub(super) async fn get(
    github: &GitHub,
    request: &Request,
    address: &str,
    most: usize,
) -> Result<Bytes, Error> {
    let settings = &github.inner.settings;
    let uri: Option<Uri> = address.parse().ok().filter(|uri| may_be_asked(uri, &settings.api));
    if uri.is_none() {
        return Err(request.error(Kind::Moved, "GitHub named an address that is not encrypted, or is none"));
    }
    let lost = |error: reqwest::Error| failure::of(request, &error.without_url()).error;
    // A large archive takes longer than an answer of the API.
    let response = github.inner.http.get(address).timeout(settings.budget).send().await.map_err(lost)?;
    let too_long = || request.error(Kind::Truncated, &format!("it has more than {most} bytes"));
    if let Some((kind, detail)) = refusal(response.status()) {
        return Err(request.error(kind, &detail));
    }
    let length = response.content_length();
    if length.is_some_and(|length| length > u64::try_from(most).unwrap_or(u64::MAX)) {
        return Err(too_long());
    }
    let (mut response, mut bytes) = (response, BytesMut::new());
    while let Some(chunk) = response.chunk().await.map_err(lost)? {
        if bytes.len().saturating_add(chunk.len()) > most {
            return Err(too_long());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

/// Encrypted, or the API's own server, which the settings have checked. Never with a user or a password.
fn may_be_asked(address: &Uri, api: &Uri) -> bool {
    let authority = address.authority().map(http::uri::Authority::as_str);
    let own = (address.scheme_str(), authority) == (api.scheme_str(), api.authority().map(|own| own.as_str()));
    authority.is_some_and(|authority| !authority.contains('@'))
        && (own || address.scheme_str() == Some("https"))
}

/// What a status of the storage means; nothing for success.
fn refusal(status: StatusCode) -> Option<(Kind, String)> {
    let kind = match status.as_u16() {
        200 => return None,
        300..=399 => Kind::Moved,
        408 | 429 | 500.. => Kind::Unavailable,
        // The signature is valid for a minute: a new address may help.
        401 | 403 => Kind::Unavailable,
        404 | 410 => Kind::Gone,
        _ => Kind::Unexpected,
    };
    Some((kind, format!("the storage answered {}", status.as_u16())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_encrypted_address_or_the_api_itself_is_asked() {
        let may = |address: &str, api: &str| may_be_asked(&address.parse().unwrap(), &api.parse().unwrap());
        let github = "https://api.github.com";
        assert!(may("https://storage.example/x?sig=1", github));
        for wrong in ["http://storage.example/x", "ftp://x/y", "/x", "https://user:word@storage.example/x"] {
            assert!(!may(wrong, github), "{wrong}");
        }
        assert!(may("http://127.0.0.1:80/x", "http://127.0.0.1:80"));
        assert!(!may("http://127.0.0.1:81/x", "http://127.0.0.1:80"));
        assert!(!may("http://127.0.0.1:80/x", github));
    }

    #[test]
    fn a_second_redirect_is_not_followed() {
        let kind = |status| refusal(StatusCode::from_u16(status).unwrap()).map(|(kind, _)| kind);
        assert_eq!(kind(302), Some(Kind::Moved));
        assert_eq!(kind(200), None);
        assert_eq!(kind(206), Some(Kind::Unexpected));
        assert_eq!(kind(404), Some(Kind::Gone));
        assert_eq!(kind(503), Some(Kind::Unavailable));
    }
}
