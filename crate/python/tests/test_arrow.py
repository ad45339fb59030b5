"""Columns in, columns out, from and to whatever speaks Arrow."""

import json
import threading

import pytest

import expatch
from conftest import DAY, numbers

pa = pytest.importorskip("pyarrow")

ALL = [
    "build",
    "patched",
    "status",
    "severity",
    "open",
    "open_most",
    "exploited",
    "exploited_most",
    "cves",
    "report",
]
TEXTS = [
    "15.1.2507.12",
    None,
    "X-OWA-Version: 15.2.2562.53",
    "nothing",
    "",
    "AdminDisplayVersion : Version 15.1 (Build 2507.6)",
    "15.1.2507.6",
    "a\r\nX-OWA-Version: 15.2.986.5\r\n",
]


def rows(values, columns=ALL, **options):
    verdicts = expatch.assess_arrow(values, as_of=DAY, columns=columns, **options)
    table = pa.table(verdicts)
    table.validate(full=True)
    assert table.column_names == verdicts.column_names == list(columns)
    return table.to_pylist()


def expected(text):
    if text is None:
        return dict.fromkeys(ALL)
    said = expatch.assess_to_json(text, as_of=DAY)
    servers = json.loads(said)["servers"]
    if not servers:
        counts = dict.fromkeys(["open", "open_most", "exploited", "exploited_most"], 0)
        nothing = {"build": None, "patched": None, "status": None, "severity": 3}
        return nothing | counts | {"cves": [], "report": said}
    verdict = servers[0]["verdict"]
    certain = verdict["vulnerabilities"]["certain"]
    build = servers[0].get("build") if "release" in servers[0] else None
    cves = [row["id"] for row in certain]
    return {"build": build} | numbers(verdict) | {"cves": cves, "report": said}


def test_columns_say_what_reports_say():
    assert rows(pa.array(TEXTS)) == [expected(text) for text in TEXTS]


@pytest.mark.parametrize(
    "kind",
    ["string", "large_string", "string_view", "binary", "large_binary", "binary_view"],
)
def test_every_layout_of_text_is_read(kind):
    column = pa.array(TEXTS).cast(getattr(pa, kind)())
    assert rows(column) == rows(pa.array(TEXTS))
    assert rows(column.slice(2, 4)) == rows(pa.array(TEXTS[2:6]))


def test_dictionaries_chunks_and_nulls_are_read():
    column = pa.array(TEXTS)
    want = rows(column)
    for index in (pa.int8(), pa.uint16(), pa.int64()):
        encoded = pa.DictionaryArray.from_arrays(
            column.dictionary_encode().indices.cast(index), column.dictionary_encode().dictionary
        )
        assert rows(encoded) == want
        assert rows(encoded.slice(3)) == want[3:]
    assert rows(pa.chunked_array([TEXTS[:3], [], TEXTS[3:]])) == want
    assert rows(pa.table({"banner": TEXTS})) == want
    assert rows(pa.nulls(3)) == [dict.fromkeys(ALL)] * 3
    assert rows(pa.array([], pa.string())) == []
    assert rows(pa.chunked_array([], pa.string())) == []


def test_only_what_is_asked_for_comes_in_that_order():
    assert rows(pa.array(TEXTS), ["status", "build"])[0] == {"status": "exploited", "build": "15.1.2507.12"}
    with pytest.raises(expatch.ExpatchError, match="no column `cve`: build, patched, status"):
        expatch.assess_arrow(pa.array(TEXTS), columns=["cve"])


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (["15.1.2507.6"], "list offers no Arrow data"),
        (pa.array([1]), "a column of Int64"),
        (pa.table({"a": ["x"], "b": ["y"]}), "a table of 2 columns: give one, of a, b"),
    ],
)
def test_what_is_no_column_of_text_is_refused(wrong, why):
    with pytest.raises(expatch.ExpatchError, match=why) as caught:
        expatch.assess_arrow(wrong)
    assert caught.value.code == "invalid-input"


def test_a_stream_that_fails_says_why():
    def broken():
        yield pa.record_batch({"a": ["15.1.2507.6"]})
        raise OSError("the disk is gone")

    reader = pa.RecordBatchReader.from_batches(pa.schema({"a": pa.string()}), broken())
    with pytest.raises(expatch.ExpatchError, match="the disk is gone"):
        expatch.assess_arrow(reader)


def test_many_rows_in_many_threads_agree():
    texts = [f"X-OWA-Version: 15.{minor}.{third}.{last}\r\n"
             for minor in (1, 2) for third in (2507, 1118, 986, 1544) for last in range(500)]
    column = pa.array(texts * 5)
    want = pa.table(expatch.assess_arrow(column, as_of=DAY))
    assert want.slice(0, 4000).equals(want.slice(4000, 4000))
    table = expatch.assess_many(texts, as_of=DAY)
    assert want["status"].to_pylist()[:4000] == [table.statuses[code] for code in table.status]
    differing = []

    def again():
        if not pa.table(expatch.assess_arrow(column, as_of=DAY)).equals(want):
            differing.append(True)

    threads = [threading.Thread(target=again) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert not differing


def test_the_gil_is_released():
    # While a batch is judged another thread must be able to count.
    column = pa.array([f"X-OWA-Version: 15.1.2507.{last}\r\n" + "x" * 2000 for last in range(20_000)])
    counted, stop = [0], threading.Event()

    def count():
        while not stop.is_set():
            counted[0] += 1

    thread = threading.Thread(target=count)
    thread.start()
    before = counted[0]
    expatch.assess_arrow(column, as_of=DAY)
    during = counted[0] - before
    stop.set()
    thread.join()
    assert during > 1000


def test_polars_takes_and_gives_columns():
    pl = pytest.importorskip("polars")
    want = rows(pa.array(TEXTS))
    for series in (pl.Series(TEXTS), pl.Series(TEXTS, dtype=pl.Categorical), pl.DataFrame({"a": TEXTS})):
        verdicts = expatch.assess_arrow(series, as_of=DAY, columns=ALL)
        assert pl.DataFrame(verdicts).to_dicts() == want
