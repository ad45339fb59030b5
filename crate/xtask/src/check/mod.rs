//! What is asked of the tree without running it: formats, lints, documentation,
//! spelling, workflows, dependencies.

pub(crate) mod audit;
pub(crate) mod javascript;
pub(crate) mod policy;
pub(crate) mod rust;
pub(crate) mod spelling;
pub(crate) mod workflows;
