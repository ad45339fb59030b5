//! Vulnerabilities that others say a server has, as texts: the identifier, and in
//! brackets what the source says of it: `CVE-2021-26855 (EUVD-2021-13432, EPSS 0.97)`.

/// Adds claims that are not there; of one that is, what is not yet said of it.
pub(crate) fn join(claims: &mut Vec<String>, more: &[String]) {
    for claim in more {
        let (id, said) = parts(claim);
        match claims.iter_mut().find(|known| parts(known).0 == id) {
            Some(known) => {
                let mut all = parts(known).1;
                // Each kind once: an identifier, a score.
                all.extend(said.into_iter().filter(|part| {
                    !parts(known).1.iter().any(|have| have.get(..4) == part.get(..4))
                }));
                // The identifier before the score.
                all.sort_unstable_by_key(|part| part.starts_with("EPSS"));
                if !all.is_empty() {
                    *known = format!("{id} ({})", all.join(", "));
                }
            }
            None => claims.push(claim.clone()),
        }
    }
}

/// The identifier, and what is said of it.
fn parts(claim: &str) -> (&str, Vec<&str>) {
    let inner = claim.split_once(" (").and_then(|(id, rest)| Some((id, rest.strip_suffix(')')?)));
    inner.map_or((claim, Vec::new()), |(id, inner)| (id, inner.split(", ").collect()))
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
