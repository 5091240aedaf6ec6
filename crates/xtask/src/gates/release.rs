//! The tools as they are released: built in one call, so that what they share is compiled once and each is made of the same
//! parts. On Linux they are linked without a dynamic loader, so that they start in an empty image and on any distribution.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::gates;

/// The release binary of a tool of this checkout, for this machine. All are built.
pub(crate) fn binary(root: &Path, tool: &str) -> Result<PathBuf> {
    let folder = build(root, &host()?, &target(root))?;
    Ok(folder.join(format!("{tool}{}", std::env::consts::EXE_SUFFIX)))
}

/// Builds every tool for a target of rustc. Answers the folder that holds them.
///
/// No path of the machine gets into the binaries, so that the same source gives the same bytes wherever it lies.
pub(crate) fn build(root: &Path, triple: &str, target: &Path) -> Result<PathBuf> {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--release", "--locked", "--target", triple, "--target-dir"]).arg(target);
    cargo.args(["--config", &flags(root, triple)?]).current_dir(root);
    // Flags of the surroundings would take the place of ours. ring's C code names its files in assertions.
    cargo.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS").env_remove("CARGO_BUILD_RUSTFLAGS");
    if !triple.contains("msvc") {
        let map = |(from, to)| format!("'-ffile-prefix-map={from}={to}'");
        cargo.env("CC_SHELL_ESCAPED_FLAGS", "1").env("CFLAGS", maps(root)?.map(map).join(" "));
    }
    for gate in gates::ALL {
        cargo.args(["--package", gate.name()]);
    }
    let status = cargo.status().context("failed to start cargo")?;
    ensure!(status.success(), "the release build failed");
    Ok(target.join(triple).join("release"))
}

/// The target of rustc that a release of this machine is built for.
pub(crate) fn host() -> Result<String> {
    let told = Command::new("rustc").arg("-vV").output().context("failed to start rustc")?;
    let told = String::from_utf8(told.stdout).context("rustc speaks no UTF-8")?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc does not say what it builds for")
}

/// Where cargo keeps what it builds.
pub(crate) fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}

/// The name of a tool's file in a release, by the launcher's word for the platform: Linux is always called musl there, and what
/// a machine without it links statically with its own C library stands in its place.
pub(crate) fn platform(triple: &str) -> String {
    triple.replace("-linux-gnu", "-linux-musl")
}

/// The flags of one target, as `--config` takes them.
fn flags(root: &Path, triple: &str) -> Result<String> {
    let mut flags = maps(root)?.map(|(from, to)| format!("--remap-path-prefix={from}={to}")).to_vec();
    if triple.contains("-linux-") || triple.contains("msvc") {
        flags.push("-Ctarget-feature=+crt-static".to_owned());
    }
    let flags = serde_json::to_string(&flags).context("flags are text")?;
    Ok(format!("target.{triple}.rustflags={flags}"))
}

/// Folders of this machine, and what stands for them.
fn maps(root: &Path) -> Result<[(String, &'static str); 2]> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = match home {
        Some(home) => home,
        None => PathBuf::from(
            std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE")).context("no HOME")?,
        )
        .join(".cargo"),
    };
    Ok([(root.display().to_string(), "/releasegate"), (home.display().to_string(), "/cargo")])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linux_is_static_and_no_folder_of_the_machine_is_named() {
        let flags = flags(Path::new("/srv/a b"), "x86_64-unknown-linux-gnu").unwrap();
        assert!(flags.starts_with("target.x86_64-unknown-linux-gnu.rustflags=["), "{flags}");
        assert!(flags.contains(r#""--remap-path-prefix=/srv/a b=/releasegate""#), "{flags}");
        assert!(flags.contains(r#""-Ctarget-feature=+crt-static""#), "{flags}");
        assert!(!super::flags(Path::new("/srv"), "aarch64-apple-darwin").unwrap().contains("crt-static"));
    }

    #[test]
    fn a_platform_has_the_launchers_name() {
        assert_eq!(platform("aarch64-unknown-linux-gnu"), "aarch64-unknown-linux-musl");
        assert_eq!(platform("x86_64-unknown-linux-musl"), "x86_64-unknown-linux-musl");
        assert_eq!(platform("x86_64-pc-windows-msvc"), "x86_64-pc-windows-msvc");
    }
}
