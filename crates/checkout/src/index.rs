//! git's index: the files that it tracks.

use gix_index::entry::Mode;

use crate::objects::Objects;
use crate::place::Place;
use crate::{CheckoutError, path, tree};

/// The whole index.
pub(crate) fn read(place: &Place) -> Result<gix_index::File, CheckoutError> {
    let options = gix_index::decode::Options { thread_limit: Some(1), ..Default::default() };
    // The checksum tells what the disk did to the file; a file that was cut off does not decode.
    gix_index::File::at(place.folder.join("index"), place.kind, true, options)
        .map_err(|source| CheckoutError::Index { source: source.into() })
}

/// The paths of the files, sorted; links and submodules are no files.
pub(crate) fn tracked(index: &gix_index::File, objects: &Objects) -> Result<Vec<String>, CheckoutError> {
    let mut paths = Vec::with_capacity(index.entries().len());
    for entry in index.entries() {
        let path = entry.path(index);
        let folder = path.strip_suffix(b"/").filter(|_| entry.mode == Mode::DIR);
        if !path::is_plain(folder.unwrap_or(path)) {
            return Err(CheckoutError::Path { place: "git's index".to_owned(), path: path::text(path) });
        }
        if is_file(entry.mode) {
            paths.push(path::text(path));
        } else if folder.is_some() {
            let files = tree::files(objects, entry.id)?;
            paths.extend(files.iter().map(|file| path::text(&[path, file.as_slice()].concat())));
        }
    }
    // A path in conflict has an entry for each side.
    paths.sort_unstable();
    paths.dedup();
    Ok(paths)
}

/// Whether an entry of this mode is a file, and no link, submodule or folder. A folder is an entry where a sparse checkout left
/// all of it out.
pub(crate) fn is_file(mode: Mode) -> bool {
    mode == Mode::FILE || mode == Mode::FILE_EXECUTABLE
}
