//! Keys that are secrets: they come with a run and stand in no policy.

use ledger::hash::Hash;
use ledger::origin::Origin;
use ledger::signer::SignerKey;
use runner::{InputError, Inputs};

use crate::veil::Veil;

/// The keys of a run.
#[derive(Debug, Default)]
pub struct Secrets {
    pub(crate) signers: Vec<SignerKey>,
    veil: Option<Hidden>,
}

/// Bytes that nobody sees.
struct Hidden([u8; 32]);

impl std::fmt::Debug for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hidden(…)")
    }
}

impl Secrets {
    /// Reads `signing-key` and `people-key`.
    ///
    /// # Errors
    /// A text that is no key; it is never quoted, as it may be one with a slip in it.
    pub fn read(inputs: &Inputs) -> Result<Self, InputError> {
        Self::parse(inputs.text("signing-key"), inputs.text("people-key"))
    }

    /// Reads keys, one a line, and the hex digits that hide people.
    ///
    /// # Errors
    /// As [`Secrets::read`].
    pub fn parse(signing: &str, people: &str) -> Result<Self, InputError> {
        let lines = signing.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let keys: Result<Vec<SignerKey>, _> = lines.map(SignerKey::parse).collect();
        let signers =
            keys.map_err(|error| InputError::new("signing-key", format!("holds a line that is {error}")))?;
        let veil = match people.trim() {
            "" => None,
            text => {
                let hash = Hash::parse_hex(text).map_err(|_| {
                    InputError::new("people-key", "is no 64 hex digits: make one with `openssl rand -hex 32`")
                })?;
                Some(Hidden(*hash.as_bytes()))
            }
        };
        Ok(Self { signers, veil })
    }

    /// What hides people in a ledger.
    ///
    /// # Errors
    /// No key to hide them by.
    pub(crate) fn veil(&self, origin: &Origin) -> Result<Veil, InputError> {
        match (&self.veil, self.signers.first()) {
            (Some(key), _) => Ok(Veil::new(key.0, origin)),
            (None, Some(signer)) => Ok(Veil::of_signer(signer, origin)),
            (None, None) => Err(InputError::new("people-key", "is missing: people are hidden by it")),
        }
    }

    /// A key signs for the ledger whose name it bears (C2SP, tlog-checkpoint): another one's signature would count for nobody.
    pub(crate) fn check_names(&self, origin: &Origin, tool: &str) -> Result<(), InputError> {
        let ledger = origin.ledger().to_string();
        if self.signers.iter().all(|signer| signer.verifier().name() == ledger) {
            return Ok(());
        }
        let message = format!(
            "holds a key of another ledger: make one with `{tool} key --ledger {ledger}`, or give `ledger`"
        );
        Err(InputError::new("signing-key", message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_key_is_refused_and_never_shown() {
        let wrong = Secrets::parse("PRIVATE+KEY+secret", "").unwrap_err().to_string();
        assert!(wrong.contains("signing-key") && !wrong.contains("secret"), "{wrong}");
        let wrong = Secrets::parse("", "00ff").unwrap_err().to_string();
        assert!(wrong.contains("people-key") && !wrong.contains("00ff"), "{wrong}");
        let kept = Secrets::parse("# none\n", &"ab".repeat(32)).unwrap();
        assert!(!format!("{kept:?}").contains("abab"));
    }
}
