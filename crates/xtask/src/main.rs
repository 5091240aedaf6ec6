//! The project's own commands: `cargo xtask demo | test | e2e | tidy | docs`.

fn main() {}
