//! The tool as the runner sees it.

use std::cell::RefCell;

use runner::gate::{Enforcement, Origin, Resolved};
use runner::progress::Progress;
use runner::report::Report;
use runner::{ActionSpec, Gate, InputError, Inputs, Setting};
use settings::Found;
use verdict::{Draft, FailOn, Verdict};

use crate::facts::Facts;
use crate::mark::Mark;
use crate::means::Means;
use crate::policy::{Policy, resolve};
use crate::secrets::Secrets;
use crate::shell::{Machine, SystemClock};
use crate::wire::Network;
use crate::{act, action, contradiction, decide, explain, present, section};

/// Its section of the policy file.
const SECTION: &str = "deploy-verify";

/// How the outside is reached in a run.
type Reach = dyn Fn(&Setting) -> anyhow::Result<Means>;

/// The gate.
pub struct DeployVerify {
    secrets: RefCell<Secrets>,
    reach: Box<Reach>,
}

impl std::fmt::Debug for DeployVerify {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeployVerify")
    }
}

impl Default for DeployVerify {
    fn default() -> Self {
        Self::with_means(|setting| {
            let workspace = setting.workspace.root().to_owned();
            Ok(Means {
                clock: Box::new(SystemClock::start()),
                wire: Box::new(Network::new(&setting.vars)?),
                shell: Box::new(Machine { workspace, in_actions: setting.in_actions }),
            })
        })
    }
}

impl DeployVerify {
    /// A gate that reaches the outside in another way.
    pub fn with_means(reach: impl Fn(&Setting) -> anyhow::Result<Means> + 'static) -> Self {
        Self { secrets: RefCell::default(), reach: Box::new(reach) }
    }
}

impl Gate for DeployVerify {
    type Policy = Policy;
    type Facts = Facts;

    fn spec(&self) -> &'static ActionSpec {
        &action::SPEC
    }

    fn policy(&self, inputs: &Inputs, setting: &Setting) -> anyhow::Result<Resolved<Policy>> {
        let (section, origin) = match settings::section(setting, inputs.text("config"), SECTION)? {
            Found::None { .. } => (None, None),
            Found::Section { value, origin } => {
                let section = section::read(&value, &setting.gate_id).map_err(InputError::from)?;
                (Some(section), Some(origin))
            }
        };
        let (policy, secrets) = resolve(inputs, section.as_ref())?;
        *self.secrets.borrow_mut() = secrets;
        Ok(Resolved { policy, origin })
    }

    fn enforcement(&self, _: &Policy) -> Enforcement {
        Enforcement { fail_on: FailOn::default(), report_only: false, bootstrap: false }
    }

    /// Nothing is read before something is done: what is measured depends on what was tried before.
    fn gather(&self, _: &Policy, _: &Setting, _: &mut Progress) -> anyhow::Result<Facts> {
        Ok(Facts::default())
    }

    fn act(&self, policy: &Policy, _: Facts, setting: &Setting) -> anyhow::Result<Facts> {
        let means = (self.reach)(setting)?;
        let run = &setting.context.run;
        let mark = Mark {
            workspace: setting.workspace.root(),
            gate_id: &setting.gate_id,
            run: run.run_id.map(|id| (id, run.attempt.unwrap_or(1))),
        };
        Ok(act::act(policy, &self.secrets.borrow(), &means, mark))
    }

    fn decide(&self, policy: &Policy, facts: &Facts) -> Draft {
        decide::decide(policy, facts)
    }

    fn contradiction(&self, policy: &Policy, facts: &Facts) -> Option<String> {
        contradiction::find(policy, facts)
    }

    fn present(&self, verdict: &Verdict) -> Report {
        present::report(verdict)
    }

    fn explain(&self, policy: &Policy, origin: Option<&Origin>, _: &Draft) -> Report {
        explain::report(policy, origin)
    }
}
