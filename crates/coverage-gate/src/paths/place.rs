//! Places: absolute paths, and what of them lies below a folder.

/// Where a hosted runner checks a repository out, before its name, which stands twice: Linux and its containers, and macOS.
const CHECKOUTS: [&str; 3] = ["/home/runner/work/", "/__w/", "/Users/runner/work/"];

/// Whether a path says by itself where the file lies: it begins at a root or at a drive, or is an address.
pub(crate) fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || path.as_bytes().get(1) == Some(&b':') || path.contains("://")
}

/// The path in a source folder.
pub(super) fn join(source: &str, path: &str) -> String {
    format!("{}/{path}", source.strip_prefix("file://").unwrap_or(source).trim_end_matches('/'))
}

/// A path without `.`, `..` and empty parts, so that one file has one name; none for a relative one that leaves its folder.
pub(super) fn clean(path: &str) -> Option<String> {
    if path.contains("://") {
        return Some(path.to_owned());
    }
    let root = if path.starts_with('/') { "/" } else { "" };
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() && !is_absolute(path) {
                    return None;
                }
            }
            part => parts.push(part),
        }
    }
    Some(format!("{root}{}", parts.join("/")))
}

/// What of the path lies below the folder; empty for the folder itself.
pub(super) fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(folder.trim_end_matches('/'))?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

/// What lies below a checkout of a hosted runner: `/home/runner/work/shop/shop/…`, `D:/a/shop/shop/…`. A report that was made on
/// another runner names that one's workspace.
pub(super) fn below_checkout(path: &str) -> Option<&str> {
    let drive = path.get(1..).and_then(|rest| rest.strip_prefix(":/a/"));
    let rest = drive.or_else(|| CHECKOUTS.iter().find_map(|folder| path.strip_prefix(folder)))?;
    let (name, rest) = rest.split_once('/')?;
    let (again, rest) = rest.split_once('/')?;
    (name == again).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_has_one_name() {
        for (path, cleaned) in [
            ("/w/./app//shop/", Some("/w/app/shop")),
            ("/w/app/lib/../shop", Some("/w/app/shop")),
            ("/../a", Some("/a")),
            ("C:/a/../b", Some("C:/b")),
            ("./src/a.py", Some("src/a.py")),
            ("src/../a.py", Some("a.py")),
            ("../a.py", None),
            ("https://x/../y", Some("https://x/../y")),
        ] {
            assert_eq!(clean(path).as_deref(), cleaned, "{path}");
        }
    }

    #[test]
    fn checkouts_of_hosted_runners_are_known() {
        for path in [
            "/home/runner/work/shop/shop/src/a.py",
            "/__w/shop/shop/src/a.py",
            "/Users/runner/work/shop/shop/src/a.py",
            "D:/a/shop/shop/src/a.py",
        ] {
            assert_eq!(below_checkout(path), Some("src/a.py"), "{path}");
        }
        for path in
            ["/home/runner/work/shop/other/a.py", "/home/runner/work/shop", "D:/b/shop/shop/a.py", "é:/a/x/x/y"]
        {
            assert_eq!(below_checkout(path), None, "{path}");
        }
    }
}
