"""One text, one report; a column of texts, columns of verdicts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from . import _native
from ._options import Day, Locale, day, language, refuse_old
from .report import Report

#: What can be assessed: text, or its bytes in any encoding a server or a shell writes.
Input = str | bytes | bytearray | memoryview

COLUMNS = (
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
)


def assess(
    text: Input,
    *,
    as_of: Day | None = None,
    locale: Locale | None = None,
    max_database_age_days: int | None = None,
) -> Report:
    """Assesses everything ``text`` says about Exchange servers: a build,
    response headers, a page, a mail's ``Received`` lines, shell or scanner output.

    ``as_of`` is the day the verdict is computed for, today in UTC unless given.
    Where no language of ``locale`` is spoken the sentences are English.

    >>> assess("15.1.2507.6", as_of="2026-11-23")["servers"][0]["verdict"]["severity"]
    2
    """
    options = {"as_of": as_of, "locale": locale, "max_database_age_days": max_database_age_days}
    return json.loads(assess_to_json(text, **options))


def assess_to_json(
    text: Input,
    *,
    as_of: Day | None = None,
    locale: Locale | None = None,
    max_database_age_days: int | None = None,
) -> str:
    """The report as JSON: the same bytes as ``expatch check --format json`` prints."""
    today = day(as_of)
    spoken = language(locale)
    refuse_old(today, max_database_age_days)
    return _native.assess(text, today, spoken)


def assess_arrow(
    values: Any,
    *,
    columns: Sequence[str] = ("build", "patched", "status", "severity", "exploited"),
    as_of: Day | None = None,
    locale: Locale | None = None,
    max_database_age_days: int | None = None,
) -> _native.Verdicts:
    """Assesses each value of an Arrow column, the worst server of each, in columns.

    ``values`` is anything with the Arrow PyCapsule interface: a ``pyarrow``
    array, a ``polars`` series, a DuckDB relation of one column. What comes
    back has the same interface, so ``pyarrow.table(verdicts)`` and
    ``polars.DataFrame(verdicts)`` take it without a copy.

    Ask for any of ``build``, ``patched`` (``yes``, ``no``, ``unknown``,
    ``not-applicable``), ``status``, ``severity``, ``open`` (how many
    vulnerabilities are open whichever release it is), ``open_most`` (how many
    may be), ``exploited`` and ``exploited_most`` (how many of them attackers are
    known to use), ``cves`` (those certainly open) and ``report`` (JSON). A null
    gives nulls; where nothing was found, ``patched`` and ``status`` are null and
    ``severity`` 3, unknown.

    The GIL is released, all cores work, equal values are assessed once.
    """
    today = day(as_of)
    spoken = language(locale)
    refuse_old(today, max_database_age_days)
    return _native.assess_arrow(values, today, spoken, list(columns))
