"""Many inputs at once, answers in columns of numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from . import _native
from ._assess import Input
from ._options import Day, day, refuse_old

# How each column of numbers is laid out, as `struct` and `memoryview` name it.
LAYOUT = {
    "patched": "B",
    "status": "B",
    "severity": "B",
    "build": "i",
    "release": "i",
    "missing": "i",
    "open_at_least": "i",
    "open_at_most": "i",
    "exploited_at_least": "i",
    "exploited_at_most": "i",
    "servers": "i",
}


@dataclass(frozen=True, slots=True)
class Table:
    """What ``assess_many`` gives: row ``i`` of each column belongs to input
    ``i``. Columns are read-only ``memoryview``s, which NumPy takes as they are."""

    #: The names of the answers to "is it patched?".
    answers: list[str]
    #: Index into ``answers``; 255 where nothing was found.
    patched: memoryview
    #: The names of the statuses.
    statuses: list[str]
    #: Index into ``statuses``; 255 where nothing was found.
    status: memoryview
    severity: memoryview
    #: The distinct builds.
    builds: list[str]
    #: Index into ``builds``; −1 where the evidence fixes none.
    build: memoryview
    #: Index into ``releases()``, or −1.
    release: memoryview
    #: Index into ``releases()`` of the oldest missing update, or −1.
    missing: memoryview
    #: Vulnerabilities open whichever release it is.
    open_at_least: memoryview
    #: Those open with the worst release and every setting as bad as can be.
    open_at_most: memoryview
    #: How many of them attackers are known to use, counted alike.
    exploited_at_least: memoryview
    exploited_at_most: memoryview
    #: How many servers the input holds.
    servers: memoryview

    def __len__(self) -> int:
        return len(self.status)


def assess_many(
    inputs: Iterable[Input],
    *,
    as_of: Day | None = None,
    max_database_age_days: int | None = None,
) -> Table:
    """Assesses many inputs at once: the worst server of each, in numbers. Take
    ``assess`` for the words of one of them, ``assess_arrow`` for Arrow columns.

    >>> table = assess_many(["15.1.2507.6", "nothing"], as_of="2026-11-23")
    >>> table.statuses[table.status[0]], table.status[1]
    ('exploited', 255)
    """
    today = day(as_of)
    refuse_old(today, max_database_age_days)
    if isinstance(inputs, (str, bytes)):
        # Both iterate, over what nobody means by many inputs.
        inputs = [inputs]
    columns = _native.assess_many(list(inputs), today)
    for name, layout in LAYOUT.items():
        columns[name] = memoryview(columns[name]).cast(layout)
    return Table(**columns)
