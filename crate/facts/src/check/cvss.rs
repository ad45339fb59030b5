//! The base score of a CVSS 3 vector, so that no score is mistyped.
//!
//! Source: <https://www.first.org/cvss/v3.1/specification-document>, section 7.

/// The base score of `CVSS:3.0/…` or `CVSS:3.1/…`, in tenths.
pub fn base_score(vector: &str) -> Option<u8> {
    let rest = vector.strip_prefix("CVSS:3.0/").or_else(|| vector.strip_prefix("CVSS:3.1/"))?;
    let metric = |name: &str| {
        rest.split('/').find_map(|part| {
            let (key, value) = part.split_once(':')?;
            (key == name).then_some(value)
        })
    };
    let changed = metric("S")? == "C";
    let reach = match metric("AV")? {
        "N" => 0.85,
        "A" => 0.62,
        "L" => 0.55,
        "P" => 0.2,
        _ => return None,
    };
    let complexity = match metric("AC")? {
        "L" => 0.77,
        "H" => 0.44,
        _ => return None,
    };
    let privileges = match (metric("PR")?, changed) {
        ("N", _) => 0.85,
        ("L", true) => 0.68,
        ("L", false) => 0.62,
        ("H", true) => 0.5,
        ("H", false) => 0.27,
        _ => return None,
    };
    let interaction = match metric("UI")? {
        "N" => 0.85,
        "R" => 0.62,
        _ => return None,
    };
    let loss = |name| match metric(name)? {
        "H" => Some(0.56),
        "L" => Some(0.22),
        "N" => Some(0.0),
        _ => None,
    };
    let kept = (1.0 - loss("C")?) * (1.0 - loss("I")?) * (1.0 - loss("A")?);
    let lost: f64 = 1.0 - kept;
    let impact =
        if changed { 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02).powi(15) } else { 6.42 * lost };
    if impact <= 0.0 {
        return Some(0);
    }
    let sum = impact + 8.22 * reach * complexity * privileges * interaction;
    let score = (if changed { 1.08 * sum } else { sum }).min(10.0);
    // Rounded up to tenths, in whole numbers, as appendix A of version 3.1 does.
    let scaled = (score * 100_000.0).round() as u32;
    Some(scaled.div_ceil(10_000) as u8)
}

#[cfg(test)]
mod tests {
    use super::base_score;

    #[test]
    fn scores_are_those_that_microsoft_and_nvd_print() {
        for (vector, score) in [
            ("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N/E:U/RL:O/RC:C", 91),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 98),
            ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:L", 74),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0),
        ] {
            assert_eq!(base_score(vector), Some(score), "{vector}");
        }
        assert_eq!(base_score("CVSS:2.0/AV:N"), None);
        assert_eq!(base_score("CVSS:3.1/AV:N/AC:L"), None);
    }
}
