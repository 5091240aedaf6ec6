//! What hides people in the record: a key of 32 bytes that is a secret of the organisation and lies apart from the ledger.
//!
//! Everything is HMAC-SHA-256 (RFC 2104) of that key over a purpose, the ledger's origin and the parts, each with its length before it. So runs
//! that race say the same without asking each other, and whoever has the ledger alone learns nothing: a plain SHA-256 over a comment would let
//! anybody try out what it said, since comments are short. What it costs: whoever has the key can tell whose pseudonym is whose by trying all
//! numbers, so that losing the key forgets everybody at once, and nobody alone. What one person said and is called is kept in the people
//! store, under a key of that person, and goes with it.

use hmac::{Hmac, KeyInit as _, Mac as _};
use ledger::commitment::{Commitment, Disclosure, Salt};
use ledger::hash::Hash;
use ledger::name::{Line, Pseudonym};
use ledger::origin::Origin;
use ledger::signer::SignerKey;
use sha2::Sha256;

use crate::naming::NameProblem;

const DOMAIN: &[u8] = b"releasegate/approval-record/v1\0";

/// The key that hides people, for one ledger.
#[derive(Clone)]
pub struct Veil {
    key: [u8; 32],
    origin: Origin,
}

impl std::fmt::Debug for Veil {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Veil").field("origin", &self.origin).finish_non_exhaustive()
    }
}

impl Veil {
    /// Takes the key: 32 random bytes that outlive the keys that sign.
    #[must_use]
    pub fn new(key: [u8; 32], origin: &Origin) -> Self {
        Self { key, origin: origin.ledger() }
    }

    /// A key that follows from one that signs, where there is no secret beside it: Ed25519 signs the same in the same way (RFC 8032, 5.1.6), and
    /// what is signed here is neither an envelope nor a checkpoint. Another signing key makes other pseudonyms.
    #[must_use]
    pub fn of_signer(signer: &SignerKey, origin: &Origin) -> Self {
        let message = [DOMAIN, b"veil\0", origin.ledger().to_string().as_bytes()].concat();
        Self::new(*Hash::of(&signer.sign(&message)).as_bytes(), origin)
    }

    /// Who an account is in this ledger, by its number.
    ///
    /// # Errors
    /// None that can be.
    pub fn pseudonym(&self, person: u64) -> Result<Pseudonym, NameProblem> {
        let hash = self.hidden("person", &[&person.to_string()]).to_string();
        Ok(Pseudonym::new(format!("p-{}", hash.get(..32).unwrap_or_default()))?)
    }

    /// What stands for the text of a comment, by the comment's name in GraphQL.
    #[must_use]
    pub fn text(&self, node: &str, text: &str) -> Hash {
        self.hidden("text", &[node, text])
    }

    /// Commits to a value of a person. The salt follows from the key and from where the value stands, so that it is made again the same.
    ///
    /// # Errors
    /// A value that is too long.
    pub fn commitment(
        &self,
        person: &Pseudonym,
        field: &str,
        place: &str,
        value: &str,
    ) -> Result<Commitment, NameProblem> {
        let salt = Salt::new(*self.hidden("salt", &[person.as_str(), field, place]).as_bytes())?;
        let field = Line::new(field)?;
        let disclosure = Disclosure::new(self.origin.clone(), person.clone(), field, salt, value.to_owned())?;
        Ok(disclosure.commitment())
    }

    fn hidden(&self, purpose: &str, parts: &[&str]) -> Hash {
        // HMAC takes keys of any length; the crate says so by a type that has an error.
        let Ok(mac) = Hmac::<Sha256>::new_from_slice(&self.key) else { return Hash::ZERO };
        let origin = self.origin.to_string();
        let parts = [purpose, &origin].into_iter().chain(parts.iter().copied());
        let mac = parts.fold(mac.chain_update(DOMAIN), |mac, part| {
            mac.chain_update((part.len() as u64).to_be_bytes()).chain_update(part)
        });
        Hash::from_bytes(mac.finalize().into_bytes().into())
    }
}
