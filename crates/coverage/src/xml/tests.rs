use crate::meter::Meter;
use crate::tests::{attempt, refusal, report, totals};
use crate::{Limits, ReadErrorCode, read};

fn with_line(prefix: &str) -> String {
    format!(r#"{prefix}<coverage><class name="A" filename="a"><line number="1" hits="1"/></class></coverage>"#)
}

#[test]
fn an_internal_subset_is_refused_and_a_document_type_is_not() {
    for (document_type, accepted) in [
        (r#"<!DOCTYPE coverage SYSTEM "http://localhost:1/coverage-04.dtd">"#, true),
        (r#"<!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd">"#, true),
        (r#"<!DOCTYPE coverage SYSTEM "odd[name].dtd">"#, true),
        (r#"<!DOCTYPE coverage [<!ENTITY a "b">]>"#, false),
        (r#"<!DOCTYPE coverage [<!ENTITY a SYSTEM "file:///etc/passwd">]>"#, false),
        (r#"<!DOCTYPE coverage SYSTEM "x.dtd" []>"#, false),
        (r#"<!DOCTYPE coverage [<!ENTITY % a "<!ENTITY b 'c'>"> %a;]>"#, false),
        (r#"<!DOCTYPE c [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>"#, false),
    ] {
        let found = attempt(with_line(document_type));
        match found {
            Ok(_) => assert!(accepted, "{document_type}"),
            Err(error) => {
                assert_eq!((error.code, accepted), (ReadErrorCode::Entity, false), "{document_type}: {error}")
            }
        }
    }
}

#[test]
fn entities_are_never_expanded() {
    for text in [
        r"<coverage>&a;</coverage>",
        r#"<coverage><class name="&a;" filename="a"/></coverage>"#,
        r#"<coverage><class name="A" filename="&a;"/></coverage>"#,
        r#"<coverage><class name="A" filename="&#xFFFFFFFF;"/></coverage>"#,
    ] {
        assert_eq!(refusal(text).code, ReadErrorCode::Entity, "{text}");
    }
    let read = report(
        r#"<coverage>a &lt; b &#38; c<class name="A" filename="&lt;&#65;&#x42;&gt;&quot;&apos;&amp;"/></coverage>"#,
    );
    assert_eq!(read.coverage.files.keys().next().unwrap().path, "<AB>\"'&");
}

#[test]
fn a_report_that_ends_early_is_truncated() {
    let whole = with_line("<?xml version=\"1.0\"?>\n<!-- c -->\n");
    for end in 1..whole.len() {
        let code = refusal(&whole[..end]).code;
        assert_eq!(code, ReadErrorCode::Truncated, "{}", &whole[..end]);
    }
    assert_eq!(totals(&whole), "line 1/1");
}

#[test]
fn what_follows_or_precedes_the_root_is_refused() {
    let whole = with_line("");
    for text in [
        format!("{whole}x"),
        format!("{whole}<coverage/>"),
        format!("{whole}&amp;"),
        format!("{whole}</coverage>"),
        format!("<!-- c -->x{whole}"),
    ] {
        assert_eq!(refusal(&text).code, ReadErrorCode::Malformed, "{text}");
    }
    assert_eq!(totals(format!("{whole}\n<!-- c --><?pi x?>\n ")), "line 1/1");
}

#[test]
fn tags_must_match() {
    for text in [
        "<coverage><a></b></coverage>",
        "<coverage><a></coverage>",
        "<coverage a=1/>",
        "<coverage a/>",
        "<coverage a=\"1\" a=\"2\"/>",
    ] {
        assert_eq!(refusal(text).code, ReadErrorCode::Malformed, "{text}");
    }
    let many: String = (0..20).map(|at| format!("a{at}=\"\" ")).collect();
    assert_eq!(refusal(format!("<coverage {many} a19=\"\"/>")).code, ReadErrorCode::Malformed);
    assert!(attempt(format!("<coverage {many}/>")).is_ok());
}

#[test]
fn limits_hold() {
    let code = |text: &str| refusal(text).code;
    assert_eq!(code(&format!("<coverage>{}", "<a>".repeat(100_000))), ReadErrorCode::TooDeep);
    assert_eq!(code(&format!("<coverage a=\"{}\"/>", "x".repeat(300_000))), ReadErrorCode::TooLarge);
    assert_eq!(code(&format!("<coverage a=\"{}\"/>", "x".repeat(3_000_000))), ReadErrorCode::TooLarge);
    assert_eq!(code(&format!("<coverage {}=\"\"/>", "x".repeat(100_000))), ReadErrorCode::TooLarge);
    assert_eq!(
        code(&format!("<coverage><!--{}--></coverage>", "x".repeat(3_000_000))),
        ReadErrorCode::TooLarge
    );
    assert_eq!(code(&format!("<coverage>{}</coverage>", "x".repeat(3_000_000))), ReadErrorCode::TooLarge);
    assert_eq!(code(&format!("<{}/>", "x".repeat(100_000))), ReadErrorCode::Malformed);
    let attributes: String = (0..100).map(|at| format!("a{at}=\"\" ")).collect();
    assert_eq!(code(&format!("<coverage {attributes}/>")), ReadErrorCode::TooLarge);
    let name = "x".repeat(5_000);
    assert_eq!(
        code(&format!("<coverage><class name=\"A\" filename=\"{name}\"/></coverage>")),
        ReadErrorCode::Malformed
    );
    let limits = Limits { bytes: 50, ..Limits::default() };
    assert_eq!(read(&mut with_line("").as_bytes(), &limits).unwrap_err().code, ReadErrorCode::TooLarge);
    let limits = Limits { files: 1, ..Limits::default() };
    let two = r#"<coverage><class name="A" filename="a"/><class name="A" filename="b"/></coverage>"#;
    assert_eq!(read(&mut two.as_bytes(), &limits).unwrap_err().code, ReadErrorCode::TooLarge);
    let limits = Limits { entries: 1, ..Limits::default() };
    let two = r#"<coverage><class name="A" filename="a"><line number="1" hits="1"/><line number="2" hits="1"/></class></coverage>"#;
    assert_eq!(read(&mut two.as_bytes(), &limits).unwrap_err().code, ReadErrorCode::TooLarge);
}

#[test]
fn errors_name_their_place() {
    let error = refusal(
        "<coverage>\n<class name=\"A\" filename=\"a\">\n<line\nnumber=\"x\" hits=\"1\"/></class></coverage>",
    );
    assert_eq!(error.line, Some(3), "{error}");
    assert!(error.offset.is_some());
    let shown = error.to_string();
    assert!(shown.starts_with("line 3, byte ") && shown.contains("`x` is not a line number; "), "{shown}");
}

#[test]
fn text_in_other_encodings_is_read_or_refused() {
    let text = |encoding: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"{encoding}\"?><coverage><class name=\"A\" filename=\"\u{e4}.py\"/></coverage>"
        )
    };
    let path = |bytes: &[u8]| {
        attempt(bytes)
            .map(|read| read.coverage.files.into_keys().next().unwrap().path)
            .map_err(|error| error.code)
    };
    let utf16 = |text: &str, big: bool| -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    let umlaut = Ok("\u{e4}.py".to_owned());
    assert_eq!(path(text("UTF-8").as_bytes()), umlaut);
    assert_eq!(path(format!("\u{FEFF}{}", text("utf-8")).as_bytes()), umlaut);
    assert_eq!(path(text("utf-16").as_bytes()), umlaut, ".NET declares what it does not write");
    for big in [false, true] {
        assert_eq!(path(&utf16(&text("UTF-16"), big)), umlaut, "by pattern");
        assert_eq!(path(&utf16(&format!("\u{FEFF}{}", text("UTF-16")), big)), umlaut, "by mark");
    }
    let latin: Vec<u8> = text("ISO-8859-1").chars().map(|one| u8::try_from(u32::from(one)).unwrap()).collect();
    assert_eq!(path(&latin), umlaut);
    let wrong: Vec<u8> = text("UTF-8").chars().map(|one| u8::try_from(u32::from(one)).unwrap()).collect();
    assert_eq!(path(&wrong), Err(ReadErrorCode::Encoding));
    assert_eq!(path(text("EBCDIC-CP-US").as_bytes()), Err(ReadErrorCode::Encoding));
    let mut half = utf16(&format!("\u{FEFF}{}", text("UTF-16")), false);
    half.truncate(half.len() - 1);
    assert_eq!(path(&half), Err(ReadErrorCode::Encoding));
    assert_eq!(path(&[0xFF, 0xFE, b'<', 0, 0x00, 0xDC, b'<', 0]), Err(ReadErrorCode::Encoding));
}

#[test]
fn a_tracefile_in_utf_16_is_read() {
    // PowerShell's `>` writes it.
    let bytes: Vec<u8> =
        "\u{FEFF}SF:a.c\r\nDA:1,1\r\nend_of_record\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(totals(bytes), "line 1/1");
}

#[test]
fn namespaces_and_data_sections_do_no_harm() {
    let text = r#"<c:coverage xmlns:c="urn:x"><![CDATA[<class>]]><c:class name="A" filename="a"><c:line number="1" hits="1"/></c:class></c:coverage>"#;
    assert_eq!(totals(text), "line 1/1");
}

/// In a buffer of one byte no element lies whole, so that the parser reads them all.
#[test]
fn plain_elements_are_read_as_the_parser_reads_them() {
    let cobertura = "<?xml version=\"1.0\"?>\n<coverage>\n<sources><source>/a</source></sources>\n<class name=\"A\" filename=\"a\">\n \
        <line number=\"1\" hits=\"1\"/>\n\t<line number=\"2\" hits='0' />\r\n<line number=\"3\" hits=\"0\"/><!-- a --><line number=\"4\" \
        branch=\"true\" hits=\"1\" condition-coverage=\"50% (1/2)\"/>text<line number=\"5\" hits=\"-1\"/>\n</class></coverage>\n";
    let jacoco = "<report name=\"r\"><package name=\"p\"><class name=\"p/C\" sourcefilename=\"C\"><method name=\"m\" desc=\"d\"/>\
        <counter type=\"METHOD\" missed=\"0\" covered=\"1\"/></class><sourcefile name=\"C\"><line nr=\"3\" mi=\"0\" ci=\"2\" mb=\"1\" cb=\"1\"/>\
        <line nr=\"4\" mi=\"1\" ci=\"0\" mb=\"0\" cb=\"0\"/></sourcefile></package></report>";
    let limits = Limits::default();
    let read = |text: &[u8], capacity| {
        let input = std::io::BufReader::with_capacity(capacity, text);
        let piece = u64::try_from(limits.line_bytes).unwrap();
        super::read(Meter::new(input, limits.bytes, piece), &limits).map_err(|error| format!("{error:?}"))
    };
    let (mut read_well, mut refused) = (0, 0);
    for text in [cobertura, jacoco] {
        let whole = text.as_bytes();
        for end in 0..=whole.len() {
            let cut = &whole[..end];
            assert_eq!(read(cut, 1 << 16), read(cut, 1), "cut at {end}");
            for wrong in *b"<>\"/ &x\r\xff" {
                let mut mutated = whole.to_vec();
                if let Some(byte) = mutated.get_mut(end) {
                    *byte = wrong;
                }
                let (fast, slow) = (read(&mutated, 1 << 16), read(&mutated, 1));
                assert_eq!(fast, slow, "{:?} at {end}", char::from(wrong));
                *(if fast.is_ok() { &mut read_well } else { &mut refused }) += 1;
            }
        }
    }
    assert!(read_well > 100 && refused > 100, "{read_well} and {refused}");
}
