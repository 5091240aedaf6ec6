//! The cipher of the people store: XChaCha20-Poly1305, whose nonces are long enough to be drawn at random, with one random key for each person.
//!
//! What is encrypted is bound to where it belongs: the pseudonym and the commitment are associated data, so that nothing opens in the place of another.

use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use ledger::commitment::Commitment;
use ledger::name::Pseudonym;

use crate::error::StoreError;

/// Bytes of a key.
pub(super) const KEY: usize = 32;
const NONCE: usize = 24;
/// Bytes that are added to a value.
pub(super) const OVERHEAD: usize = NONCE + 16;

/// The key of one person. It is shown in no message.
pub(super) struct Key([u8; KEY]);

impl Key {
    pub(super) fn new() -> Result<Self, StoreError> {
        random().map(Self)
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub(super) const fn as_bytes(&self) -> &[u8; KEY] {
        &self.0
    }

    /// The nonce, then the encrypted bytes with their tag; nothing if there are too many bytes for the cipher.
    pub(super) fn seal(
        &self,
        person: &Pseudonym,
        commitment: &Commitment,
        bytes: &[u8],
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let nonce: [u8; NONCE] = random()?;
        let aad = associated(person, commitment);
        let payload = Payload { msg: bytes, aad: &aad };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload).ok();
        Ok(sealed.map(|sealed| [nonce.as_slice(), &sealed].concat()))
    }

    /// The bytes, if they were sealed with this key for this place.
    pub(super) fn open(&self, person: &Pseudonym, commitment: &Commitment, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let aad = associated(person, commitment);
        self.cipher().decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: &aad }).ok()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.0.into())
    }
}

/// Bytes of the system's source of randomness.
pub(super) fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::Random(error.to_string()))?;
    Ok(bytes)
}

/// Both have one length each, so that no two pairs look the same.
fn associated(person: &Pseudonym, commitment: &Commitment) -> Vec<u8> {
    format!("releasegate/person/v1\0{person}\0{commitment}").into_bytes()
}

#[cfg(test)]
mod tests {
    use ledger::name::Line;
    use ledger::origin::Origin;

    use super::*;

    fn commitment(field: &str) -> Commitment {
        let (origin, person) = (Origin::parse("github.com/1/2/d").unwrap(), person(1));
        let salt = ledger::commitment::Salt::new(random().unwrap()).unwrap();
        let field = Line::new(field).unwrap();
        ledger::commitment::Disclosure::new(origin, person, field, salt, "x".to_owned()).unwrap().commitment()
    }

    fn person(number: u8) -> Pseudonym {
        Pseudonym::new(format!("p-{number:032x}")).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_with_its_key_in_its_place_alone() {
        let (key, one, two) = (Key::new().unwrap(), commitment("name"), commitment("login"));
        let sealed = key.seal(&person(1), &one, b"Ada").unwrap().unwrap();
        assert_eq!(sealed.len(), 3 + OVERHEAD);
        assert_eq!(key.open(&person(1), &one, &sealed).unwrap(), b"Ada");
        assert!(key.open(&person(2), &one, &sealed).is_none() && key.open(&person(1), &two, &sealed).is_none());
        assert!(Key::new().unwrap().open(&person(1), &one, &sealed).is_none());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(key.open(&person(1), &one, &changed).is_none(), "{at}");
            assert!(key.open(&person(1), &one, &sealed[..at]).is_none(), "{at}");
        }
        // The same value twice is two texts that share nothing.
        assert_ne!(key.seal(&person(1), &one, b"Ada").unwrap().unwrap()[..24], sealed[..24]);
    }
}
