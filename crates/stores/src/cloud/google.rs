//! Google Cloud Storage. A conditional put names the generation that is to be replaced
//! (<https://cloud.google.com/storage/docs/request-preconditions>).

use std::sync::Arc;

use object_store::gcp::{GoogleCloudStorageBuilder, GoogleConfigKey as Key};
use object_store::{ObjectStore, Result, RetryConfig};

use super::connector::Transport;
use crate::transport::Var;

/// The variables of Google's own tools: those of the client libraries, and the one by which `gcloud` takes a token.
const VARIABLES: [(&str, Key); 3] = [
    ("GOOGLE_APPLICATION_CREDENTIALS", Key::ApplicationCredentials),
    ("CLOUDSDK_AUTH_ACCESS_TOKEN", Key::BearerToken),
    ("STORAGE_EMULATOR_HOST", Key::BaseUrl),
];

/// A client of a bucket.
pub(super) fn client(
    bucket: &str,
    var: Var<'_>,
    transport: Transport,
    retry: RetryConfig,
) -> Result<Arc<dyn ObjectStore>> {
    let token = var("CLOUDSDK_AUTH_ACCESS_TOKEN").is_some();
    // A token is enough: the file beside it may be of a kind that only Google's own tools read.
    let wanted = |key: &Key| !(token && matches!(key, Key::ApplicationCredentials));
    let variables = VARIABLES.into_iter().filter(|(_, key)| wanted(key));
    let builder = variables.fold(GoogleCloudStorageBuilder::new(), |builder, (name, key)| match var(name) {
        Some(value) => builder.with_config(key, value),
        None => builder,
    });
    let store = builder.with_bucket_name(bucket).with_retry(retry).with_http_connector(transport).build()?;
    Ok(Arc::new(store))
}
