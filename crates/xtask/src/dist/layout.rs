//! A release as a folder: each tool as an asset, and `manifest.json`, whose lines the launcher matches in full.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use sha2::{Digest as _, Sha256};

use crate::gates;
use crate::gates::release;

/// The targets that a release is built for, by the launcher's names.
pub(crate) const TARGETS: [&str; 5] = [
    "x86_64-unknown-linux-musl",
    "aarch64-unknown-linux-musl",
    "x86_64-apple-darwin",
    "aarch64-apple-darwin",
    "x86_64-pc-windows-msvc",
];

/// Whose release assets the launcher fetches.
const REPOSITORY: &str = "releasegate/releasegate";

/// A released binary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asset {
    pub(crate) tool: &'static str,
    /// The launcher's name of the target.
    pub(crate) target: String,
    pub(crate) file: String,
    pub(crate) size: u64,
    /// Hex.
    pub(crate) sha256: String,
}

/// Builds this checkout for this machine and lays it out below `target/rehearsal`, with a manifest that names no commit: what is
/// rehearsed may not be committed. Whoever names the folder as the launcher's mirror starts what lies there, verified as a download is.
pub(crate) fn rehearse(root: &Path) -> Result<PathBuf> {
    let place = release::target(root).join("rehearsal");
    if place.exists() {
        fs::remove_dir_all(&place).with_context(|| format!("failed to clear {}", place.display()))?;
    }
    let triple = release::host()?;
    let built = release::build(root, &triple, &release::target(root))?;
    copy(&built, &triple, &place)?;
    let assets = assets(&place)?;
    write_manifest(&place, &"0".repeat(40), &assets)?;
    Ok(place)
}

/// Puts each tool that was built for a target into a folder, under its name in a release.
pub(crate) fn copy(built: &Path, triple: &str, place: &Path) -> Result<()> {
    fs::create_dir_all(place).with_context(|| format!("failed to make {}", place.display()))?;
    let suffix = if triple.contains("windows") { ".exe" } else { "" };
    for gate in gates::ALL {
        let from = built.join(format!("{}{suffix}", gate.name()));
        let to = place.join(file(gate.name(), &release::platform(triple)));
        fs::copy(&from, &to).with_context(|| format!("failed to copy {}", from.display()))?;
    }
    Ok(())
}

fn file(tool: &str, target: &str) -> String {
    let suffix = if target.contains("windows") { ".exe" } else { "" };
    format!("{tool}-{target}{suffix}")
}

/// The assets of a folder, tool by tool. Every target that is there must be there for every tool.
pub(crate) fn assets(place: &Path) -> Result<Vec<Asset>> {
    let mut found = Vec::new();
    for gate in gates::ALL {
        for target in TARGETS {
            let file = file(gate.name(), target);
            let path = place.join(&file);
            if !path.is_file() {
                continue;
            }
            let bytes = fs::read(&path).with_context(|| format!("failed to read {}", path.display()))?;
            let size = u64::try_from(bytes.len()).context("a binary is too large")?;
            ensure!(size > 0, "{file} is empty");
            found.push(Asset {
                tool: gate.name(),
                target: target.to_owned(),
                file,
                size,
                sha256: digest(&bytes),
            });
        }
    }
    let targets = found.len() / gates::ALL.len();
    ensure!(targets > 0, "there is no binary in {}", place.display());
    for gate in gates::ALL {
        let own = found.iter().filter(|asset| asset.tool == gate.name()).count();
        ensure!(own == targets, "{} is there for {own} targets, others for {targets}", gate.name());
    }
    Ok(found)
}

pub(crate) fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes `manifest.json` for a source commit.
pub(crate) fn write_manifest(place: &Path, source: &str, assets: &[Asset]) -> Result<()> {
    ensure!(
        source.len() == 40 && source.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')),
        "`{source}` is no commit"
    );
    fs::write(place.join("manifest.json"), manifest(source, assets)).context("failed to write the manifest")
}

fn manifest(source: &str, assets: &[Asset]) -> String {
    let lines: Vec<String> = assets.iter().map(line).collect();
    format!(
        "{{\"release\": {{\"version\": \"{}\", \"source\": \"{source}\", \"repository\": \"{REPOSITORY}\", \"assets\": [\n{}\n]}}}}\n",
        env!("CARGO_PKG_VERSION"),
        lines.join(",\n")
    )
}

fn line(asset: &Asset) -> String {
    format!(
        r#"  {{"tool": "{}", "target": "{}", "asset": "{}", "size": {}, "sha256": "{}"}}"#,
        asset.tool, asset.target, asset.file, asset.size, asset.sha256
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset(tool: &'static str, bytes: &[u8]) -> Asset {
        Asset {
            tool,
            target: "x86_64-unknown-linux-musl".to_owned(),
            file: "one".to_owned(),
            size: 3,
            sha256: digest(bytes),
        }
    }

    #[test]
    fn a_manifest_has_the_lines_that_the_launcher_matches() {
        let text = manifest(&"0".repeat(40), &[asset("coverage-gate", b"abc"), asset("sarif-merge", b"")]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 4);
        assert!(lines[0].starts_with(r#"{"release": {"version": ""#) && lines[0].ends_with(r#""assets": ["#));
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert!(lines[1].ends_with(&format!(r#""asset": "one", "size": 3, "sha256": "{abc}"}},"#)), "{text}");
        assert!(lines[2].ends_with(r#""}"#) && lines[3] == "]}}", "{text}");
    }

    #[test]
    fn a_tool_that_lacks_a_target_stops_the_release() {
        let place = tempfile::tempdir().unwrap();
        assert!(assets(place.path()).unwrap_err().to_string().contains("there is no binary"));
        for gate in gates::ALL {
            fs::write(place.path().join(file(gate.name(), TARGETS[0])), gate.name()).unwrap();
        }
        let all = assets(place.path()).unwrap();
        assert_eq!(all.len(), gates::ALL.len());
        assert_eq!(all[0].sha256, digest(gates::ALL[0].name().as_bytes()));
        fs::write(place.path().join(file("coverage-gate", TARGETS[4])), "more").unwrap();
        let said = assets(place.path()).unwrap_err().to_string();
        assert!(said.contains("coverage-gate is there for 2 targets"), "{said}");
    }

    #[test]
    fn a_manifest_names_a_commit() {
        let place = tempfile::tempdir().unwrap();
        assert!(write_manifest(place.path(), "main", &[]).is_err());
    }
}
