//! `expatch db refresh` from outside: files that anybody can download change
//! what `check` says, on a machine without network and without a compiler. The
//! files are made up from the facts in the program, so that they stay newer.

use expatch::Database;
use expatch::Date;
use expatch::database::Topic;
use serde_json::Value;
use serde_json::json;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;

/// A hole that nobody has found.
const HOLE: &str = "CVE-2099-10001";

/// A user's folder, with files as they were downloaded some days after the
/// facts in the program.
struct Place {
    folder: tempfile::TempDir,
}

/// So many days after those of the facts.
fn later(days: i32) -> Date {
    Date::from_days(Database::embedded().as_of().days() + days)
}

/// The newest build of SE, and the same with a higher last number.
fn newest(more: u16) -> String {
    let builds = Database::embedded().releases().map(|release| release.build);
    let newest = builds.max().expect("releases");
    let (a, b, c, d) = (newest.major(), newest.minor(), newest.third(), newest.revision());
    format!("{a}.{b}.{c}.{}", d + more)
}

/// The name of a security update of a day, which no real one has.
fn update(day: Date) -> String {
    let (year, month, _) = day.calendar();
    format!("{}{:02}SUv9", MONTHS[usize::from(month) - 1], year % 100)
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn english(day: Date) -> String {
    let (year, month, number) = day.calendar();
    format!("{} {number}, {year}", MONTHS[usize::from(month) - 1])
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("feeds")).expect("a folder");
        Self { folder }
    }

    fn put(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join("feeds").join(name), text).expect("written");
    }

    /// Microsoft's page with one more security update, of the day after the facts.
    fn page(&self, more: &str) {
        let rows = format!(
            "| Product name | Release date | Build number |\n| --- | --- | --- |\n\
             | Exchange Server SE RTM {} | {} | {} |\n{more}",
            update(later(1)),
            english(later(1)),
            newest(1),
        );
        self.put(&format!("learn{}.md", later(2)), &rows);
    }

    /// MSRC's months since those of the facts; the last one has a hole that the
    /// new update closes.
    fn months(&self) {
        let covered = Database::embedded().covered_through(Topic::Vulnerabilities);
        let (from, to) = (covered.expect("a day"), later(2));
        let (mut year, mut month, _) = from.calendar();
        let (last_year, last_month, _) = to.calendar();
        while (year, month) <= (last_year, last_month) {
            let id = format!("{year}-{}", MONTHS[usize::from(month) - 1]);
            let last = (year, month) == (last_year, last_month);
            let hole = if last { hole() } else { String::new() };
            let text = format!(
                "<cvrfdoc><DocumentTracking><Identification><ID>{id}</ID></Identification>\
                 <CurrentReleaseDate>{to}T08:00:00</CurrentReleaseDate></DocumentTracking>\
                 <ProductTree><FullProductName ProductID=\"7\">Microsoft Exchange Server \
                 Subscription Edition RTM</FullProductName></ProductTree>{hole}</cvrfdoc>"
            );
            self.put(&format!("cvrf-{id}.xml"), &text);
            (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        }
    }

    /// CISA's catalogue: all that the facts have, and the hole.
    fn catalogue(&self, more: bool) {
        let facts = expatch_facts::read_from(expatch_facts::embedded_texts()).expect("facts");
        let listed = facts.vulnerabilities.iter().filter_map(|row| {
            let kev = row.kev.as_ref()?;
            let known = kev.ransomware == expatch_facts::model::Ransomware::Known;
            let ransomware = if known { "Known" } else { "Unknown" };
            Some(json!({
                "cveID": row.id, "vendorProject": "Microsoft", "product": "Exchange Server",
                "vulnerabilityName": "Microsoft Exchange Server Something Vulnerability",
                "dateAdded": kev.added.to_string(), "dueDate": kev.due.to_string(),
                "knownRansomwareCampaignUse": ransomware,
            }))
        });
        let new = json!({
            "cveID": HOLE, "vendorProject": "Microsoft", "product": "Exchange Server",
            "vulnerabilityName": "Microsoft Exchange Server Something Vulnerability",
            "dateAdded": later(2).to_string(), "dueDate": later(23).to_string(),
            "knownRansomwareCampaignUse": "Unknown",
        });
        let rows: Vec<Value> = listed.chain(more.then_some(new)).collect();
        let day = format!("{}T00:00:00Z", later(2));
        let text = json!({ "catalogVersion": "x", "dateReleased": day, "vulnerabilities": rows });
        self.put("kev.json", &text.to_string());
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_expatch"));
        command
            .args(arguments)
            .env_remove("EXPATCH_DATABASE")
            .current_dir(self.folder.path())
            .env("XDG_DATA_HOME", self.folder.path())
            .stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the binary runs")
    }

    /// What is said, by a command that succeeds.
    #[track_caller]
    fn said(&self, arguments: &[&str]) -> String {
        said(&self.run(arguments))
    }

    /// Status and headline of a server with a build, two days after the facts.
    #[track_caller]
    fn status(&self, build: &str) -> String {
        let day = later(2).to_string();
        let header = format!("X-OWA-Version: {build}");
        let output = self.run(&["check", "--as-of", &day, "--format", "json", &header]);
        let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
        let verdict = &report["servers"][0]["verdict"];
        verdict["status"].as_str().expect("a status").to_owned()
    }
}

#[track_caller]
fn said(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

/// The hole as MSRC's months describe it.
fn hole() -> String {
    format!(
        "<Vulnerability><Title>Microsoft Exchange Server Remote Code Execution Vulnerability</Title>\
         <CVE>{HOLE}</CVE><Threats><Threat Type=\"Impact\"><Description>Remote Code Execution\
         </Description></Threat><Threat Type=\"Severity\"><Description>Critical</Description></Threat>\
         </Threats><Remediations><Remediation Type=\"Vendor Fix\"><Description>5099999</Description>\
         <ProductID>7</ProductID><FixedBuild>{}</FixedBuild></Remediation></Remediations>\
         <RevisionHistory><Revision><Date>{}T08:00:00</Date><Description>Information published.\
         </Description></Revision></RevisionHistory></Vulnerability>",
        newest(1),
        later(1)
    )
}

#[test]
fn downloaded_files_change_what_check_says_and_show_says_why() {
    let place = Place::new();
    let (old, new) = (newest(0), newest(1));
    assert_eq!(
        (place.status(&old), place.status(&new)),
        ("current".into(), "unknown-build".into())
    );
    place.page("| Exchange Server 2030 RTM | soon | 15.9.1.1 |\n");
    place.months();
    place.catalogue(true);
    place.put("notes.txt", "what I have downloaded");

    let dry = place.said(&["db", "refresh", "--from", "feeds", "--dry-run"]);
    assert!(
        dry.contains(&format!("+ {new} RTM")) && dry.contains("nothing was installed"),
        "{dry}"
    );
    assert_eq!(place.status(&old), "current");

    let said = place.said(&["db", "refresh", "--from", "feeds"]);
    for part in [
        &format!("+ {new} RTM"),
        &format!("+ {HOLE} Microsoft Exchange Server Remote Code Execution"),
        &format!("+ {HOLE} in KEV since {}", later(2)),
        "row 2: `soon` is no day",
        "notes.txt\n! not read: is none of the formats",
        &format!("checked through {}, before {}", later(2), later(0)),
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!((place.status(&old), place.status(&new)), ("exploited".into(), "current".into()));
    let shown = place.said(&["db", "show"]);
    for part in [
        "local: made on this machine by `expatch db refresh`",
        &format!("checked through  {}", later(2)),
        &format!("{}  Microsoft Security Response Center", later(2)),
        &format!("{}  CISA Known Exploited", later(2)),
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let again = place.said(&["db", "refresh", "--from", "feeds"]);
    assert!(again.contains("nothing new: the database stays as it is"), "{again}");
}

/// What was read of one list says nothing of what the others know.
#[test]
fn one_newer_list_makes_no_server_current() {
    type Put = fn(&Place);
    let page: Put = |place| place.page("");
    let lists: [(&str, &[Put]); 4] = [
        ("CISA's catalogue", &[|place| place.catalogue(false)]),
        ("the page of builds", &[page]),
        ("MSRC's months and CISA's catalogue", &[Place::months, |place| place.catalogue(false)]),
        ("the page and CISA's catalogue", &[page, |place| place.catalogue(false)]),
    ];
    for (what, files) in lists {
        let place = Place::new();
        files.iter().for_each(|put| put(&place));
        place.said(&["db", "refresh", "--from", "feeds"]);
        // Forty days after the facts there was a Patch Tuesday since.
        let day = later(40).to_string();
        for build in [newest(0), newest(1)] {
            let header = format!("X-OWA-Version: {build}");
            let output = place.run(&["check", "--as-of", &day, "--format", "json", &header]);
            let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
            let verdict = &report["servers"][0]["verdict"];
            assert_ne!(verdict["patched"], "yes", "{what}, {build}: {verdict}");
            assert_ne!(verdict["status"], "current", "{what}, {build}");
            assert_ne!(output.status.code(), Some(0), "{what}, {build}");
        }
        let shown = place.said(&["db", "show"]);
        assert!(shown.contains(&format!("checked through  {} ", later(0))), "{what}: {shown}");
    }
}

/// A cumulative update that nobody has heard of, from Microsoft's page to the
/// road of a server, in one command that asks for what the page does not say.
#[test]
fn a_new_cumulative_update_is_one_command_that_asks() {
    let place = Place::new();
    let (last, ahead) = (newest(0), later(2));
    let build: expatch::Build = last.parse().expect("a build");
    let new = format!("{}.{}.{}.7", build.major(), build.minor(), build.third() + 200);
    place.page(&format!("| Exchange Server SE CU1 | {} | {new} |\n", english(ahead)));
    assert_eq!(place.status(&new), "unknown-build");
    let mut asked = place
        .command(&["db", "refresh", "--from", "feeds", "--ask"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    // Each question takes a line; what is no answer is asked again.
    let answers = "perhaps\n".to_owned() + &"no\n".repeat(9);
    asked.stdin.take().expect("piped").write_all(answers.as_bytes()).expect("answered");
    let output = asked.wait_with_output().expect("it ends");
    let text = said(&output);
    let questions = String::from_utf8_lossy(&output.stderr);
    assert!(questions.contains("does SE CU1 contain the fixes of"), "{questions}");
    assert!(questions.contains("yes, no or later? yes, no or later?"), "{questions}");
    assert!(text.contains(&format!("+ {new} SE CU1 of {ahead}, a new baseline")), "{text}");
    assert!(!text.contains("??"), "{text}");
    // It lacks what the updates of the weeks before close.
    let status = place.status(&new);
    assert!(
        ["vulnerable", "exploited", "superseded", "current"].contains(&status.as_str()),
        "{status}"
    );
    // The last of 2019 has nothing before it but SE.
    let builds = Database::embedded().releases().map(|release| release.build);
    let of_2019 = builds.filter(|of| of.third() < build.third()).max().expect("releases");
    let header = format!("X-OWA-Version: {of_2019}");
    let output = place.run(&["check", "--as-of", &ahead.to_string(), "--format", "json", &header]);
    let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
    let plan = &report["servers"][0]["verdict"]["plan"];
    let named = |step: &Value| step["target"]["build"] == new.as_str();
    assert!(plan.as_array().expect("a plan").iter().any(named), "the road names it: {plan}");
}

/// What a refresh with another program's facts has left is not mixed with these.
#[test]
fn what_rests_on_other_facts_is_left() {
    let place = Place::new();
    place.page("");
    place.said(&["db", "refresh", "--from", "feeds"]);
    let kept = place.folder.path().join("expatch/database.facts");
    assert!(kept.join("releases/se.toml").exists());
    std::fs::write(kept.join("base"), "another program's").expect("written");
    for name in ["steps.toml", "releases/se.toml"] {
        std::fs::write(kept.join(name), "no facts").expect("written");
    }
    std::fs::remove_dir_all(place.folder.path().join("feeds")).expect("removed");
    std::fs::create_dir(place.folder.path().join("feeds")).expect("a folder");
    place.catalogue(false);
    let text = place.said(&["db", "refresh", "--from", "feeds"]);
    assert!(text.contains("= kev checked through"), "{text}");
    assert!(!kept.join("steps.toml").exists() && !kept.join("releases/se.toml").exists());
    assert!(kept.join("sources.toml").exists());
}

#[test]
fn a_folder_that_is_not_there_is_said() {
    let place = Place::new();
    let output = place.run(&["db", "refresh", "--from", "nowhere"]);
    assert_eq!(output.status.code(), Some(65), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot read nowhere"));
    // Nor is a folder of which nothing is read a day without news.
    place.put("page.html", "<html><h1>503 Service Unavailable</h1></html>");
    let output = place.run(&["db", "refresh", "--from", "feeds"]);
    assert_eq!(output.status.code(), Some(65), "{output:?}");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(said.contains("page.html\n! not read") && said.contains("no source could be read"));
    assert!(!Path::new(place.folder.path()).join("expatch/database.bin").exists());
}
