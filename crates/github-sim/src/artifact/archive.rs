//! Plain zip archives (PKWARE's APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16): files as they are, without compression.

use anyhow::{Context, Result};
use flate2::Crc;

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const VERSION: u16 = 20;
/// Names are UTF-8.
const FLAGS: u16 = 0x0800;
/// The first day that the format knows, 1980-01-01.
const DATE: u16 = 0x0021;

/// Packs files in their order.
///
/// # Errors
/// If there is more than the format's plain form can count.
pub(crate) fn pack(files: &[(&str, &[u8])]) -> Result<Vec<u8>> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let offset = count(archive.len())?;
        let entry = entry(name, content)?;
        archive.extend(LOCAL.to_le_bytes());
        archive.extend(&entry);
        archive.extend(name.as_bytes());
        archive.extend(*content);
        directory.extend(CENTRAL.to_le_bytes());
        directory.extend(VERSION.to_le_bytes());
        directory.extend(&entry);
        // Comment, disk, internal and external attributes: none.
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, size) = (count(archive.len())?, count(directory.len())?);
    let files = u16::try_from(files.len()).context("too many files for a plain zip archive")?;
    archive.extend(directory);
    archive.extend(END.to_le_bytes());
    archive.extend([0; 4]);
    archive.extend(files.to_le_bytes());
    archive.extend(files.to_le_bytes());
    archive.extend(size.to_le_bytes());
    archive.extend(start.to_le_bytes());
    archive.extend([0; 2]);
    Ok(archive)
}

/// The fields that a file's own header and the directory share.
fn entry(name: &str, content: &[u8]) -> Result<Vec<u8>> {
    let mut sum = Crc::new();
    sum.update(content);
    let mut entry = Vec::new();
    for word in [VERSION, FLAGS, 0, 0, DATE] {
        entry.extend(word.to_le_bytes());
    }
    for number in [sum.sum(), count(content.len())?, count(content.len())?] {
        entry.extend(number.to_le_bytes());
    }
    entry.extend(u16::try_from(name.len()).context("too long a name for a zip archive")?.to_le_bytes());
    entry.extend([0; 2]);
    Ok(entry)
}

fn count(size: usize) -> Result<u32> {
    u32::try_from(size).context("too large for a plain zip archive")
}

#[cfg(test)]
mod tests;
