//! Packages by purl (package URL, ECMA-427), the one name that tools share.

use serde::{Deserialize, Serialize};

use crate::view::Object;

/// Longer ones are no purls of a package that anybody installs.
const LONGEST: usize = 1_000;

/// A package, with its version apart from its name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Package {
    /// The purl without version, qualifiers and subpath: `pkg:npm/%40scope/name`.
    pub name: String,
    /// The version, decoded; none if the tool does not say it.
    pub version: Option<String>,
}

impl Package {
    /// Reads a purl, in the canonical form of its type, so that two tools' spellings are equal.
    pub fn parse(purl: &str) -> Option<Self> {
        let rest = purl
            .trim()
            .get(..4)
            .filter(|start| start.eq_ignore_ascii_case("pkg:"))
            .and_then(|_| purl.trim().get(4..))?;
        let rest = rest.trim_start_matches('/');
        if purl.len() > LONGEST || rest.chars().any(char::is_control) {
            return None;
        }
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        let (kind, path) = rest.split_once('/')?;
        let kind = kind.to_ascii_lowercase();
        let (path, version) = split_version(path.trim_matches('/'));
        let canonical = |part: &str| encode(&normal(&kind, &decode(part)));
        let parts: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(canonical).collect();
        let valid =
            kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-+".contains(&byte)) && !kind.is_empty();
        if !valid || parts.is_empty() {
            return None;
        }
        let version = version.map(decode).filter(|version| !version.is_empty());
        Some(Self { name: format!("pkg:{kind}/{}", parts.join("/")), version })
    }

    /// The purl that a property bag holds, under the names that tools use for it; else name, version and ecosystem.
    pub(crate) fn of_properties(properties: &Object<'_>) -> Option<Self> {
        let places = [properties.clone(), properties.object("PkgIdentifier"), properties.object("package")];
        let names = ["purl", "PURL", "packageUrl", "packageURL", "package_url"];
        let purl =
            places.iter().find_map(|place| names.iter().find_map(|name| Self::parse(&place.string(name)?)));
        purl.or_else(|| {
            let first = |names: &[&str]| names.iter().find_map(|name| properties.string(name));
            let kind = kind_of(&first(&["ecosystem", "packageManager", "packageType"])?)?;
            let name = first(&["packageName", "package_name", "package", "pkgName", "PkgName"])?;
            let name = if kind == "maven" { name.replace(':', "/") } else { name.into_owned() };
            let name: Vec<String> = name.split('/').map(encode).collect();
            let version = first(&[
                "packageVersion",
                "package_version",
                "installedVersion",
                "InstalledVersion",
                "version",
            ]);
            let mut package = Self::parse(&format!("pkg:{kind}/{}", name.join("/")))?;
            package.version = version.map(std::borrow::Cow::into_owned).filter(|version| !version.is_empty());
            Some(package)
        })
    }
}

/// The purl type of an ecosystem's name, as OSV and package managers write it.
fn kind_of(ecosystem: &str) -> Option<&'static str> {
    Some(match ecosystem.split(':').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "npm" | "yarn" | "pnpm" => "npm",
        "pypi" | "pip" | "python" | "poetry" | "pipenv" => "pypi",
        "maven" | "gradle" => "maven",
        "go" | "golang" | "gomodules" => "golang",
        "cargo" | "crates.io" | "rust" => "cargo",
        "rubygems" | "gem" | "bundler" => "gem",
        "nuget" => "nuget",
        "composer" | "packagist" => "composer",
        "hex" => "hex",
        "pub" => "pub",
        _ => return None,
    })
}

/// The path and version: the last `@` behind the last `/`, if it does not begin a scope.
fn split_version(path: &str) -> (&str, Option<&str>) {
    let name = path.rfind('/').map_or(0, |at| at + 1);
    match path.get(name..).and_then(|name| name.rfind('@')) {
        Some(at) if at > 0 => (path.get(..name + at).unwrap_or(path), path.get(name + at + 1..)),
        _ => (path, None),
    }
}

/// A part as its type compares it, by the list of purl types.
fn normal(kind: &str, part: &str) -> String {
    match kind {
        "pypi" => part.to_lowercase().replace(['_', '.'], "-"),
        "github" | "bitbucket" | "composer" | "deb" | "apk" | "hex" => part.to_lowercase(),
        _ => part.to_owned(),
    }
}

fn decode(part: &str) -> String {
    percent_encoding::percent_decode_str(part).decode_utf8_lossy().into_owned()
}

fn encode(part: &str) -> String {
    const KEPT: percent_encoding::AsciiSet =
        percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');
    percent_encoding::utf8_percent_encode(part, &KEPT).to_string()
}

#[cfg(test)]
mod tests {
    use super::Package;
    use crate::view::Object;

    fn shown(purl: &str) -> Option<String> {
        Package::parse(purl).map(|package| format!("{} {}", package.name, package.version.unwrap_or_default()))
    }

    #[test]
    fn spellings_of_one_package_are_equal() {
        for (purl, expected) in [
            ("pkg:pypi/Foo_Bar.x@1.0", "pkg:pypi/foo-bar-x 1.0"),
            ("PKG://PyPI/foo-bar-x@1.0?a=b#c", "pkg:pypi/foo-bar-x 1.0"),
            ("pkg:npm/@scope/Name@2.0", "pkg:npm/%40scope/Name 2.0"),
            ("pkg:npm/%40scope/Name@2.0", "pkg:npm/%40scope/Name 2.0"),
            ("pkg:npm/@scope/Name", "pkg:npm/%40scope/Name "),
            ("pkg:maven/org.a/b@1%2B2", "pkg:maven/org.a/b 1+2"),
            ("pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=jessie", "pkg:deb/debian/curl 7.50.3-1"),
        ] {
            assert_eq!(shown(purl).as_deref(), Some(expected), "{purl}");
        }
    }

    #[test]
    fn what_is_no_purl_is_none() {
        for text in
            ["", "pkg:", "pkg:npm", "pkg:npm/", "npm/x", "pkg:n m/x", "pkg:/x", "pkg:npm/a\nb", "ﬀkg:x/y"]
        {
            assert_eq!(shown(text), None, "{text}");
        }
        assert_eq!(shown(&format!("pkg:npm/{}", "x".repeat(2000))), None);
    }

    #[test]
    fn properties_hold_purls_or_parts() {
        let of = |text: &str| {
            Package::of_properties(&Object::parse(text).unwrap()).map(|package| (package.name, package.version))
        };
        let expected = |name: &str, version: &str| Some((name.to_owned(), Some(version.to_owned())));
        assert_eq!(of(r#"{"PkgIdentifier":{"PURL":"pkg:pypi/a@1"}}"#), expected("pkg:pypi/a", "1"));
        assert_eq!(of(r#"{"package":{"purl":"pkg:pypi/a@1"}}"#), expected("pkg:pypi/a", "1"));
        assert_eq!(
            of(r#"{"package":"org.a:b","version":"1","ecosystem":"Maven"}"#),
            expected("pkg:maven/org.a/b", "1")
        );
        assert_eq!(
            of(r#"{"packageName":"@s/x","packageVersion":"2","packageManager":"npm"}"#),
            expected("pkg:npm/%40s/x", "2")
        );
        assert_eq!(of(r#"{"package":"b","version":"1"}"#), None, "without an ecosystem a name says nothing");
    }
}
