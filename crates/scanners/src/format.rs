//! The list of formats. A format is one file: how it is recognised, and how it is read.

use crate::author::Run;
use crate::error::Error;
use crate::source::Source;
use crate::*;

/// What a format's file says about itself.
pub(crate) struct Reader {
    pub(crate) name: &'static str,
    /// How people make such a file.
    pub(crate) made_by: &'static str,
    /// The scanner's name and home, unless the report tells them.
    pub(crate) tool: &'static str,
    pub(crate) home: &'static str,
    pub(crate) is: fn(&Source) -> bool,
    pub(crate) read: fn(&Source, &mut Run<'_>) -> Result<(), Error>,
}

macro_rules! formats {
    ($($(#[$doc:meta])* $format:ident => $($module:ident)::+,)*) => {
        /// A scanner's own format.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[non_exhaustive]
        pub enum Format {
            $($(#[$doc])* $format,)*
        }

        impl Format {
            /// Every format that is read.
            pub const ALL: &'static [Self] = &[$(Self::$format,)*];

            pub(crate) const fn reader(self) -> &'static Reader {
                match self {
                    $(Self::$format => &$($module)::+::READER,)*
                }
            }
        }
    };
}

formats! {
    /// Bandit's JSON.
    Bandit => bandit,
    /// pip-audit's JSON.
    PipAudit => pip_audit,
    /// Semgrep's JSON.
    Semgrep => semgrep,
    /// Trivy's JSON.
    Trivy => trivy,
    /// Grype's JSON.
    Grype => grype,
    /// Gitleaks' JSON.
    Gitleaks => gitleaks,
    /// detect-secrets' baseline.
    DetectSecrets => detect_secrets,
    /// Safety's JSON of `check`, versions 1 and 2.
    SafetyV2 => safety,
    /// Safety's JSON of `scan`, version 3.
    SafetyV3 => safety_scan,
    /// npm's audit report of npm 6, pnpm's, and Yarn 1's lines.
    NpmAuditV1 => npm_audit::v1,
    /// npm's audit report since npm 7.
    NpmAuditV2 => npm_audit,
    /// ZAP's traditional JSON and XML.
    Zap => zap,
    /// OWASP Dependency-Check's JSON and XML.
    DependencyCheck => dependency_check,
    /// Checkov's JSON.
    Checkov => checkov,
    /// ESLint's JSON.
    Eslint => eslint,
    /// Ruff's JSON.
    Ruff => ruff,
    /// Flake8's text.
    Flake8 => flake8,
    /// mypy's text and JSON lines.
    Mypy => mypy,
    /// pylint's JSON of both forms.
    Pylint => pylint,
    /// Hadolint's JSON.
    Hadolint => hadolint,
    /// ShellCheck's JSON of both forms.
    Shellcheck => shellcheck,
    /// Cargo's JSON lines, with Clippy's messages.
    Clippy => clippy,
    /// TruffleHog's JSON lines.
    Trufflehog => trufflehog,
    /// Snyk's JSON.
    Snyk => snyk,
    /// tfsec's JSON.
    Tfsec => tfsec,
    /// golangci-lint's JSON.
    GolangciLint => golangci_lint,
    /// Checkstyle's XML.
    Checkstyle => checkstyle,
    /// JUnit's XML of contract tests.
    Junit => junit,
    /// GitLab's security reports.
    Gitlab => gitlab,
    /// SonarQube's generic issues.
    Sonarqube => sonarqube,
    /// OSV-Scanner's JSON.
    OsvScanner => osv_scanner,
    /// CycloneDX's vulnerabilities and VEX, in JSON and XML.
    Cyclonedx => cyclonedx,
    /// OpenVEX.
    Openvex => openvex,
}

impl Format {
    /// The format's name, as inputs and messages write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.reader().name
    }

    /// How people make such a report.
    #[must_use]
    pub const fn made_by(self) -> &'static str {
        self.reader().made_by
    }

    /// The format of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.name() == name)
    }
}
