//! `demo`: the main job on a sample project, and what a user sees of it: the log, the summary, the outputs, the verdict.

mod page;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use crate::tools;

/// One run of the gate, as a step of a workflow would run it.
pub(crate) struct Scene {
    /// What happened before.
    title: &'static str,
    /// The limit that it sets.
    min_line: &'static str,
    /// What becomes of the report that the tests wrote.
    report: fn(&[u8]) -> Option<Vec<u8>>,
    /// How the step must end.
    exit: i32,
}

/// What a user sees of a scene.
pub(crate) struct Seen {
    title: &'static str,
    with: String,
    log: String,
    summary: String,
    verdict: String,
    exit: i32,
}

const SCENES: &[Scene] = &[
    Scene {
        title: "The tests reach the limit",
        min_line: "90",
        report: |report| Some(report.to_vec()),
        exit: 0,
    },
    Scene { title: "The tests fall short", min_line: "95", report: |report| Some(report.to_vec()), exit: 1 },
    Scene { title: "The tests wrote no report", min_line: "90", report: |_| None, exit: 3 },
    Scene {
        title: "The report was cut off on its way",
        min_line: "90",
        report: |report| report.get(..report.len() / 2).map(<[u8]>::to_vec),
        exit: 4,
    },
];

/// Runs the demo and writes `target/demo/index.html`.
pub(crate) fn run(root: &Path) -> Result<()> {
    let place = root.join("target/demo");
    let gate = build(root)?;
    let report = measure(root, &place)?;
    let mut seen = Vec::new();
    for scene in SCENES {
        let one = play(scene, &gate, &place, &report)?;
        say(&format!("\n{}\n== {}: exit code {}\n\n{}", "=".repeat(72), one.title, one.exit, one.log))?;
        ensure!(one.exit == scene.exit, "{}: ended with {}, not {}", scene.title, one.exit, scene.exit);
        seen.push(one);
    }
    say(&format!("\n{}\n== Replay: derive the last verdict again, offline\n", "=".repeat(72)))?;
    let status = Command::new(&gate)
        .args(["replay", ".releasegate/coverage-gate.verdict.json"])
        .current_dir(&place)
        .status();
    ensure!(status.context("failed to start the gate")?.success(), "the verdict was not derived again");
    let html = place.join("index.html");
    fs::write(&html, page::render(&seen)).with_context(|| format!("failed to write {}", html.display()))?;
    say(&format!("\nThe same as pages, with the summaries as GitHub shows them: {}", html.display()))
}

/// Builds the gate, and answers where it lies.
fn build(root: &Path) -> Result<PathBuf> {
    let words = ["build", "--quiet", "--locked", "--package", "coverage-gate"];
    let status =
        Command::new("cargo").args(words).current_dir(root).status().context("failed to start cargo")?;
    ensure!(status.success(), "the build failed");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    Ok(target.join("debug").join(format!("coverage-gate{}", std::env::consts::EXE_SUFFIX)))
}

/// Runs the sample project's own tests with coverage.py, in a copy below target/.
fn measure(root: &Path, place: &Path) -> Result<Vec<u8>> {
    let shop = place.join("shop");
    fs::create_dir_all(&shop).context("failed to make target/demo")?;
    for name in ["price.py", "test_price.py"] {
        let from = root.join("tests/scenarios/coverage/shop").join(name);
        fs::copy(&from, shop.join(name)).with_context(|| format!("failed to copy {}", from.display()))?;
    }
    let coverage = tools::python(root, "e2e", crate::e2e::PACKAGES)?.join("coverage");
    say("== The sample project's own tests, run with coverage.py")?;
    for words in [["run", "--branch", "-m", "unittest"].as_slice(), &["report"], &["xml", "-q"]] {
        let status = Command::new(&coverage).args(words).current_dir(&shop).status();
        ensure!(status.context("failed to start coverage.py")?.success(), "coverage.py failed");
    }
    fs::read(shop.join("coverage.xml")).context("coverage.py wrote no report")
}

fn play(scene: &Scene, gate: &Path, place: &Path, report: &[u8]) -> Result<Seen> {
    let path = place.join("shop/coverage.xml");
    match (scene.report)(report) {
        Some(bytes) => fs::write(&path, bytes).context("failed to place the report")?,
        None => fs::remove_file(&path).context("failed to remove the report")?,
    }
    let (outputs, summary) = (place.join("outputs.txt"), place.join("summary.md"));
    for file in [&outputs, &summary] {
        fs::write(file, "").with_context(|| format!("failed to write {}", file.display()))?;
    }
    let inputs = json!({"files": "shop/coverage.xml", "min-line": scene.min_line, "min-branch": "60"});
    let variables = BTreeMap::from([
        ("GITHUB_ACTIONS", "true".to_owned()),
        ("GITHUB_WORKSPACE", place.display().to_string()),
        ("GITHUB_OUTPUT", outputs.display().to_string()),
        ("GITHUB_STEP_SUMMARY", summary.display().to_string()),
        ("GITHUB_REPOSITORY", "acme/shop".to_owned()),
        ("GITHUB_EVENT_NAME", "push".to_owned()),
        ("GITHUB_SHA", "d20a1f3c5b7e9d2a4c6e8f0b1d3a5c7e9f2b4d6a".to_owned()),
        ("RELEASEGATE_INPUTS", inputs.to_string()),
    ]);
    let output =
        Command::new(gate).envs(&variables).current_dir(place).output().context("failed to start the gate")?;
    let read =
        |path: &Path| fs::read_to_string(path).with_context(|| format!("failed to read {}", path.display()));
    let verdict: serde_json::Value =
        serde_json::from_str(&read(&place.join(".releasegate/coverage-gate.verdict.json"))?)?;
    Ok(Seen {
        title: scene.title,
        with: format!("files: shop/coverage.xml\nmin-line: {}\nmin-branch: 60", scene.min_line),
        log: String::from_utf8_lossy(&output.stdout).into_owned(),
        summary: read(&summary)?,
        verdict: format!("{verdict:#}"),
        exit: output.status.code().unwrap_or(-1),
    })
}

fn say(text: &str) -> Result<()> {
    writeln!(std::io::stdout(), "{text}").context("failed to write")
}
