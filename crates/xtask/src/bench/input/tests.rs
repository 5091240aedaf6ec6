use super::*;

type Small = fn(&mut dyn Write) -> io::Result<Totals>;

/// One of each kind, small; the last of each name is the format's word.
const SMALL: [(&str, Small); 7] = [
    ("lcov", |out| lcov::write(out, lcov::Size { files: 9, lines: 40, branches: 8, functions: 5 })),
    ("jacoco", |out| jacoco::write(out, jacoco::Size { packages: 2, files: 3, lines: 20, methods: 2 })),
    ("cobertura", |out| {
        cobertura::write(out, cobertura::Size { packages: 2, files: 3, lines: 24, repeats: 1, end: "\n" })
    }),
    ("cobertura", |out| {
        cobertura::write(out, cobertura::Size { packages: 2, files: 3, lines: 24, repeats: 4, end: "" })
    }),
    ("go", |out| go_cover::write(out, go_cover::Size { files: 4, blocks: 7 })),
    ("istanbul", |out| {
        istanbul::write(out, istanbul::Size { files: 3, statements: 9, branches: 2, functions: 2 })
    }),
    ("llvm-cov", |out| llvm_cov::write(out, llvm_cov::Size { files: 3, functions: 7 })),
];

fn text(write: Small) -> (Vec<u8>, Totals) {
    let mut text = Vec::new();
    let totals = write(&mut text).unwrap();
    (text, totals)
}

/// What the reader of the gate makes of a report.
fn read(text: &[u8]) -> BTreeMap<String, Count> {
    let report = coverage::read(&mut &text[..], &coverage::Limits::default()).unwrap();
    assert_eq!(report.problems, [], "a generated report is without fault");
    let count = |counts: verdict::Counts| Count { covered: counts.covered, total: counts.total };
    report
        .coverage
        .totals()
        .into_iter()
        .map(|(metric, counts)| (metric.word().to_owned(), count(counts)))
        .collect()
}

#[test]
fn every_run_writes_the_same_bytes() {
    for (name, write) in SMALL {
        assert_eq!(text(write), text(write), "{name}");
    }
}

#[test]
fn the_reader_finds_what_the_rule_counted() {
    for (name, write) in SMALL {
        let (text, totals) = text(write);
        let found = read(&text);
        assert!(totals.lines() > 0 && totals.0["line"].covered > 0, "{name}");
        for (metric, count) in totals.0 {
            assert_eq!(found.get(&metric), Some(&count), "{name}: {metric}");
        }
    }
}

#[test]
fn the_rules_have_known_totals() {
    let count = |write: Small, metric: &str| text(write).1.0[metric];
    let [(_, lcov), (_, jacoco), (_, once), (_, often), (_, go), (_, istanbul), (_, llvm_cov)] = SMALL;
    assert_eq!(count(lcov, "line").total, 9 * 40);
    assert_eq!(count(lcov, "branch").total, 9 * 8 * 2);
    assert_eq!(count(jacoco, "line").total, 2 * 3 * 20);
    assert_eq!((count(once, "line").total, count(often, "line")), (2 * 3 * 24, count(once, "line")));
    assert_eq!(count(go, "statement").total, 4 * 7 * 3);
    assert_eq!(count(istanbul, "statement"), Count { covered: 18, total: 27 });
    assert_eq!(count(llvm_cov, "line").total, 3 * 7 * 9);
}

#[test]
fn what_is_not_on_one_line_has_lines_and_the_other_has_none() {
    for (name, write) in [SMALL[1], SMALL[3]] {
        assert!(!text(write).0.contains(&b'\n'), "{name}");
    }
    assert!(text(SMALL[2].1).0.ends_with(b"</coverage>\n"));
}

#[test]
fn a_report_is_kept_and_one_that_broke_off_is_written_anew() {
    let folder = tempfile::tempdir().unwrap();
    let input = Input { name: "lcov", file: "small.info", about: "", write: SMALL[0].1 };
    let first = input.ready(folder.path()).unwrap();
    let written = |path: &Path| path.metadata().unwrap().modified().unwrap();
    let time = written(&first.path);
    assert_eq!(input.ready(folder.path()).unwrap(), first);
    assert_eq!(written(&first.path), time);
    std::fs::write(&first.path, "SF:").unwrap();
    assert_eq!(input.ready(folder.path()).unwrap(), first);
    assert_eq!(std::fs::read(&first.path).unwrap(), text(SMALL[0].1).0);
}
