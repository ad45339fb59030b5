//! What the `type` of a problem points to.

use crate::answer;
use crate::problem::Code;
use crate::problem::Problem;
use axum::extract::Path;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;

/// A kind of problem.
#[derive(Debug, JsonSchema, Serialize)]
pub(crate) struct Kind {
    /// The kind for programs; stable.
    code: &'static str,
    /// The kind in words.
    title: &'static str,
    /// The HTTP status it comes with.
    status: u16,
}

impl From<Code> for Kind {
    fn from(code: Code) -> Self {
        let (code, status, title) = code.parts();
        Self { code, title, status: status.as_u16() }
    }
}

pub(crate) async fn list() -> Response {
    answer::json(&Code::ALL.map(Kind::from))
}

pub(crate) async fn one(Path(wanted): Path<String>) -> Result<Response, Problem> {
    let found = Code::ALL.into_iter().find(|code| code.parts().0 == wanted);
    found.map(|code| answer::json(&Kind::from(code))).ok_or_else(|| {
        Problem::new(Code::NotFound, "no such kind of problem; /v1/problems lists them")
    })
}
