"""What the database is and says, and newer data without a newer package."""

from __future__ import annotations

import json
from collections.abc import Sequence

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


def load_database(
    data: bytes,
    *,
    keys: Sequence[str] = (),
    digest: str | None = None,
    not_older_than: Day | None = None,
    allow_unsigned: bool = False,
) -> DatabaseIdentity:
    """Answers from newer facts from now on, in the whole process: those of a
    release, or of one of ``keys`` (64 hexadecimal digits each). What nobody
    signed needs ``allow_unsigned``. Bytes that are no database, that are not
    believed (``digest``), or older than ``not_older_than``, the facts in use or
    the wheel's own, change nothing."""
    bound = None if not_older_than is None else day(not_older_than)
    _native.load_database(bytes(data), day(None), list(keys), digest, bound, allow_unsigned)
    return database()
