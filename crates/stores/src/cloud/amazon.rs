//! Amazon S3, and what speaks like it. A conditional put is `If-Match` with the entity tag, or `If-None-Match: *`, which S3 refuses by 412 where it does not hold
//! (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html>).

use std::sync::Arc;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey as Key, S3ConditionalPut};
use object_store::{ObjectStore, Result, RetryConfig};

use super::connector::Transport;
use crate::transport::Var;

/// The variables of the AWS SDKs (<https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html>). Of two that say the same, the later one counts.
const VARIABLES: [(&str, Key); 14] = [
    ("AWS_ACCESS_KEY_ID", Key::AccessKeyId),
    ("AWS_SECRET_ACCESS_KEY", Key::SecretAccessKey),
    ("AWS_SESSION_TOKEN", Key::Token),
    ("AWS_DEFAULT_REGION", Key::Region),
    ("AWS_REGION", Key::Region),
    ("AWS_ENDPOINT_URL", Key::Endpoint),
    ("AWS_ENDPOINT_URL_S3", Key::Endpoint),
    ("AWS_ENDPOINT_URL_STS", Key::StsEndpoint),
    ("AWS_WEB_IDENTITY_TOKEN_FILE", Key::WebIdentityTokenFile),
    ("AWS_ROLE_ARN", Key::RoleArn),
    ("AWS_ROLE_SESSION_NAME", Key::RoleSessionName),
    ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", Key::ContainerCredentialsRelativeUri),
    ("AWS_CONTAINER_CREDENTIALS_FULL_URI", Key::ContainerCredentialsFullUri),
    ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", Key::ContainerAuthorizationTokenFile),
];

/// A client of a bucket.
pub(super) fn client(
    bucket: &str,
    var: Var<'_>,
    transport: Transport,
    retry: RetryConfig,
) -> Result<Arc<dyn ObjectStore>> {
    let builder = VARIABLES.into_iter().fold(AmazonS3Builder::new(), |builder, (name, key)| match var(name) {
        Some(value) => builder.with_config(key, value),
        None => builder,
    });
    let store = builder
        .with_bucket_name(bucket)
        .with_conditional_put(S3ConditionalPut::ETagMatch)
        .with_retry(retry)
        .with_http_connector(transport)
        .build()?;
    Ok(Arc::new(store))
}
