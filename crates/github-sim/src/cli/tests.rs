use crate::Seed;

#[test]
fn the_command_line_is_sound() {
    super::command().debug_assert();
    assert!(super::command().try_get_matches_from(["github-sim"]).is_err());
}

#[test]
fn the_example_is_a_state_file() {
    let matches = super::command().try_get_matches_from(["github-sim", "example"]).unwrap();
    let mut out = Vec::new();
    super::run(&matches, &mut out).unwrap();
    let seed: Seed = serde_json::from_slice(&out).unwrap();
    assert_eq!(seed.repositories[0].name, "octo/shop");
}

#[test]
fn a_state_file_that_is_not_there_is_named() {
    let matches = super::command().try_get_matches_from(["github-sim", "serve", "--state", "no.json"]).unwrap();
    let error = super::run(&matches, &mut Vec::new()).unwrap_err();
    assert!(format!("{error:#}").contains("no.json"));
}
