//! `expatch campaign follow`: a feed's files taken in as they come, killed anywhere.

mod desk;

use desk::DAY;
use desk::counts;
use desk::json;
use desk::run;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;

/// Days of a feed: each day some are gone, some are new, some are patched.
fn feed(folder: &Path) {
    std::fs::create_dir(folder).expect("made");
    for day in 1..=3 {
        let mut file = "timestamp,ip,port,hostname,tag,geo,version\n".to_owned();
        for host in 0..12_u32 {
            let is_patched = host % 7 < day;
            let version = if is_patched { "15.2.2562.53" } else { "15.1.2507.6" };
            let tag = if host % 6 == day { "exchange;webshell" } else { "exchange" };
            file += &format!(
                "2026-11-1{day} 08:00:00,192.0.2.{host},443,m{}.example.org,{tag},DE,{version}\n",
                host + day * 3
            );
        }
        std::fs::write(folder.join(format!("2026-11-1{day}.csv")), file).expect("written");
    }
}

/// What was told: each recipient with what the notice says.
fn told(folder: &Path) -> Vec<(String, String)> {
    let mut told = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("it is there").path();
        assert!(path.file_name().is_some_and(|name| name != ".new"), "a folder that is not whole");
        let manifest = json(&path.join("manifest.json"));
        for notice in manifest["notices"].as_array().expect("a list") {
            let field = |name: &str| notice[name].as_str().expect(name).to_owned();
            told.push((field("key"), field("content")));
        }
    }
    told.sort();
    told
}

#[test]
fn a_feed_that_is_killed_anywhere_loses_and_doubles_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    feed(&folder.join("feed"));
    let follow = |campaign: &str, notices: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_expatch"));
        command.args(["campaign", "follow", campaign, "feed", "--once", "-o", notices]);
        command.args(["--from", "cert@cert.example", DAY[0], DAY[1]]);
        command.current_dir(folder).env_remove("EXPATCH_DATABASE");
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let start = std::time::Instant::now();
    assert!(follow("whole.expatch", "whole").status().expect("it starts").success());
    let long = start.elapsed().max(Duration::from_millis(200));
    // Points all over the way, and a little further each time.
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    for _ in 0..20 {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let mut child = follow("torn.expatch", "torn").spawn().expect("it starts");
        std::thread::sleep(long * u32::try_from(random % 1000).expect("small") / 1000);
        // It may have ended.
        let _ = child.kill();
        child.wait().expect("it is gone");
    }
    let end = follow("torn.expatch", "torn").stderr(Stdio::piped()).output().expect("it starts");
    assert!(end.status.success(), "{}", String::from_utf8_lossy(&end.stderr));
    let (whole, torn) = (counts(folder, "whole.expatch"), counts(folder, "torn.expatch"));
    assert_eq!(whole, torn);
    let told = told(&folder.join("torn"));
    let mut once = told.clone();
    once.dedup();
    assert_eq!(told, once, "nobody is told the same twice");
    let last = self::told(&folder.join("whole"));
    assert!(!last.is_empty());
    for notice in &last {
        assert!(told.contains(notice), "{notice:?} is lost");
    }
    // Again: nothing is new.
    assert!(follow("torn.expatch", "torn").status().expect("it starts").success());
    assert_eq!(self::told(&folder.join("torn")), told);
}

#[test]
fn a_day_without_reports_stops_no_feed_but_is_told_who_imports_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    feed(&folder.join("feed"));
    let heading = "timestamp,ip,port,hostname,tag,geo,version\n";
    std::fs::write(folder.join("feed/2026-11-10.csv"), heading).expect("written");
    let mut follow = vec!["campaign", "follow", "one.expatch", "feed", "--once", "-o", "notices"];
    follow.extend(["--from", "cert@cert.example", DAY[0], DAY[1]]);
    let output = run(folder, &follow);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("2026-11-10.csv: no rows to read: it looks like shadowserver"), "{said}");
    assert!(said.contains("4 new files"), "{said}");
    let files = ["feed/2026-11-10.csv", "feed/2026-11-11.csv"];
    let arguments = ["campaign", "import", "two.expatch", DAY[0], DAY[1], files[0], files[1]];
    let output = run(folder, &arguments);
    assert_eq!(output.status.code(), Some(65), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(counts(folder, "two.expatch")["done"], 12, "the other file is taken in");
}
