//! Why something counts or is a mention: the whole-field rule, the closed list
//! of what may stand beside a value, releases in words, states of updates.

pub(crate) mod release;
pub(crate) mod state;
pub(crate) mod value;
