//! Fifty processes that append at once and are killed at random, each until it has done its work.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::*;

const FOLDER: &str = "RELEASEGATE_TEST_STORE";
const NUMBER: &str = "RELEASEGATE_TEST_NUMBER";
const PROCESSES: u64 = 50;

/// The work of one process: this test does nothing unless its parent started it.
#[test]
fn work_of_one_process() {
    let (Ok(folder), Ok(number)) = (std::env::var(FOLDER), std::env::var(NUMBER)) else { return };
    let store = store(Path::new(&folder));
    let number: u64 = number.parse().unwrap();
    run(record_all(&store, &[number, number + 1000], 10_000)).unwrap();
}

fn start(folder: &Path, number: u64) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "folder::tests::processes::work_of_one_process"]);
    command.env(FOLDER, folder).env(NUMBER, number.to_string());
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn attack_15_fifty_processes_that_are_killed_at_random_lose_and_duplicate_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut left: Vec<u64> = (0..PROCESSES).collect();
    let (mut killed, mut round) = (0, 0);
    while !left.is_empty() {
        let mut children: Vec<(u64, Child)> =
            left.iter().map(|number| (*number, start(folder.path(), *number))).collect();
        round += 1;
        // In the first rounds half of them are killed, some before they begin and some in the middle.
        for (number, child) in children.iter_mut().filter(|(number, _)| round < 4 && number % 2 == round % 2) {
            std::thread::sleep(Duration::from_millis(getrandom::u64().unwrap() % (10 + *number)));
            let _ = child.kill();
        }
        left.clear();
        for (number, mut child) in children {
            if !child.wait().unwrap().success() {
                killed += 1;
                left.push(number);
            }
        }
        assert!(round < 20, "they never end");
    }
    assert!(killed > 0, "nobody was killed: the test proves nothing");
    let mut keys = run(verified(&store(folder.path())));
    keys.sort();
    let mut wanted: Vec<Hash> =
        (0..PROCESSES).flat_map(|number| [number, number + 1000]).map(samples::key_of).collect();
    wanted.sort();
    assert_eq!(keys, wanted);
}
