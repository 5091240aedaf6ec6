//! What the end-to-end tests share.

pub mod case;
pub mod golden;
