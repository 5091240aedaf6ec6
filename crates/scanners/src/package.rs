//! Packages by purl, the name that all scanners can be held to (the specification of package URLs).

/// A package in one version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) purl: String,
}

impl Package {
    /// A package of a purl type such as `pypi`; an empty one is `generic`.
    pub(crate) fn new(kind: &str, name: &str, version: &str) -> Self {
        let kind = if kind.is_empty() { "generic" } else { kind };
        // Names that the type compares without case, or with other separators (the list of purl types).
        let normal = match kind {
            "pypi" => name.to_ascii_lowercase().replace('_', "-"),
            "github" | "bitbucket" | "composer" => name.to_ascii_lowercase(),
            "maven" => name.replace(':', "/"),
            _ => name.to_owned(),
        };
        let path: Vec<String> = normal.split('/').filter(|part| !part.is_empty()).map(encode).collect();
        let mut purl = format!("pkg:{kind}/{}", path.join("/"));
        if !version.is_empty() {
            purl.push('@');
            purl.push_str(&encode(version));
        }
        Self { name: name.to_owned(), version: version.to_owned(), purl }
    }

    /// A package whose purl the report tells; without one as [`Package::new`].
    pub(crate) fn told(purl: Option<&str>, kind: &str, name: &str, version: &str) -> Self {
        let told = Self::new(kind, name, version);
        match purl.filter(|purl| purl.starts_with("pkg:")) {
            Some(purl) => Self { purl: purl.to_owned(), ..told },
            None => told,
        }
    }

    /// The package that a purl names; none if it is no purl.
    pub(crate) fn of_purl(purl: &str) -> Option<Self> {
        let head = purl.strip_prefix("pkg:")?.split(['?', '#']).next()?;
        let (_, path) = head.split_once('/')?;
        let at = path.rfind('/').map_or(0, |at| at + 1);
        let last = path.get(at..)?;
        // A scope may be written as `@scope`, before the last part.
        let (last, version) = last.rsplit_once('@').unwrap_or((last, ""));
        let name = decode(&format!("{}{last}", path.get(..at)?));
        Some(Self { name, version: decode(version), purl: purl.to_owned() })
    }

    /// The purl without version, qualifiers and subpath.
    pub(crate) fn versionless(&self) -> String {
        let head = self.purl.split(['?', '#']).next().unwrap_or_default();
        let name = head.rfind('/').map_or(0, |at| at + 1);
        match head.get(name..).and_then(|name| name.rfind('@')) {
            Some(at) if at > 0 => head.get(..name + at).unwrap_or(head).to_owned(),
            _ => head.to_owned(),
        }
    }
}

/// The purl type of what scanners call an ecosystem, package manager, type or language.
pub(crate) fn kind_of(word: &str) -> &'static str {
    let word = word.split(':').next().unwrap_or_default().to_ascii_lowercase();
    match word.as_str() {
        "npm" | "yarn" | "pnpm" | "node" | "nodejs" | "node-pkg" | "yarnv1" => "npm",
        "pypi" | "pip" | "python" | "python-pkg" | "poetry" | "pipenv" | "uv" => "pypi",
        "maven" | "gradle" | "jar" | "java" | "java-archive" | "pom" | "sbt" => "maven",
        "go" | "golang" | "gomodules" | "gomod" | "gobinary" | "go-module" => "golang",
        "cargo" | "crates.io" | "rust" | "rust-binary" | "rust-crate" | "rustbinary" => "cargo",
        "rubygems" | "gem" | "bundler" | "gemspec" | "ruby" => "gem",
        "nuget" | "dotnet" | "dotnet-core" | "packages-config" | "paket" => "nuget",
        "composer" | "packagist" | "php" | "php-composer" => "composer",
        "debian" | "ubuntu" | "deb" | "dpkg" => "deb",
        "alpine" | "apk" | "wolfi" | "chainguard" => "apk",
        "redhat" | "centos" | "rocky" | "alma" | "amazon" | "oracle" | "fedora" | "suse" | "rpm"
        | "red hat" => "rpm",
        "swift" | "swifturl" => "swift",
        "cocoapods" | "pod" => "cocoapods",
        "hex" | "mix-lock" => "hex",
        "pub" | "dart" => "pub",
        "conan" => "conan",
        "github actions" | "github-action" | "actions" => "github",
        _ => "",
    }
}

fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(&byte) = bytes.get(at) {
        let digits = text.get(at + 1..at + 3).filter(|_| byte == b'%');
        let value = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        out.push(value.unwrap_or(byte));
        at += if value.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

fn encode(part: &str) -> String {
    let mut out = String::new();
    for byte in part.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte) {
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
    fn purls_are_built_and_stripped() {
        for (kind, name, version, purl) in [
            ("pypi", "Foo_Bar", "1.0", "pkg:pypi/foo-bar@1.0"),
            ("npm", "@scope/pkg", "2.0.0", "pkg:npm/%40scope/pkg@2.0.0"),
            ("maven", "org.a:b", "1", "pkg:maven/org.a/b@1"),
            ("", "x", "", "pkg:generic/x"),
        ] {
            assert_eq!(Package::new(kind, name, version).purl, purl);
        }
        let strip = |purl| Package::told(Some(purl), "", "x", "1").versionless();
        assert_eq!(strip("pkg:npm/%40scope/pkg@2.0.0?a=b#c"), "pkg:npm/%40scope/pkg");
        assert_eq!(strip("pkg:npm/@scope/pkg"), "pkg:npm/@scope/pkg", "a scope is no version");
        assert_eq!(kind_of("Debian:12"), "deb");
    }

    #[test]
    fn purls_are_read() {
        let read = |purl| Package::of_purl(purl).map(|package| (package.name, package.version));
        let of = |name: &str, version: &str| Some((name.to_owned(), version.to_owned()));
        assert_eq!(read("pkg:npm/%40scope/x@1.0.0?a=b"), of("@scope/x", "1.0.0"));
        assert_eq!(read("pkg:npm/@scope/x"), of("@scope/x", ""));
        assert_eq!(read("pkg:maven/org.a/b@1%2B2"), of("org.a/b", "1+2"));
        assert_eq!(read("pkg:npm"), None);
        assert_eq!(read("npm/x"), None);
    }
}
