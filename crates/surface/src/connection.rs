//! The way to GitHub: the runner's addresses and token, and a runtime for the time of the call.

use std::time::Duration;

use github::{GitHub, Settings};
use runner::Setting;

/// Longest time that one call may take with all its repetitions, so that one that hangs leaves time for the others.
const BUDGET: Duration = Duration::from_secs(20);
/// Longest time that one request may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Does the work with a client, on a runtime that ends with it.
///
/// # Errors
/// Why there is no client: no token, an address or a certificate file that cannot be used.
pub(crate) fn within<T>(setting: &Setting, work: impl AsyncFnOnce(GitHub) -> T) -> Result<T, String> {
    let Some(token) = &setting.token else {
        return Err(
            "there is no token: pass `token: ${{ github.token }}` and permit the job what it is to write"
                .to_owned(),
        );
    };
    if tokio::runtime::Handle::try_current().is_ok() {
        return Err("the caller is inside of an asynchronous runtime: call it from outside".to_owned());
    }
    let var = |name: &str| setting.vars.get(name).cloned();
    let mut settings = Settings::from_vars(&var, token.expose()).map_err(|error| error.to_string())?;
    (settings.budget, settings.timeout) = (BUDGET, TIMEOUT);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("no runtime could be started: {error}"))?;
    runtime.block_on(async {
        let github = GitHub::connect(settings).map_err(|error| error.to_string())?;
        Ok(work(github).await)
    })
}
