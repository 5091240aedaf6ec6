//! What GitHub allows as a name.

use crate::people::Role;

const ROLES: [(&str, Role); 5] = [
    ("read", Role::Read),
    ("triage", Role::Triage),
    ("write", Role::Write),
    ("maintain", Role::Maintain),
    ("admin", Role::Admin),
];

/// Letters, digits and hyphens, at most 39; managed users have an underscore before their enterprise's short code. Old accounts may end with
/// a hyphen or have two together, so that is not refused: whether an account is there, GitHub says.
pub(super) fn is_login(name: &str) -> bool {
    name.len() <= 39
        && name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// GitHub makes slugs of teams' names: letters in lower case, digits, hyphens and underscores.
pub(super) fn is_slug(name: &str) -> bool {
    (1..=255).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// The number of an account or a team, in the one way to write it and within what canonical JSON can tell apart.
pub(super) fn number(text: &str) -> Option<u64> {
    let first = text.bytes().next()?;
    let plain = first != b'0' && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| plain && *number < 1 << 53)
}

pub(super) fn role(name: &str) -> Option<Role> {
    ROLES.iter().find(|(role, _)| *role == name).map(|(_, role)| *role)
}

pub(super) fn of_role(role: Role) -> &'static str {
    ROLES.iter().find(|(_, known)| *known == role).map_or("", |(name, _)| name)
}
