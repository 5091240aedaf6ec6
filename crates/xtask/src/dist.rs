//! `dist`: a release, from binaries to the commit that pins them.

pub(crate) mod layout;
