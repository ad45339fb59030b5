//! Builds: parsed and compared.

use crate::error::error;
use expatch::Build;
use pyo3::prelude::*;

/// The four parts of a build.
#[pyfunction]
pub(crate) fn parse_build(text: &str) -> PyResult<(u16, u16, u16, u16)> {
    let build = parse(text)?;
    Ok((build.major(), build.minor(), build.third(), build.revision()))
}

/// −1, 0 or 1 as `left` is below, equal to or above `right`.
#[pyfunction]
pub(crate) fn compare_builds(left: &str, right: &str) -> PyResult<i8> {
    Ok(parse(left)?.cmp(&parse(right)?) as i8)
}

fn parse(text: &str) -> PyResult<Build> {
    Build::parse(text.trim().as_bytes())
        .map_err(|why| error("invalid-build", format!("cannot read the build `{text}`: {why}")))
}
