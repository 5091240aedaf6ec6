//! All shards of a ledger: what was deployed last year may be live today.

use std::path::Path;

use clap::ArgMatches;
use ledger::name::Slug;
use ledger::origin::Origin;
use runner::World;
use stores::Address;

use super::{FOLDER, Place, found, given, parse, read_trust};
use crate::Usage;

impl Place {
    /// Every shard of the ledger that a command names, in their order; the one alone that `--shard` names. `folder` stands for the
    /// store where there is one. To be called inside of the runtime.
    pub(crate) async fn every(
        matches: &ArgMatches,
        world: &World<'_>,
        folder: Option<&Path>,
    ) -> anyhow::Result<Vec<Self>> {
        let trust = read_trust(matches, world)?;
        let address = match (folder, given(matches, "store")) {
            (Some(folder), _) => Address::Folder(folder.to_owned()),
            (None, Some(text)) => parse(text)?,
            (None, None) if world.in_actions() => Address::default(),
            (None, None) => parse(FOLDER)?,
        };
        let named = match (given(matches, "ledger"), &trust) {
            (Some(text), _) => Some(Origin::parse(text).map_err(|error| Usage(format!("--ledger: {error}")))?),
            (None, Some(trust)) => Some(trust.ledger.clone()),
            (None, None) => None,
        };
        let shard = match given(matches, "shard") {
            Some(text) => Some(Slug::new(text).map_err(|error| Usage(format!("--shard: {error}")))?),
            None => named.as_ref().and_then(|named| named.shard().cloned()),
        };
        let ledger = match (&address, named) {
            (_, Some(named)) => named.ledger(),
            (Address::Folder(path), None) => found::ledger(&world.directory.join(path))?,
            (_, None) => {
                let message = "nothing says which ledger it is: name it by --trust or --ledger";
                return Err(Usage(message.to_owned()).into());
            }
        };
        if let Some(trust) = trust.as_ref().filter(|trust| trust.ledger != ledger) {
            return Err(
                Usage(format!("the trust document is for {}, and this is {ledger}", trust.ledger)).into()
            );
        }
        let at = |origin| Self::at(&address, origin, trust.clone(), matches, world);
        let one = at(shard.map_or_else(|| ledger.clone(), |shard| ledger.with_shard(shard)))?;
        if one.store.origin().shard().is_some() {
            return Ok(vec![one]);
        }
        let shards = one.store.shards().await?;
        anyhow::ensure!(
            !shards.is_empty(),
            "there is no ledger {ledger} at {}: check --store and --ledger",
            one.store.name()
        );
        shards.into_iter().map(at).collect()
    }
}
