//! Names of headers, variables, options and parameters whose values are secrets.

/// The last words of such names.
const LAST: [&str; 18] = [
    "token",
    "secret",
    "secrets",
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "pat",
    "credential",
    "credentials",
    "authorization",
    "auth",
    "cookie",
    "sig",
    "signature",
    "session",
    "sessionid",
    "apikey",
];
/// What makes a key of the last word `key` a secret one.
const KEYS: [&str; 8] = ["api", "access", "secret", "private", "auth", "account", "encryption", "signing"];
/// Words that make a variable or header one, wherever they stand in its name.
const ANYWHERE: [&str; 12] = [
    "token",
    "secret",
    "password",
    "passwd",
    "pass",
    "passphrase",
    "key",
    "credential",
    "credentials",
    "authorization",
    "cookie",
    "pat",
];

/// Whether the value of an option, a parameter or a property of this name is a secret.
pub(super) fn is_secret(name: &str) -> bool {
    let words = words(name);
    let Some((last, before)) = words.split_last() else { return false };
    let key = last == "key" && before.last().is_some_and(|word| KEYS.contains(&word.as_str()));
    key || LAST.contains(&last.as_str())
}

/// Whether the value of a variable or a header of this name may be one: these are seldom read by anybody, so that more are left out.
pub(super) fn may_be_secret(name: &str) -> bool {
    is_secret(name) || words(name).iter().any(|word| ANYWHERE.contains(&word.as_str()))
}

/// The words of a name in any of the usual spellings, in lower case: `apiKey`, `API_KEY`, `X-Api-Key`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut lower = false;
    for letter in name.chars().take(200) {
        let apart = !letter.is_alphanumeric();
        if apart || (lower && letter.is_uppercase()) {
            words.push(String::new());
        }
        lower = letter.is_lowercase();
        if let (false, Some(word)) = (apart, words.last_mut()) {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::{is_secret, may_be_secret};

    #[test]
    fn names_tell_what_their_values_are() {
        for name in [
            "token",
            "--api-key",
            "apiKey",
            "API_KEY",
            "X-Auth-Token",
            "db.password",
            "access_token",
            "Set-Cookie",
        ] {
            assert!(is_secret(name) && may_be_secret(name), "{name}");
        }
        for name in ["AWS_ACCESS_KEY_ID", "SSH_KEY", "GH_TOKEN_FILE", "SECRET_VALUE", "DB_PASS"] {
            assert!(may_be_secret(name) && !is_secret(name), "{name}");
        }
        for name in
            ["", "PATH", "tokenType", "monkey", "keyboard", "key", "passed", "HOME", "--format", "secretary"]
        {
            assert!(!is_secret(name), "{name}");
        }
        for name in ["PATH", "monkey", "keyboard", "compass", "HOME", "Content-Type"] {
            assert!(!may_be_secret(name), "{name}");
        }
    }
}
