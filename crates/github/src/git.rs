//! Git's own data over the API, without a clone: refs, objects, and how commits relate.

pub mod changes;
pub mod history;
pub mod makers;
pub mod objects;
pub mod refs;
