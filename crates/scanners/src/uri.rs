//! Paths as SARIF writes them: relative URI references with `/`, percent-encoded (RFC 3986); what is absolute keeps saying so.

/// The URI of a path that a scanner wrote. `None` if it is none: empty, or standard input.
pub(crate) fn of_path(path: &str) -> Option<String> {
    let path = path.trim();
    if path.is_empty() || path == "-" || path == "<stdin>" || path == "stdin" {
        return None;
    }
    if let Some(rest) = path.strip_prefix("file://") {
        return Some(format!("file://{}", encode(&rest.replace('\\', "/"), true)));
    }
    let path = path.replace('\\', "/");
    let mut relative = path.as_str();
    while let Some(rest) = relative.strip_prefix("./") {
        relative = rest.trim_start_matches('/');
    }
    let drive = matches!(relative.as_bytes(), [letter, b':', b'/', ..] if letter.is_ascii_alphabetic());
    match () {
        () if drive => Some(format!("file:///{}", encode(relative, false).replacen("%3A", ":", 1))),
        () if relative.starts_with("//") => Some(format!("file:{}", encode(relative, false))),
        () if relative.starts_with('/') => Some(format!("file://{}", encode(relative, false))),
        () if relative.is_empty() => None,
        () => Some(encode(relative, false)),
    }
}

/// Whether a text is a link for people: `http` or `https` with a host.
pub(crate) fn is_link(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| host.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '['))
        && !text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"`\\{}|^".contains(c))
}

/// A URL without what may be secret: user and password, the values of its query, its fragment.
pub(crate) fn without_values(url: &str) -> (String, u64) {
    let (head, query) = match url.split('#').next().unwrap_or_default().split_once('?') {
        Some((head, query)) => (head, Some(query)),
        None => (url.split('#').next().unwrap_or_default(), None),
    };
    let Some(query) = query else { return (head.to_owned(), 0) };
    let mut hidden = 0;
    let pairs: Vec<String> = query
        .split('&')
        .map(|pair| match pair.split_once('=') {
            Some((name, value)) if !value.is_empty() => {
                hidden += 1;
                format!("{name}=[REDACTED]")
            }
            _ => pair.to_owned(),
        })
        .collect();
    (format!("{head}?{}", pairs.join("&")), hidden)
}

/// `decoded` texts have their escapes already, which stay.
fn encode(path: &str, decoded: bool) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=@".contains(&byte);
        if plain || (decoded && (byte == b'%' || byte == b':')) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        for (path, expected) in [
            ("./src/a b.py", "src/a%20b.py"),
            ("src\\win\\a.cs", "src/win/a.cs"),
            ("/src/app/ü.py", "file:///src/app/%C3%BC.py"),
            ("C:\\x\\a.js", "file:///C:/x/a.js"),
            ("file:///src/a%20b", "file:///src/a%20b"),
            ("a:b/c#d?e%", "a%3Ab/c%23d%3Fe%25"),
            ("..//x", "..//x"),
        ] {
            assert_eq!(of_path(path).as_deref(), Some(expected), "{path}");
        }
        for path in ["", " ", "-", "<stdin>", "./"] {
            assert_eq!(of_path(path), None, "{path}");
        }
    }

    #[test]
    fn links_are_of_the_web() {
        assert!(is_link("https://example.org/x?y=1#z"));
        for text in ["javascript:alert(1)", "https:// x", "http:///x", "https://a/\"onclick", "example.org", ""]
        {
            assert!(!is_link(text), "{text}");
        }
    }

    #[test]
    fn values_of_a_query_are_hidden() {
        let hidden = without_values("https://a.example/x?token=abc&page=&flag#frag");
        assert_eq!(hidden, ("https://a.example/x?token=[REDACTED]&page=&flag".to_owned(), 1));
    }
}
