"""Builds: four numbers with a total order."""

from __future__ import annotations

from typing import NamedTuple

from . import _native


class Build(NamedTuple):
    """Four numbers; ``sorted``, ``<`` and ``==`` are those of the servers.

    >>> parse_build("15.02.1748.048") > parse_build("15.2.1748.9")
    True
    """

    major: int
    minor: int
    #: The third part, which since 2013 names the cumulative update.
    build: int
    #: The fourth part, which rises with each security update and hotfix.
    revision: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.build}.{self.revision}"

    @property
    def long(self) -> str:
        """Microsoft's long spelling.

        >>> parse_build("15.2.1748.48").long
        '15.02.1748.048'
        """
        return f"{self.major:02}.{self.minor:02}.{self.build:04}.{self.revision:03}"


def parse_build(text: str) -> Build:
    """Parses a build in either spelling; ``ExpatchError`` says what is wrong where.

    >>> str(parse_build("15.02.1748.048"))
    '15.2.1748.48'
    """
    return Build(*_native.parse_build(text))


def compare_builds(left: str | Build, right: str | Build) -> int:
    """−1, 0 or 1 as ``left`` is below, equal to or above ``right``.

    >>> compare_builds("15.2.1748.48", "15.2.1748.9")
    1
    """
    return _native.compare_builds(str(left), str(right))
