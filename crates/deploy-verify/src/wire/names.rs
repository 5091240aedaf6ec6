//! Names and their addresses, by the machine's resolver: a failure is told from all others by its type.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// The machine's resolver.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names;

/// A name without an address.
#[derive(Debug, thiserror::Error)]
#[error("the name has no address")]
pub(super) struct Unknown;

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await.map_err(|_| Unknown)?;
            let addresses: Vec<_> = found.collect();
            if addresses.is_empty() {
                return Err(Unknown.into());
            }
            let addresses: Addrs = Box::new(addresses.into_iter());
            Ok(addresses)
        })
    }
}
