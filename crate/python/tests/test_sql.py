"""The functions inside engines."""

import pytest

import expatch
from conftest import DAY, numbers

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

SCAN = {
    "country": ["BE", "BE", "NL", "NL", "FR", "FR"],
    "banner": [
        "15.1.2507.12",
        "X-OWA-Version: 15.1.2507.6",
        "X-OWA-Version: 15.2.2562.53",
        None,
        "HTTP/1.1 200 OK\r\nX-OWA-Version: 15.1.2507.12\r\n\r\n",
        "220 mail.example.org ESMTP Postfix",
    ],
}
COUNTS = """
    SELECT country, count(*) AS n FROM 'scan.parquet'
    WHERE exchange_status(banner) = 'exploited' GROUP BY 1 ORDER BY 1
"""
EACH = """
    SELECT exchange_build(banner) AS build, exchange_patched(banner) AS patched,
           exchange_status(banner) AS status, exchange_open_most(banner) AS open_most,
           exchange_severity(banner) AS severity, exchange_exploited(banner) AS exploited,
           exchange_cves(banner) AS cves, exchange_report(banner) AS report
    FROM 'scan.parquet'
"""


def duckdb(**options):
    pytest.importorskip("numpy")
    connection = pytest.importorskip("duckdb").connect()
    expatch.register(connection, **options)

    def query(text):
        answer = connection.sql(text)
        return [dict(zip(answer.columns, row)) for row in answer.fetchall()]

    return query


def datafusion(**options):
    context = pytest.importorskip("datafusion").SessionContext().enable_url_table()
    expatch.register(context, **options)
    return lambda text: context.sql(text).to_pylist()


@pytest.fixture(params=[duckdb, datafusion], ids=lambda engine: engine.__name__)
def engine(request, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    parquet.write_table(pa.table(SCAN), "scan.parquet")
    return request.param


def test_one_call_and_sql_counts_the_exploited(engine):
    assert engine(as_of=DAY)(COUNTS) == [{"country": "BE", "n": 2}, {"country": "FR", "n": 1}]


def test_every_function_gives_its_column(engine):
    columns = ["build", "patched", "status", "open_most", "severity", "exploited", "cves", "report"]
    want = pa.table(expatch.assess_arrow(pa.array(SCAN["banner"]), as_of=DAY, columns=columns))
    assert engine(as_of=DAY)(EACH) == want.to_pylist()


def test_many_rows_are_all_judged(engine):
    rows = 100_000
    banners = [f"X-OWA-Version: 15.{1 + row % 2}.{(2507, 1118)[row % 2]}.{row % 97}" for row in range(rows)]
    parquet.write_table(pa.table({"banner": banners}), "many.parquet", row_group_size=10_000)
    table = expatch.assess_many(banners, as_of=DAY)
    want = {}
    for code in table.status:
        want[table.statuses[code]] = want.get(table.statuses[code], 0) + 1
    counts = engine(as_of=DAY)(
        "SELECT exchange_status(banner) AS status, count(*) AS n FROM 'many.parquet' GROUP BY 1"
    )
    assert {row["status"]: row["n"] for row in counts} == want


def test_names_days_and_languages_can_be_told(engine):
    query = engine(as_of="2021-01-01", locale="fr", prefix="ex_")
    text = "SELECT ex_status(banner) AS status, ex_report(banner) AS report FROM 'scan.parquet' LIMIT 1"
    (row,) = query(text)
    want = expatch.assess(SCAN["banner"][0], as_of="2021-01-01", locale="fr")
    assert row["status"] == want["servers"][0]["verdict"]["status"]
    assert want["servers"][0]["verdict"]["summary"] in row["report"]


def test_a_day_that_is_none_is_refused_at_once(engine):
    with pytest.raises(expatch.ExpatchError):
        engine(as_of="2026-02-30")


@pytest.mark.parametrize("day", ["2021-03-10", "2022-09-30", "2025-10-20", "2026-10-08", "2028-01-01"])
def test_a_set_says_what_all_its_candidates_say(engine, day):
    """The set rule, by the verdicts of the members: yes or no only where all of them share it."""
    builds = [release["build"] for release in expatch.releases()]
    # Earlier products show no number in their paths.
    baselines = sorted({build.rsplit(".", 1)[0] for build in builds if build.startswith("15.")})
    paths = [f"/owa/auth/{baseline}/themes/resources/favicon.ico" for baseline in baselines]
    parquet.write_table(pa.table({"path": paths}), "sets.parquet")
    columns = ("patched", "status", "severity", "open", "open_most", "exploited", "exploited_most")
    asked = ", ".join(f"exchange_{column}(path) AS {column}" for column in columns)
    rows = engine(as_of=day)(f"SELECT path, {asked} FROM 'sets.parquet'")
    said, sets = {row["path"]: row for row in rows}, 0
    for path in paths:
        (server,) = expatch.assess(path, as_of=day)["servers"]
        row = said[path]
        assert row == {"path": path} | numbers(server["verdict"])
        headers = [f"X-OWA-Version: {build}" for build in server.get("candidates", [])]
        members = [expatch.assess(header, as_of=day)["servers"][0]["verdict"] for header in headers]
        if len(members) < 2:
            continue
        sets += 1
        shared = {member["patched"] for member in members}
        assert row["patched"] == (shared.pop() if len(shared) == 1 else "unknown"), path
        if row["patched"] == "unknown":
            assert row["severity"] == 3
        else:
            severities = [member["severity"] for member in members]
            assert min(severities) <= row["severity"] <= max(severities), path
    assert sets > 30
