//! The files that a run brings: verdicts, their facts, and what else is to be kept.

use journal::verdicts::{self, Found};
use runner::files::Workspace;

use crate::facts::Piece;
use crate::policy::Policy;
use crate::rules::MOST_KEPT;

/// Files that a record names: each costs some hundred bytes of what is signed.
const MOST_FILES: usize = 100;

/// What was brought.
pub(super) struct Brought {
    pub(super) verdicts: Vec<Found>,
    pub(super) pieces: Vec<Piece>,
    pub(super) unmatched: Vec<(String, String)>,
}

/// Reads verdicts and measures everything that is to be kept.
pub(super) fn read(workspace: &Workspace, policy: &Policy) -> anyhow::Result<Brought> {
    let (found, nothing) = verdicts::read(workspace, &policy.verdicts)?;
    let mut unmatched: Vec<(String, String)> =
        nothing.into_iter().map(|one| ("verdicts".to_owned(), one)).collect();
    let mut pieces: Vec<Piece> = found.iter().map(|one| piece(workspace, &one.path, true)).collect();
    for given in workspace.find("evidence", &policy.evidence)? {
        if given.paths.is_empty() {
            unmatched.push(("evidence".to_owned(), given.pattern.clone()));
        }
        for path in given.paths {
            let shown = workspace.shown(&path);
            if !pieces.iter().any(|known| known.path == shown) {
                pieces.push(piece(workspace, &shown, true));
            }
        }
    }
    let beside = found.iter().filter_map(|one| one.read.as_ref().ok()?.facts.as_ref());
    for (path, sha256) in beside {
        let facts = piece(workspace, path, false);
        // Facts of another verdict that was written over are nobody's evidence.
        let same = facts.read.as_ref().is_ok_and(|(found, _)| found == sha256);
        if same && !pieces.iter().any(|known| known.path == *path) {
            pieces.push(facts);
        }
    }
    for piece in pieces.iter_mut().skip(MOST_FILES) {
        piece.read = Err(format!("a record names at most {MOST_FILES} files: put them into one archive"));
    }
    keep_what_fits(&mut pieces);
    Ok(Brought { verdicts: found, pieces, unmatched })
}

fn piece(workspace: &Workspace, path: &str, named: bool) -> Piece {
    let whole = workspace.root().join(path);
    let size = workspace.open(&whole).map(|file| file.size());
    let read = workspace.open(&whole).map_err(|error| format!("{error:#}")).and_then(|file| {
        let (sha256, _) = file.finish().map_err(|error| error.to_string())?;
        Ok((sha256, size.map_err(|error| format!("{error:#}"))?))
    });
    Piece { path: path.to_owned(), read, kept: false, named }
}

/// The first that fit are kept: verdicts come first, their facts last. The same bytes count once.
fn keep_what_fits(pieces: &mut [Piece]) {
    let (mut left, mut kept) = (MOST_KEPT, Vec::new());
    for piece in pieces {
        let Ok((sha256, size)) = &piece.read else { continue };
        if kept.contains(sha256) {
            piece.kept = true;
        } else if *size <= left {
            left -= size;
            piece.kept = true;
            kept.push(sha256.clone());
        }
    }
}
