"""What the database is and says, and newer data without a newer package."""

from __future__ import annotations

import json

from . import _native
from ._options import Day, day
from .report import DatabaseIdentity, ReleaseRow, VulnerabilityRow


def database(*, as_of: Day | None = None) -> DatabaseIdentity:
    """Which facts answer: versions, day, counts, SHA-256."""
    return json.loads(_native.database(day(as_of)))


def releases() -> list[ReleaseRow]:
    """Every release of Exchange Server, ascending by build."""
    return json.loads(_native.releases())


def cve(id: str) -> VulnerabilityRow | None:
    """What is known of one vulnerability on each baseline.

    >>> cve("CVE-2021-26855")["name"]
    'ProxyLogon'
    """
    found = _native.cve(id)
    return None if found is None else json.loads(found)


def load_database(data: bytes) -> DatabaseIdentity:
    """Answers from newer facts from now on, in the whole process. Bytes that
    are no database, or of a schema this version cannot read, change nothing."""
    _native.load_database(bytes(data))
    return database()
