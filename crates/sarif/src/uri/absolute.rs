//! Telling URIs, POSIX paths and Windows paths apart, and taking known roots off absolute ones.

use super::{NoPath, Places, RepositoryPath};

/// Folders in which images keep what they scan. They are common names, so that the repository must have what is left.
const CONTAINERS: [&str; 9] =
    ["/src/", "/app/", "/code/", concat!("/wo", "rk/"), "/workspace/", "/project/", "/repo/", "/data/", "/"];

/// Where runners check out: what stands before owner and repository, or the repository twice.
const RUNNERS: [&str; 5] =
    ["/home/runner/work/", "/Users/runner/work/", "/__w/", "/runner/_work/", "/home/runner/_work/"];

/// A path, decoded.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Rooted {
    /// Relative to the repository's root.
    Relative(String),
    /// Absolute, with `/`; a Windows path begins with its drive: `C:/x`.
    Absolute(String),
}

/// Whether a base has no effect: the URI has a scheme or starts at a root.
pub(super) fn is_absolute(uri: &str) -> bool {
    uri.starts_with(['/', '\\']) || scheme(uri).is_some() || drive(uri).is_some()
}

/// Reads what tools write into `uri`: URIs, and the bare paths that the specification forbids.
pub(super) fn read(uri: &str) -> Result<Rooted, NoPath> {
    if uri.starts_with(r"\\") {
        return Err(NoPath::ForeignHost);
    }
    if drive(uri).is_some() {
        return windows(&decode(&uri.replace('\\', "/"))?);
    }
    let Some((scheme, rest)) = scheme(uri) else {
        // A backslash cannot be in a URI: it is the separator of a Windows path. An escaped one is a letter, and refused.
        let path = decode(&uri.replace('\\', "/"))?;
        return if let Some(host) = path.strip_prefix("//") {
            // `//host/x` is a reference to another host (RFC 3986, 4.2).
            if host.is_empty() { Err(NoPath::Missing) } else { Err(NoPath::ForeignHost) }
        } else if path.starts_with('/') {
            Ok(Rooted::Absolute(path))
        } else {
            Ok(Rooted::Relative(path))
        };
    };
    if !scheme.eq_ignore_ascii_case("file") {
        return Err(NoPath::ForeignScheme);
    }
    let rest = rest.replace('\\', "/");
    let path = match rest.strip_prefix("//") {
        None => rest.as_str(),
        Some(authority) => match authority.split_once('/') {
            Some(("", path)) if path.starts_with('/') => return Err(NoPath::ForeignHost),
            Some((host, _)) if host.is_empty() || host.eq_ignore_ascii_case("localhost") => {
                authority.get(host.len()..).unwrap_or_default()
            }
            // `file://C:/x` is a common mistake for `file:///C:/x`.
            _ if drive(authority).is_some() => authority,
            _ => return Err(NoPath::ForeignHost),
        },
    };
    let path = decode(path)?;
    match path.strip_prefix('/').filter(|path| drive(path).is_some()) {
        Some(path) => windows(path),
        None if drive(&path).is_some() => windows(&path),
        None if path.starts_with("//") => Err(NoPath::ForeignHost),
        None if path.starts_with('/') => Ok(Rooted::Absolute(path)),
        None => Ok(Rooted::Relative(path)),
    }
}

/// The repository path below a root, the longest root first, then what runners do, then containers' folders.
pub(super) fn below_roots(path: &str, places: &Places<'_>) -> Result<RepositoryPath, NoPath> {
    if path.split('/').any(|part| part == "..") {
        return Err(NoPath::Escapes);
    }
    let roots = places.roots.iter().filter_map(|root| below(path, root));
    if let Some(rest) = roots.min_by_key(|rest| rest.len()) {
        return RepositoryPath::new(rest);
    }
    if let Some(rest) = below_runner(path) {
        return RepositoryPath::new(rest);
    }
    let Some(has) = places.has else { return Err(NoPath::Outside) };
    let candidates = CONTAINERS.iter().filter_map(|folder| path.strip_prefix(folder));
    let known = candidates.filter_map(|rest| RepositoryPath::new(rest).ok()).find(|path| has(path.as_str()));
    known.ok_or(NoPath::Outside)
}

/// What is left of a path below a root; roots may be written with backslashes and with or without a last separator.
fn below<'p>(path: &'p str, root: &str) -> Option<&'p str> {
    let root = root.replace('\\', "/");
    let root = root.trim_end_matches('/');
    let same_drive = |path: &str, root: &str| match (drive(path), drive(root)) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(&other),
        (None, None) => true,
        _ => false,
    };
    if root.is_empty() || !same_drive(path, root) {
        return None;
    }
    let skipped = usize::from(drive(root).is_some());
    let rest = path.get(skipped..)?.strip_prefix(root.get(skipped..)?)?;
    rest.strip_prefix('/')
}

/// `/home/runner/work/x/x/…`, `D:/a/x/x/…` and `/github/workspace/…`: a runner's checkout has the repository's name twice.
fn below_runner(path: &str) -> Option<&str> {
    if let Some(rest) = path.strip_prefix("/github/workspace/") {
        return Some(rest);
    }
    let windows = drive(path).and_then(|_| path.get(2..)?.strip_prefix("/a/"));
    let work = RUNNERS.iter().find_map(|folder| path.strip_prefix(folder)).or(windows)?;
    let (first, rest) = work.split_once('/')?;
    let (second, rest) = rest.split_once('/')?;
    (first == second && !first.is_empty()).then_some(rest)
}

/// A Windows path with its drive. `C:x` is relative to a folder that nobody knows.
fn windows(path: &str) -> Result<Rooted, NoPath> {
    match path.get(2..).is_some_and(|rest| rest.starts_with('/')) {
        true => Ok(Rooted::Absolute(path.to_owned())),
        false => Err(NoPath::Escapes),
    }
}

/// The drive's letter of `C:…`.
fn drive(path: &str) -> Option<char> {
    let mut letters = path.chars();
    let letter = letters.next().filter(char::is_ascii_alphabetic)?;
    (letters.next() == Some(':')).then_some(letter)
}

/// A scheme of two letters or more, and what follows its colon (RFC 3986, 3.1). One letter is a drive.
fn scheme(uri: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = uri.split_once(':')?;
    let mut letters = scheme.chars();
    let starts = letters.next().is_some_and(|letter| letter.is_ascii_alphabetic());
    let valid = letters.all(|letter| letter.is_ascii_alphanumeric() || "+.-".contains(letter));
    (starts && valid && scheme.len() > 1).then_some((scheme, rest))
}

/// Takes percent-encoding off. A `%` without two hexadecimal digits stays: tools that do not encode write such names. A `?` or
/// `#` stays as well, since files have no queries and tools forget to encode `C#`.
fn decode(path: &str) -> Result<String, NoPath> {
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8().map_err(|_| NoPath::Unreadable)?;
    if decoded.contains('\\') || decoded.chars().any(char::is_control) {
        let escapes = decoded.split(['/', '\\']).any(|part| part == "..");
        return Err(if escapes { NoPath::Escapes } else { NoPath::Unreadable });
    }
    Ok(decoded.into_owned())
}
