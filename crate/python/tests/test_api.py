"""The functions, without any other library."""

import json
import sys
import threading
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

import expatch
from conftest import DAY

BUILD = "15.1.2507.6"
# As a server says it: the number alone may be a typed baseline, which leaves its updates open.
CU23 = f"X-OWA-Version: {BUILD}"


def status(text, **options):
    servers = expatch.assess(text, as_of=DAY, **options)["servers"]
    return servers[0]["verdict"]["status"] if servers else None


def test_a_text_gives_a_report():
    report = expatch.assess(f"{CU23}\r\n", as_of=DAY)
    (server,) = report["servers"]
    assert (server["build"], server["verdict"]["status"]) == (BUILD, "exploited")
    assert server["evidence"][0]["channel"] == "x-owa-version"
    assert report["asOf"] == DAY
    assert report["database"] == expatch.database(as_of=DAY)
    assert json.loads(expatch.assess_to_json(f"{CU23}\r\n", as_of=DAY)) == report


@pytest.mark.parametrize("kind", [str.encode, lambda text: bytearray(text.encode()),
                                  lambda text: memoryview(text.encode()),
                                  lambda text: text.encode("utf-16")])
def test_bytes_in_any_encoding_are_text(kind):
    assert status(kind(CU23)) == "exploited"


def test_what_is_no_text_is_refused():
    for wrong in (15, None, ["15.1.2507.6"], 1.5):
        with pytest.raises(expatch.ExpatchError) as caught:
            expatch.assess(wrong)
        assert caught.value.code == "invalid-input"
        assert type(wrong).__name__ in str(caught.value)


def test_any_text_gets_an_answer():
    for odd in ("", "\0", "\udcff" + CU23, "\ud800", b"\xff\xfe", b"\xff" * 1000, "15.1." * 50_000):
        assert isinstance(expatch.assess(odd, as_of=DAY)["servers"], list)
    assert status("\udcff\n" + CU23) == "exploited"


def test_the_day_may_be_given_in_each_shape():
    late = datetime(2026, 11, 24, 1, tzinfo=timezone(timedelta(hours=3)))
    for day in (DAY, date(2026, 11, 23), datetime(2026, 11, 23, 12), late):
        assert expatch.assess(CU23, as_of=day)["asOf"] == DAY
    before = datetime.now(UTC).date().isoformat()
    today = expatch.assess(CU23)["asOf"]
    assert before <= today <= datetime.now(UTC).date().isoformat()


@pytest.mark.parametrize("day", ["2026-02-30", "tomorrow", "", 20261123])
def test_a_day_that_is_none_is_refused(day):
    for call in (expatch.assess, lambda _, **o: expatch.assess_many([""], **o),
                 lambda _, **o: expatch.database(**o)):
        with pytest.raises(expatch.ExpatchError) as caught:
            call(CU23, as_of=day)
        assert caught.value.code == "invalid-day"


def test_the_first_spoken_language_is_taken():
    summary = lambda locale: expatch.assess(CU23, as_of=DAY, locale=locale)["servers"][0]["verdict"]["summary"]
    english = summary(None)
    assert summary("pt-BR") == summary("EN_us") == english
    assert summary(["pt", "fr-BE", "de"]) == summary("fr") != english
    with pytest.raises(expatch.ExpatchError, match="language tags"):
        summary([5])


def test_old_facts_can_be_refused():
    assert status(CU23, max_database_age_days=10_000) == "exploited"
    with pytest.raises(expatch.ExpatchError) as caught:
        expatch.assess(CU23, as_of="2099-01-01", max_database_age_days=30)
    assert caught.value.code == "database-too-old"


def test_many_answer_as_one():
    inputs = [CU23, b"X-OWA-Version: 15.2.2562.53", "nothing", "15.20.1.1", "", CU23,
              "AdminDisplayVersion : Version 15.1 (Build 2507.6)"]
    table = expatch.assess_many(inputs, as_of=DAY)
    rows = expatch.releases()
    assert len(table) == len(inputs)
    for at, text in enumerate(inputs):
        servers = expatch.assess(text, as_of=DAY)["servers"]
        assert table.servers[at] == len(servers)
        if not servers:
            assert (table.status[at], table.severity[at], table.build[at]) == (255, 3, -1)
            continue
        verdict = servers[0]["verdict"]
        assert table.statuses[table.status[at]] == verdict["status"]
        assert table.severity[at] == verdict["severity"]
        assert table.answers[table.patched[at]] == verdict["patched"]
        for name in ("open", "exploited"):
            count = verdict[name]
            sides = [getattr(table, f"{name}_at_{side}")[at] for side in ("least", "most")]
            assert sides == [count["atLeast"], count["atMost"]]
        if table.release[at] >= 0:
            assert rows[table.release[at]]["build"] == servers[0]["build"]
            assert table.builds[table.build[at]] == servers[0]["build"]


def test_one_text_is_not_taken_for_many():
    assert len(expatch.assess_many(CU23)) == 1
    assert len(expatch.assess_many(iter([CU23, CU23]))) == 2
    assert len(expatch.assess_many([])) == 0


def test_builds_have_two_spellings_and_one_order():
    build = expatch.parse_build("15.02.1748.048")
    assert (str(build), build.long, build.revision) == ("15.2.1748.48", "15.02.1748.048", 48)
    texts = ["15.2.1748.48", "15.1.2507.6", "15.2.1748.9", "8.3.83.6"]
    assert [str(build) for build in sorted(map(expatch.parse_build, texts))] == texts[::-1][:1] + [
        "15.1.2507.6", "15.2.1748.9", "15.2.1748.48"]
    assert expatch.compare_builds(build, "15.2.1748.48") == 0
    assert expatch.compare_builds("15.2.1748.9", build) == -1


@pytest.mark.parametrize("text", ["15.2.1748", "15.2.x.1", "", "15.2.1748.48.1", "15.1.201000.1"])
def test_what_is_no_build_is_refused_by_place(text):
    with pytest.raises(expatch.ExpatchError) as caught:
        expatch.parse_build(text)
    assert caught.value.code == "invalid-build"
    assert f"`{text}`" in str(caught.value)


def test_the_database_says_what_it_is():
    identity = expatch.database(as_of=DAY)
    assert identity["releases"] == len(expatch.releases())
    assert len(identity["digest"]) == 64
    assert expatch.cve("cve-2021-26855")["name"] == "ProxyLogon"
    assert expatch.cve("CVE-1999-0001") is None


def test_a_bad_database_changes_nothing():
    before = expatch.database()
    for wrong in (b"", b"not a database", bytes(100_000)):
        with pytest.raises(expatch.ExpatchError) as caught:
            expatch.load_database(wrong)
        assert caught.value.code == "invalid-database"
    assert expatch.database() == before


def test_a_database_that_nobody_signed_needs_a_word_that_says_so():
    from conftest import TREE

    before = expatch.database()
    data = (TREE / "crate/core/data/database.bin").read_bytes()
    flipped = bytearray(data)
    flipped[4000] ^= 1
    for wrong, options, code, says in (
        (data, {}, "untrusted-database", "no signature"),
        (data, {"digest": before["digest"]}, "untrusted-database", "no signature"),
        (data, {"digest": "0" * 64, "allow_unsigned": True}, "untrusted-database", "is expected"),
        (bytes(flipped), {"allow_unsigned": True}, "invalid-database", ""),
        (data, {"not_older_than": "2099-01-01", "allow_unsigned": True}, "older-database", "2099-01-01"),
        (data, {"digest": "abc"}, "invalid-options", "digest"),
        (data, {"keys": ["abc"]}, "invalid-options", "keys"),
    ):
        with pytest.raises(expatch.ExpatchError, match=says or None) as caught:
            expatch.load_database(wrong, **options)
        assert caught.value.code == code
    assert expatch.database() == before
    taken = expatch.load_database(data, allow_unsigned=True, digest=before["digest"])
    assert taken == before


def test_a_database_is_loaded_while_others_ask():
    from conftest import TREE

    file = TREE / "crate/core/data/database.bin"
    failures = []

    def ask():
        for _ in range(50):
            if status(CU23) != "exploited":
                failures.append("another verdict")

    threads = [threading.Thread(target=ask) for _ in range(4)]
    [thread.start() for thread in threads]
    for _ in range(20):
        assert expatch.load_database(file.read_bytes(), allow_unsigned=True) == expatch.database()
    [thread.join() for thread in threads]
    assert not failures


def test_nothing_else_is_imported():
    assert not {"pyarrow", "duckdb", "datafusion", "pyspark", "numpy"} & {
        name for name in sys.modules if "." not in name
    } or "pyarrow" in sys.modules  # another test file imported it


def test_an_unknown_connection_is_refused():
    with pytest.raises(TypeError, match="SessionContext"):
        expatch.register(object())
