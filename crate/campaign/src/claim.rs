//! Vulnerabilities that others say a server has, as the texts that are kept.

use expatch::ClaimedVulnerability;

/// Adds claims that are not there; of one that is, what is not yet said of it.
pub(crate) fn join(claims: &mut Vec<String>, more: &[String]) {
    let one = |text: &str| ClaimedVulnerability::all(text).into_iter().next();
    for text in more {
        let Some(claim) = one(text) else { continue };
        let same = claims.iter_mut().find_map(|known| {
            one(known).filter(|kept| kept.id == claim.id).map(|kept| (known, kept))
        });
        match same {
            Some((known, mut kept)) => {
                kept.join(&claim);
                *known = kept.to_string();
            }
            None => claims.push(claim.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_say_of_one_vulnerability_is_joined() {
        let mut claims = ["CVE-2021-26855", "CVE-2021-1 (EPSS 0.5)"].map(str::to_owned).to_vec();
        let more =
            ["CVE-2021-26855 (EPSS 0.97)", "CVE-2021-1 (EUVD-2021-7, EPSS 0.4)", "CVE-2021-2"];
        join(&mut claims, &more.map(str::to_owned));
        let expected =
            ["CVE-2021-26855 (EPSS 0.97)", "CVE-2021-1 (EUVD-2021-7, EPSS 0.5)", "CVE-2021-2"];
        assert_eq!(claims, expected);
    }
}
