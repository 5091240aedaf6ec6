//! SHA-256 values, and the two ways in which RFC 6962 hashes: a leaf and a node never have the same input.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

/// A SHA-256 value. As text it is 64 lower-case hex digits; checkpoints write it in base64.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hash([u8; 32]);

/// Why a text is not a SHA-256 value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a SHA-256 value: write it as {0}")]
pub struct HashError(&'static str);

impl Hash {
    /// 32 zero bytes: what stands for the leaf before the first one. No input is known that hashes to it.
    pub const ZERO: Self = Self([0; 32]);

    /// SHA-256 of bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The value with these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The hash of a leaf: `SHA-256(0x00 ‖ entry)` (RFC 6962, 2.1).
    #[must_use]
    pub fn leaf(entry: &[u8]) -> Self {
        Self(Sha256::new().chain_update([0]).chain_update(entry).finalize().into())
    }

    /// The hash of an inner node: `SHA-256(0x01 ‖ left ‖ right)` (RFC 6962, 2.1).
    #[must_use]
    pub fn node(left: &Self, right: &Self) -> Self {
        Self(Sha256::new().chain_update([1]).chain_update(left.0).chain_update(right.0).finalize().into())
    }

    /// The root of a tree without leaves: SHA-256 of nothing (RFC 6962, 2.1).
    #[must_use]
    pub fn empty_root() -> Self {
        Self::of(&[])
    }

    /// Reads 64 lower-case hex digits.
    ///
    /// # Errors
    /// Anything else, upper case too: a value has one text.
    pub fn parse_hex(text: &str) -> Result<Self, HashError> {
        bytes_of_hex(text).map(Self).ok_or(HashError("64 lower-case hex digits"))
    }

    /// The base64 of the 32 bytes, with padding (RFC 4648, section 4).
    #[must_use]
    pub fn base64(&self) -> String {
        STANDARD.encode(self.0)
    }

    /// Reads the base64 of 32 bytes.
    ///
    /// # Errors
    /// Another alphabet, no padding, bits beyond the last byte, or another length.
    pub fn parse_base64(text: &str) -> Result<Self, HashError> {
        let error = HashError("the base64 of 32 bytes, with padding");
        let bytes = STANDARD.decode(text).map_err(|_| error.clone())?;
        bytes.try_into().map(Self).map_err(|_| error)
    }
}

/// Bytes as lower-case hex digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The bytes of exactly `2 * N` lower-case hex digits.
pub(crate) fn bytes_of_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        for digit in pair {
            let value = match digit {
                b'0'..=b'9' => digit - b'0',
                b'a'..=b'f' => digit - b'a' + 10,
                _ => return None,
            };
            *byte = (*byte << 4) | value;
        }
    }
    Some(bytes)
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse_hex(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_one_text_in_each_alphabet() {
        let hash = Hash::of(b"abc");
        // FIPS 180-2, appendix B.1.
        let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hash.to_string(), hex);
        assert_eq!(Hash::parse_hex(hex).unwrap(), hash);
        assert_eq!(Hash::parse_base64(&hash.base64()).unwrap(), hash);
        for wrong in [&hex.to_uppercase(), &hex[1..], &format!("{hex}0"), &format!(" {}", &hex[1..])] {
            assert!(Hash::parse_hex(wrong).is_err(), "{wrong}");
        }
        let base64 = hash.base64();
        // The last digit before the padding has two bits that no byte holds.
        let loose = format!("{}{}=", &base64[..42], (base64.as_bytes()[42] + 1) as char);
        for wrong in
            [base64.trim_end_matches('=').to_owned(), loose, base64.replace('=', " "), base64[4..].to_owned()]
        {
            assert!(Hash::parse_base64(&wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn attack_17_a_leaf_and_a_node_never_hash_the_same_bytes() {
        let (left, right) = (Hash::of(b"l"), Hash::of(b"r"));
        let node = [left.as_bytes().as_slice(), right.as_bytes()].concat();
        // Whoever offers the two children as an entry gets another hash than that of their parent.
        assert_ne!(Hash::leaf(&node), Hash::node(&left, &right));
        assert_eq!(Hash::leaf(&node), Hash::of(&[&[0][..], &node].concat()));
        assert_eq!(Hash::node(&left, &right), Hash::of(&[&[1][..], &node].concat()));
        assert_ne!(Hash::leaf(b""), Hash::empty_root());
    }
}
