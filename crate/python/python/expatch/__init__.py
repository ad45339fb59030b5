"""Is this Microsoft Exchange server patched? Any text in, a defensible verdict
out: offline, the same one as the ``expatch`` command's, byte for byte.

>>> import expatch
>>> report = expatch.assess("X-OWA-Version: 15.1.2507.6", as_of="2026-11-23")
>>> report["servers"][0]["verdict"]["status"]
'exploited'
"""

from ._assess import assess, assess_arrow, assess_to_json
from ._builds import Build, compare_builds, parse_build
from ._database import cve, database, load_database, releases
from ._many import Table, assess_many
from ._native import ExpatchError, Verdicts
from ._register import register

__all__ = [
    "Build",
    "ExpatchError",
    "Table",
    "Verdicts",
    "assess",
    "assess_arrow",
    "assess_many",
    "assess_to_json",
    "compare_builds",
    "cve",
    "database",
    "load_database",
    "parse_build",
    "register",
    "releases",
]
