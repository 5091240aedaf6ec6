//! GitHub, for commands that compare with it or tidy it up. The token comes from the environment and never from the command line.

use clap::{Arg, ArgMatches};
use github::{GitHub, Repository, Settings};
use runner::World;

use super::asked::option;
use crate::Usage;
use crate::place::given;

/// The option for the repository, where the ledger's branch is another one's.
pub(super) fn of() -> Arg {
    option("of", "OWNER/NAME", "Whose deployments; without it those of --repository, else of GITHUB_REPOSITORY")
}

/// A client, and the repository whose deployments are meant. To be called inside of the runtime.
pub(super) fn connect(matches: &ArgMatches, world: &World<'_>) -> anyhow::Result<(GitHub, Repository)> {
    let name = given(matches, "of").or(given(matches, "repository")).or(world.var("GITHUB_REPOSITORY"));
    let name = name.ok_or_else(|| Usage("name the repository by --of".to_owned()))?;
    let repository: Repository =
        name.parse().map_err(|error| Usage(format!("the repository `{name}` {error}")))?;
    let token = world.var("GITHUB_TOKEN").or(world.var("GH_TOKEN"));
    let token = token.ok_or_else(|| Usage("there is no token: set GITHUB_TOKEN".to_owned()))?;
    let var = |name: &str| world.vars.get(name).cloned();
    let github = GitHub::connect(Settings::from_vars(&var, token)?)?;
    Ok((github, repository))
}
