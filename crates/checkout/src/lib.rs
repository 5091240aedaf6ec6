//! The repository that is checked out, read by library: tracked files, commits, differences, notes.
