//! The envelopes as they were signed: an in-toto bundle, which is JSON Lines with one DSSE envelope a line (in-toto attestation framework,
//! `spec/v1/bundle.md`), for whoever keeps attestations in a store of its own, such as GUAC or Archivista.

use std::io::{self, Write};

use ledger::json::{self, Limits};

/// How many envelopes were written, and how many were none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bundled {
    /// One a line.
    pub written: u64,
    /// Bytes that are no JSON of an envelope: only a ledger that nobody verified has some.
    pub unreadable: u64,
}

/// Writes envelopes in their order. Their bytes stay as they are; of an envelope that is laid out over several lines the line feeds between its
/// members are left out, since a bundle ends an envelope with one. JSON knows none inside of its texts, so that what is signed is the same.
///
/// # Errors
/// The writer's own.
pub fn bundle<'e>(envelopes: impl Iterator<Item = &'e [u8]>, out: &mut dyn Write) -> io::Result<Bundled> {
    let mut bundled = Bundled::default();
    for envelope in envelopes {
        if json::read(envelope, Limits::ENVELOPE).is_err() {
            bundled.unreadable += 1;
            continue;
        }
        for line in envelope.split(|byte| matches!(byte, b'\n' | b'\r')) {
            out.write_all(line)?;
        }
        out.write_all(b"\n")?;
        bundled.written += 1;
    }
    Ok(bundled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundled(envelopes: &[&[u8]]) -> (Bundled, String) {
        let mut out = Vec::new();
        let said = bundle(envelopes.iter().copied(), &mut out).unwrap();
        (said, String::from_utf8(out).unwrap())
    }

    #[test]
    fn an_envelope_keeps_its_bytes_and_is_one_line() {
        let one =
            br#"{"payload":"e30=","payloadType":"application/vnd.in-toto+json","signatures":[{"sig":"AA=="}]}"#;
        let laid_out = b"{\r\n \"payload\": \"e30=\"\n}\n";
        let (said, text) = bundled(&[one, laid_out]);
        assert_eq!(said, Bundled { written: 2, unreadable: 0 });
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines, [std::str::from_utf8(one).unwrap(), "{ \"payload\": \"e30=\"}"]);
        assert!(text.ends_with("}\n"));
    }

    #[test]
    fn what_is_no_json_is_left_out_and_counted() {
        let (said, text) = bundled(&[b"{\"a\":1}\n{\"a\":2}", b"{\"a\":1,\"a\":2}", b"", b"{}"]);
        assert_eq!((said, text.as_str()), (Bundled { written: 1, unreadable: 3 }, "{}\n"));
    }
}
