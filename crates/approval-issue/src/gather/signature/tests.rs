use std::path::PathBuf;

use approval::people::{Account, AccountKind};
use verdict::Time;

use super::*;

const DIGEST: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const LINE: &str = "/approve as quality-release because it was tested";

/// A person's key in a folder.
struct Key {
    folder: tempfile::TempDir,
}

impl Key {
    fn new() -> Self {
        let key = Self { folder: tempfile::tempdir().unwrap() };
        let made =
            Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(key.path()).status();
        assert!(made.unwrap().success());
        key
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("key")
    }

    /// Its line in the file of allowed signers.
    fn allowed(&self, principal: &str, options: &str) -> String {
        let public = std::fs::read_to_string(self.path().with_extension("pub")).unwrap();
        format!("{principal} {options} {public}")
    }

    fn sign(&self, namespace: &str, message: &str) -> String {
        let file = self.folder.path().join("vote.txt");
        std::fs::write(&file, message).unwrap();
        let _old = std::fs::remove_file(self.folder.path().join("vote.txt.sig"));
        let mut sign = Command::new("ssh-keygen");
        sign.args(["-q", "-Y", "sign", "-n", namespace, "-f"])
            .arg(self.path())
            .arg(&file)
            .stderr(Stdio::null());
        assert!(sign.status().unwrap().success());
        std::fs::read_to_string(self.folder.path().join("vote.txt.sig")).unwrap()
    }
}

fn comment(body: &str) -> Comment {
    Comment {
        id: 7,
        node_id: "IC_7".to_owned(),
        url: String::new(),
        author: Some(Account { id: Some(AccountId(102)), login: "bob".to_owned(), kind: AccountKind::User }),
        app: None,
        created: Time::parse("2026-11-23T10:00:00Z").unwrap(),
        by_mail: false,
        edited: None,
        hidden: false,
        body: body.to_owned(),
    }
}

fn problem(body: &str, allowed: &str) -> Option<String> {
    let mut all = signed(&[comment(body)], DIGEST, allowed.as_bytes());
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0).problem
}

#[test]
fn a_signature_holds_for_its_line_request_person_namespace_and_time() {
    let (key, other) = (Key::new(), Key::new());
    let allowed = key.allowed("account:102", "namespaces=\"approval-issue\"");
    let good = key.sign(NAMESPACE, &message(LINE, DIGEST));
    assert_eq!(problem(&format!("{LINE}\n\n{good}"), &allowed), None);
    assert_eq!(problem(&format!("{LINE}\r\n\r\n{}", good.replace('\n', "\r\n")), &allowed), None);

    let wrong = [
        (format!("/approve as quality-release because it was not\n\n{good}"), "another line"),
        (format!("{LINE}\n\n{}", key.sign(NAMESPACE, &message(LINE, &"0".repeat(64)))), "another request"),
        (format!("{LINE}\n\n{}", key.sign("git", &message(LINE, DIGEST))), "another namespace"),
        (format!("{LINE}\n\n{}", other.sign(NAMESPACE, &message(LINE, DIGEST))), "another key"),
        (format!("{LINE}\n\n{good}\n{good}"), "two"),
        (format!("{LINE}\n\n{}", good.replace(END, "")), "no end"),
        (format!("{LINE}\n\n{BEGIN}\n{}\n{END}", "A".repeat(LONGEST)), "long"),
        (format!("{LINE}\n\n{END}\n{BEGIN}"), "in the wrong order"),
    ];
    for (body, what) in wrong {
        assert!(problem(&body, &allowed).is_some(), "{what}");
    }
    for allowed in [
        key.allowed("account:103", ""),
        key.allowed("account:102", "namespaces=\"git\""),
        key.allowed("account:102", "valid-before=\"20260101\""),
        key.allowed("account:102", "valid-after=\"20270101\""),
        "account:102 nonsense\n".to_owned(),
        String::new(),
    ] {
        assert!(problem(&format!("{LINE}\n\n{good}"), &allowed).is_some(), "{allowed}");
    }
    let past = key.allowed("account:102", "valid-after=\"20260101\",valid-before=\"20270101\"");
    assert_eq!(problem(&format!("{LINE}\n\n{good}"), &past), None);
}

/// What stands above the signature is signed, answers to questions too.
#[test]
fn an_answer_that_was_added_is_not_signed() {
    let key = Key::new();
    let allowed = key.allowed("account:102", "");
    let (whole, bare) = (format!("{LINE}\n- [x] tests"), key.sign(NAMESPACE, &message(LINE, DIGEST)));
    assert!(problem(&format!("{whole}\n\n{bare}"), &allowed).is_some());
    let signed = key.sign(NAMESPACE, &message(&whole, DIGEST));
    assert_eq!(problem(&format!("{whole}\n\n{signed}"), &allowed), None);
}

/// A signature that stands in a comment is there for everybody to copy.
#[test]
fn a_signature_counts_once() {
    let key = Key::new();
    let allowed = key.allowed("account:102", "");
    let body = format!("{LINE}\n\n{}", key.sign(NAMESPACE, &message(LINE, DIGEST)));
    let again = Comment { id: 8, ..comment(&body) };
    let all = signed(&[comment(&body), again], DIGEST, allowed.as_bytes());
    assert_eq!((all[0].problem.is_none(), all[1].problem.is_none()), (true, false), "{all:?}");
}

/// Whoever has no key cannot keep those who have one from being heard.
#[test]
fn a_flood_of_signatures_by_strangers_and_of_old_ones_leaves_room() {
    let key = Key::new();
    let allowed = key.allowed("account:102", "");
    let stranger = Account { id: Some(AccountId(666)), login: "mallory".to_owned(), kind: AccountKind::User };
    let noise = |at: u64| Comment {
        id: at,
        author: Some(stranger.clone()),
        ..comment(&format!("/approve because {at}\n{BEGIN}\n{END}"))
    };
    let own = |at: u64| Comment { id: at, ..comment(&format!("/approve because {at}\n{BEGIN}\n{END}")) };
    let good =
        Comment { id: 9_000, ..comment(&format!("{LINE}\n\n{}", key.sign(NAMESPACE, &message(LINE, DIGEST)))) };
    let all: Vec<Comment> = (0..500).map(noise).chain((600..640).map(own)).chain([good]).collect();
    let found = signed(&all, DIGEST, allowed.as_bytes());
    assert_eq!((found.len(), found.iter().filter(|one| one.problem.is_none()).count()), (541, 1));
    assert_eq!(found.last().unwrap().problem, None);
}

#[test]
fn what_is_no_vote_or_bears_no_signature_is_not_looked_at() {
    for body in ["/approve", "/status\n-----BEGIN SSH SIGNATURE-----", "hello\n-----BEGIN SSH SIGNATURE-----"] {
        assert_eq!(signed(&[comment(body)], DIGEST, b"account:102 ssh-ed25519 AAAA"), []);
    }
}

/// Whoever has no key is told so, and not that a signature is missing that nobody could check.
#[test]
fn a_vote_of_somebody_without_a_key_says_that_there_is_none() {
    let found = signed(&[comment("/approve")], DIGEST, b"account:103 ssh-ed25519 AAAA");
    let problem = found[0].problem.clone().unwrap_or_default();
    assert!(problem.starts_with(&format!("{PATH} has no key for `account:102`")), "{problem}");
    assert_eq!(signed(&[comment("/deny")], DIGEST, b""), [], "a denial needs none");
}
