//! The bytes of a log as UTF-8. RFC 8259 asks for UTF-8; scanners under Windows write marks of byte order and UTF-16.

use std::borrow::Cow;

use crate::error::{ReadError, ReadErrorCode};
use crate::limits::Limits;

/// The text of `bytes`, borrowed where they are UTF-8, without a mark of byte order.
pub(crate) fn decode<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Cow<'a, [u8]>, ReadError> {
    // Spans are 32 bits wide, so no limit may go beyond them.
    let most = limits.bytes.min(u32::MAX as usize - 1);
    if bytes.len() > most {
        let message = format!(
            "the log has {} bytes, and {most} are read at most; split it or raise the limit",
            bytes.len()
        );
        return Err(ReadError::at(&[], 0, ReadErrorCode::TooLarge, message));
    }
    let text = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => Cow::Borrowed(utf8(rest)?),
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => return Err(encoding(0, "the log is UTF-32")),
        [0xFF, 0xFE, rest @ ..] => Cow::Owned(utf16(rest, u16::from_le_bytes)?),
        [0xFE, 0xFF, rest @ ..] => Cow::Owned(utf16(rest, u16::from_be_bytes)?),
        // JSON begins with an ASCII character, so a zero beside it tells the order of the bytes (RFC 4627, section 3).
        [first, 0, ..] if *first != 0 => Cow::Owned(utf16(bytes, u16::from_le_bytes)?),
        [0, second, ..] if *second != 0 => Cow::Owned(utf16(bytes, u16::from_be_bytes)?),
        _ => Cow::Borrowed(utf8(bytes)?),
    };
    if text.len() > most {
        let message = format!(
            "the log has {} bytes as UTF-8, and {most} are read at most; split it or raise the limit",
            text.len()
        );
        return Err(ReadError::at(&[], 0, ReadErrorCode::TooLarge, message));
    }
    Ok(text)
}

fn utf8(bytes: &[u8]) -> Result<&[u8], ReadError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.as_bytes()),
        Err(error) => {
            let message = "this is not UTF-8; write the log as UTF-8 or UTF-16";
            Err(ReadError::at(bytes, error.valid_up_to(), ReadErrorCode::Encoding, message))
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Vec<u8>, ReadError> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(encoding(bytes.len(), "the log is UTF-16 and ends within a character"));
    }
    let mut text = Vec::with_capacity(bytes.len() / 2 + bytes.len() / 16);
    let mut buffer = [0; 4];
    for character in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match character {
            Ok(character) => text.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes()),
            Err(_) => {
                let message = "half of a UTF-16 pair stands alone here; write the log as UTF-8";
                return Err(ReadError::at(&text, text.len(), ReadErrorCode::Encoding, message));
            }
        }
    }
    Ok(text)
}

fn encoding(byte: usize, what: &str) -> ReadError {
    ReadError::at(&[], byte, ReadErrorCode::Encoding, format!("{what}; write it as UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(text: &str, mark: bool, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        let mark = mark.then_some(0xFEFF);
        mark.into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
    }

    #[test]
    fn utf16_of_either_order_with_and_without_mark_reads_as_utf8() {
        let text = r#"{"message":"käse 🧀"}"#;
        for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            for mark in [true, false] {
                let decoded = decode(&units(text, mark, bytes), &Limits::default()).unwrap().into_owned();
                assert_eq!(decoded, text.as_bytes());
            }
        }
    }

    #[test]
    fn a_mark_before_utf8_is_left_out_and_nothing_is_copied() {
        let decoded = decode(b"\xEF\xBB\xBF{}", &Limits::default()).unwrap();
        assert!(matches!(decoded, Cow::Borrowed(b"{}")));
    }

    #[test]
    fn broken_encodings_are_refused_with_their_place() {
        let error = decode(b"{\n\"\xFF\"}", &Limits::default()).unwrap_err();
        assert_eq!((error.code, error.place.line, error.place.column), (ReadErrorCode::Encoding, 2, 2));
        for bytes in [&b"\xFF\xFE{"[..], b"\xFF\xFE{\0\0\xD8", b"\xFF\xFE\0\0{\0\0\0"] {
            assert_eq!(decode(bytes, &Limits::default()).unwrap_err().code, ReadErrorCode::Encoding);
        }
    }

    #[test]
    fn more_bytes_than_allowed_are_refused_as_given_and_as_converted() {
        let limits = Limits { bytes: 10, ..Limits::default() };
        assert_eq!(decode(&[b' '; 11], &limits).unwrap_err().code, ReadErrorCode::TooLarge);
        // Five characters of three bytes in UTF-8, two in UTF-16.
        let grown = units("\u{feff}€€€€", false, u16::to_le_bytes);
        assert_eq!(decode(&grown, &limits).unwrap_err().code, ReadErrorCode::TooLarge);
    }
}
