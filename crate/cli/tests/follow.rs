//! `expatch campaign follow`: a feed's files taken in as they come, killed anywhere.

mod desk;
#[path = "../../update/tests/site/mod.rs"]
#[expect(dead_code, reason = "the tests of the feed use more of it")]
mod site;
#[path = "../../update/tests/site/tls.rs"]
mod tls;

use desk::DAY;
use desk::counts;
use desk::json;
use desk::run;
use mail_builder::MessageBuilder;
use mail_builder::mime::MimePart;
use site::Page;
use site::Site;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;

/// A feed over TLS; the folder gets what vouches for it.
fn publisher(folder: &Path) -> Site {
    let (site, certificate) = tls::secure();
    std::fs::write(folder.join("ca.pem"), certificate).expect("written");
    site
}

/// A text at an address, with the tag of its edition.
fn edition(kind: &'static str, tag: &str, text: &str) -> Page {
    Page::Edition { kind, tag: tag.to_owned(), text: text.to_owned() }
}

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
        if path.is_file() {
            continue;
        }
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

/// Reports of two days, as files.
const REPORTS: [(&str, &str); 2] = [
    (
        "2026-11-19-scan_exchange.csv",
        "timestamp,ip,port,hostname,tag,geo,version\n\
         2026-11-19 08:00:00,192.0.2.1,443,a.example.org,exchange,DE,15.1.2507.6\n\
         2026-11-19 08:00:00,192.0.2.2,443,b.example.org,exchange,DE,15.2.2562.53\n",
    ),
    (
        "2026-11-20-scan_exchange.csv",
        "timestamp,ip,port,hostname,tag,geo,version\n\
         2026-11-20 08:00:00,192.0.2.3,443,c.example.org,exchange,FR,15.1.2507.6\n",
    ),
];

/// A message with a file attached.
fn mail(id: &str, kind: &'static str, name: &'static str, contents: &[u8]) -> Vec<u8> {
    let message = MessageBuilder::new()
        .from("autoreports@feed.example")
        .to("cert@cert.example")
        .subject("[feed] Vulnerable Exchange servers")
        .message_id(id.to_owned())
        .date(1_795_000_000_i64)
        .text_body("Your reports.\r\nFrom today on they are attached.\r\n")
        .attachment(kind, name, contents.to_vec());
    message.write_to_vec().expect("a message")
}

/// What a mailbox of a feed holds: the reports, one of them twice, one packed and
/// forwarded, a report on another day of nothing, and letters.
fn mails() -> Vec<Vec<u8>> {
    let (first, second) = (REPORTS[0], REPORTS[1]);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(second.1.as_bytes()).expect("packed");
    let packed = packed.finish().expect("packed");
    let inner = mail("inner@feed.example", "application/gzip", "2026-11-20.csv.gz", &packed);
    let forwarded = MessageBuilder::new()
        .from("desk@cert.example")
        .to("feed@cert.example")
        .subject("Fwd: reports")
        .message_id("outer@cert.example".to_owned())
        .date(1_795_000_001_i64)
        .body(MimePart::new(
            "multipart/mixed",
            vec![MimePart::new("text/plain", "See below."), MimePart::new("message/rfc822", inner)],
        ));
    let heading = first.1.split_inclusive('\n').next().unwrap_or_default();
    vec![
        mail("1@feed.example", "text/csv", first.0, first.1.as_bytes()),
        mail("2@feed.example", "text/csv", "again.csv", first.1.as_bytes()),
        forwarded.write_to_vec().expect("a message"),
        mail("3@feed.example", "application/octet-stream", "nothing.csv", heading.as_bytes()),
        mail("4@feed.example", "image/png", "logo.png", b"\x89PNG"),
        b"From: a@b.example\r\nSubject: only words\r\n\r\n15.1.2507.6\r\n".to_vec(),
    ]
}

fn follow(folder: &Path, campaign: &str, feed: &str, more: &[&str]) -> std::process::Output {
    let notices = format!("{campaign}.notices");
    let mut arguments = vec!["campaign", "follow", campaign, feed, "--once", "-o", &notices];
    arguments.extend(["--from", "cert@cert.example", DAY[0], DAY[1]]);
    arguments.extend(more);
    run(folder, &arguments)
}

#[track_caller]
fn well(output: &std::process::Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    said
}

#[test]
fn reports_attached_to_the_mails_of_a_mailbox_are_imported_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::create_dir(folder.join("files")).expect("made");
    for (name, report) in REPORTS {
        std::fs::write(folder.join("files").join(name), report).expect("written");
    }
    well(&follow(folder, "files.expatch", "files", &[]));
    let expected = counts(folder, "files.expatch");
    assert_eq!((&expected["servers"], &expected["atRisk"]), (&3.into(), &2.into()));

    for part in ["mail/new", "mail/cur", "mail/tmp"] {
        std::fs::create_dir_all(folder.join(part)).expect("made");
    }
    let mut mbox = Vec::new();
    for (number, message) in mails().iter().enumerate() {
        let part = if number % 2 == 0 { "new" } else { "cur" };
        // Windows allows no colon in a name.
        let flags = if number % 2 == 0 || cfg!(windows) { "" } else { ":2,S" };
        let name = format!("mail/{part}/17950000{number}.M1P1.host{flags}");
        std::fs::write(folder.join(name), message).expect("written");
        mbox.extend(b"From autoreports@feed.example Fri Nov 20 08:00:00 2026\n");
        let text = String::from_utf8_lossy(message).replace("\r\n", "\n");
        mbox.extend(text.replace("\nFrom ", "\n>From ").bytes());
        mbox.push(b'\n');
    }
    std::fs::write(folder.join("mail/tmp/half"), &mails()[0][..200]).expect("written");
    std::fs::write(folder.join("mbox"), mbox).expect("written");
    for mailbox in ["mail", "mbox"] {
        let campaign = format!("{mailbox}.expatch");
        let said = well(&follow(folder, &campaign, mailbox, &[]));
        assert!(said.contains("3 new files"), "{mailbox}: {said}");
        assert!(said.contains("nothing.csv: no rows to read"), "{mailbox}: {said}");
        assert_eq!(counts(folder, &campaign), expected, "{mailbox}");
        let first = told(&folder.join(format!("{campaign}.notices")));
        assert_eq!(first.len(), 2, "{mailbox}");
        // Read by somebody, and filed: it is the same message.
        if mailbox == "mail" && !cfg!(windows) {
            let (new, cur) = ("mail/new/179500000.M1P1.host", "mail/cur/179500000.M1P1.host:2,RS");
            std::fs::rename(folder.join(new), folder.join(cur)).expect("moved");
        }
        let said = well(&follow(folder, &campaign, mailbox, &[]));
        assert!(!said.contains("new files"), "{mailbox}: {said}");
        assert_eq!(told(&folder.join(format!("{campaign}.notices"))), first);
    }
    let refused = follow(folder, "one.expatch", "files/2026-11-20-scan_exchange.csv", &[]);
    assert_eq!(refused.status.code(), Some(64));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("neither a folder nor a mailbox"));
}

#[test]
fn a_feed_at_an_address_is_asked_for_what_is_newer() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let site = publisher(folder);
    let trust = ["--ca-file", "ca.pem"];
    let look = |campaign: &str, path: &str| follow(folder, campaign, &site.url(path), &trust);

    // A file that changes.
    site.put("/today.csv?key=c0ffee17", edition("text/csv", "\"1\"", REPORTS[0].1));
    assert!(well(&look("file.expatch", "/today.csv?key=c0ffee17")).contains("1 new files"));
    assert!(!well(&look("file.expatch", "/today.csv?key=c0ffee17")).contains("new files"));
    assert_eq!(site.answers(), [200, 304], "the second time nothing is sent");
    site.put("/today.csv?key=c0ffee17", edition("text/csv", "\"2\"", REPORTS[1].1));
    assert!(well(&look("file.expatch", "/today.csv?key=c0ffee17")).contains("1 new files"));
    assert_eq!(counts(folder, "file.expatch")["servers"], 3);
    let kept = std::fs::read(folder.join("file.expatch")).expect("the campaign");
    assert!(!kept.windows(8).any(|word| word == b"c0ffee17"), "the key is not kept with it");
    // What one campaign has another may lack.
    let other = ["campaign", "follow", "other.expatch", &site.url("/today.csv?key=c0ffee17")];
    let rest = ["--once", "-o", "file.expatch.notices", "--from", "cert@cert.example"];
    well(&run(folder, &[&other[..], &rest, &trust, &DAY].concat()));
    assert_eq!(counts(folder, "other.expatch")["servers"], 1);

    // A page with links to files.
    let page = |names: &[&str]| -> String {
        names.iter().map(|name| format!("<a href=\"{name}\">{name}</a>\n")).collect()
    };
    let (first, second) = (REPORTS[0].0, REPORTS[1].0);
    site.put(&format!("/list/{first}"), edition("text/csv", "\"a\"", REPORTS[0].1));
    let named = page(&["../", first, "missing.csv"]);
    site.put("/list/", edition("text/html", "\"p1\"", &format!("<html>{named}</html>")));
    let torn = look("list.expatch", "/list/");
    assert_eq!(torn.status.code(), Some(65), "one of its files is missing");
    assert_eq!(counts(folder, "list.expatch")["servers"], 2, "the other is imported");
    assert_eq!(told(&folder.join("list.expatch.notices")).len(), 1, "and told of");
    site.put(&format!("/list/{second}"), edition("text/csv", "\"b\"", REPORTS[1].1));
    let named = page(&[first, second]);
    site.put("/list/", edition("text/html", "\"p2\"", &format!("<html>{named}</html>")));
    let before = site.answers().len();
    assert!(well(&look("list.expatch", "/list/")).contains("1 new files"));
    assert_eq!(site.answers()[before..], [200, 304, 200]);
    assert!(!well(&look("list.expatch", "/list/")).contains("new files"));
    assert_eq!(site.answers().len(), before + 4, "the page alone is asked for");
    assert_eq!(counts(folder, "list.expatch"), counts(folder, "file.expatch"));

    // What must not be.
    for (path, says) in
        [("/gone", "404"), ("/led", "https"), ("/login", "a page without a link to a report")]
    {
        if path == "/led" {
            site.put("/led", Page::Moved("http://127.0.0.1:9/today.csv".to_owned()));
        }
        site.put("/login", edition("text/html", "\"l\"", "<html><form></form></html>"));
        let refused = look("none.expatch", path);
        let said = String::from_utf8_lossy(&refused.stderr);
        assert_eq!(refused.status.code(), Some(65), "{path}: {said}");
        assert!(said.contains(says), "{path}: {said}");
    }
    let plain = follow(folder, "none.expatch", "http://feed.example/a.csv", &[]);
    assert_eq!(plain.status.code(), Some(64));
    let stranger = follow(folder, "none.expatch", &site.url("/today.csv?key=c0ffee17"), &[]);
    assert_eq!(stranger.status.code(), Some(65), "a certificate that nobody vouches for");
}

#[test]
fn a_mailbox_or_an_address_that_is_killed_anywhere_loses_and_doubles_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let site = publisher(folder);
    feed(&folder.join("feed"));
    for part in ["mail/new", "mail/cur"] {
        std::fs::create_dir_all(folder.join(part)).expect("made");
    }
    let mut links = String::new();
    for day in 11..=13 {
        let name = format!("2026-11-{day}.csv");
        let report = std::fs::read_to_string(folder.join("feed").join(&name)).expect("there");
        site.put(&format!("/{name}"), edition("text/csv", &format!("\"{day}\""), &report));
        links += &format!("<a href='{name}'>");
        let message = mail(&name, "text/csv", "report.csv", report.as_bytes());
        std::fs::write(folder.join(format!("mail/new/{day}")), message).expect("written");
    }
    site.put("/", edition("text/html", "\"page\"", &format!("<html>{links}")));
    let address = site.url("/");
    let start = std::time::Instant::now();
    well(&follow(folder, "whole.expatch", "feed", &[]));
    let long = start.elapsed().max(Duration::from_millis(200));
    let whole = counts(folder, "whole.expatch");
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    for (campaign, feed) in [("mail.expatch", "mail"), ("site.expatch", address.as_str())] {
        for _ in 0..8 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let mut child = Command::new(env!("CARGO_BIN_EXE_expatch"))
                .args(["campaign", "follow", campaign, feed, "--once", "--ca-file", "ca.pem"])
                .args(["-o", &format!("{campaign}.notices"), "--from", "cert@cert.example"])
                .args(DAY)
                .current_dir(folder)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("it starts");
            std::thread::sleep(long * u32::try_from(random % 1000).expect("small") / 1000);
            // It may have ended.
            let _ = child.kill();
            child.wait().expect("it is gone");
        }
        well(&follow(folder, campaign, feed, &["--ca-file", "ca.pem"]));
        assert_eq!(counts(folder, campaign), whole, "{feed}");
        let told = told(&folder.join(format!("{campaign}.notices")));
        let mut once = told.clone();
        once.dedup();
        assert_eq!(told, once, "{feed}: nobody is told the same twice");
    }
}
