//! Which step of a plan comes first, and which one it leads to.

use super::PlanStep;
use super::Verdict;
use crate::judge::Status;
use crate::judge::StepKind;

/// Marks what comes first and what the plan leads to. Where only steps remain, the
/// first that is required comes first; a box to tick otherwise only where there is
/// nothing else.
pub(super) fn mark(verdict: &mut Verdict) {
    let remains = verdict.status == Status::NeedsAction.code();
    let open = |step: &PlanStep| step.is_box() && !step.done;
    let plan = &mut verdict.plan;
    let required = |step: &PlanStep| open(step) && step.necessity == Some("required");
    let next = plan
        .iter()
        .position(|step| remains && required(step))
        .or_else(|| plan.iter().position(|step| !step.is_box()))
        .or_else(|| plan.iter().position(open));
    if let Some(next) = next {
        plan[next].next = true;
    }
    let installs = [StepKind::Install, StepKind::Upgrade, StepKind::Replace].map(StepKind::code);
    let installs = |step: &PlanStep| step.target.is_some() && installs.contains(&step.kind);
    if let Some(last) = plan.iter().rposition(installs) {
        plan[last].last = true;
    }
}
