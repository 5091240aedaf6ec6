//! Ed25519 keys in the text forms of C2SP signed notes: `vkey` for who verifies, `skey` for who signs.
//!
//! A vkey is `<name>+<key hash>+<base64(0x01 ‖ 32 bytes)>`, an skey `PRIVATE+KEY+<name>+<key hash>+<base64(0x01 ‖ 32 bytes of
//! seed)>`; the key hash is the first four bytes of `SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key)`, in eight lower-case hex digits (C2SP
//! signed-note). Signatures are verified by `verify_strict`: no key of small order, no second encoding.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::hash::{self, Hash};
use crate::text;

/// The signature type of C2SP for Ed25519.
const ED25519: u8 = 1;
/// The signature type of C2SP for Ed25519 cosignatures with a time.
pub(crate) const COSIGNATURE: u8 = 4;
/// Bytes of a key's name: a name is an origin, which is short.
const MAX_NAME: usize = 256;

/// Why a text is not a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not the parts that such a text has.
    #[error("not a key of the form {0}")]
    Form(&'static str),
    /// A name that a signature line cannot hold.
    #[error("not the name of a key: 1 to 256 bytes, without spaces, `+` and control characters")]
    Name,
    /// A type of signature other than Ed25519.
    #[error(
        "not an Ed25519 key: the type of its signatures is 0x{0:02x}, and 0x01 is the one that is verified"
    )]
    Type(u8),
    /// The hash in the text is not that of the name and the key.
    #[error("the key hash does not fit the name and the key: a part of the text was changed")]
    KeyHash,
    /// No point of the curve, or one that verifies anything.
    #[error("not an Ed25519 public key, or one of small order, for which anybody can sign")]
    Point,
}

/// The first four bytes of a hash over name, type and key: it finds a key, and proves nothing.
pub type KeyHash = [u8; 4];

/// A public key with its name.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    public: VerifyingKey,
}

/// A private key with its name. Its text form and its debugging form differ: the latter shows the name alone.
#[derive(Clone)]
pub struct SignerKey {
    name: String,
    secret: SigningKey,
}

impl VerifierKey {
    /// A key of 32 bytes under a name.
    ///
    /// # Errors
    /// A name that no signature line can hold, or bytes that are no key, or a weak one.
    pub fn new(name: &str, public: &[u8; 32]) -> Result<Self, KeyError> {
        check_name(name)?;
        let public = VerifyingKey::from_bytes(public).map_err(|_| KeyError::Point)?;
        // A point has encodings that are not canonical: taking them would give one key two identities.
        if public.is_weak() || public.to_edwards().compress().to_bytes() != public.to_bytes() {
            return Err(KeyError::Point);
        }
        Ok(Self { name: name.to_owned(), public })
    }

    /// Reads a vkey.
    ///
    /// # Errors
    /// Another form or type, or a key hash that does not fit.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        Self::parse_type(text, ED25519)
    }

    /// Reads a vkey of a type whose keys are those of Ed25519.
    pub(crate) fn parse_type(text: &str, kind: u8) -> Result<Self, KeyError> {
        let (name, stated, public) = parts(text, "name+hash+key", kind)?;
        let key = Self::new(name, &public)?;
        if key_hash(&key.name, kind, key.public()) == stated { Ok(key) } else { Err(KeyError::KeyHash) }
    }

    /// The vkey for a type.
    pub(crate) fn to_type(&self, kind: u8) -> String {
        let key = [&[kind], self.public.as_bytes().as_slice()].concat();
        format!("{}+{}+{}", self.name, hash::hex(&self.hash_of(kind)), STANDARD.encode(key))
    }

    /// The key hash for a type.
    pub(crate) fn hash_of(&self, kind: u8) -> KeyHash {
        key_hash(&self.name, kind, self.public.as_bytes())
    }

    /// The name under which the key signs.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The 32 bytes of the public key.
    #[must_use]
    pub fn public(&self) -> &[u8; 32] {
        self.public.as_bytes()
    }

    /// What tells keys apart: the SHA-256 of the public key, whatever its name.
    #[must_use]
    pub fn id(&self) -> Hash {
        Hash::of(self.public.as_bytes())
    }

    /// The key hash, which signature lines carry.
    #[must_use]
    pub fn hash(&self) -> KeyHash {
        self.hash_of(ED25519)
    }

    /// Whether these 64 bytes are this key's signature over the message.
    #[must_use]
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.public.verify_strict(message, &signature).is_ok())
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_type(ED25519))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for VerifierKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for VerifierKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl SignerKey {
    /// The key of 32 secret bytes, which come from a source of randomness outside.
    ///
    /// # Errors
    /// A name that no signature line can hold.
    pub fn new(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        check_name(name)?;
        Ok(Self { name: name.to_owned(), secret: SigningKey::from_bytes(seed) })
    }

    /// Reads an skey.
    ///
    /// # Errors
    /// Another form or type, or a key hash that does not fit.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let form = "PRIVATE+KEY+name+hash+key";
        let rest = text.strip_prefix("PRIVATE+KEY+").ok_or(KeyError::Form(form))?;
        let (name, stated, seed) = parts(rest, form, ED25519)?;
        let key = Self::new(name, &seed)?;
        if key.verifier().hash() == stated { Ok(key) } else { Err(KeyError::KeyHash) }
    }

    /// The skey: a secret, to be shown nowhere.
    #[must_use]
    pub fn to_skey(&self) -> String {
        let key = [&[ED25519], self.secret.as_bytes().as_slice()].concat();
        let hash = hash::hex(&self.verifier().hash());
        format!("PRIVATE+KEY+{}+{hash}+{}", self.name, STANDARD.encode(key))
    }

    /// The public half.
    #[must_use]
    pub fn verifier(&self) -> VerifierKey {
        VerifierKey { name: self.name.clone(), public: self.secret.verifying_key() }
    }

    /// The 64 bytes of the signature over a message (RFC 8032: the same each time).
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.secret.sign(message).to_bytes()
    }
}

impl fmt::Debug for SignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignerKey").field("name", &self.name).finish_non_exhaustive()
    }
}

/// `SHA-256(name ‖ 0x0A ‖ type ‖ key)`, its first four bytes.
fn key_hash(name: &str, kind: u8, key: &[u8; 32]) -> KeyHash {
    let hash = Hash::of(&[name.as_bytes(), &[b'\n', kind], key].concat());
    hash.as_bytes().first_chunk().copied().unwrap_or_default()
}

/// Whether a signature line can hold a name (C2SP signed-note, "Format").
pub(crate) fn check_name(name: &str) -> Result<(), KeyError> {
    let refused = |c: char| c.is_whitespace() || c == '+';
    if name.is_empty() || name.len() > MAX_NAME || name.contains(refused) || text::check(name).is_err() {
        return Err(KeyError::Name);
    }
    Ok(())
}

/// Name, hash and 32 bytes of a key's text. Base64 has a `+` of its own, so the first two part it.
fn parts<'t>(text: &'t str, form: &'static str, kind: u8) -> Result<(&'t str, KeyHash, [u8; 32]), KeyError> {
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(hash), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(KeyError::Form(form));
    };
    let hash = hash::bytes_of_hex::<4>(hash).ok_or(KeyError::Form(form))?;
    let key = STANDARD.decode(key).map_err(|_| KeyError::Form(form))?;
    match key.split_first() {
        Some((found, key)) if *found == kind => {
            Ok((name, hash, key.try_into().map_err(|_| KeyError::Form(form))?))
        }
        Some((&other, _)) => Err(KeyError::Type(other)),
        None => Err(KeyError::Form(form)),
    }
}

#[cfg(test)]
mod tests;
