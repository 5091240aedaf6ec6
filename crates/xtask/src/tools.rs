//! The programs that checks need and cargo does not bring: pinned versions below target/tools (PyPI, npm, crates.io), Debian's
//! packages by apt-get. A tool that cannot be installed is an error, never a reason to skip the check.

pub(crate) mod gated;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use anyhow::{Context as _, Result, bail, ensure};

/// A Python environment of its own, `target/tools/<name>`, with exactly these packages (`package==version`).
///
/// Answers the folder of its programs. The second call installs nothing.
pub(crate) fn python(root: &Path, name: &str, packages: &[&str]) -> Result<PathBuf> {
    let place = root.join("target/tools").join(name);
    let programs = place.join("bin");
    // Written last, so that an installation that broke off is made anew.
    let done = place.join("installed.txt");
    if fs::read_to_string(&done).is_ok_and(|list| list.lines().eq(packages.iter().copied()))
        && programs.is_dir()
    {
        return Ok(programs);
    }
    if place.exists() {
        fs::remove_dir_all(&place).with_context(|| format!("failed to clear {}", place.display()))?;
    }
    // Debian ships the interpreter without ensurepip, and says so only when an environment is made.
    if !succeeds(Command::new("python3").args(["-c", "import ensurepip, venv"])) {
        debian(&["python3", "python3-venv"])?;
    }
    run(Command::new("python3").args(["-m", "venv"]).arg(&place))?;
    let mut pip = Command::new(programs.join("python3"));
    run(pip
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"])
        .args(packages))?;
    fs::write(&done, packages.join("\n")).with_context(|| format!("failed to write {}", done.display()))?;
    Ok(programs)
}

/// Node packages in a folder of their own, `target/tools/<name>`: exactly these (`package@version`), none of their scripts run.
///
/// Answers the folder above `node_modules`. The second call installs nothing.
pub(crate) fn node(root: &Path, name: &str, packages: &[&str]) -> Result<PathBuf> {
    let place = root.join("target/tools").join(name);
    let done = place.join("installed.txt");
    program("node", "nodejs")?;
    if fs::read_to_string(&done).is_ok_and(|list| list.lines().eq(packages.iter().copied()))
        && place.join("node_modules").is_dir()
    {
        return Ok(place);
    }
    if place.exists() {
        fs::remove_dir_all(&place).with_context(|| format!("failed to clear {}", place.display()))?;
    }
    program("npm", "npm")?;
    fs::create_dir_all(&place).with_context(|| format!("failed to make {}", place.display()))?;
    // npm would look upwards for a package to install into.
    fs::write(place.join("package.json"), "{ \"private\": true }\n").context("failed to write package.json")?;
    run(Command::new("npm")
        .args(["install", "--no-save", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"])
        .args(packages)
        .current_dir(&place))?;
    fs::write(&done, packages.join("\n")).with_context(|| format!("failed to write {}", done.display()))?;
    Ok(place)
}

/// A program that cargo builds from crates.io, with the versions that its own lock file names, in `target/tools/<name>`.
///
/// Answers the program. cargo itself sees when it is there already.
pub(crate) fn cargo(root: &Path, name: &str, version: &str) -> Result<PathBuf> {
    let place = root.join("target/tools").join(name);
    let mut cargo = Command::new("cargo");
    run(cargo
        .args(["install", "--quiet", "--locked", "--version", version, "--root"])
        .arg(&place)
        .arg(name)
        .current_dir(root))?;
    Ok(place.join("bin").join(format!("{name}{}", env::consts::EXE_SUFFIX)))
}

/// Makes sure that a program is on the path; if not, installs the Debian package that holds it.
pub(crate) fn program(name: &str, package: &str) -> Result<()> {
    if on_path(name) { Ok(()) } else { debian(&[package]) }
}

/// The first of these programs that is on the path; if there is none, the Debian package is installed that holds one.
pub(crate) fn one_of(names: &[&str], package: &str) -> Result<PathBuf> {
    if let Some(found) = names.iter().find_map(|name| find(name)) {
        return Ok(found);
    }
    debian(&[package])?;
    let found = names.iter().find_map(|name| find(name));
    found.with_context(|| format!("{package} is installed, and there is no {}", names.join(", ")))
}

fn debian(packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    ensure!(on_path("apt-get"), "{list} is not installed, and there is no apt-get here: install it by hand");
    let (command, first): (&str, &[&str]) = if succeeds(Command::new("test").args(["-w", "/var/lib/dpkg"])) {
        ("apt-get", &[])
    } else {
        // Hosted runners are no root, and may become it without a password.
        ensure!(
            succeeds(Command::new("sudo").args(["-n", "true"])),
            "{list} is not installed: run apt-get install {list}"
        );
        ("sudo", &["-n", "apt-get"])
    };
    let apt = |arguments: &[&str]| {
        let mut apt = Command::new(command);
        run(apt.args(first).args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    apt(&["update", "-qq"])?;
    apt(&[&["install", "-qq", "--yes", "--no-install-recommends"], packages].concat())
}

fn on_path(program: &str) -> bool {
    find(program).is_some()
}

fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(program)).find(|place| place.is_file())
}

fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn run(command: &mut Command) -> Result<()> {
    let shown = format!("{command:?}");
    let status = command.status().with_context(|| format!("failed to start {shown}"))?;
    if !status.success() {
        bail!("{shown} ended with {status}: see its output above");
    }
    Ok(())
}
