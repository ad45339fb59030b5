//! `expatch mcp` as an assistant speaks to it: JSON-RPC, a message a line.

use serde_json::Value;
use serde_json::json;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Write;
use std::process::Child;
use std::process::ChildStdin;
use std::process::Command;
use std::process::Stdio;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::channel;
use std::time::Duration;

/// Nothing takes longer, on a busy machine either.
const PATIENCE: Duration = Duration::from_mins(1);

struct Assistant {
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    last: u64,
}

impl Assistant {
    /// Starts the command and says hello, as every assistant does.
    fn new() -> Self {
        let mut one = Self::silent();
        let hello = one.ask(
            "initialize",
            json!({
                "protocolVersion": "2025-06-18",
                "capabilities": {},
                "clientInfo": { "name": "test", "version": "1" },
            }),
        );
        assert_eq!(hello["result"]["serverInfo"]["name"], "expatch", "{hello}");
        assert_eq!(hello["result"]["protocolVersion"], "2025-06-18", "{hello}");
        assert_eq!(hello["result"]["capabilities"], json!({ "tools": {} }), "{hello}");
        one.say(json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }).to_string());
        one
    }

    fn silent() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_expatch"))
            .arg("mcp")
            .env_remove("EXPATCH_DATABASE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary starts");
        let output = BufReader::new(child.stdout.take().expect("piped"));
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            output.lines().map_while(Result::ok).try_for_each(|line| sender.send(line).ok())
        });
        let input = child.stdin.take();
        Self { child, input, lines, last: 0 }
    }

    fn say(&mut self, line: String) {
        let input = self.input.as_mut().expect("still open");
        writeln!(input, "{line}").and_then(|()| input.flush()).expect("it listens");
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        let id = self.last;
        let message = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        self.say(message.to_string());
        let line = self.lines.recv_timeout(PATIENCE).expect("an answer");
        let answer: Value = serde_json::from_str(&line).expect("JSON");
        assert_eq!(answer["id"], id, "{answer}");
        answer
    }

    fn call(&mut self, tool: &str, arguments: Value) -> Value {
        let answer = self.ask("tools/call", json!({ "name": tool, "arguments": arguments }));
        assert!(answer.to_string().len() < 96 << 10, "{} bytes", answer.to_string().len());
        answer["result"].clone()
    }

    /// What a call is refused with, in words.
    #[track_caller]
    fn refused(&mut self, tool: &str, arguments: Value) -> String {
        let answer = self.call(tool, arguments);
        assert_eq!(answer["isError"], true, "{answer}");
        answer["content"][0]["text"].as_str().expect("words").to_owned()
    }

    /// Closes the input and waits until the command has ended.
    fn end(&mut self) -> Option<i32> {
        drop(self.input.take());
        let began = std::time::Instant::now();
        while began.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("it does not end");
    }
}

impl Drop for Assistant {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_tools_say_that_they_only_read_and_what_they_take() {
    let mut assistant = Assistant::new();
    let listed = assistant.ask("tools/list", json!({}));
    let tools = listed["result"]["tools"].as_array().expect("tools").clone();
    let names: Vec<_> = tools.iter().map(|tool| tool["name"].as_str().expect("a name")).collect();
    assert_eq!(names, ["assess", "releases", "cve"]);
    for tool in &tools {
        assert_eq!(tool["annotations"]["readOnlyHint"], true, "{tool}");
        assert_eq!(tool["annotations"]["openWorldHint"], false, "{tool}");
        assert_eq!(tool["inputSchema"]["type"], "object", "{tool}");
        for (_, property) in tool["inputSchema"]["properties"].as_object().expect("properties") {
            assert!(property["description"].is_string(), "{tool}");
        }
    }
    assert_eq!(tools[0]["inputSchema"]["required"], json!(["text"]));
    assert_eq!(assistant.end(), Some(0));
}

#[test]
fn a_text_gets_the_verdict_of_the_command() {
    let mut assistant = Assistant::new();
    let text = "X-OWA-Version: 15.1.2507.6";
    let said = assistant.call("assess", json!({ "text": text, "asOf": "2026-11-23" }));
    let server = &said["structuredContent"]["servers"][0];
    assert_eq!(server["build"], "15.1.2507.6", "{said}");
    assert_eq!(server["verdict"]["status"], "exploited", "{said}");
    let own = Command::new(env!("CARGO_BIN_EXE_expatch"))
        .args(["check", "--as-of", "2026-11-23", "--format", "json", text])
        .env_remove("EXPATCH_DATABASE")
        .output()
        .expect("the binary runs");
    let own: Value = serde_json::from_slice(&own.stdout).expect("JSON");
    for field in ["patched", "status", "severity", "headline", "summary", "plan", "open"] {
        assert_eq!(server["verdict"][field], own["servers"][0]["verdict"][field], "{field}");
    }
    let words = said["content"][0]["text"].as_str().expect("words");
    assert!(words.contains("Not patched: attackers use"), "{words}");

    let german =
        assistant.call("assess", json!({ "text": text, "asOf": "2026-11-23", "language": "de" }));
    assert!(german["content"][0]["text"].as_str().expect("words").contains("Nicht gepatcht"));

    // Odd input has answers too.
    let nothing = assistant.call("assess", json!({ "text": "" }));
    assert_eq!(nothing["structuredContent"]["servers"], json!([]), "{nothing}");
    assert!(assistant.refused("assess", json!({})).contains("text"));
    assert!(
        assistant.refused("assess", json!({ "text": "x", "asOf": "soon" })).contains("YYYY-MM-DD")
    );
    assert!(
        assistant.refused("assess", json!({ "text": "x", "file": "/etc/passwd" })).contains("file")
    );
    assert!(assistant.refused("assess", json!({ "text": "x", "language": "xx" })).contains("xx"));
}

#[test]
fn answers_are_bounded_and_so_are_texts() {
    let mut assistant = Assistant::new();
    let mut list: String =
        (0..2_000).map(|number| format!("EX{number:05},15.1.2507.{}\n", 6 + number % 60)).collect();
    let said = assistant.call("assess", json!({ "text": list, "asOf": "2026-11-23" }));
    let full = said["structuredContent"]["servers"].as_array().expect("servers").len();
    let more = said["structuredContent"]["more"].as_array().expect("groups");
    let left_out = said["structuredContent"]["serversLeftOut"].as_u64().unwrap_or_default();
    let counted: u64 = more.iter().map(|group| group["count"].as_u64().expect("a count")).sum();
    assert!(full > 0 && counted > 0, "{full} in full, {left_out} left out, {counted} counted");
    assert_eq!(full as u64 + left_out, 20);
    list.push_str(&"x".repeat(1 << 20));
    assert!(assistant.refused("assess", json!({ "text": list })).contains("at most 1048576"));
    // A line beyond the protocol's bound is passed over, and the next one answered.
    assistant.say("x".repeat(20 << 20));
    assistant.say("{ no JSON".into());
    assert!(assistant.call("releases", json!({ "filter": ["15.2.2562.53"] }))["isError"] == false);
}

#[test]
fn releases_and_vulnerabilities_are_found_by_the_words_of_the_command() {
    let mut assistant = Assistant::new();
    let one = assistant.call("releases", json!({ "filter": ["15.1.2507.61"] }));
    let data = &one["structuredContent"];
    assert_eq!(
        (&data["count"], &data["releases"][0]["build"]),
        (&json!(1), &json!("15.1.2507.61"))
    );
    let all = assistant.call("releases", json!({ "filter": [] }));
    assert!(all["structuredContent"]["note"].as_str().expect("a note").contains("newest"), "{all}");
    assert!(
        assistant
            .refused("releases", json!({ "filter": ["Exchange 5.5"] }))
            .contains("nothing matches")
    );

    let one = assistant.call("cve", json!({ "filter": ["CVE-2021-34473"] }));
    let row = &one["structuredContent"]["vulnerabilities"][0];
    assert_eq!(row["id"], "CVE-2021-34473", "{one}");
    let fixed = row["baselines"].as_array().expect("baselines").iter();
    assert!(fixed.filter(|on| on["fixedIn"].is_string()).count() > 3, "{row}");
    let exploited = assistant.call("cve", json!({ "exploited": true }));
    assert!(exploited["structuredContent"]["count"].as_u64().expect("a count") > 10);
    assert!(assistant.refused("cve", json!({ "since": "2021" })).contains("since"));
    // A tool that is not there does not end the talk, nor does a method.
    let other = assistant.ask("tools/call", json!({ "name": "scan", "arguments": {} }));
    assert!(other["error"]["message"].as_str().expect("why").contains("no tool scan"), "{other}");
    assert_eq!(assistant.ask("resources/list", json!({}))["error"]["code"], -32601);
    assert_eq!(assistant.ask("ping", json!({}))["result"], json!({}));
}

#[test]
fn an_input_that_ends_at_once_is_no_assistant() {
    assert_eq!(Assistant::silent().end(), Some(65));
}
