//! A staged batch: for each entry `<length of the entry> <length of its envelope>` in decimal, a newline, and the bytes of both. It holds no paths: those are computed
//! from what the entries say of their index and key, so that a staged batch can name no place of its own. Kept nodes are not staged: they are written with what
//! is published, and whoever publishes what another one staged does without.

use ledger::entry::Entry;

use crate::batch::{self, File, MAX_ENTRIES, Placed};
use crate::layout;

/// The bytes of a batch, from its files: entry, envelope and mark, in turn, and kept nodes after some.
pub(super) fn write(files: &[File]) -> Vec<u8> {
    let staged: Vec<&File> = files.iter().filter(|(path, _)| !path.ends_with(layout::NODES)).collect();
    let (entries, _) = staged.as_chunks::<3>();
    entries.iter().fold(Vec::new(), |mut bytes, [(_, entry), (_, envelope), _]| {
        bytes.extend_from_slice(format!("{} {}\n", entry.len(), envelope.len()).as_bytes());
        bytes.extend_from_slice(entry);
        bytes.extend_from_slice(envelope);
        bytes
    })
}

/// The files of a batch; nothing if the bytes are none.
pub(super) fn read(bytes: &[u8]) -> Option<Vec<File>> {
    let (mut rest, mut files, mut next) = (bytes, Vec::new(), None);
    while !rest.is_empty() {
        let end = rest.iter().take(32).position(|byte| *byte == b'\n')?;
        let (line, after) = rest.split_at_checked(end)?;
        let (entry, envelope) = std::str::from_utf8(line).ok()?.split_once(' ')?;
        let (placed, after) = after.get(1..)?.split_at_checked(entry.parse().ok()?)?;
        let (envelope, after) = after.split_at_checked(envelope.parse().ok()?)?;
        let entry = Entry::parse(placed).ok()?;
        if next.is_some_and(|next| next != entry.index) || files.len() >= 3 * MAX_ENTRIES {
            return None;
        }
        next = Some(entry.index + 1);
        files.extend(batch::files(&entry, &Placed { entry: placed.to_vec(), envelope: envelope.to_vec() }));
        rest = after;
    }
    (!files.is_empty()).then_some(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn a_batch_is_written_and_read() {
        let batch = samples::batch(&mut samples::tip(0).0, 0..3);
        let files = batch.plan(&samples::origin(), None).unwrap().files;
        let bytes = write(&files);
        assert_eq!(read(&bytes).unwrap(), files);
        for cut in 1..bytes.len() {
            // Cut between two entries it is a shorter batch, whose digest is another.
            assert!(read(&bytes[..cut]).is_none_or(|files| files.len() < 9), "{cut}");
        }
    }

    #[test]
    fn kept_nodes_are_not_staged() {
        let batch = samples::batch(&mut samples::tip(0).0, 0..17);
        let files = batch.plan(&samples::origin(), None).unwrap().files;
        assert_eq!(files.len(), 17 * 3 + 1);
        let staged = read(&write(&files)).unwrap();
        assert!(staged.iter().eq(files.iter().filter(|(path, _)| *path != crate::layout::nodes(15))));
    }

    #[test]
    fn attack_13_a_staged_batch_names_no_place() {
        let placed = |size: u64| {
            samples::batch(&mut samples::tip(size).0, size..size + 1).plan(&samples::origin(), None)
        };
        assert!(placed(0).is_ok() && placed(4).is_err());
        let batch = samples::batch(&mut samples::tip(0).0, 0..2);
        let mut files = batch.plan(&samples::origin(), None).unwrap().files;
        // Whatever stood in the place of a path is not there when it is read.
        files[0].0 = "../../head".to_owned();
        assert_eq!(read(&write(&files)).unwrap()[0].0, crate::layout::entry(0));
        files.swap(0, 3);
        assert!(read(&write(&files)).is_none());
        for wrong in ["", "x", "1 1\n", "99999999999999999999 1\nab", "-1 1\nab", "1 1\nab", "\n"] {
            assert!(read(wrong.as_bytes()).is_none(), "{wrong:?}");
        }
    }
}
