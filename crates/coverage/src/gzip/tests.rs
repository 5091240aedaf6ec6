use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::tests::{attempt, attempt_in_chunks, refusal, report, totals};
use crate::{Limits, ReadErrorCode, read};

const REPORT: &str = "TN:\nSF:a\nDA:1,1\nDA:2,0\nend_of_record\n";

fn packed(text: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text.as_ref()).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_packed_report_is_what_it_holds() {
    let xml = r#"<coverage><class name="A" filename="a"><line number="1" hits="1"/></class></coverage>"#;
    for text in [REPORT, xml] {
        assert_eq!(report(packed(text)), report(text));
        assert_eq!(attempt_in_chunks(&packed(text), 1), attempt(text));
    }
    let wide: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(REPORT.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(totals(packed(wide)), "line 1/2", "the encoding is found within the archive");
}

#[test]
fn members_follow_one_another() {
    let (first, second) = REPORT.split_at(17);
    let joined = [packed(first), packed(""), packed(second)].concat();
    assert_eq!(totals(joined), "line 1/2");
    let reports = [packed(REPORT), packed(REPORT.replace("SF:a", "SF:b"))].concat();
    assert_eq!(totals(reports), "line 2/4", "two tracefiles in a row are one");
}

#[test]
fn what_follows_the_last_member_is_refused() {
    for rest in [b"garbage".as_slice(), b"\0\0\0\0", b"\n", b"\x1F", b"\x1F\x8B\x08"] {
        let error = refusal([packed(REPORT).as_slice(), rest].concat());
        assert!(matches!(error.code, ReadErrorCode::Malformed | ReadErrorCode::Truncated), "{rest:?}: {error}");
    }
}

#[test]
fn an_archive_that_was_cut_is_truncated() {
    let whole = packed(REPORT);
    for length in 3..whole.len() {
        let error = refusal(&whole[..length]);
        assert_eq!(error.code, ReadErrorCode::Truncated, "{length} of {}: {error}", whole.len());
    }
}

#[test]
fn a_checksum_or_length_that_differs_is_refused() {
    let whole = packed(REPORT);
    for place in whole.len() - 8..whole.len() {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        assert_eq!(refusal(changed).code, ReadErrorCode::Malformed, "byte {place}");
    }
}

#[test]
fn a_bomb_is_stopped_by_its_ratio_and_by_its_size() {
    let line = "# nothing\n".repeat(8 << 20);
    let bomb = packed(format!("TN:\n{line}{REPORT}"));
    let error = refusal(&bomb);
    assert_eq!(error.code, ReadErrorCode::TooLarge);
    assert!(error.message.contains("200 times its size"), "{error}");
    let limits = Limits { unpacked_ratio: 2000, ..Limits::default() };
    assert!(read(&mut bomb.as_slice(), &limits).is_ok());
    let limits = Limits { bytes: 1 << 20, ..Limits::default() };
    assert_eq!(read(&mut bomb.as_slice(), &limits).unwrap_err().code, ReadErrorCode::TooLarge);
}

#[test]
fn an_archive_in_an_archive_is_refused_by_name() {
    let error = refusal(packed(packed(REPORT)));
    assert_eq!(error.code, ReadErrorCode::Binary);
    assert!(error.message.contains("gzip"), "{error}");
    assert_eq!(refusal(packed("")).code, ReadErrorCode::Empty);
}
