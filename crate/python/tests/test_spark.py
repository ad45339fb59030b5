"""Separate executor processes, one of which dies in the middle of the job.

Takes a minute or two and needs pyspark and a JDK: `cargo xtask wheel --spark`.
"""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

import expatch
from conftest import DAY

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")
pyspark = pytest.importorskip("pyspark")

ROWS = 400_000
FILES = 40


@pytest.fixture(scope="module")
def spark():
    os.environ["PYSPARK_PYTHON"] = sys.executable
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local-cluster[2,1,2048]")
        .config("spark.executor.memory", "1g")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.files.maxPartitionBytes", "256k")
        .config("spark.sql.files.openCostInBytes", "256k")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def scan(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scan")
    builds = [row["build"] for row in expatch.releases() if row["build"].startswith("15.")]
    rows = list(range(ROWS))
    banners = [f"X-OWA-Version: {builds[row % len(builds)]} {row // 1000}" if row % 3 else f"220 mail{row}" for row in rows]
    each = ROWS // FILES
    for part in range(FILES):
        here = folder / f"country={'BE' if part % 2 else 'NL'}"
        here.mkdir(exist_ok=True)
        span = slice(part * each, (part + 1) * each)
        parquet.write_table(pa.table({"id": rows[span], "banner": banners[span]}), here / f"{part}.parquet")
    return folder, banners


def executors(application: str) -> list[int]:
    """The processes of this application's executors."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().split(b"\0")
        except OSError:
            continue
        backend = any(word.endswith(b"CoarseGrainedExecutorBackend") for word in words)
        if backend and application.encode() in words:
            found.append(int(entry.parent.name))
    return sorted(found)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="executors are found by /proc")
def test_a_job_whose_executor_is_killed_is_exact(spark, scan, tmp_path):
    from expatch.spark import with_verdicts

    folder, banners = scan
    application = spark.sparkContext.applicationId
    killed = []

    def kill():
        tracker = spark.sparkContext.statusTracker()
        while not killed:
            for stage in tracker.getActiveStageIds():
                info = tracker.getStageInfo(stage)
                if info and FILES * 3 // 4 > info.numCompletedTasks >= 6 and info.numTasks >= FILES:
                    alive = executors(application)
                    if len(alive) == 2:
                        os.kill(alive[0], signal.SIGKILL)
                        killed.append((alive[0], info.numCompletedTasks, info.numTasks))
                        return
            if done.wait(0.02):
                return

    done = threading.Event()
    thread = threading.Thread(target=kill)
    thread.start()
    try:
        judged = with_verdicts(spark.read.parquet(str(folder)), "banner", as_of=DAY)
        judged.write.parquet(str(tmp_path / "verdicts"))
    finally:
        done.set()
        thread.join()
    assert killed, "the job was over before an executor could be killed"
    process, completed, tasks = killed[0]
    print(f"killed executor {process} after {completed} of {tasks} tasks")
    # Spark has started another in its place.
    deadline = time.monotonic() + 60
    while len(now := executors(application)) < 2 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert process not in now

    table = parquet.read_table(tmp_path / "verdicts").sort_by("id")
    assert table["id"].to_pylist() == list(range(ROWS)), "rows are lost or doubled"
    want = pa.table(expatch.assess_arrow(pa.array(banners), as_of=DAY, columns=["status", "build"]))
    assert table["exchange_status"].to_pylist() == want["status"].to_pylist()
    assert table["exchange_build"].to_pylist() == want["build"].to_pylist()


def test_sql_counts_as_it_does_on_one_machine(spark, scan):
    folder, banners = scan
    expatch.register(spark, as_of=DAY)
    spark.read.parquet(str(folder)).createOrReplaceTempView("scan")
    counted = spark.sql(
        "SELECT country, count(*) AS n FROM scan WHERE exchange_status(banner) = 'exploited' GROUP BY 1"
    )
    table = expatch.assess_many(banners, as_of=DAY)
    exploited = table.statuses.index("exploited")
    each = ROWS // FILES
    want = {"NL": 0, "BE": 0}
    for row, status in enumerate(table.status):
        want["BE" if row // each % 2 else "NL"] += status == exploited
    assert {row["country"]: row["n"] for row in counted.collect()} == want


def test_only_what_is_kept_comes_back(spark):
    from expatch.spark import with_verdicts

    frame = spark.createDataFrame([(1, "15.1.2507.6", "x"), (2, "nothing", "y")], "id int, text string, rest string")
    judged = with_verdicts(frame, "text", columns=["status", "build"], keep=["id"], as_of=DAY)
    assert judged.columns == ["id", "exchange_status", "exchange_build"]
    assert [tuple(row) for row in judged.orderBy("id").collect()] == [(1, "exploited", "15.1.2507.6"), (2, None, None)]
    assert with_verdicts(frame, "text", columns=["status"], as_of=DAY).columns == ["id", "text", "rest", "exchange_status"]
    with pytest.raises(ValueError, match="no column `banner` to keep"):
        with_verdicts(frame, "text", keep=["banner"])
