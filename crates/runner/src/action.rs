//! What an action takes and gives, as data: one registry feeds the action.yml check, `--help`, and the README.

/// An action's contract.
#[derive(Debug, Clone, Copy)]
pub struct ActionSpec {
    /// The tool and its folder below `actions/`: `coverage-gate`.
    pub name: &'static str,
    /// The name on the marketplace.
    pub title: &'static str,
    /// One sentence: what it does.
    pub about: &'static str,
    /// The tool's version.
    pub version: &'static str,
    /// The tool's own inputs, then the shared ones.
    pub inputs: &'static [&'static [InputSpec]],
    /// The tool's own outputs, then the shared ones.
    pub outputs: &'static [&'static [OutputSpec]],
    /// Inputs that people bring along from other actions, and what to write here instead.
    pub brought: &'static [(&'static str, &'static str)],
}

/// One input: a key of `with:`, and a flag of the same name.
#[derive(Debug, Clone, Copy)]
pub struct InputSpec {
    /// Kebab-case name.
    pub name: &'static str,
    /// How its text is read.
    pub kind: Kind,
    /// The default.
    pub default: &'static str,
    /// GitHub does not enforce `required: true` itself (actions/runner#1070); the tool does.
    pub required: bool,
    /// Whether the policy file may say it: the default then holds only where that says nothing.
    pub policy: bool,
    /// One plain sentence.
    pub about: &'static str,
}

/// An input that stands in the workflow alone, and may be left out.
#[must_use]
pub const fn input(name: &'static str, kind: Kind, default: &'static str, about: &'static str) -> InputSpec {
    InputSpec { name, kind, default, required: false, policy: false, about }
}

/// The same, which the policy file may say instead.
#[must_use]
pub const fn policy_input(
    name: &'static str,
    kind: Kind,
    default: &'static str,
    about: &'static str,
) -> InputSpec {
    InputSpec { name, kind, default, required: false, policy: true, about }
}

/// How an input's text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// As it stands.
    Text,
    /// A percentage: `80`, `79.5`, `80%`.
    Percent,
    /// A YAML 1.2 boolean: `true`, `True`, `TRUE`, `false`, `False`, `FALSE`.
    Boolean,
    /// One item a line; commas belong to the item.
    Lines,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A secret: masked before anything else is written.
    Secret,
}

/// One output.
#[derive(Debug, Clone, Copy)]
pub struct OutputSpec {
    /// Kebab-case name.
    pub name: &'static str,
    /// One plain sentence.
    pub about: &'static str,
}

/// The gate's name.
const GATE_ID: InputSpec = InputSpec {
    name: "gate-id",
    kind: Kind::Text,
    default: "",
    required: false,
    policy: false,
    about: "Name of this gate, for repositories with several; names the verdict and the artifact. Default: the tool's name.",
};

/// Inputs that every action has.
pub const COMMON_INPUTS: &[InputSpec] = &[
    GATE_ID,
    InputSpec {
        name: "verdict-path",
        kind: Kind::Text,
        default: "",
        required: false,
        policy: false,
        about: "Where to write the verdict, below the workspace. Default: .releasegate/<gate-id>.verdict.json.",
    },
    InputSpec {
        name: "config",
        kind: Kind::Text,
        default: "",
        required: false,
        policy: false,
        about: "Path of the policy file, read at the base commit. Default: .github/releasegate.yml, if it is there; `none` for inputs alone.",
    },
];

/// Inputs that say what is shown on GitHub, and as whom.
pub const SURFACE_INPUTS: &[InputSpec] = &[
    InputSpec {
        name: "comment",
        kind: Kind::Boolean,
        default: "false",
        required: false,
        policy: false,
        about: "Keep a comment on the pull request up to date. Needs the permission pull-requests: write.",
    },
    InputSpec {
        name: "check-run",
        kind: Kind::Boolean,
        default: "false",
        required: false,
        policy: false,
        about: "Make a check run with annotations. Needs the permission checks: write.",
    },
    InputSpec {
        name: "commit-status",
        kind: Kind::Boolean,
        default: "false",
        required: false,
        policy: false,
        about: "Set a commit status named after the gate. Needs the permission statuses: write.",
    },
    InputSpec {
        name: "token",
        kind: Kind::Secret,
        default: "${{ github.token }}",
        required: false,
        policy: false,
        about: "Token for GitHub's API: reads what the checkout does not hold, and shows the verdict where asked to. Masked.",
    },
];

/// Inputs of a tool's `show`.
pub const SHOW_INPUTS: &[&[InputSpec]] = &[&[crate::show::VERDICT], &[GATE_ID], SURFACE_INPUTS];

/// Inputs that every gate has.
pub const GATE_INPUTS: &[InputSpec] = &[
    InputSpec {
        name: "fail-on",
        kind: Kind::Choice(&verdict::FailOn::WORDS),
        default: "inconclusive",
        required: false,
        policy: true,
        about: "From which status on the step fails: fail, inconclusive (nothing could be measured) or warn. A status of error always fails it.",
    },
    InputSpec {
        name: "report-only",
        kind: Kind::Boolean,
        default: "false",
        required: false,
        policy: true,
        about: "Keep the step green whatever the rules say, while a team gets used to the gate; the verdict says so. A status of error still fails it.",
    },
];

/// Outputs that every action has.
pub const COMMON_OUTPUTS: &[OutputSpec] = &[
    OutputSpec { name: "status", about: "pass, warn, fail, inconclusive, error or skipped." },
    OutputSpec {
        name: "decision",
        about: "proceed or stop: what the step did, after fail-on and report-only.",
    },
    OutputSpec { name: "gate-id", about: "The gate's id: the input, or the tool's name." },
    OutputSpec { name: "verdict-path", about: "Path of the verdict file, relative to the workspace." },
    OutputSpec { name: "facts-path", about: "Path of the facts file, relative to the workspace." },
    OutputSpec {
        name: "artifact",
        about: "Name of the artifact that holds verdict and facts: verdict-<gate-id>-<attempt>.",
    },
    OutputSpec { name: "digest", about: "SHA-256 of the verdict file, as sha256:<hex>." },
    OutputSpec {
        name: "judgement",
        about: "Digest of what was judged and how, without the run and its times, as sha256:<hex>: what approvals bind.",
    },
    OutputSpec {
        name: "failed-rules",
        about: "Ids of the rules that failed, were inconclusive or broke, separated by commas.",
    },
];

impl ActionSpec {
    /// All inputs, in the order in which they are shown.
    pub fn all_inputs(&self) -> impl Iterator<Item = &'static InputSpec> + use<> {
        self.inputs.iter().flat_map(|group| group.iter())
    }

    /// All outputs, in the order in which they are shown.
    pub fn all_outputs(&self) -> impl Iterator<Item = &'static OutputSpec> + use<> {
        self.outputs.iter().flat_map(|group| group.iter())
    }

    /// The input of that name, in any case, as GitHub compares them.
    #[must_use]
    pub fn input(&self, name: &str) -> Option<&'static InputSpec> {
        self.all_inputs().find(|input| input.name.eq_ignore_ascii_case(name))
    }
}

impl InputSpec {
    /// The default as it stands in action.yml. GitHub hands it to the tool as if somebody had written it there, so where the policy file
    /// may speak there is none.
    #[must_use]
    pub fn declared_default(&self) -> &'static str {
        if self.policy { "" } else { self.default }
    }

    /// What action.yml and `--help` say of it.
    #[must_use]
    pub fn description(&self) -> String {
        match self.default {
            "" => self.about.to_owned(),
            default if self.policy => {
                format!("{} Default: what the policy file says, else {default}.", self.about)
            }
            _ => self.about.to_owned(),
        }
    }

    /// The default on a command line, where there is no `${{ … }}`.
    #[must_use]
    pub fn plain_default(&self) -> &'static str {
        if self.default.starts_with("${{") { "" } else { self.default }
    }
}
