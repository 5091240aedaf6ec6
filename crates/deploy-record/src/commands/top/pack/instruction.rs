//! The page that somebody reads first who was sent a pack: what to do, what each answer means, and whose word everything is.

use super::beside::Verifier;
use crate::commands::top::source::Source;
use crate::commands::top::unpack::REPORT;

/// The page.
pub(super) fn page<'f>(
    source: &Source,
    is_part: bool,
    trusted: bool,
    verifier: Option<&Verifier>,
    mut files: impl Iterator<Item = &'f String>,
) -> String {
    let what = if is_part { "A part of a record" } else { "A record" };
    format!(
        "{what} of deployments and approvals: {}\n\n{}\n\
         1. GET THE KEYS BY ANOTHER WAY\n\n{}\n\
         2. GET THE VERIFIER\n\n{}\n\
         3. VERIFY, WITHOUT A NETWORK\n\n{}\n\
         4. WHAT IS WHERE\n\n{}\n{}\
         Everything in this pack but store/ and part/ is the packer's word, this page too: only what the verifier says of these is proven,\n\
         and only by keys that came to you by another way.\n",
        source.ledger,
        heads(source),
        keys(trusted),
        tool(verifier),
        commands(verifier),
        laid_out(is_part),
        if files.any(|name| name == REPORT) {
            "report.html is the report as the packer's program made it: compare what it says with what the verifier says.\n"
        } else {
            ""
        },
    )
}

fn heads(source: &Source) -> String {
    let line = |shard: &crate::commands::top::source::Shard| {
        let origin = shard.place.store.origin();
        format!("  {origin}\n    {} entries, root {}\n", shard.head.size(), shard.head.root())
    };
    source.shards.iter().map(line).collect()
}

fn keys(trusted: bool) -> &'static str {
    if trusted {
        "Whose signatures count stands in a trust document. packer/trust.json is the one that the packer used. It proves nothing by lying\n\
         here: whoever could change the pack could change it too. Ask the organisation for its own by another way, and use that one.\n"
    } else {
        "Whose signatures count stands in a trust document. There is none in this pack: ask the organisation for it by another way.\n"
    }
}

fn tool(verifier: Option<&Verifier>) -> String {
    let Some(verifier) = verifier else {
        return "There is none in this pack: take deploy-record from a release of the project, or build it, or write one from FORMAT.md.\n"
            .to_owned();
    };
    format!(
        "{}\n  SHA-256 {}\n\n\
         It needs nothing but itself. It proves nothing by lying here either: before you run it, compare its SHA-256 (sha256sum) with that\n\
         of the release that it is said to be of, or take another deploy-record, which you fetched or built yourself, or write one\n\
         from FORMAT.md. A verifier that somebody changed can say what they like.\n",
        verifier.path, verifier.digest
    )
}

fn commands(verifier: Option<&Verifier>) -> String {
    let program = match verifier {
        Some(verifier) => format!("./{}", verifier.path),
        None => "deploy-record".to_owned(),
    };
    let ready = if verifier.is_some() { format!("  chmod +x {program}\n") } else { String::new() };
    format!(
        "Unpack it, and beside what you unpacked:\n\n{ready}\
         \x20 {program} verify --pack THIS-FILE.zip --trust TRUST.json\n\
         \x20 {program} verify deployed --pack THIS-FILE.zip --trust TRUST.json --environment NAME --at 2026-11-22T10:00:00Z\n\
         \x20 {program} show latest --pack THIS-FILE.zip --trust TRUST.json\n\n\
         On Linux, `unshare -rn` before a command takes the network away from it. Each ends with 0 for what is proven, 1 for what is\n\
         faulty, 3 for what nobody vouches for, 4 for what cannot be read. Where the trust document is out of date by now, --as-of TIME\n\
         uses it as of that moment.\n"
    )
}

fn laid_out(is_part: bool) -> &'static str {
    if is_part {
        "part/ holds entries (.json), what was signed (.dsse), and beside each its proof (.proof, c2sp.org/tlog-proof@v1): that it is in the\n\
         ledger whose signed checkpoint stands in the proof. Whoever packed it chose which: what was left out does not show.\n\
         FORMAT.md describes every byte, so that another verifier can be written; schemas/ holds the JSON Schema of what was signed.\n"
    } else {
        "store/ is laid out as a ledger in a folder: entries/ holds entries (.json) and what was signed (.dsse) by index, evidence/ holds\n\
         bytes by their SHA-256, idem/ the index of each idempotency key, and head the signed checkpoint. All entries are here, so that\n\
         its root is computed from them, and none needs a proof of its own.\n\
         FORMAT.md describes every byte, so that another verifier can be written; schemas/ holds the JSON Schema of what was signed.\n"
    }
}
