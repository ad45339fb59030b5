//! What the plan holds and what it leaves out: each test is a mistake that a plan
//! once made, by its kind.

mod support;

use expatch::report::Server;
use support::server;

#[track_caller]
fn check(input: &str, day: &str, status: &str) -> Server {
    let server = server(input, day);
    assert_eq!(server.verdict.status, status, "{input} on {day}: {}", server.verdict.summary);
    server
}

fn actions(server: &Server) -> Vec<&str> {
    server.verdict.plan.iter().map(|step| step.code.as_str()).collect()
}

const TODAY: &str = "2026-11-23";

#[test]
fn during_esu_its_updates_are_offered() {
    let server = check("15.2.1748.46", "2026-08-20", "vulnerable");
    assert!(actions(&server).contains(&"install-with-esu"));
}

#[test]
fn an_up_to_date_se_server_has_three_boxes_at_most() {
    let server = server("15.2.2562.53", TODAY);
    let boxes: Vec<_> = server.verdict.boxes().collect();
    assert!((1..=3).contains(&boxes.len()), "{boxes:#?}");
    assert!(boxes.iter().all(|step| step.necessity != Some("required")));
    assert!(boxes.iter().all(|step| !step.code.starts_with("prepare")), "its own setup did that");
}

#[test]
fn an_edge_server_gets_no_box_of_a_mailbox_server() {
    let text = |role: &str| {
        format!(
            "Name : EX01\nServerRole : {role}\nAdminDisplayVersion : Version 15.2 (Build 1748.10)\n"
        )
    };
    let has = |role: &str, code: &str| {
        let server = server(&text(role), TODAY);
        server.verdict.plan.iter().any(|step| step.code == code)
    };
    for code in ["extended-protection", "download-domains"] {
        assert!(has("Mailbox", code), "{code}");
        assert!(!has("Edge", code), "{code}");
    }
    // What concerns every role stays.
    for role in ["Mailbox", "Edge"] {
        assert!(has(role, "upgrade-in-place") && has(role, "nothing-undone"), "{role}");
    }
    // An edge server is a member of no database availability group.
    let groups = |role: &str| {
        let plan = server(&text(role), TODAY).verdict.plan;
        let group = |line: &String| line.contains("database availability group");
        let guide = |url: &str| url.contains("manage-dags");
        (
            plan.iter().any(|step| step.before.iter().any(group)),
            plan.iter().any(|step| step.links.iter().any(|link| guide(&link.url))),
        )
    };
    assert_eq!(groups("Mailbox"), (true, true));
    assert_eq!(groups("Edge"), (false, false));
}

#[test]
fn each_way_to_se_has_its_media_and_what_it_needs() {
    for (build, way) in [
        ("15.2.1748.39", "upgrade-in-place"),
        ("15.1.2507.61", "replace-new-server"),
        ("15.0.1497.48", "upgrade-stage"),
    ] {
        let server = server(build, TODAY);
        let step = server.verdict.plan.iter().find(|step| step.code == way).expect(way);
        let media: Vec<_> = step.links.iter().filter(|link| link.kind == "media").collect();
        assert_eq!(media.len(), 1, "{way}: {:?}", step.links);
        assert!(step.before.iter().any(|line| line.contains("Windows Server 2019, 2022, 2025")));
        assert!(step.before.iter().any(|line| line.contains(".NET Framework 4.8")), "{way}");
        // Not one landing page for all.
        let links: Vec<_> = step.links.iter().map(|link| link.url.as_str()).collect();
        assert!(
            links.len() > 2 && !links.iter().any(|url| url.ends_with("/exchange/")),
            "{links:?}"
        );
    }
}

#[test]
fn the_script_of_2021_is_for_the_holes_of_2021() {
    for (build, day, wanted) in [
        ("15.1.2176.4", "2021-03-10", "hunt-proxylogon"),
        ("15.2.2562.17", "2026-11-23", "hunt"),
        ("15.1.2507.12", "2022-11-01", "hunt"),
    ] {
        let server = server(&format!("X-OWA-Version: {build}"), day);
        let hunts: Vec<_> = server.verdict.plan.iter().filter(|step| step.kind == "hunt").collect();
        assert!(hunts.iter().any(|step| step.code == wanted), "{build}: {hunts:#?}");
        for step in hunts {
            let is_script = step.commands.iter().any(|line| line.contains("Test-ProxyLogon"));
            assert_eq!(is_script, step.code == "hunt-proxylogon", "{build}");
        }
    }
}

#[test]
fn missing_updates_are_those_that_the_plan_installs() {
    for (build, day) in [
        ("15.1.2176.2", "2022-12-01"),
        ("15.2.1258.12", "2025-08-20"),
        ("15.2.2562.17", "2026-10-08"),
    ] {
        let server = server(&format!("X-OWA-Version: {build}"), day);
        let installs: Vec<_> =
            server.verdict.plan.iter().filter(|step| step.kind == "install").collect();
        let first = installs[0].target.as_ref().unwrap().build;
        let last = installs.last().unwrap().target.as_ref().unwrap().build;
        let missing: Vec<_> = server.verdict.missing.iter().map(|release| release.build).collect();
        assert!(missing.contains(&first), "{build}: {missing:?} without {first}");
        assert_eq!(missing.last(), Some(&last), "{build}");
        // No update of a baseline that the plan leaves behind is offered.
        for release in server.verdict.missing.iter().filter(|release| release.update.is_some()) {
            assert_eq!(release.build.third(), last.third(), "{build}: {release:?}");
        }
    }
}

#[test]
fn patched_is_not_clean() {
    let server = server("15.2.2562.53", TODAY);
    let window = server.verdict.exposure.iter().find(|row| row.id == "CVE-2026-42897").unwrap();
    assert_eq!(window.since.to_string(), "2026-05-14");
    assert_eq!(window.until.unwrap().to_string(), "2026-06-09");
    assert!(actions(&server).contains(&"hunt"));
}

#[test]
fn missing_updates_are_counted_to_the_target() {
    let far = server("15.1.2176.2", TODAY).verdict.missing;
    let near = server("15.1.2507.6", TODAY).verdict.missing;
    assert!(far.len() > near.len(), "{} and {}", far.len(), near.len());
    assert_eq!(far[0].baseline, "CU20", "the update of 2021 on the old baseline is no step");
    assert_eq!(far.last().unwrap().build, near.last().unwrap().build);
}

#[test]
fn a_hole_without_a_fix_has_steps_too() {
    for (build, day, stopgap) in [
        ("15.2.2562.41", "2026-05-20", "mitigation-m2-1"),
        ("15.1.2507.12", "2022-10-01", "mitigation-m1"),
    ] {
        let server = check(build, day, "exploited");
        let codes = actions(&server);
        assert!(codes.contains(&"isolate") && codes.contains(&stopgap), "{build}: {codes:?}");
    }
    let server = server("15.2.2562.53", TODAY);
    assert!(actions(&server).contains(&"remove-mitigation-m2-1"));
}

#[test]
fn the_old_server_goes_last() {
    let server = server("15.1.2507.6", TODAY);
    let place = |code| actions(&server).iter().position(|known| *known == code).unwrap();
    assert!(place("replace-new-server") < place("install-on-new"));
    assert!(place("install-on-new") < place("replace-move"));
    assert!(place("replace-move") < place("replace-remove"));
}
