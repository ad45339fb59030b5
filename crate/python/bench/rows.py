"""Banner rows through engines: made, judged, counted, compared with `bulk`.

    python bench/rows.py make ROWS FOLDER
    python bench/rows.py duckdb|datafusion|spark|bulk FOLDER

Each engine prints one line of JSON: seconds of the query alone, of processor
time that it took on all cores, seconds with the engine's start, and for every
status and build the number of rows and two
sums over their numbers, so that two runs agree only where every row does.
`cargo xtask bench rows` runs them all. With `CORPUS` set to a folder of real
artefacts, its short ones are among the rows.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import expatch

AS_OF = "2026-11-23"
CHUNK = 1_000_000
#: Longer artefacts are pages and logs, not banners.
LONGEST = 240

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


def artefacts() -> list[tuple[int, str, bool]]:
    """Short artefacts of the corpus, each on one line: half of the rows carry
    their number beside them, as banners carry a name or a time."""
    corpus = os.environ.get("CORPUS")
    files = sorted(Path(corpus).glob("*/*.txt")) if corpus else []
    texts = [" ".join(file.read_text("utf-8", "replace").split()) for file in files]
    # Rows that begin with `#` may be read as comments.
    short = [text for text in texts if 0 < len(text) <= LONGEST and "{" not in text and text[0] != "#"]
    return [shape for text in short for shape in ((1, text, False), (1, text + " {row}", True))]


def make(rows: int, folder: Path) -> None:
    """Writes `rows` rows as ten or more Parquet files, of a million rows where
    there are many, and says how many differ."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as parquet

    folder.mkdir(parents=True, exist_ok=True)
    builds = [row["build"] for row in expatch.releases() if row["build"].startswith("15.")]
    templates = TEMPLATES + artefacts()
    kinds = np.array([kind for kind, (share, *_) in enumerate(templates) for _ in range(share)])
    countries = pa.array(["BE", "NL", "FR", "DE", "LU", "CH", "AT"])
    # One text per template and build, to which a row's number is added.
    texts = [
        template.replace("{build}", build).replace("{prefix}", build.rsplit(".", 1)[0])
        for _, template, _ in templates
        for build in builds
    ]
    heads = pa.array([text.partition("{row}")[0] for text in texts])
    tails = pa.array([text.partition("{row}")[2] for text in texts])
    numbered = np.array([flag for *_, flag in templates])
    schema = pa.schema({"id": pa.int64(), "country": pa.string(), "banner": pa.string()})
    equal, different = set(), 0
    chunk = max(1, min(CHUNK, rows // 10))
    for start in range(0, rows, chunk):
        ids = np.arange(start, min(start + chunk, rows), dtype=np.int64)
        # Multiplicative mixing: no template or build comes at a fixed beat.
        mixed = (ids * 2654435761 & 0xFFFFFFFF) >> 7
        kind = kinds[mixed % len(kinds)]
        text = kind * len(builds) + mixed // len(kinds) % len(builds)
        with_number = numbered[kind]
        different += int(with_number.sum())
        equal.update(np.unique(text[~with_number]).tolist())
        number = pa.array(np.where(with_number, ids.astype(str), ""))
        banner = pc.binary_join_element_wise(heads.take(text), number, tails.take(text), "")
        country = countries.take(pa.array(mixed % 7))
        table = pa.table([pa.array(ids), country, banner], schema=schema)
        parquet.write_table(table, folder / f"{start // chunk:05}.parquet", row_group_size=131_072)
    different += len({texts[place] for place in equal})
    print(json.dumps({"rows": rows, "distinct": different, "shapes": len(templates)}))


#: Two primes, small enough that the sums of 50 million products fit 64 bits.
SUMS = "count(*) AS n, sum(id) AS s, sum((id % 99991) * (id % 100003)) AS q"


def processor() -> float:
    """Seconds of processor time that this process and those below it took so
    far: unlike the clock's, they say the same beside other work."""
    parents, taken = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        # Its own time and that of its children that have ended.
        parents[int(stat.parent.name)] = int(fields[1])
        taken[int(stat.parent.name)] = sum(map(int, fields[11:15]))
    total = 0
    for process, ticks in taken.items():
        above = process
        while above and above != os.getpid():
            above = parents.get(above, 0)
        total += ticks if above else 0
    return total / os.sysconf("SC_CLK_TCK")


class Clock:
    """The clock's and the processor's seconds since it was made."""

    def __init__(self):
        self.begun, self.taken = time.perf_counter(), processor()

    def read(self) -> tuple[float, float]:
        return time.perf_counter() - self.begun, processor() - self.taken


def answer(engine: str, rows, times: tuple[float, float], total: float) -> None:
    found = sorted([str(s or ""), str(b or ""), int(n), int(i), int(q)] for s, b, n, i, q in rows if s)
    seconds, taken = times
    print(json.dumps({"engine": engine, "seconds": seconds, "processor": taken, "total": total, "groups": found}))


def duckdb(folder: Path) -> None:
    begun = time.perf_counter()
    import duckdb

    connection = duckdb.connect()
    expatch.register(connection, as_of=AS_OF)
    clock = Clock()
    # One call per row for both columns would be a struct; two calls share the memo.
    query = f"""SELECT status, build, {SUMS} FROM (
        SELECT id, exchange_status(banner) AS status, exchange_build(banner) AS build
        FROM '{folder}/*.parquet') GROUP BY 1, 2"""
    rows = connection.sql(query).fetchall()
    times = clock.read()
    answer("duckdb", rows, times, time.perf_counter() - begun)


def datafusion(folder: Path) -> None:
    begun = time.perf_counter()
    from datafusion import SessionContext

    context = SessionContext()
    context.register_parquet("scan", str(folder))
    expatch.register(context, as_of=AS_OF)
    clock = Clock()
    query = f"""SELECT status, build, {SUMS} FROM (
        SELECT id, exchange_status(banner) AS status, exchange_build(banner) AS build FROM scan
        ) AS judged GROUP BY 1, 2"""
    rows = [tuple(row.values()) for row in context.sql(query).to_pylist()]
    times = clock.read()
    answer("datafusion", rows, times, time.perf_counter() - begun)


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
    clock = Clock()
    judged = with_verdicts(
        session.read.parquet(str(folder)),
        "banner",
        columns=["status", "build"],
        keep=["id"],
        as_of=AS_OF,
    )
    judged.createOrReplaceTempView("judged")
    query = f"""SELECT exchange_status AS status, exchange_build AS build, {SUMS}
        FROM judged GROUP BY 1, 2"""
    rows = [tuple(row) for row in session.sql(query).collect()]
    times = clock.read()
    answer("spark", rows, times, time.perf_counter() - begun)
    session.stop()


def bulk(folder: Path) -> None:
    """The same rows as CSV through the native command, for the comparison: file
    by file, since the text of all of them need not lie there at once. CSV and
    not lines, because a line `15.2.221.12` begins with an address as well.
    What a file comes to is kept in the folder `JUDGED` names, since a larger
    table begins with the files of a smaller one."""
    import duckdb

    judged = os.environ.get("JUDGED")
    connection = duckdb.connect()
    seconds, taken, found = 0.0, 0.0, Counter()
    for part in sorted(folder.glob("*.parquet")):
        kept = Path(judged, f"{part.name}.json") if judged else None
        if kept and kept.exists():
            said = json.loads(kept.read_text())
        else:
            said = bulk_file(connection, part, folder.parent)
        if kept:
            kept.write_text(json.dumps(said))
        seconds, taken = seconds + said["times"][0], taken + said["times"][1]
        for status, build, *sums in said["groups"]:
            for place, value in enumerate(sums):
                found[status, build, place] += value
    groups = {(status, build) for status, build, _ in found}
    rows = [(s, b, *(found[s, b, place] for place in range(3))) for s, b in groups]
    answer("bulk", rows, (seconds, taken), seconds)


def bulk_file(connection, part: Path, scratch: Path) -> dict:
    """What `bulk` says of one file's rows, and the seconds it takes."""
    # A line that shows several servers counts as its worst, as in a column.
    worst = ", ".join(f"'{status}'" for status in STATUSES)
    order = f"list_position([{worst}], status)"
    with tempfile.TemporaryDirectory(dir=scratch) as place:
        lines, out = Path(place, "banners.csv"), Path(place, "verdicts.parquet")
        ((first,),) = connection.sql(f"SELECT min(id) FROM '{part}'").fetchall()
        connection.sql(
            f"COPY (SELECT banner FROM '{part}' ORDER BY id) TO '{lines}' (FORMAT csv, HEADER)"
        )
        clock = Clock()
        subprocess.run(
            [os.environ["EXPATCH"], "bulk", "--quiet", "--from", "csv", "--as-of", AS_OF]
            + ["-o", str(out), str(lines)],
            check=True,
        )
        times = clock.read()
        judged = f"""SELECT line - 2 + {first} AS id, arg_min(status, {order}) AS status,
            arg_min(coalesce(build, ''), {order}) AS build FROM '{out}' GROUP BY line"""
        query = f"SELECT status, build, {SUMS} FROM ({judged}) GROUP BY 1, 2"
        rows = connection.sql(query).fetchall()
    return {"times": times, "groups": [[s, b, int(n), int(i), int(q)] for s, b, n, i, q in rows]}


STATUSES = expatch.assess_many([]).statuses

if __name__ == "__main__":
    match sys.argv[1:]:
        case ["make", count, where]:
            make(int(count), Path(where))
        case [("duckdb" | "datafusion" | "spark" | "bulk") as name, where]:
            {"duckdb": duckdb, "datafusion": datafusion, "spark": spark, "bulk": bulk}[name](Path(where))
        case _:
            sys.exit(__doc__)
