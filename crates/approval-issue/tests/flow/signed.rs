//! Votes with an SSH signature (level L2) through whole runs.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::stage::{ALICE, BOB, CAROL, Stage};

const POLICY: &str = "approval:\n  approvers: user:bob, user:carol\n  minimum-approvals: 1\n  signature: ssh\n";

fn keygen(folder: &Path, args: &[&str]) {
    let mut keygen = Command::new("ssh-keygen");
    assert!(keygen.args(args).current_dir(folder).stderr(Stdio::null()).status().unwrap().success());
}

/// Attack 24: a stolen session has no key; and the line that the issue shows is what has to be signed.
#[test]
fn attack_24_only_a_signed_approval_counts_where_the_policy_asks_for_one() {
    let (stage, folder) = (Stage::new(), tempfile::tempdir().unwrap());
    keygen(folder.path(), &["-q", "-t", "ed25519", "-N", "", "-f", "key"]);
    let public = std::fs::read_to_string(folder.path().join("key.pub")).unwrap();
    let signers = format!("account:{BOB} namespaces=\"approval-issue\" {public}");
    let files = [(".github/releasegate.yml", Some(POLICY)), (".github/releasegate-signers", Some(&*signers))];
    stage.hub().commit_files(1, "main", ALICE, "Policy", &files).unwrap();
    let workspace = tempfile::tempdir().unwrap();
    let run = stage.failed();
    let inputs = [("config", ".github/releasegate.yml")];
    let asked = stage.run_in(workspace.path(), "request", run, &inputs);
    assert_eq!(asked.code, 3, "{}", asked.log);

    stage.say(BOB, "/approve");
    assert_eq!(stage.run_in(workspace.path(), "verify", run, &inputs).code, 3);

    // What the issue says to do, done.
    let text = stage.shown().1;
    let shell = text.split("cat > vote.txt <<'VOTE'\n").nth(1).unwrap();
    let vote = shell.split("VOTE\n").next().unwrap();
    std::fs::write(folder.path().join("vote.txt"), vote).unwrap();
    keygen(folder.path(), &["-Y", "sign", "-n", "approval-issue", "-f", "key", "vote.txt"]);
    let signature = std::fs::read_to_string(folder.path().join("vote.txt.sig")).unwrap();
    let comment = format!("{}\n\n{signature}", vote.lines().next().unwrap());
    // Carol's session with bob's signature is worth nothing.
    stage.say(CAROL, &comment);
    assert_eq!(stage.run_in(workspace.path(), "verify", run, &inputs).code, 3);
    stage.say(BOB, &comment);
    let verified = stage.run_in(workspace.path(), "verify", run, &inputs);
    assert_eq!((verified.code, verified.output("decision")), (0, Some("approved")), "{}", verified.log);
}

#[test]
fn a_policy_that_asks_for_what_nobody_can_give_is_refused() {
    let stage = Stage::new();
    let run = stage.failed();
    let policy = [(".github/releasegate.yml", Some(POLICY))];
    stage.hub().commit_files(1, "main", ALICE, "Policy", &policy).unwrap();
    let ran = stage.run_with("request", run, &[("config", ".github/releasegate.yml")]);
    assert_eq!((ran.code, ran.log.contains("releasegate-signers")), (2, true), "{}", ran.log);
    assert_eq!(stage.issues().0, 0);
}
