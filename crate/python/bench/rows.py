"""Banner rows through engines: made, judged, counted, compared with `bulk`.

    python bench/rows.py make ROWS FOLDER
    python bench/rows.py duckdb|datafusion|spark|bulk FOLDER

Each engine prints one line of JSON: seconds of the query alone, seconds with
the engine's start, and for every status and build the number of rows and two
sums over their numbers, so that two runs agree only where every row does.
`cargo xtask bench rows` runs them all.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import expatch

AS_OF = "2026-11-23"
CHUNK = 1_000_000
#: Keeps sums of products within 64 bits.
PRIME = 1_000_003

#: What stands before and after the build, and in how many of a hundred rows.
TEMPLATES = [
    (14, "X-OWA-Version: {build}", False),
    (6, "HTTP/1.1 302 Found Server: Microsoft-IIS/10.0 X-FEServer: EX{row} X-OWA-Version: {build}", True),
    (10, '<link rel="shortcut icon" href="/owa/auth/{prefix}/themes/resources/favicon.ico">', False),
    (5, "{build}", False),
    (5, "Received: from ex{row}.example.org by mx.example.net with Microsoft SMTP Server id {build}", True),
    (30, "220 mail{row}.example.org ESMTP Postfix", True),
    (15, "HTTP/1.1 200 OK Server: nginx/1.24.0 Set-Cookie: session={row}", True),
    (15, "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3", False),
]


def make(rows: int, folder: Path) -> None:
    """Writes `rows` rows as Parquet files of a million, from the facts alone."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as parquet

    folder.mkdir(parents=True, exist_ok=True)
    builds = [row["build"] for row in expatch.releases() if row["build"].startswith("15.")]
    kinds = [kind for kind, (share, *_) in enumerate(TEMPLATES) for _ in range(share)]
    countries = ["BE", "NL", "FR", "DE", "LU", "CH", "AT"]
    # One text per template and build, to which a row's number is added.
    heads, tails = [], []
    for _, template, numbered in TEMPLATES:
        for build in builds:
            text = template.replace("{build}", build).replace("{prefix}", build.rsplit(".", 1)[0])
            head, _, tail = text.partition("{row}")
            heads.append(head)
            tails.append(tail)
    numbered = [flag for *_, flag in TEMPLATES]
    heads, tails = pa.array(heads), pa.array(tails)
    schema = pa.schema({"id": pa.int64(), "country": pa.string(), "banner": pa.string()})
    for start in range(0, rows, CHUNK):
        ids = range(start, min(start + CHUNK, rows))
        # Multiplicative mixing: no template or build comes at a fixed beat.
        mixed = [(row * 2654435761) % 4294967296 >> 7 for row in ids]
        kind = [kinds[value % 100] for value in mixed]
        text = pa.array([k * len(builds) + (value // 100) % len(builds) for k, value in zip(kind, mixed)])
        number = pa.array([str(row) if numbered[k] else "" for k, row in zip(kind, ids)])
        banner = pc.binary_join_element_wise(heads.take(text), number, tails.take(text), "")
        country = pa.array([countries[value % 7] for value in mixed])
        table = pa.table([pa.array(ids, pa.int64()), country, banner], schema=schema)
        parquet.write_table(table, folder / f"{start // CHUNK:05}.parquet", row_group_size=131_072)


SUMS = f"count(*) AS n, sum(id) AS s, sum((id % {PRIME}) * (id % {PRIME})) AS q"


def answer(engine: str, rows, seconds: float, total: float) -> None:
    found = sorted([str(s or ""), str(b or ""), int(n), int(i), int(q)] for s, b, n, i, q in rows if s)
    print(json.dumps({"engine": engine, "seconds": seconds, "total": total, "groups": found}))


def duckdb(folder: Path) -> None:
    begun = time.perf_counter()
    import duckdb

    connection = duckdb.connect()
    expatch.register(connection, as_of=AS_OF)
    start = time.perf_counter()
    # One call per row for both columns would be a struct; two calls share the memo.
    query = f"""SELECT status, build, {SUMS} FROM (
        SELECT id, exchange_status(banner) AS status, exchange_build(banner) AS build
        FROM '{folder}/*.parquet') GROUP BY 1, 2"""
    rows = connection.sql(query).fetchall()
    now = time.perf_counter()
    answer("duckdb", rows, now - start, now - begun)


def datafusion(folder: Path) -> None:
    begun = time.perf_counter()
    from datafusion import SessionContext

    context = SessionContext()
    context.register_parquet("scan", str(folder))
    expatch.register(context, as_of=AS_OF)
    start = time.perf_counter()
    query = f"""SELECT status, build, {SUMS} FROM (
        SELECT id, exchange_status(banner) AS status, exchange_build(banner) AS build FROM scan
        ) AS judged GROUP BY 1, 2"""
    rows = [tuple(row.values()) for row in context.sql(query).to_pylist()]
    now = time.perf_counter()
    answer("datafusion", rows, now - start, now - begun)


def spark(folder: Path) -> None:
    begun = time.perf_counter()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    from pyspark.sql import SparkSession

    from expatch.spark import with_verdicts

    session = (
        SparkSession.builder.master("local-cluster[2,1,2048]")
        .config("spark.executor.memory", "1g")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    # Executors are up once a first job has run.
    session.range(1000).repartition(8).count()
    start = time.perf_counter()
    scan = session.read.parquet(str(folder)).select("id", "banner")
    judged = with_verdicts(scan, "banner", columns=["status", "build"], as_of=AS_OF)
    judged.createOrReplaceTempView("judged")
    query = f"""SELECT exchange_status AS status, exchange_build AS build, {SUMS}
        FROM judged GROUP BY 1, 2"""
    rows = [tuple(row) for row in session.sql(query).collect()]
    now = time.perf_counter()
    answer("spark", rows, now - start, now - begun)
    session.stop()


def bulk(folder: Path) -> None:
    """The same rows as lines through the native command, for the comparison."""
    import duckdb

    program = os.environ["EXPATCH"]
    connection = duckdb.connect()
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        lines, out = Path(scratch, "banners.txt"), Path(scratch, "verdicts.csv")
        connection.sql(
            f"COPY (SELECT banner FROM '{folder}/*.parquet' ORDER BY id) TO '{lines}' "
            "(FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01')"
        )
        start = time.perf_counter()
        subprocess.run(
            [program, "bulk", "--quiet", "--from", "lines", "--to", "csv", "--as-of", AS_OF,
             "-o", str(out), str(lines)],
            check=True,
        )
        seconds = time.perf_counter() - start
        # A line that shows several servers counts as its worst, as in a column.
        worst = ", ".join(f"'{status}'" for status in STATUSES)
        judged = f"""SELECT line - 1 AS id, arg_min(status, list_position([{worst}], status)) AS status,
            arg_min(coalesce(build, ''), list_position([{worst}], status)) AS build
            FROM read_csv('{out}', header = true, all_varchar = false, sample_size = 100000)
            GROUP BY line"""
        rows = connection.sql(f"SELECT status, build, {SUMS} FROM ({judged}) GROUP BY 1, 2").fetchall()
        answer("bulk", rows, seconds, seconds)


STATUSES = expatch.assess_many([]).statuses

if __name__ == "__main__":
    match sys.argv[1:]:
        case ["make", count, where]:
            make(int(count), Path(where))
        case [("duckdb" | "datafusion" | "spark" | "bulk") as name, where]:
            {"duckdb": duckdb, "datafusion": datafusion, "spark": spark, "bulk": bulk}[name](Path(where))
        case _:
            sys.exit(__doc__)
