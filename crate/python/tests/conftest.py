"""Where the texts lie that every surface must answer alike."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

TREE = Path(__file__).parents[3]
CORPUS = Path(os.environ.get("EXPATCH_CORPUS", TREE / "../shared/corpus"))
SEEDS = TREE / "crate/fuzz/seeds"
DAY = "2026-11-23"


def _texts() -> list[Path]:
    """The corpus where it lies beside the tree, and the fuzz targets' seeds."""
    files = [path for path in sorted(SEEDS.rglob("*")) if path.is_file()]
    index = CORPUS / "index.jsonl"
    if index.is_file():
        rows = map(json.loads, index.read_text().splitlines())
        files += [CORPUS / row["file"] for row in rows]
    return files


def numbers(verdict: dict) -> dict:
    """What a report's verdict has in the columns that engines get."""
    return {
        "patched": verdict["patched"],
        "status": verdict["status"],
        "severity": verdict["severity"],
        "open": verdict["open"]["atLeast"],
        "open_most": verdict["open"]["atMost"],
        "exploited": verdict["exploited"]["atLeast"],
        "exploited_most": verdict["exploited"]["atMost"],
    }


@pytest.fixture(scope="session")
def texts() -> dict[str, bytes]:
    """Every text with its name."""
    found = {str(path): path.read_bytes() for path in _texts()}
    assert len(found) >= 10, f"neither {SEEDS} nor {CORPUS} is there"
    return found


@pytest.fixture(scope="session")
def command():
    """Runs the native command; EXPATCH says where it is."""
    program = os.environ.get("EXPATCH") or shutil.which("expatch")
    if not program or not Path(program).is_file():
        pytest.fail("no native command: build it and set EXPATCH to its path")

    def run(*arguments: str, stdin: bytes = b"") -> bytes:
        done = subprocess.run([program, *arguments], input=stdin, capture_output=True, check=False)
        assert done.returncode <= 3, done.stderr.decode()
        return done.stdout

    return run
