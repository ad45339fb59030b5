"""The verdict as SQL functions of an engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import _native
from ._assess import COLUMNS
from ._options import Day, Locale, day, language

if TYPE_CHECKING:
    import pyarrow

#: The SQL types of the columns, as DuckDB and Spark write them.
_SQL = {
    "build": ("VARCHAR", "string"),
    "patched": ("VARCHAR", "string"),
    "status": ("VARCHAR", "string"),
    "severity": ("TINYINT", "tinyint"),
    "open": ("INTEGER", "int"),
    "open_most": ("INTEGER", "int"),
    "exploited": ("INTEGER", "int"),
    "exploited_most": ("INTEGER", "int"),
    "cves": ("VARCHAR[]", "array<string>"),
    "report": ("VARCHAR", "string"),
}


def register(
    connection: Any,
    *,
    as_of: Day | None = None,
    locale: Locale | None = None,
    prefix: str = "exchange_",
) -> list[str]:
    """Makes ``exchange_build``, ``exchange_patched``, ``exchange_status``,
    ``exchange_severity``, ``exchange_open``, ``exchange_open_most``,
    ``exchange_exploited``, ``exchange_exploited_most``, ``exchange_cves`` and
    ``exchange_report`` functions of ``connection``, and returns their names.

    ``connection`` is one of ``duckdb.connect()``, a DataFusion
    ``SessionContext`` or a ``SparkSession``. The functions take text and give
    what ``assess_arrow`` gives in the column of their name. Unless ``as_of`` is
    given, DuckDB and DataFusion judge for the day a row is computed; Spark for
    the day of registration, so that all executors agree.

    >>> import duckdb
    >>> connection = duckdb.connect()
    >>> _ = register(connection, as_of="2026-11-23")
    >>> connection.sql("SELECT exchange_status('X-OWA-Version: 15.1.2507.6')").fetchall()
    [('exploited',)]
    """
    engine = _engine(connection)
    spoken = language(locale)
    if as_of is not None or engine is _spark:
        as_of = day(as_of)
        _native.database(as_of)  # refuses a day that is none, now rather than in a query
    names = []
    for column in COLUMNS:
        names.append(prefix + column)
        engine(connection, names[-1], column, as_of, spoken)
    return names


def _engine(connection: Any) -> Callable[[Any, str, str, str | None, str], None]:
    module = type(connection).__module__.split(".")[0]
    engines = {"duckdb": _duckdb, "_duckdb": _duckdb, "datafusion": _datafusion, "pyspark": _spark}
    if module in engines:
        return engines[module]
    raise TypeError(
        f"cannot register with a {module}.{type(connection).__name__}: "
        "give a DuckDB connection, a DataFusion SessionContext or a SparkSession"
    )


def verdict_column(
    values: pyarrow.Array | pyarrow.ChunkedArray, column: str, as_of: str | None, spoken: str
) -> pyarrow.Array:
    """One column of verdicts, in the layouts that every engine knows."""
    return verdict_columns(values, [column], as_of, spoken)[0]


def verdict_columns(
    values: pyarrow.Array | pyarrow.ChunkedArray,
    columns: list[str],
    as_of: str | None,
    spoken: str,
) -> list[pyarrow.Array]:
    """The same for several columns, for which a text is looked at once."""
    import pyarrow

    verdicts = pyarrow.record_batch(_native.assess_arrow(values, day(as_of), spoken, columns))
    return [
        verdicts.column(place).cast(arrow_type(column)) for place, column in enumerate(columns)
    ]


def arrow_type(column: str) -> pyarrow.DataType:
    """The Arrow type of a column, without views and large offsets."""
    import pyarrow

    return {
        "severity": pyarrow.int8(),
        "open": pyarrow.int32(),
        "open_most": pyarrow.int32(),
        "exploited": pyarrow.int32(),
        "exploited_most": pyarrow.int32(),
        "cves": pyarrow.list_(pyarrow.string()),
    }.get(column, pyarrow.string())


def _duckdb(connection: Any, name: str, column: str, as_of: str | None, spoken: str) -> None:
    def function(values: Any) -> Any:
        return verdict_column(values, column, as_of, spoken)

    connection.create_function(
        name,
        function,
        ["VARCHAR"],
        _SQL[column][0],
        type="arrow",
        # A text without a server has no status: null for what is not null.
        null_handling="special",
    )


def _datafusion(context: Any, name: str, column: str, as_of: str | None, spoken: str) -> None:
    import pyarrow
    from datafusion import udf

    def function(values: Any) -> Any:
        return verdict_column(values, column, as_of, spoken)

    # Views are how DataFusion reads text from Parquet; other text it casts.
    context.register_udf(
        udf(function, [pyarrow.string_view()], arrow_type(column), "stable", name)
    )


def _spark(session: Any, name: str, column: str, as_of: str | None, spoken: str) -> None:
    import pyarrow
    from pyspark.sql.functions import arrow_udf

    def function(values: Any) -> Any:
        return verdict_column(values, column, as_of, spoken)

    # Spark reads from the annotations that whole columns come and go.
    function.__annotations__ = {"values": pyarrow.Array, "return": pyarrow.Array}
    session.udf.register(name, arrow_udf(function, _SQL[column][1]))
