//! Every case below `cases/`, run with the real binaries. `UPDATE=1 cargo test -p tests --test cases` rewrites `expected/`; read
//! its diff before you commit it.

use tests::case::Case;
use tests::golden;

#[test]
fn every_case_ends_as_it_expects() {
    let cases = Case::all().unwrap();
    let reports = golden::walk(&cases, golden::updates());
    assert!(reports.is_empty(), "{} of {} cases differ\n\n{}", reports.len(), cases.len(), reports.join("\n"));
}
