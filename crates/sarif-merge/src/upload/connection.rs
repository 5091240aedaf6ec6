//! The way to GitHub: the runner's addresses and token, and a runtime for the time of the upload.

use std::time::Duration;

use github::{GitHub, Settings};
use runner::Setting;

/// Longest time that one request may take: a file has up to 13 MB on the way.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Longest time that one call may take with all its repetitions.
const BUDGET: Duration = Duration::from_secs(180);

/// Does the work with a client, on a runtime that ends with it.
///
/// # Errors
/// Why there is no client.
pub(super) fn within<T>(setting: &Setting, work: impl AsyncFnOnce(GitHub) -> T) -> Result<T, String> {
    let Some(token) = &setting.token else {
        let missing =
            "there is no token: pass `token: ${{ github.token }}` and permit the job `security-events: write`";
        return Err(missing.to_owned());
    };
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
