//! Azure Blob Storage. A conditional put is `If-Match` with the entity tag, or `If-None-Match: *`
//! (<https://learn.microsoft.com/azure/storage/blobs/concurrency-manage>).

use std::sync::Arc;

use object_store::azure::{AzureConfigKey as Key, MicrosoftAzureBuilder};
use object_store::{ObjectStore, Result, RetryConfig};

use super::connector::Transport;
use crate::transport::Var;

/// The variables of the Azure CLI and of the identity libraries.
const VARIABLES: [(&str, Key); 9] = [
    ("AZURE_STORAGE_ACCOUNT", Key::AccountName),
    ("AZURE_STORAGE_KEY", Key::AccessKey),
    ("AZURE_STORAGE_SAS_TOKEN", Key::SasKey),
    ("AZURE_STORAGE_SERVICE_ENDPOINT", Key::Endpoint),
    ("AZURE_TENANT_ID", Key::AuthorityId),
    ("AZURE_CLIENT_ID", Key::ClientId),
    ("AZURE_CLIENT_SECRET", Key::ClientSecret),
    ("AZURE_FEDERATED_TOKEN_FILE", Key::FederatedTokenFile),
    ("AZURE_AUTHORITY_HOST", Key::AuthorityHost),
];

/// A client of a container.
pub(super) fn client(
    container: &str,
    var: Var<'_>,
    transport: Transport,
    retry: RetryConfig,
) -> Result<Arc<dyn ObjectStore>> {
    let builder =
        VARIABLES.into_iter().fold(MicrosoftAzureBuilder::new(), |builder, (name, key)| match var(name) {
            Some(value) => builder.with_config(key, value),
            None => builder,
        });
    let store =
        builder.with_container_name(container).with_retry(retry).with_http_connector(transport).build()?;
    Ok(Arc::new(store))
}
