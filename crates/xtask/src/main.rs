//! The project's own commands: `cargo xtask demo | test | e2e | tidy | docs`.

mod tidy;

use std::path::Path;

fn main() -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    match std::env::args().nth(1).as_deref() {
        Some("tidy") => tidy::run(&root),
        _ => anyhow::bail!("usage: cargo xtask tidy"),
    }
}
