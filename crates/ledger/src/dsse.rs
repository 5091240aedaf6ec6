//! DSSE v1.0.2: a signature over exactly the bytes of a payload and over what kind of payload it is.
//!
//! What is signed is the pre-authentication encoding `DSSEv1 SP <length of type> SP <type> SP <length of payload> SP <payload>`, lengths
//! in decimal and in bytes. The envelope is JSON: `payload` and each `sig` in standard base64 with padding, `payloadType`, and
//! `signatures` with an optional `keyid`, which is a hint and decides nothing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::hash::Hash;
use crate::json::{self, JsonError, Limits};
use crate::signer::{SignerKey, VerifierKey};

/// The one type of payload that is taken: an in-toto Statement (in-toto attestation framework, envelope v1).
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
/// Signatures of an envelope.
pub const MAX_SIGNATURES: usize = 16;

/// Why an envelope is refused.
#[derive(Debug, thiserror::Error)]
pub enum EnvelopeError {
    /// Not JSON of the strict profile.
    #[error("not an envelope: {0}")]
    Json(#[from] JsonError),
    /// A member that is missing, unknown, or of another shape.
    #[error("not an envelope: {0}")]
    Shape(serde_json::Error),
    /// Another type of payload.
    #[error("the payload is a `{}`, and {PAYLOAD_TYPE} is the one that is taken", .0.escape_debug())]
    PayloadType(String),
    /// Not standard base64 with padding.
    #[error("{0} is not standard base64 with padding")]
    Base64(&'static str),
    /// No signature, or more than the limit.
    #[error("{0} signatures: an envelope has 1 to {MAX_SIGNATURES}")]
    Signatures(usize),
    /// The payload is larger than a Statement may be.
    #[error("the payload has {0} bytes, and {limit} are the limit", limit = Limits::PAYLOAD.bytes)]
    PayloadSize(usize),
    /// No signature is by one of the keys.
    #[error("no key that may sign this has signed it")]
    NoSigner,
}

/// An envelope as it was read. Its payload is not to be believed before [`Envelope::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    payload: Vec<u8>,
    signatures: Vec<EnvelopeSignature>,
}

/// One signature of an envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvelopeSignature {
    /// Which key it says to be by: a hint, unauthenticated. This suite writes [`VerifierKey::id`].
    pub keyid: Option<String>,
    /// The signature.
    pub bytes: Vec<u8>,
}

/// The JSON of an envelope.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Written {
    payload: String,
    payload_type: String,
    signatures: Vec<WrittenSignature>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSignature {
    #[serde(skip_serializing_if = "Option::is_none")]
    keyid: Option<String>,
    sig: String,
}

/// What is signed for a payload of a type.
#[must_use]
pub fn pae(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let head = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len());
    [head.as_bytes(), payload].concat()
}

impl Envelope {
    /// Signs exactly these bytes with each key, in order.
    ///
    /// # Errors
    /// A payload beyond the limit, or not 1 to 16 keys.
    pub fn sign(payload: Vec<u8>, keys: &[&SignerKey]) -> Result<Self, EnvelopeError> {
        let message = pae(PAYLOAD_TYPE, &payload);
        let signatures = keys.iter().map(|key| EnvelopeSignature {
            keyid: Some(key.verifier().id().to_string()),
            bytes: key.sign(&message).to_vec(),
        });
        Self { payload, signatures: signatures.collect() }.within_limits()
    }

    /// Reads an envelope.
    ///
    /// # Errors
    /// JSON out of the profile, unknown members, another type of payload, another base64, or more than the limits.
    pub fn parse(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        let value = json::read(bytes, Limits::ENVELOPE)?;
        let written = json::typed::<Written>(&value).map_err(EnvelopeError::Shape)?;
        if written.payload_type != PAYLOAD_TYPE {
            return Err(EnvelopeError::PayloadType(written.payload_type));
        }
        let payload = STANDARD.decode(&written.payload).map_err(|_| EnvelopeError::Base64("the payload"))?;
        let signatures = written.signatures.into_iter().map(|signature| {
            let bytes = STANDARD.decode(&signature.sig).map_err(|_| EnvelopeError::Base64("a signature"))?;
            Ok(EnvelopeSignature { keyid: signature.keyid, bytes })
        });
        Self { payload, signatures: signatures.collect::<Result<_, EnvelopeError>>()? }.within_limits()
    }

    fn within_limits(self) -> Result<Self, EnvelopeError> {
        if !(1..=MAX_SIGNATURES).contains(&self.signatures.len()) {
            return Err(EnvelopeError::Signatures(self.signatures.len()));
        }
        if self.payload.len() > Limits::PAYLOAD.bytes {
            return Err(EnvelopeError::PayloadSize(self.payload.len()));
        }
        Ok(self)
    }

    /// The bytes of the envelope as this suite stores them, in RFC 8785. An envelope by others keeps the bytes that it came with.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let signatures = self.signatures.iter().map(|signature| WrittenSignature {
            keyid: signature.keyid.clone(),
            sig: STANDARD.encode(&signature.bytes),
        });
        let written = Written {
            payload: STANDARD.encode(&self.payload),
            payload_type: PAYLOAD_TYPE.to_owned(),
            signatures: signatures.collect(),
        };
        // Texts and lists alone: they always have canonical bytes.
        verdict::canonical::bytes(&written).unwrap_or_default()
    }

    /// The signatures, verified or not.
    #[must_use]
    pub fn signatures(&self) -> &[EnvelopeSignature] {
        &self.signatures
    }

    /// Which of the keys signed, each key once and in their order, with the bytes that they signed.
    ///
    /// Every key is tried on every signature: who forges a hint gains nothing. The payload that is returned is the one that was
    /// verified, so that nobody reads another.
    ///
    /// # Errors
    /// None of the keys signed.
    pub fn verify<'k>(&self, keys: &[&'k VerifierKey]) -> Result<Verified<'_, 'k>, EnvelopeError> {
        let message = pae(PAYLOAD_TYPE, &self.payload);
        let mut signers: Vec<&VerifierKey> = Vec::new();
        for key in keys {
            let known = |signer: &&VerifierKey| signer.public() == key.public();
            if !signers.iter().any(known) && self.tried(key).any(|bytes| key.verify(&message, bytes)) {
                signers.push(key);
            }
        }
        if signers.is_empty() {
            return Err(EnvelopeError::NoSigner);
        }
        Ok(Verified { payload: &self.payload, signers })
    }

    /// The signatures that may be by a key, the one that says so first.
    fn tried(&self, key: &VerifierKey) -> impl Iterator<Item = &[u8]> {
        let id = key.id().to_string();
        let hinted = move |signature: &&EnvelopeSignature| signature.keyid.as_deref() == Some(id.as_str());
        let first = self.signatures.iter().filter(hinted.clone());
        first
            .chain(self.signatures.iter().filter(move |signature| !hinted(signature)))
            .map(|one| one.bytes.as_slice())
    }

    /// SHA-256 of what is signed: it names the payload whatever its signatures are.
    #[must_use]
    pub fn payload_hash(&self) -> Hash {
        Hash::of(&self.payload)
    }
}

/// What was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified<'e, 'k> {
    /// The bytes that were signed.
    pub payload: &'e [u8],
    /// By whom, each key once.
    pub signers: Vec<&'k VerifierKey>,
}

#[cfg(test)]
mod tests;
