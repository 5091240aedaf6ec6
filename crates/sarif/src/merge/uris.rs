//! `sarif:` URIs: they name places of the log itself (§3.10.3), and the log becomes part of another one.

use memchr::memmem;

use crate::document::Document;
use crate::json::string;

/// How such a URI begins, as it is and with escaped slashes.
const SCHEMES: [&[u8]; 2] = [b"sarif:/", b"sarif:\\/"];

/// Whether something may name places of the log, so that its runs and results have to keep theirs.
pub(super) fn pinned(document: &Document<'_>) -> bool {
    let text = document.text();
    let inline = |name: &[u8]| *string::unescape(name) == *b"inlineExternalProperties";
    document.members.iter().any(|(name, _)| inline(name.of(text)))
        || SCHEMES.into_iter().any(|scheme| memmem::find(text, scheme).is_some())
}

/// Where the parts of a log have gone.
#[derive(Debug, Clone, Default)]
pub(super) struct Moved {
    /// By run of the log: the run of the merged log.
    pub(super) runs: Vec<usize>,
    /// By how much `inlineExternalProperties` moved.
    pub(super) external: usize,
}

impl Moved {
    /// Writes `text` behind `out` with the URIs that lead to where things are now; returns how many changed.
    pub(super) fn rewrite(&self, text: &[u8], out: &mut Vec<u8>) -> u64 {
        let mut at = 0;
        let mut changed = 0;
        for found in memmem::find_iter(text, b"sarif:") {
            // Only a whole string, or the target of a link in one, is a URI; other text is evidence.
            let whole = match found.checked_sub(1).and_then(|before| text.get(before)) {
                Some(b'"') => found.checked_sub(2).and_then(|before| text.get(before)) != Some(&b'\\'),
                Some(b'(') => true,
                _ => false,
            };
            let path = text.get(found + 6..).unwrap_or_default();
            let Some((skipped, length, new)) = self.target(path).filter(|_| whole) else { continue };
            let start = found + 6 + skipped;
            out.extend_from_slice(text.get(at..start).unwrap_or_default());
            out.extend_from_slice(new.to_string().as_bytes());
            at = start + length;
            changed += 1;
        }
        out.extend_from_slice(text.get(at..).unwrap_or_default());
        changed
    }

    /// For a path that names a part which has moved: how many bytes stand before its number, how long it is, and the new one.
    fn target(&self, path: &[u8]) -> Option<(usize, usize, usize)> {
        let slash = |path: &[u8]| match path {
            [b'/', ..] => Some(1),
            [b'\\', b'/', ..] => Some(2),
            _ => None,
        };
        let first = slash(path)?;
        let rest = path.get(first..)?;
        let (word, runs) = [(&b"runs"[..], true), (b"inlineExternalProperties", false)]
            .into_iter()
            .find(|(word, _)| rest.starts_with(word))?;
        let second = slash(rest.get(word.len()..)?)?;
        let skipped = first + word.len() + second;
        let digits = path.get(skipped..)?;
        let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let old: usize = std::str::from_utf8(digits.get(..length)?).ok()?.parse().ok()?;
        let new = if runs { *self.runs.get(old)? } else { old.checked_add(self.external)? };
        (new != old).then_some((skipped, length, new))
    }
}
