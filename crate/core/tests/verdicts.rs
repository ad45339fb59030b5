//! What the verdict says for builds that people ask about, as sentences of the
//! domain: each case is a rule that a simple comparison gets wrong.

mod support;

use expatch::report::Server;
use support::report;
use support::server;

#[track_caller]
fn of(input: &str, day: &str) -> Server {
    server(input, day)
}

#[track_caller]
fn check(input: &str, day: &str, status: &str) -> Server {
    let server = server(input, day);
    assert_eq!(server.verdict.status, status, "{input} on {day}: {}", server.verdict.summary);
    server
}

fn certain(server: &Server) -> Vec<&str> {
    server.verdict.vulnerabilities.certain.iter().map(|row| row.id.as_str()).collect()
}

fn possible<'a>(server: &'a Server, id: &str) -> Option<&'a str> {
    let rows = &server.verdict.vulnerabilities.possible;
    rows.iter().find(|row| row.id == id).and_then(|row| row.because)
}

fn actions(server: &Server) -> Vec<&str> {
    server.verdict.plan.iter().map(|step| step.code.as_str()).collect()
}

fn reasons(server: &Server) -> Vec<&str> {
    server.verdict.reasons.iter().map(|reason| reason.code.as_str()).collect()
}

const TODAY: &str = "2026-11-23";

#[test]
fn a_2016_server_without_any_update_is_exploited_and_only_se_helps() {
    let server = check("15.1.2507.6", TODAY, "exploited");
    assert_eq!(server.build.unwrap().to_string(), "15.1.2507.6");
    for id in ["CVE-2022-41040", "CVE-2022-41082"] {
        let row = server.verdict.vulnerabilities.certain.iter().find(|row| row.id == id).unwrap();
        assert_eq!(row.name.as_deref(), Some("ProxyNotShell"));
        assert!(row.is_exploited());
    }
    let actions = actions(&server);
    for code in ["isolate", "install-last-public", "replace-new-server", "hunt"] {
        assert!(actions.contains(&code), "{code} is not in {actions:?}");
    }
    let last = server.verdict.plan.iter().find(|step| step.code == "install-last-public").unwrap();
    assert_eq!(last.target.as_ref().unwrap().build.to_string(), "15.1.2507.61");
    let support = server.verdict.support.as_ref().unwrap();
    assert_eq!(support.state, "ended");
    assert_eq!(support.ends.unwrap().to_string(), "2025-10-14");
    assert_eq!(support.esu_ends.unwrap().to_string(), "2026-10-31");
    assert!(server.verdict.reasons.iter().any(|reason| reason.code == "esu-ended"));
}

#[test]
fn in_november_2021_the_march_and_april_holes_are_open() {
    let server = check("15.1.2176.2", "2021-11-22", "exploited");
    let names: Vec<_> = server
        .verdict
        .vulnerabilities
        .certain
        .iter()
        .filter_map(|row| row.name.as_deref())
        .collect();
    assert!(names.contains(&"ProxyLogon") && names.contains(&"ProxyShell"), "{names:?}");
    let later = certain(&server).into_iter().find(|id| id.starts_with("CVE-2022"));
    assert_eq!(later, None, "published after the day");
}

#[test]
fn the_newest_known_is_not_called_current_after_a_patch_tuesday() {
    let server = check("15.2.2562.53", TODAY, "latest-known");
    assert!(server.verdict.summary.contains("2 Patch Tuesdays"), "{}", server.verdict.summary);
    check("15.2.2562.53", "2026-10-08", "current");
    check("15.2.2562.53", "2026-10-12", "current");
    check("15.2.2562.53", "2026-10-13", "latest-known");
}

#[test]
fn both_spellings_are_one_build() {
    let long = check("15.02.1748.048", TODAY, "vulnerable");
    assert_eq!(long.build.unwrap().to_string(), "15.2.1748.48");
}

#[test]
fn september_lacks_only_its_second_version() {
    let server = check("15.2.2562.49", TODAY, "vulnerable");
    assert_eq!(certain(&server), ["CVE-2026-96940"]);
}

#[test]
fn a_build_above_all_known_is_unknown() {
    check("15.2.2562.60", TODAY, "unknown-build");
    check("15.2.2562.60", "2026-10-08", "unknown-build");
    check("15.2.3000.5", TODAY, "unknown-build");
    check("15.1.2345.6789", TODAY, "unknown-build");
}

#[test]
fn a_build_of_tomorrow_is_unknown_today() {
    check("15.1.2507.61", "2024-01-01", "unknown-build");
}

#[test]
fn the_special_updates_prove_no_older_fix() {
    let server = check("15.1.1847.12", TODAY, "exploited");
    assert_eq!(possible(&server, "CVE-2020-0688"), Some("special-update"));
    assert!(!certain(&server).contains(&"CVE-2021-26855"), "ProxyLogon is what it fixes");
    assert!(server.verdict.reasons.iter().any(|reason| reason.code == "special-update"));
}

#[test]
fn a_hole_fixed_before_it_was_published_is_closed() {
    let server = server("15.2.858.10", "2021-08-01");
    assert!(!certain(&server).contains(&"CVE-2021-34473"));
    assert!(certain(&server).contains(&"CVE-2021-31206"));
}

#[test]
fn cu21_has_the_one_and_lacks_the_other() {
    let server = server("15.1.2308.8", "2021-08-01");
    assert!(certain(&server).contains(&"CVE-2021-31206"));
    assert!(!certain(&server).contains(&"CVE-2021-34473"));
}

#[test]
fn a_setting_cannot_be_decided_by_a_build() {
    let server = server("15.1.2507.61", TODAY);
    assert_eq!(possible(&server, "CVE-2024-21410"), Some("setting"));
    assert!(actions(&server).contains(&"extended-protection"));
    let row = server.verdict.vulnerabilities.possible.iter().find(|row| row.id == "CVE-2024-21410");
    let setting = row.and_then(|row| row.setting.as_ref()).unwrap();
    assert!(setting.text.contains("Extended Protection"), "{setting:?}");
}

/// A report of HealthChecker on a server of this build, with lines about settings.
fn health(build: &str, settings: &str) -> String {
    format!(
        "Exchange Information\n--------------------\n\tName: EX01\n\tGeneration Time: 10/07/2026 11:23:45\n\tBuild Number: {build}\n{settings}"
    )
}

#[test]
fn a_setting_that_the_evidence_shows_decides() {
    const ON: &str = "\tExtended Protection Enabled (Any VDir): True\n";
    const OFF: &str = "\tExtended Protection Enabled (Any VDir): False\n";
    const PASSED: &str = "\nSecurity Vulnerability\n----------------------\n\tAll known security issues in this version of the script passed.\n";
    let day = "2026-10-08";
    for (build, settings, patched, status) in [
        ("15.01.2507.075", "", "unknown", "needs-action"),
        ("15.01.2507.075", OFF, "no", "needs-action"),
        // The hole that attackers use is closed; other steps remain.
        ("15.01.2507.075", ON, "yes", "needs-action"),
        ("15.01.2507.075", PASSED, "yes", "current"),
        // Its own setup turned it on, and somebody turned it off.
        ("15.02.1748.053", "", "yes", "current"),
        ("15.02.1748.053", ON, "yes", "current"),
        ("15.02.1748.053", OFF, "no", "needs-action"),
        ("15.02.2562.053", OFF, "no", "needs-action"),
        // No setting heals a build.
        ("15.01.2507.061", PASSED, "no", "exploited"),
    ] {
        let text = health(build, settings);
        let server = check(&text, day, status);
        assert_eq!(server.verdict.patched, patched, "{text}");
        let is_open = possible(&server, "CVE-2024-21410").is_some();
        assert!(!is_open || (settings != ON && settings != PASSED), "{text}");
        if settings == OFF {
            assert!(is_open && server.verdict.headline.contains("a setting leaves"), "{text}");
            assert_eq!(server.verdict.next_step().unwrap().code, "extended-protection");
        }
        let database = expatch::Database::embedded();
        let assessor = expatch::Assessor::new(&database, day.parse().unwrap());
        let brief = assessor.brief(text.as_bytes());
        assert_eq!(brief.status.unwrap().code(), status, "numbers say what the report says");
        assert_eq!(brief.patched.unwrap().code(), patched);
        assert_eq!(brief.open.at_most, server.verdict.open.at_most);
    }
}

#[test]
fn the_last_esu_build_is_unsupported_since_esu_ended() {
    let server = check("15.1.2507.75", "2026-10-08", "needs-action");
    assert_eq!(server.verdict.patched, "unknown", "Extended Protection closes a used hole");
    check("15.2.1748.53", "2026-10-08", "current");
    check("15.1.2507.75", TODAY, "unsupported");
}

#[test]
fn a_patched_2016_on_its_last_day_still_needs_its_manual_steps() {
    let server = check("15.1.2507.61", "2025-10-14", "needs-action");
    assert!(actions(&server).contains(&"plan-move"), "support ends on that day");
    assert!(reasons(&server).contains(&"ending"));
    check("15.1.2507.57", "2025-07-01", "needs-action");
    check("15.2.1748.39", "2025-10-14", "current");
}

#[test]
fn in_an_esu_period_only_its_own_builds_are_patched() {
    // Everything that everybody could get is not everything that was made.
    check("15.2.1748.39", "2025-10-20", "unsupported");
    check("15.2.1748.42", "2025-12-10", "current");
    // Each period is bought by itself.
    check("15.2.1748.43", "2026-05-02", "unsupported");
}

#[test]
fn disputed_fixes_are_kept_as_disputed() {
    let server = server("15.2.2562.43", TODAY);
    assert_eq!(possible(&server, "CVE-2026-45504"), Some("disputed"));
}

#[test]
fn a_record_that_was_changed_later_counts_as_it_was() {
    // The record names the update of July since August; on the day of June's update
    // all named that one.
    for (build, day, is_possible) in [
        ("15.1.2507.69", "2026-06-09", false),
        ("15.1.2507.69", "2026-08-13", false),
        ("15.1.2507.69", "2026-08-14", true),
    ] {
        let server = server(build, day);
        assert!(!certain(&server).contains(&"CVE-2026-45504"), "{build} on {day}");
        assert_eq!(possible(&server, "CVE-2026-45504").is_some(), is_possible, "{build} on {day}");
    }
    let before = server("15.1.2507.66", "2026-06-09");
    let row = before.verdict.vulnerabilities.certain.iter().find(|row| row.id == "CVE-2026-45504");
    let fixed: Vec<_> = row.unwrap().fixed_in.iter().map(ToString::to_string).collect();
    assert_eq!(fixed, ["15.1.2507.69"]);
}

#[test]
fn the_withdrawn_first_november_update_does_not_count() {
    let server = server("15.2.1544.13", "2024-12-01");
    assert!(certain(&server).contains(&"CVE-2024-49040"));
}

#[test]
fn a_later_update_can_lose_a_fix() {
    assert!(certain(&server("15.1.1261.37", "2018-01-15")).contains(&"CVE-2017-11761"));
}

#[test]
fn old_products_say_how_much_nobody_looked_at() {
    let server = check("14.3.513.0", TODAY, "unsupported");
    assert!(server.verdict.vulnerabilities.never_evaluated > 50);
    assert!(actions(&server).contains(&"replace-stage"));
    let server = check("6.5.7638.0", TODAY, "vulnerable");
    assert!(actions(&server).contains(&"rebuild"));
}

#[test]
fn a_cu_without_service_gets_no_fix_at_all() {
    let server = server("15.2.1258.39", TODAY);
    assert!(certain(&server).iter().any(|id| id.starts_with("CVE-2026")));
    assert!(actions(&server).contains(&"install-last-baseline"));
}

#[test]
fn an_esu_build_tells_that_esu_was_bought_and_is_over() {
    let server = check("15.2.1748.46", TODAY, "vulnerable");
    let codes: Vec<_> = server.verdict.reasons.iter().map(|reason| reason.code.as_str()).collect();
    assert!(codes.contains(&"esu-build") && codes.contains(&"esu-ended"), "{codes:?}");
    assert!(actions(&server).contains(&"upgrade-in-place"));
    assert!(!actions(&server).contains(&"install-with-esu"));
}

#[test]
fn silence_and_emptiness_are_answers() {
    for (input, code) in
        [("", "empty-input"), (" \r\n\t", "empty-input"), ("hello", "nothing-found")]
    {
        let report = report(input, TODAY);
        assert!(report.servers.is_empty());
        assert!(report.notes.iter().any(|note| note.code == code), "{input:?}: {:?}", report.notes);
    }
}
#[test]
fn what_the_shell_prints_leaves_the_update_open() {
    let server = check("AdminDisplayVersion : Version 15.1 (Build 2507.6)", TODAY, "unsupported");
    assert_eq!((server.verdict.patched, server.verdict.severity), ("no", 2));
    assert_eq!(server.verdict.worst, Some("exploited"));
    let shared = server.shared.as_ref().unwrap();
    assert_eq!(
        (shared.product.as_str(), shared.baseline.as_deref()),
        ("Exchange Server 2016", Some("CU23"))
    );
    let open = server.verdict.open;
    assert!(open.at_least < open.at_most && open.on_releases < open.of_releases, "{open:?}");
    assert_eq!(server.build, None);
    assert!(server.candidates.len() > 20);
    let range = server.verdict.range.as_ref().unwrap();
    assert_eq!((range.best.status, range.worst.status), ("unsupported", "exploited"));
    assert_eq!(server.verdict.plan[0].code, "settle");
    assert!(server.verdict.plan[0].commands[0].contains("ExSetup.exe"));
}

#[test]
fn exchange_online_is_set_apart() {
    check("X-OWA-Version: 15.20.8048.12", TODAY, "exchange-online");
}

#[test]
fn february_2023_did_not_complete_its_fix() {
    assert!(certain(&server("15.0.1497.47", "2023-04-01")).contains(&"CVE-2023-21707"));
}

#[test]
fn a_product_out_of_support_is_not_patched_whichever_release_it_is() {
    let server = check("/owa/auth/15.0.1497/themes/", TODAY, "unsupported");
    assert_eq!((server.verdict.patched, server.verdict.severity), ("no", 2));
    let server = check("/owa/auth/15.1.2507/themes/", "2021-01-01", "unknown-build");
    assert_eq!(server.verdict.patched, "unknown");
}

#[test]
fn candidates_that_disagree_answer_nothing() {
    let server = check("/owa/auth/15.2.2562/themes/", TODAY, "indeterminate");
    assert_eq!((server.verdict.patched, server.verdict.severity), ("unknown", 3));
    assert_eq!(server.verdict.worst, Some("exploited"));
    assert_eq!((server.verdict.open.at_least, server.verdict.exploited.at_least), (0, 0));
    assert!(server.verdict.open.at_most > 0 && server.verdict.exploited.at_most > 0);
}

#[test]
fn a_baseline_that_others_passed_is_out_of_service() {
    let server = server("15.1.2375.37", "2025-01-15");
    assert_eq!(server.verdict.support.as_ref().unwrap().state, "baseline-ended");
    assert_eq!(server.verdict.support.unwrap().ends.unwrap().to_string(), "2022-11-08");
    // While the newest update was made for both it was in service.
    let server = of("15.1.2375.37", "2022-12-01");
    assert_eq!(server.verdict.support.unwrap().state, "supported");
}

#[test]
fn no_updates_since_is_never_before_the_build_itself() {
    let server = server("15.1.1847.12", "2021-03-10");
    let ends = server.verdict.support.unwrap().ends.unwrap();
    assert_eq!(ends.to_string(), "2021-03-02");
}

#[test]
fn roles_and_settings_are_possible_where_they_exist() {
    // Hybrid organisations only.
    for build in ["15.2.1748.10", "15.2.1748.24", "15.2.2562.53", "15.1.2507.6"] {
        let server = server(build, TODAY);
        assert!(!certain(&server).contains(&"CVE-2025-53786"), "{build}");
        assert_eq!(possible(&server, "CVE-2025-53786"), Some("setting"), "{build}");
    }
    // Extended Protection came with the update of August 2022.
    let server = of("15.1.2375.31", TODAY);
    assert_eq!(possible(&server, "CVE-2024-21410"), Some("setting"));
    let server = of("15.1.2375.28", TODAY);
    assert!(certain(&server).contains(&"CVE-2024-21410"));
    // Download Domains came with CU18.
    assert_eq!(possible(&of("15.1.2507.61", TODAY), "CVE-2021-1730"), Some("setting"));
    assert!(certain(&of("15.1.2044.13", TODAY)).contains(&"CVE-2021-1730"));
    // OWA Light.
    assert_eq!(possible(&of("15.2.2562.45", TODAY), "CVE-2026-62914"), Some("setting"));
}

#[test]
fn numbers_of_a_family_are_told_apart_from_nothing() {
    let server = check("15.1.2345.6", TODAY, "unknown-build");
    assert!(reasons(&server).contains(&"family") && reasons(&server).contains(&"product-ended"));
    assert_eq!(server.shared.unwrap().product, "Exchange Server 2016");
}
