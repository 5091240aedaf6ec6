//! Addresses: which are taken, and how they are shown.

use reqwest::Url;
use runner::InputError;

/// Longest address.
const LONGEST: usize = 2048;

/// An address over http or https with a host and without a password.
///
/// # Errors
/// Anything else; the message never repeats the address, which may hold a secret.
pub(crate) fn parsed(name: &str, text: &str) -> Result<Url, InputError> {
    let wrong = |message: &str| InputError::new(name, message);
    if text.len() > LONGEST {
        return Err(wrong("an address is longer than 2048 bytes"));
    }
    let mut url = Url::parse(text)
        .map_err(|error| wrong(&format!("an address cannot be read: {error}; write https://…")))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(wrong("an address begins with another scheme: write https://…"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("an address holds a name or a password: give it by `headers`, as Authorization"));
    }
    url.set_fragment(None);
    Ok(url)
}

/// The address of a path below another.
///
/// # Errors
/// What leads to another host.
pub(crate) fn joined(name: &str, base: &Url, path: &str) -> Result<Url, InputError> {
    let message = "is neither an address nor a path that begins with one `/`";
    if !path.starts_with('/') || path.starts_with("//") || path.contains('\\') {
        return Err(InputError::new(name, message));
    }
    let url = base.join(path).map_err(|_| InputError::new(name, message))?;
    if !is_same_host(base, &url) {
        return Err(InputError::new(name, message));
    }
    Ok(url)
}

/// Whether both name one host.
pub(crate) fn is_same_host(one: &Url, other: &Url) -> bool {
    one.host() == other.host()
        && one.scheme() == other.scheme()
        && one.port_or_known_default() == other.port_or_known_default()
}

/// Whether a secret may go there: encrypted, or to this machine.
pub(crate) fn is_safe(url: &Url) -> bool {
    url.scheme() == "https" || matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"))
}

/// The address as everybody may see it: without the values of its query, which may be secret.
pub(crate) fn shown(url: &Url) -> String {
    let mut plain = url.clone();
    plain.set_query(None);
    plain.set_fragment(None);
    let _ = plain.set_username("");
    let _ = plain.set_password(None);
    let mark = if url.query().is_some() { "?…" } else { "" };
    let text: String = plain.as_str().chars().take(512).collect();
    format!("{text}{mark}")
}
