//! The tools as they are released: built in one call, so that what they share is compiled once and each is made of the same
//! parts, and laid out as a release with the manifest that the launcher reads.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use sha2::{Digest as _, Sha256};

use crate::gates;

/// The release binary of a tool of this checkout. All are built.
pub(crate) fn binary(root: &Path, tool: &str) -> Result<PathBuf> {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--release", "--locked"]).current_dir(root);
    for gate in gates::ALL {
        cargo.args(["--package", gate.name()]);
    }
    let status = cargo.status().context("failed to start cargo")?;
    ensure!(status.success(), "the release build failed");
    Ok(target(root).join("release").join(format!("{tool}{}", std::env::consts::EXE_SUFFIX)))
}

/// Lays out a release of this checkout for this machine alone, below `target/rehearsal`: each tool as an asset, and `manifest.json`.
/// Nothing is published: whoever names the folder as the launcher's mirror starts what lies there, verified as a download is.
pub(crate) fn rehearse(root: &Path) -> Result<PathBuf> {
    let place = target(root).join("rehearsal");
    if place.exists() {
        fs::remove_dir_all(&place).with_context(|| format!("failed to clear {}", place.display()))?;
    }
    fs::create_dir_all(&place).with_context(|| format!("failed to make {}", place.display()))?;
    let mut assets = Vec::new();
    for gate in gates::ALL {
        let name = gate.name();
        let from = binary(root, name)?;
        let bytes = fs::read(&from).with_context(|| format!("failed to read {}", from.display()))?;
        let asset = format!("{name}-{}", platform());
        fs::copy(&from, place.join(&asset)).with_context(|| format!("failed to write {asset}"))?;
        assets.push(line(name, &asset, &bytes));
    }
    fs::write(place.join("manifest.json"), manifest(&assets)).context("failed to write the manifest")?;
    Ok(place)
}

/// One asset, as a line of the manifest.
fn line(tool: &str, asset: &str, bytes: &[u8]) -> String {
    let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        r#"  {{"tool": "{tool}", "target": "{}", "asset": "{asset}", "size": {}, "sha256": "{digest}"}}"#,
        platform(),
        bytes.len()
    )
}

/// No commit is named as the source: what is rehearsed may not be committed.
fn manifest(assets: &[String]) -> String {
    let source = "0".repeat(40);
    format!(
        "{{\"release\": {{\"version\": \"{}\", \"source\": \"{source}\", \"repository\": \"releasegate/releasegate\", \"assets\": [\n{}\n]}}}}\n",
        env!("CARGO_PKG_VERSION"),
        assets.join(",\n")
    )
}

/// This machine's name among the targets of the launcher. On Linux a release is linked with musl, and a rehearsal with what is at hand.
fn platform() -> String {
    let system = match std::env::consts::OS {
        "macos" => "apple-darwin",
        "windows" => "pc-windows-msvc",
        _ => "unknown-linux-musl",
    };
    format!("{}-{system}", std::env::consts::ARCH)
}

fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_has_the_lines_that_the_launcher_matches() {
        let text = manifest(&[line("coverage-gate", "one", b"abc"), line("sarif-merge", "two", b"")]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 4);
        assert!(lines[0].starts_with(r#"{"release": {"version": ""#) && lines[0].ends_with(r#""assets": ["#));
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert!(lines[1].ends_with(&format!(r#""asset": "one", "size": 3, "sha256": "{abc}"}},"#)), "{text}");
        assert!(lines[2].ends_with(r#""}"#) && lines[3] == "]}}", "{text}");
    }
}
