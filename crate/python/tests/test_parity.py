"""The wheel and the native command answer alike, byte for byte."""

import json

import expatch
from conftest import DAY


def test_every_report_has_the_bytes_of_the_commands(texts, command, tmp_path):
    file = tmp_path / "input"
    for name, text in texts.items():
        file.write_bytes(text)
        said = command("check", "--format", "ndjson", "--as-of", DAY, str(file))
        assert expatch.assess_to_json(text, as_of=DAY) + "\n" == said.decode(), name
    print(f"{len(texts)} reports are equal")


def test_every_language_has_the_bytes_of_the_commands(command):
    for locale in ("fr", "nl", "de"):
        said = command("check", "--format", "ndjson", "--as-of", DAY, "--lang", locale, "15.1.2507.6")
        assert expatch.assess_to_json("15.1.2507.6", as_of=DAY, locale=locale) + "\n" == said.decode()


def test_the_database_is_the_commands(command):
    said = json.loads(command("check", "--format", "json", "--as-of", DAY, "15.1.2507.6"))
    assert said["database"] == expatch.database(as_of=DAY)


def test_columns_agree_with_reports_over_all_texts(texts):
    inputs = list(texts.values())
    table = expatch.assess_many(inputs, as_of=DAY)
    for at, text in enumerate(inputs):
        servers = expatch.assess(text, as_of=DAY)["servers"]
        assert table.servers[at] == len(servers)
        if servers:
            verdict = servers[0]["verdict"]
            assert table.statuses[table.status[at]] == verdict["status"], list(texts)[at]
            assert table.answers[table.patched[at]] == verdict["patched"], list(texts)[at]
            assert table.open_at_least[at] == verdict["open"]["atLeast"], list(texts)[at]
            assert table.open_at_most[at] == verdict["open"]["atMost"], list(texts)[at]
