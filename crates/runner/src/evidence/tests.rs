use super::*;
fn id(text: &str) -> Result<String, InputError> {
    gate_id(text, "sample-gate")
}

fn place(path: &str) -> Result<Place, InputError> {
    Place::of(PathBuf::from("/w"), "backend", path)
}

#[test]
fn a_gate_is_named_by_its_input_or_by_its_tool() {
    assert_eq!(id("").unwrap(), "sample-gate");
    assert_eq!(id("back-end_2.x").unwrap(), "back-end_2.x");
    for bad in
        ["a/b", "../a", ".hidden", "-x", "a b", "a\nb", "ä", &"x".repeat(65), "a:b", "a.", "CON", "com1.x"]
    {
        assert!(id(bad).is_err(), "{bad}");
    }
}

#[test]
fn files_lie_below_the_workspace() {
    let default = place("").unwrap();
    assert_eq!(default.verdict, ".releasegate/backend.verdict.json");
    assert_eq!(default.facts, ".releasegate/backend.facts.json");
    let chosen = place("./out/v.json").unwrap();
    assert_eq!((chosen.verdict.as_str(), chosen.facts.as_str()), ("out/v.json", "out/v.facts.json"));
    assert_eq!(place("v.json").unwrap().facts, "v.facts.json");
    assert_eq!(place("out\\v.json").unwrap().verdict, "out/v.json");
}

#[test]
fn a_path_that_leaves_the_workspace_is_refused() {
    let outside = ["/tmp/v.json", "../v.json", "a/../../v.json", "C:/v.json", "a/./../v.json"];
    let wrong = ["v.txt", "out/", ".GIT/v.json", "a/.github/v.json", ".releasegate/other.verdict.json"];
    let wrong = wrong.into_iter().chain(["backend.facts.json", "a\u{7}.json", "*.json", "a{b}.json"]);
    for bad in outside.into_iter().chain(wrong) {
        assert_eq!(place(bad).unwrap_err().name, "verdict-path", "{bad}");
    }
}

#[test]
fn two_gates_do_not_share_a_verdict() {
    let workspace = tempfile::tempdir().unwrap();
    let place = || Place::of(workspace.path().to_owned(), "backend", "v.json").unwrap();
    place().write_verdict(br#"{"gate": {"id": "frontend"}}"#).unwrap();
    let error = place().free_for("backend").unwrap_err().to_string();
    assert!(error.contains("holds the verdict of the gate `frontend`"), "{error}");
    place().write_verdict(br#"{"gate": {"id": "backend"}}"#).unwrap();
    assert_eq!(place().free_for("backend"), Ok(place()));
    place().write_verdict(br#"{"name": "a package"}"#).unwrap();
    assert!(place().free_for("backend").unwrap_err().message.contains("something that is no verdict"));
    let near = Place::of(workspace.path().to_owned(), "backend", ".releasegate.json").unwrap();
    near.write_verdict(b"{}").unwrap();
    assert!(near.free_for("backend").is_err());
    // Whatever lies where a verdict lies by default is replaced: it could have come with the checkout.
    let default = || Place::of(workspace.path().to_owned(), "backend", "").unwrap();
    default().prepare().unwrap();
    default().write_verdict(b"rubbish").unwrap();
    assert_eq!(default().free_for("backend"), Ok(default()));
}

#[test]
fn a_mistake_elsewhere_does_not_move_the_evidence() {
    let json =
        r#"{"Gate-Id": " backend ", "x": 1, "verdict-path": "v.json", "min-lines": "1", "min-lines": []}"#
            .to_owned();
    let placing = Placing::read(Some(&json), |_| None);
    assert_eq!(
        placing,
        Placing { gate_id: "backend".into(), verdict_path: "v.json".into(), mode: String::new() }
    );
    assert_eq!(Placing::read(Some(&"[".to_owned()), |_| None), Placing::default());
    assert_eq!(Placing::read(None, |name| Some(name.to_owned())).gate_id, "gate-id");
}

#[test]
fn the_folder_hides_itself_from_git_and_old_facts_go() {
    let workspace = tempfile::tempdir().unwrap();
    let place = Place::of(workspace.path().to_owned(), "backend", "").unwrap();
    place.prepare().unwrap();
    place.write_facts(b"old").unwrap();
    place.write_verdict(b"{}").unwrap();
    assert_eq!(std::fs::read(workspace.path().join(".releasegate/.gitignore")).unwrap(), b"*\n");
    place.prepare().unwrap();
    assert!(!workspace.path().join(&place.facts).exists());
    assert!(!workspace.path().join(&place.verdict).exists());
}

#[test]
fn what_an_earlier_run_kept_is_discarded() {
    let workspace = tempfile::tempdir().unwrap();
    let path = keep(workspace.path(), "backend.sarif", b"old").unwrap();
    keep(workspace.path(), "backend.other", b"stays").unwrap();
    discard(workspace.path(), "backend.sarif").unwrap();
    discard(workspace.path(), "backend.sarif").unwrap();
    assert!(!workspace.path().join(path).exists());
    assert!(workspace.path().join(".releasegate/backend.other").exists());
}

#[test]
fn an_obstacle_does_not_keep_a_planted_verdict() {
    let workspace = tempfile::tempdir().unwrap();
    let place = Place::of(workspace.path().to_owned(), "backend", "").unwrap();
    place.prepare().unwrap();
    place.write_verdict(b"planted").unwrap();
    std::fs::create_dir_all(workspace.path().join(&place.facts).join("x")).unwrap();
    assert!(place.prepare().is_err());
    assert!(!workspace.path().join(&place.verdict).exists());
}

#[cfg(unix)]
#[test]
fn evidence_is_not_written_through_a_link() {
    let (outside, workspace) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::os::unix::fs::symlink(outside.path(), workspace.path().join(".releasegate")).unwrap();
    let place = Place::of(workspace.path().to_owned(), "backend", "").unwrap();
    let error = format!("{:#}", place.prepare().unwrap_err());
    assert!(error.contains("is a link"), "{error}");
    assert!(place.write_verdict(b"{}").is_err() && place.write_facts(b"{}").is_err());
    assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 0);
}
