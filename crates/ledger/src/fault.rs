//! What a verifier finds, each with a stable code: a fault refutes the ledger, a notice tells what somebody should look at, and what
//! is not known limits what the rest says.

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The entry, where it is one.
    pub index: Option<u64>,
    /// What kind of fault.
    pub kind: FaultKind,
    /// What was found, and what should have been.
    pub message: String,
}

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The entry.
    pub index: u64,
    /// What kind.
    pub kind: NoticeKind,
    /// What was found.
    pub message: String,
}

/// Something that cannot be known from what was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// What kind.
    pub kind: UnknownKind,
    /// What it means.
    pub message: String,
}

/// An enumeration whose variants have stable codes.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }
        }
    };
}

codes!(
    /// What refutes a ledger.
    FaultKind {
        /// The bytes of an entry are no entry.
        EntryMalformed = "entry-malformed",
        /// An entry of another ledger.
        EntryOrigin = "entry-origin",
        /// An entry at another position than its own.
        EntryIndex = "entry-index",
        /// An entry that was written after another entry than the one before it.
        EntryChain = "entry-chain",
        /// Two entries with one idempotency key.
        EntryRepeated = "entry-repeated",
        /// An entry after the seal.
        EntryAfterSeal = "entry-after-seal",
        /// The head of the shard before, where it has no place, or of another ledger.
        EntryPreviousShard = "entry-previous-shard",
        /// The envelope is not there, and no entry says that it was erased.
        EnvelopeMissing = "envelope-missing",
        /// The envelope is not the one that the entry names.
        EnvelopeDigest = "envelope-digest",
        /// The bytes of an envelope are no envelope.
        EnvelopeMalformed = "envelope-malformed",
        /// No key that may sign such a record at this entry has signed it.
        SignatureUnknown = "signature-unknown",
        /// Signed by a key that was revoked for this entry.
        SignatureRevoked = "signature-revoked",
        /// What was signed is no Statement of this format.
        StatementMalformed = "statement-malformed",
        /// The entry says something else than what was signed.
        StatementMismatch = "statement-mismatch",
        /// Recorded by a workflow run that may not record, or by none.
        RunRefused = "run-refused",
        /// It is about an entry that is not there, or that is another.
        TargetUnknown = "target-unknown",
        /// A key record that has no effect.
        KeyRefused = "key-refused",
        /// A seal of another head.
        SealHead = "seal-head",
        /// Its signer saw another history.
        ObservedHead = "observed-head",
        /// What was erased must not be.
        RedactionRefused = "redaction-refused",
        /// An event of a deployment of something else than it began with.
        DeploymentChanged = "deployment-changed",
        /// A deployment that ended begins or ends again.
        DeploymentOver = "deployment-over",
        /// An event of a request for something else than it began with.
        RequestChanged = "request-changed",
        /// An event of a request that cannot come here: before it was made, after its end, or its use without permission.
        RequestOrder = "request-order",
        /// A deployment or an outcome rests on an approval that is none.
        ApprovalUnknown = "approval-unknown",
        /// A deployment rests on an approval of something else.
        ApprovalUnfit = "approval-unfit",
        /// A deployment rests on an approval that had expired, or that came after it.
        ApprovalExpired = "approval-expired",
        /// A deployment rests on an approval that was taken back.
        ApprovalRevoked = "approval-revoked",
        /// A deployment rests on an approval by whoever deployed or wrote it.
        ApprovalOwn = "approval-own",
        /// An outcome counts one person twice.
        ApprovalTwice = "approval-twice",
        /// The bytes of a checkpoint are none.
        CheckpointMalformed = "checkpoint-malformed",
        /// No key that may sign checkpoints at this size has signed it, or a signature of one fails.
        CheckpointUnsigned = "checkpoint-unsigned",
        /// A checkpoint of another ledger.
        CheckpointOrigin = "checkpoint-origin",
        /// A signed checkpoint covers entries that are not there.
        CheckpointBeyond = "checkpoint-beyond",
        /// The entries are not those of a signed checkpoint.
        CheckpointRoot = "checkpoint-root",
        /// Too few witnesses saw the last signed head.
        CheckpointUnwitnessed = "checkpoint-unwitnessed",
        /// Two signed checkpoints of one size with different roots.
        Fork = "fork",
        /// There are fewer entries than there were before.
        Shrunk = "shrunk",
        /// The entries are not those that were there before.
        Rewritten = "rewritten",
    }
);

codes!(
    /// What somebody should look at.
    NoticeKind {
        /// Clocks differ by more than five minutes.
        ClockSkew = "clock-skew",
        /// A deployment began and has no end.
        DeploymentOpen = "deployment-open",
        /// An approval that is bound to no deployment was used for several.
        ApprovalReused = "approval-reused",
        /// A deployment rests on approvals that do not cover all of its artifacts.
        ApprovalPartial = "approval-partial",
        /// Something runs that no entry deployed.
        WorkloadUnrecorded = "workload-unrecorded",
        /// Somebody deployed against the rules.
        Overridden = "overridden",
        /// An envelope was erased, as an entry says.
        EnvelopeErased = "envelope-erased",
        /// The nodes that are kept beside an entry are not those of the entries.
        NodesDamaged = "nodes-damaged",
    }
);

codes!(
    /// What cannot be known.
    UnknownKind {
        /// Whether the entries are those that were written: no signed checkpoint covers any.
        NoCheckpoint = "no-checkpoint",
        /// Whether the last entries are those that were written, and whether some are missing.
        NotCovered = "not-covered",
        /// Whether the holder of the checkpoint key rewrote the ledger, or cut its end off.
        NoEarlierHead = "no-earlier-head",
        /// Whether others are shown the same ledger.
        NoWitness = "no-witness",
        /// What erased envelopes said.
        Erased = "erased",
        /// Whether a head in another ledger, which an entry names, is right.
        OtherLedger = "other-ledger",
    }
);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_in_kebab_case_and_differ() {
        let codes = FaultKind::ALL.iter().map(|kind| kind.code());
        let codes = codes.chain(NoticeKind::ALL.iter().map(|kind| kind.code()));
        let codes: Vec<&str> = codes.chain(UnknownKind::ALL.iter().map(|kind| kind.code())).collect();
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
        assert!(codes.iter().all(|code| code.bytes().all(|byte| byte == b'-' || byte.is_ascii_lowercase())));
    }
}
