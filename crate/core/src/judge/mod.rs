//! Builds to verdicts for one day, in numbers; words and serialised shapes are
//! `report`'s.

mod claims;
mod combine;
mod coverage;
mod exposure;
mod judgement;
mod plan;
mod settings;
mod standing;
mod status;
mod support;
mod updates;

pub use claims::Claim;
pub use claims::List;
pub use claims::claims;
pub use claims::is_exploited;
pub use claims::lists;
pub use combine::Case;
pub use combine::Combined;
pub use combine::Count;
pub use combine::Outcome;
pub use combine::judged;
pub use combine::outcome;
pub use coverage::covers;
pub use coverage::through;
pub use exposure::Window;
pub use exposure::exposure;
pub use judgement::Judgement;
pub use judgement::Placement;
pub use plan::Step;
pub use plan::StepKind;
pub use plan::plan;
pub use settings::Settings;
pub use standing::Because;
pub use status::Patched;
pub use status::Status;
pub use support::Support;
pub use updates::newest;
pub use updates::newest_baseline;
pub use updates::newest_product;
