"""The guides as they are written, against the real thing: librdkafka's own
mock brokers and ClickHouse in this process."""

import os
import re
import shutil
import stat
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"
BANNERS = ["X-OWA-Version: 15.1.2507.6", "220 mx.example.org ESMTP Postfix", "15.2.1118.7"]


def block(guide: str, kind: str, number: int = 0) -> str:
    """A block of code of a guide."""
    text = (DOCS / guide).read_text("utf-8")
    return re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)[number]


def test_the_kafka_consumer_writes_a_verdict_per_server():
    kafka = pytest.importorskip("confluent_kafka")
    host = kafka.Producer({"bootstrap.servers": "127.0.0.1:1", "test.mock.num.brokers": 3})
    listed = host.list_topics(timeout=30).brokers.values()
    brokers = ",".join(f"{broker.host}:{broker.port}" for broker in listed)
    producer = kafka.Producer({"bootstrap.servers": brokers})
    for number in range(3000):
        producer.produce("banners", key=str(number), value=BANNERS[number % 3])
    assert producer.flush(30) == 0
    code = block("kafka.md", "python")
    code = code.replace('"…"', repr(brokers))
    # A new group begins with what comes, a test with what is there. It also ends.
    first = '"enable.auto.commit": False, "auto.offset.reset": "earliest"'
    code = code.replace('"enable.auto.commit": False', first)
    code = code.replace("while True:", "for _ in range(20):")
    # Facts of the wheel under test may be older than a consumer should allow.
    code = code.replace("max_database_age_days=60", "max_database_age_days=36500")
    assert "36500" in code and "range(20)" in code and first in code
    exec(compile(code, "kafka.md", "exec"), {})
    reader = kafka.Consumer(
        {"bootstrap.servers": brokers, "group.id": "reader", "auto.offset.reset": "earliest"}
    )
    reader.subscribe(["verdicts"])
    found: dict[bytes, bytes] = {}
    for _ in range(30):
        messages = [m for m in reader.consume(5000, timeout=1.0) if m.error() is None]
        found.update((m.key(), m.value()) for m in messages)
        if len(found) >= 2000:
            break
    reader.close()
    assert set(found.values()) == {b"exploited"}
    assert sorted(map(int, found)) == [number for number in range(3000) if number % 3 != 1]


@pytest.mark.filterwarnings("ignore")
def test_clickhouse_calls_bulk_and_the_wheel(tmp_path):
    chdb = pytest.importorskip("chdb.session")
    scripts, expatch = tmp_path / "scripts", os.environ.get("EXPATCH") or shutil.which("expatch")
    if expatch is None:
        pytest.fail("no expatch command: set EXPATCH")
    scripts.mkdir()
    command = block("clickhouse.md", "sh").replace("expatch", str(expatch))
    function = block("clickhouse.md", "python").replace("/usr/bin/env python3", sys.executable)
    for name, text in {"exchange_verdicts": command, "exchange_status": function}.items():
        (scripts / name).write_text(text, "utf-8")
        (scripts / name).chmod(stat.S_IRWXU)
    functions = tmp_path / "functions.xml"
    functions.write_text(block("clickhouse.md", "xml"), "utf-8")
    session = chdb.Session(
        f"{tmp_path}/database?user_scripts_path={scripts}"
        f"&user_defined_executable_functions_config={functions}"
    )
    texts = ", ".join(f"'{banner}'" for banner in BANNERS)
    session.query("CREATE DATABASE guide ENGINE = Atomic")
    session.query("CREATE TABLE guide.scan (country String, banner String) ENGINE = MergeTree ORDER BY country")
    session.query(
        "INSERT INTO guide.scan SELECT ['BE', 'NL'][1 + number % 2], "
        f"[{texts}][1 + number % 3] FROM numbers(600)"
    )
    session.query("USE guide")
    table = session.query(block("clickhouse.md", "sql", 0), "CSV")
    assert str(table).split() == ['"exploited",400']
    countries = session.query(block("clickhouse.md", "sql", 1), "CSV")
    assert sorted(str(countries).split()) == ['"BE",200', '"NL",200']
    session.close()
