use crate::paths::PathMap;

use super::*;

/// A tracefile of one file of its own and one that all have.
fn report(number: usize, lines: usize) -> String {
    let lines: String = (1..=lines).map(|line| format!("DA:{line},{}\n", (line + number) % 3)).collect();
    format!(
        "SF:src/{number}.c\n{lines}LF:9\nLH:7\nend_of_record\nSF:all.c\nDA:{},1\nend_of_record\n",
        number + 1
    )
}

/// What is handed out by so many threads, as text.
fn read(paths: &BTreeSet<PathBuf>, workspace: &Workspace, threads: usize) -> Vec<String> {
    let map = PathMap::default();
    let mapper = Mapper::new(workspace.root(), &map, None);
    let (mut names, mut merged, mut told) = (Names::default(), Coverage::default(), Vec::new());
    let progress = Progress::new(false);
    Reader { workspace, progress: &progress, threads }.each(paths, |report| {
        let (fact, coverage) = report.named(&mapper, &mut names);
        told.push(format!("{fact:?} {:?}", merged.merge(coverage)));
    });
    told.push(format!("{merged:?}"));
    told
}

#[test]
fn however_many_are_read_at_once_what_is_found_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = Workspace::new(folder.path().to_owned());
    let mut paths = BTreeSet::new();
    for number in 0..9 {
        let path = folder.path().join(format!("{number}.info"));
        let text = match number {
            // The first takes the longest, others are broken or are not there.
            0 => report(number, 200_000),
            3 => "SF:a.c\nDA:1,1\n".to_owned(),
            5 => "SF:a.c\nDA:1,1\nLF:99999999999999\nend_of_record\n".to_owned(),
            _ => report(number, number),
        };
        if number != 7 {
            std::fs::write(&path, text).unwrap();
        }
        paths.insert(path);
    }
    let one_by_one = read(&paths, &workspace, 1);
    assert_eq!(one_by_one.len(), 10);
    for (number, code) in [(3, "truncated"), (5, "malformed"), (7, "unreadable")] {
        assert!(one_by_one[number].contains(&format!("code: \"{code}\"")), "{}", one_by_one[number]);
    }
    assert!(
        one_by_one.iter().zip(0..9).all(|(told, number)| told.contains(&format!("path: \"{number}.info\"")))
    );
    for threads in [2, 3, 8, 64] {
        assert_eq!(read(&paths, &workspace, threads), one_by_one, "{threads}");
    }
    assert!(read(&BTreeSet::new(), &workspace, 4)[0].contains("files: {}"));
}
