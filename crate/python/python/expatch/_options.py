"""Options as the core takes them: a day, a language, how old facts may be."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime

from . import _native
from ._native import ExpatchError

LANGUAGES = ("en", "fr", "nl", "de")

#: A day as ``YYYY-MM-DD`` or as Python's own type.
Day = str | date
#: A language tag such as ``fr-BE``, or several by preference.
Locale = str | Sequence[str]


def failure(code: str, message: str) -> ExpatchError:
    """An error with its stable code."""
    error = ExpatchError(message)
    error.code = code
    return error


def day(as_of: Day | None) -> str:
    """The day as the core reads it; today in UTC unless given."""
    if as_of is None:
        return datetime.now(UTC).date().isoformat()
    if isinstance(as_of, datetime):
        # A moment belongs to the day it is in UTC, where it says its offset.
        return (as_of.astimezone(UTC) if as_of.tzinfo else as_of).date().isoformat()
    if isinstance(as_of, date):
        return as_of.isoformat()
    if isinstance(as_of, str):
        return as_of
    kind = type(as_of).__name__
    raise failure("invalid-day", f"`as_of` is of type {kind}: give a date or YYYY-MM-DD")


def language(locale: Locale | None) -> str:
    """The first language asked for that is spoken here: ``fr-BE`` finds ``fr``."""
    for tag in [locale] if isinstance(locale, str) else locale or ():
        if not isinstance(tag, str):
            kind = type(tag).__name__
            raise failure("invalid-locale", f"`locale` holds a {kind}: give language tags")
        primary = tag.lower().replace("_", "-").split("-", 1)[0]
        if primary in LANGUAGES:
            return primary
    return "en"


def refuse_old(as_of: str, most: int | None) -> None:
    """Fails for those who would rather have no answer than an old one."""
    if most is None:
        return
    if most < 0:
        raise failure("invalid-age", "`max_database_age_days` is below nought")
    newest = json.loads(_native.database(as_of))["asOf"]
    age = (date.fromisoformat(as_of) - date.fromisoformat(newest)).days
    if age > most:
        raise failure(
            "database-too-old",
            f"the database is of {newest}, {age} days before {as_of}; {most} are allowed",
        )
