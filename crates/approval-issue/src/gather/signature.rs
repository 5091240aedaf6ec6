//! SSH signatures of votes (level L2), as `ssh-keygen -Y sign -n approval-issue` makes them: over all that stands above it in the comment and the digest
//! of the request, so that a signature is good for no other word, meaning, reason, answer or request; and once, in the first comment that bears it.
//!
//! Whose key is whose stands in `.github/releasegate-signers`, a file of allowed signers (ssh-keygen(1), ALLOWED SIGNERS) that is read where the
//! policy is read. Its principals are numbers of accounts: `account:583231`. The check is `ssh-keygen -Y verify` itself; without that program no
//! signature holds.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use approval::command::{self, Line};
use approval::facts::Signed;
use approval::people::AccountId;
use approval::policy::Level;
use approval::thread::Comment;

/// Where the file of allowed signers lies.
pub const PATH: &str = ".github/releasegate-signers";
/// What signatures are made for.
pub const NAMESPACE: &str = "approval-issue";

const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----";
const END: &str = "-----END SSH SIGNATURE-----";
/// Bytes of a signature: one of RSA with 16 384 bits has some 6 000.
const LONGEST: usize = 16 * 1024;
/// Signatures of one person that are checked of one request: the newest.
const MOST: usize = 20;

/// The bytes that a vote's signature is over: all that is written above it, and the request's digest.
#[must_use]
pub fn message(written: &str, digest: &str) -> String {
    let lines: Vec<&str> = written.trim_end().lines().map(str::trim_end).collect();
    format!("{}\nsha256:{digest}\n", lines.join("\n"))
}

/// The signatures of all votes that bear one, and what keeps those from signing who have no key. `allowed` are the bytes of the file of allowed signers.
#[must_use]
pub fn signed(comments: &[Comment], digest: &str, allowed: &[u8]) -> Vec<Signed> {
    let votes = comments.iter().filter_map(|comment| {
        let by = comment.author.as_ref()?.id?;
        let is_vote = matches!(
            command::read(&comment.body),
            Line::Command(command::Command::Approve { .. } | command::Command::BreakGlass { .. })
        );
        (is_vote && (comment.body.contains(BEGIN) || !has_key(allowed, by))).then_some((comment, by))
    });
    let votes: Vec<(&Comment, AccountId)> = votes.collect();
    let written = |comment: &Comment| message(comment.body.split(BEGIN).next().unwrap_or_default(), digest);
    let one = |(at, (comment, by)): (usize, &(&Comment, AccountId))| {
        let later = votes.iter().skip(at.saturating_add(1)).filter(|(_, other)| other == by).count();
        let mut earlier = votes.iter().take(at).filter(|(_, other)| other == by);
        let checked = if !has_key(allowed, *by) {
            Err(format!(
                "{PATH} has no key for `account:{}`: it has to stand there before anything is signed",
                by.0
            ))
        } else if later >= MOST {
            Err(format!("the same account signed {MOST} comments after it"))
        } else if earlier.any(|(other, _)| written(other) == written(comment)) {
            // Whoever finds a signature in a comment could write it again, though its author took it back.
            Err("the same was signed in an earlier comment: change a word of the reason and sign anew"
                .to_owned())
        } else {
            check(comment, *by, digest, allowed)
        };
        Signed {
            comment: comment.id,
            level: Level::Ssh,
            by: *by,
            request: Some(digest.to_owned()),
            problem: checked.err(),
        }
    };
    votes.iter().enumerate().map(one).collect()
}

/// Whether the file names the account at all: what anybody can write a thousand times is not handed to a program. A pattern may stand for any
/// account.
pub(crate) fn has_key(allowed: &[u8], by: AccountId) -> bool {
    let text = String::from_utf8_lossy(allowed);
    let principals = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    let mut principals = principals.filter_map(|line| line.split_whitespace().next());
    let own = format!("account:{}", by.0);
    principals.any(|line| line.split(',').any(|one| one.trim_matches('"') == own || one.contains(['*', '?'])))
}

/// Why a signature does not hold.
fn check(comment: &Comment, by: AccountId, digest: &str, allowed: &[u8]) -> Result<(), String> {
    let armor = armor(&comment.body)?;
    let written = comment.body.split(BEGIN).next().unwrap_or_default();
    let failed = |error: std::io::Error| format!("its signature could not be checked: {error}");
    let folder = tempfile::tempdir().map_err(failed)?;
    let (signers, signature) = (folder.path().join("signers"), folder.path().join("signature"));
    std::fs::write(&signers, allowed).map_err(failed)?;
    std::fs::write(&signature, armor).map_err(failed)?;
    let holds =
        verify(&signers, &signature, by, &moment(comment), &message(written, digest)).map_err(failed)?;
    let wrong = || {
        format!(
            "its signature is not of a key that {PATH} allows `account:{}`, over what stands above it and the request's digest",
            by.0
        )
    };
    if holds { Ok(()) } else { Err(wrong()) }
}

/// The one signature in a text.
fn armor(body: &str) -> Result<String, String> {
    let (Some(from), Some(to)) = (body.find(BEGIN), body.find(END)) else {
        return Err("its signature has no end".to_owned());
    };
    let found = body.get(from..to.saturating_add(END.len())).ok_or("its signature ends before it begins")?;
    if body.matches(BEGIN).count() > 1 || body.matches(END).count() > 1 {
        return Err("it bears more than one signature".to_owned());
    }
    if found.len() > LONGEST {
        return Err(format!("its signature has more than {LONGEST} bytes"));
    }
    // GitHub gives line ends back as they were sent.
    Ok(format!("{}\n", found.replace("\r\n", "\n")))
}

/// The moment of the comment, for keys that were allowed for a time.
fn moment(comment: &Comment) -> String {
    comment
        .created
        .to_string()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .filter(|letter| *letter != 'T')
        .collect()
}

fn verify(
    signers: &Path,
    signature: &Path,
    by: AccountId,
    moment: &str,
    message: &str,
) -> std::io::Result<bool> {
    let mut command = Command::new("ssh-keygen");
    command.args(["-Y", "verify", "-n", NAMESPACE, "-I", &format!("account:{}", by.0)]);
    command.arg(format!("-Overify-time={moment}")).arg("-f").arg(signers).arg("-s").arg(signature);
    // Nothing of the run's environment, in which secrets are, but where programs are.
    command.env_clear().envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    if let Some(mut input) = child.stdin.take() {
        // Whoever refuses the signature may not read the message to its end.
        let _refused = input.write_all(message.as_bytes());
    }
    Ok(child.wait()?.success())
}

#[cfg(test)]
mod tests;
