//! The clients of the clouds: `s3://`, `gs://`, `az://`. Who one is, and where the cloud is, comes from the variables that each cloud's own tools read.
//!
//! A store has two clients over the same way to the network. One repeats what a server or a connection failed at, which is right for all that is the same when
//! it is done twice. The other asks once: whether the head was replaced is decided by the append driver, which reads anew what became of it.

#[cfg(feature = "s3")]
mod amazon;
#[cfg(feature = "az")]
mod azure;
mod connector;
#[cfg(feature = "gs")]
mod google;

use std::sync::Arc;
use std::time::Duration;

use object_store::{BackoffConfig, ObjectStore, RetryConfig};

use crate::address::Cloud;
use crate::bucket::Clients;
use crate::error::StoreError;
use crate::transport::Var;
use connector::Transport;

/// How often the patient client asks again.
const AGAIN: usize = 4;
/// The longest time from a first request to the last repetition of it.
const LONGEST: Duration = Duration::from_secs(60);

/// The clients for a bucket.
pub(crate) fn clients(cloud: Cloud, bucket: &str, var: Var<'_>) -> Result<Clients, StoreError> {
    // A variable that is empty is one that nobody set: a workflow hands on secrets that are not there as empty ones.
    let var = &|name: &str| var(name).filter(|value| !value.trim().is_empty());
    let transport = Transport::new(var)?;
    let client = |max_retries| {
        let retry = RetryConfig { backoff: BackoffConfig::default(), max_retries, retry_timeout: LONGEST };
        one(cloud, bucket, var, transport.clone(), retry)
    };
    Ok(Clients { patient: client(AGAIN)?, once: client(0)? })
}

fn one(
    cloud: Cloud,
    bucket: &str,
    var: Var<'_>,
    transport: Transport,
    retry: RetryConfig,
) -> Result<Arc<dyn ObjectStore>, StoreError> {
    let made = match cloud {
        #[cfg(feature = "s3")]
        Cloud::Amazon => amazon::client(bucket, var, transport, retry),
        #[cfg(feature = "gs")]
        Cloud::Google => google::client(bucket, var, transport, retry),
        #[cfg(feature = "az")]
        Cloud::Azure => azure::client(bucket, var, transport, retry),
        #[cfg(not(all(feature = "s3", feature = "gs", feature = "az")))]
        other => return Err(crate::store::no_client(other)),
    };
    made.map_err(|error| StoreError::Config(format!("{}://{bucket} cannot be opened: {error}", cloud.scheme())))
}

#[cfg(test)]
mod tests;
