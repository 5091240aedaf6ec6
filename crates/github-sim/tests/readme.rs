//! The README's session runs as it stands there.

use std::path::Path;
use std::process::Command;

#[test]
fn the_session_of_the_readme_runs() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let session = text.split("```bash\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    // The binary that this test was built with, on a port that is free.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let program = env!("CARGO_BIN_EXE_github-sim");
    let session = session
        .replace("cargo run --quiet --package github-sim --", &format!("'{program}'"))
        .replace("8129", &port.to_string());
    assert!(session.contains(program), "the session does not start the simulator");
    let folder = tempfile::tempdir().unwrap();
    let script = format!("set -euo pipefail\ntrap 'kill %1' EXIT\n{session}");
    let output = Command::new("bash").args(["-c", &script]).current_dir(folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    for part in ["\"Release 1.4\"", "\"/approve\"", "502 Bad Gateway", "\"/approve again\"", "issue_comment"] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
    assert!(folder.path().join("shop/.git").is_dir());
}
