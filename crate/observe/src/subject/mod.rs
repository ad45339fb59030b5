//! Records to servers: which fields speak of one machine, what the record is
//! about, and what therefore counts.

mod close;
mod dated;
mod record;
mod update;

pub(crate) use dated::keep_latest;
pub(crate) use update::decide as decide_updates;

pub(crate) use close::named_claim;
pub(crate) use close::precision as precision_of;
pub(crate) use record::About;
pub(crate) use record::Record;
pub(crate) use record::is_machine;
pub(crate) use update::Update;
