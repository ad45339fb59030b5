//! Lists of every shape, whole and in pieces of any size, are cut the same.

extern crate std;
use super::*;
use alloc::format;
use alloc::vec;

/// Name, country and text of each row, and the texts without rows.
fn parts(list: &str, file: &str, size: usize) -> Vec<[String; 3]> {
    let mut all = Vec::new();
    let mut take = |part: Part<'_>| {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        all.push(match part {
            Part::Row(row) => [row.name, row.country, text(row.text)],
            Part::Text(part) => [String::from("text"), String::new(), text(part)],
        });
    };
    let mut reading = List::new(file);
    for piece in list.as_bytes().chunks(size) {
        reading.push(piece, false, &mut take);
    }
    reading.push(b"", true, &mut take);
    all
}

#[track_caller]
fn check(list: &str, file: &str, expected: &[[&str; 3]]) {
    for size in [1, 3, 64, 1 << 20] {
        assert_eq!(parts(list, file, size), expected, "in pieces of {size}");
    }
}

#[test]
fn tables_have_titles_or_none() {
    check(
        "host;land;version\r\n\r\nEX01;BE;15.2.986.14\r\n\"EX\"\"02\";NL;\"15.2\n.986.14\"\r\n",
        "",
        &[
            ["EX01", "BE", "EX01;BE;15.2.986.14"],
            ["EX\"02", "NL", "\"EX\"\"02\";NL;\"15.2\n.986.14\""],
        ],
    );
    check(
        "192.0.2.1,15.2.986.14\nmail.example.org,15.1.2507.6\n",
        "",
        &[
            ["192.0.2.1", "", "192.0.2.1,15.2.986.14"],
            ["mail.example.org", "", "mail.example.org,15.1.2507.6"],
        ],
    );
    // The release alone makes a row; titles that nobody knows are titles.
    check(
        "EX01,Exchange 2019 CU14\nEX02,Exchange 2019 CU15\n",
        "",
        &[["EX01", "", "EX01,Exchange 2019 CU14"], ["EX02", "", "EX02,Exchange 2019 CU15"]],
    );
    check("Foo\tBar\nEX01\t7\n", "", &[["EX01", "", "EX01\t7"]]);
    check("alone\n", "a.CSV", &[]);
}

#[test]
fn what_stands_above_a_heading_is_passed_over() {
    let list = "Inventory of all sites\nmade on 23 November\n\nserver,version,site\nEX01,15.2.986.14,A\nEX02,15.2.986.14,B\n";
    check(list, "", &[["EX01", "", "EX01,15.2.986.14,A"], ["EX02", "", "EX02,15.2.986.14,B"]]);
}

#[test]
fn the_better_name_wins_and_an_address_is_one_at_need() {
    check(
        "ip,hostname,server,url\n,,a mail server,\n192.0.2.1,mail.example.org,Microsoft-IIS/10.0,https://a.example/\n192.0.2.2,,,\n,,,https://b.example:443/owa\n",
        "",
        &[
            ["a mail server", "", ",,a mail server,"],
            [
                "mail.example.org",
                "",
                "192.0.2.1,mail.example.org,Microsoft-IIS/10.0,https://a.example/",
            ],
            ["192.0.2.2", "", "192.0.2.2,,,"],
            ["b.example", "", ",,,https://b.example:443/owa"],
        ],
    );
}

#[test]
fn objects_come_in_lines_arrays_and_answers() {
    let (one, two) = (r#"{"host":"a.example","country":"BE"}"#, r#"{ "ip" : "192.0.2.2" }"#);
    let expected = [["a.example", "BE", one], ["192.0.2.2", "", two]];
    check(&format!("{one}\n{two}\n"), "", &expected);
    check(&format!("[{one},\n {two}]"), "", &expected);
    check(&format!("{{\"took\":1,\"matches\":[{one},{two}],\"total\":2}}"), "", &expected);
    // Cut off in the middle: what is there counts.
    check(
        &format!("{one}\n{{\"host\":\"b.example\",\"ver"),
        "",
        &[["a.example", "BE", one], ["b.example", "", "{\"host\":\"b.example\",\"ver"]],
    );
    let pretty = "{\n  \"host\": \"a.example\",\n  \"data\": 7\n}\n";
    check(pretty, "", &[["text", "", pretty]]);
}

#[test]
fn hosts_stand_one_a_line_and_anything_else_is_a_text() {
    let hosts = "a.example 15.2.986.14\nb.example\n192.0.2.1 up\n[2001:db8::1]:443 open\n";
    let found = parts(hosts, "", 7);
    let names: Vec<&str> = found.iter().map(|part| part[0].as_str()).collect();
    assert_eq!(names, ["a.example", "b.example", "192.0.2.1", "2001:db8::1"]);
    for text in ["Dear colleague, is 15.2.986.14 patched?\n", "<html>\n<a>\n", "", "\n\n"] {
        let expected = if text.trim().is_empty() { vec![] } else { vec!["text"] };
        let found = parts(text, "", 5);
        assert_eq!(found.iter().map(|part| &*part[0]).collect::<Vec<_>>(), expected, "{text}");
    }
}

#[test]
fn a_long_text_is_cut_between_hosts() {
    let host = format!("<host>{}</host>\n", "x".repeat(1000));
    let text = format!("<nmaprun>\n{}</nmaprun>", host.repeat(2500));
    let found = parts(&text, "", 60_000);
    assert!(found.len() > 1);
    assert_eq!(found.iter().map(|part| part[2].as_str()).collect::<String>(), text);
    for part in &found[..found.len() - 1] {
        assert!(part[2].ends_with("</host>"), "{}", part[2].len());
    }
}

#[test]
fn a_value_without_an_end_becomes_a_text() {
    let long = format!("[{{\"host\":\"a.example\"}},{{\"b\":\"{}", "x".repeat(9 << 20));
    let found = parts(&long, "", 1 << 20);
    assert_eq!(found[0][0], "a.example");
    assert!(found.len() > 1 && found[1..].iter().all(|part| part[0] == "text"));
    let whole: usize = found.iter().map(|part| part[2].len()).sum();
    assert!(whole + 3 >= long.len(), "{whole} of {}", long.len());
}

#[test]
fn each_title_of_countries_is_known() {
    for (title, _) in crate::words::COUNTRIES {
        let list = format!("host,{title}\nEX01,XY\n");
        assert_eq!(parts(&list, "", 99)[0][1], "XY", "{title}");
    }
    assert_eq!(parts("host,Country_Code\nEX01,XY\n", "", 99)[0][1], "XY");
}
