//! Each invariant, broken on purpose: the mistake is found and its place named.

use expatch_facts::{Facts, Problems, check::check, data_folder, read, read_from};

fn with(file: &str, from: &str, to: &str) -> Result<Facts, Problems> {
    let mut texts = read(&data_folder()).unwrap().texts;
    let text = texts.get_mut(file).unwrap_or_else(|| panic!("no {file}"));
    assert!(text.contains(from), "{file} has no {from:?}");
    *text = text.replacen(from, to, 1);
    read_from(texts)
}

#[track_caller]
fn finds(file: &str, from: &str, to: &str, what: &str) {
    let problems = match with(file, from, to) {
        Ok(facts) => check(&facts),
        Err(Problems(problems)) => problems,
    };
    let text = Problems(problems).to_string();
    assert!(text.contains(what), "expected {what:?} in\n{text}");
    let place = text.lines().find(|line| line.contains(what)).unwrap_or_default();
    assert!(place.contains(".toml"), "{place} names no file");
}

const R2016: &str = "releases/2016.toml";
const V2021: &str = "vulnerabilities/2021.toml";

#[test]
fn unknown_fields_name_file_and_line() {
    finds(R2016, "kind = \"preview\"", "kinds = \"preview\"", "releases/2016.toml:");
    finds(R2016, "kind = \"preview\"", "kinds = \"preview\"", "unknown field `kinds`");
}

#[test]
fn values_that_are_no_build_or_day_are_named() {
    finds(R2016, "\"15.1.225.42\"", "\"15.1.225\"", "`15.1.225`: expected another part");
    finds(R2016, "released = \"2015-10-01\"", "released = \"2015-02-30\"", "`2015-02-30`");
}

#[test]
fn order_uniqueness_and_dates_hold() {
    finds(R2016, "build = \"15.1.2507.9\"", "build = \"15.1.2507.12\"", "the build stands at");
    finds(R2016, "build = \"15.1.2507.9\"", "build = \"15.1.2507.99\"", "does not come after");
    finds(R2016, "released = \"2022-05-10\"", "released = \"2021-05-10\"", "came out before");
    finds(R2016, "baseline = \"CU23\", kind", "baseline = \"CU22\", kind", "another release's");
    finds(R2016, "\"15.1.225.17\"", "\"15.1.225.42\"", "is a build of its own");
}

#[test]
fn fixed_builds_exist_on_their_baseline() {
    finds(V2021, "fixed = \"15.1.2106.8\"", "fixed = \"15.1.2106.9\"", "15.1.2106.9 is no release");
    finds(V2021, "fixed = \"15.1.2106.8\"", "fixed = \"15.1.2176.4\"", "belongs to 2016 CU19");
    finds(V2021, "fixed = \"15.1.2106.8\"", "fixed = \"15.1.2106.2\"", "is no update");
}

#[test]
fn every_baseline_is_named_once() {
    finds(V2021, "never = \"RTM..CU17\"", "never = \"RTM..CU16\"", "2016 CU17 is not named");
    finds(V2021, "never = \"RTM..CU17\"", "never = \"RTM..CU18\"", "2016 CU18 is named twice");
    finds(V2021, "never = \"RTM..CU17\"", "never = \"RTM..CU99\"", "`CU99` is no baseline");
    finds(V2021, "not-listed = [\"2013\"]", "not-listed = []", "says nothing of 2013");
}

#[test]
fn sources_scores_and_steps_are_checked() {
    finds(R2016, "sources = [\"learn\"", "sources = [\"lerne\"", "`lerne` is no key");
    finds(V2021, "score = 5.4", "score = 5.5", "the vector gives 5.4");
    finds(V2021, "\"download-domains\"", "\"download-domain\"", "no code of steps.toml");
}

#[test]
fn silence_is_noticed() {
    let all = read(&data_folder()).unwrap();
    let mut texts = all.texts.clone();
    let text = texts.get_mut(V2021).unwrap();
    let cut = text.find("[[vulnerability]]\nid = \"CVE-2021-3").unwrap();
    text.truncate(cut);
    let problems = Problems(check(&read_from(texts).unwrap())).to_string();
    assert!(problems.contains("vulnerabilities.2021 fell from"), "{problems}");
    assert!(problems.contains("is in CISA's catalogue"), "{problems}");
    finds(V2021, "kev = {", "# kev = {", "is in CISA's catalogue");
    let nov24 = ", none-published = \"CVE-2024-49040 counts as fixed in the re-released v2 only\"";
    finds(R2016, nov24, "", "no vulnerability is fixed by the security updates of 2024-11-12");
}

#[test]
fn what_the_plan_rests_on_leads_somewhere() {
    let guides = "guides.toml";
    finds(
        guides,
        "key = \"CVE-2021-42321\"",
        "key = \"CVE-2021-99999\"",
        "CVE-2021-99999 is in no file",
    );
    finds(guides, "key = \"install-after\"", "key = \"install\"", "the key `install` stands twice");
    finds(guides, "https://rafaelpfister.ch", "http://rafaelpfister.ch", "is no https address");
    finds(guides, "2016 CU15..CU21", "2016 CU15..CU24", "`CU24` is no baseline of this product");
    finds(guides, "2016 CU15..CU21", "2016 CU15..CU22", "the key `2016 CU22` stands twice");
    let rtm = "2007.toml";
    finds(
        &format!("releases/{rtm}"),
        "https://support.microsoft.com/help/2530488",
        "https://support.microsoft.com/kb/2530488",
        "has not its site's form",
    );
    let issues = "issues.toml";
    finds(issues, "15.2.986.14", "15.2.986.999", "15.2.986.999 is no release");
    finds(
        issues,
        "fixed = \"15.2.986.15\"",
        "fixed = \"15.2.1118.9\"",
        "15.2.1118.9 mends nothing of 15.2.986.14",
    );
    let steps = "steps.toml";
    finds(
        steps,
        "exists-with = \"CVE-2022-24516\"",
        "exists-with = \"CVE-2022-0\"",
        "CVE-2022-0 is in no file",
    );
    finds(steps, "stays = [\"2019\"]", "stays = [\"2020\"]", "`2020` is no product");
}
