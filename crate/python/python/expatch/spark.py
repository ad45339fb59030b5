"""Verdicts on a column of a Spark table, whole Arrow batches at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from . import _native
from ._options import Day, Locale, day, language
from ._register import _SQL, verdict_columns

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame


def with_verdicts(
    frame: DataFrame,
    column: str,
    *,
    columns: Sequence[str] = ("build", "patched", "status", "severity", "exploited"),
    keep: Sequence[str] | None = None,
    prefix: str = "exchange_",
    as_of: Day | None = None,
    locale: Locale | None = None,
) -> DataFrame:
    """``frame`` with the columns of ``assess_arrow`` beside its own, by
    ``mapInArrow``: rows go through the executors batch by batch, and a task
    that is lost with its executor is done again with the same outcome.

    All columns of ``frame`` are there again unless ``keep`` names some: what a
    job does not read afterwards, the texts themselves above all, need not
    travel back from Python.

    ``as_of`` is settled here, in the driver, so that all executors agree.
    """
    today, spoken, wanted = day(as_of), language(locale), list(columns)
    _native.database(today)  # refuses a day that is none, now rather than in an executor
    for name in wanted:
        if name not in _SQL:
            raise ValueError(f"no column `{name}`: {', '.join(_SQL)}")
    if column not in frame.columns:
        raise ValueError(f"no column `{column}`: the table has {', '.join(frame.columns)}")
    kept = list(frame.columns) if keep is None else list(keep)
    for name in kept:
        if name not in frame.columns:
            raise ValueError(f"no column `{name}` to keep: the table has {', '.join(frame.columns)}")

    def judge(batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        import pyarrow

        for batch in batches:
            made = verdict_columns(batch.column(column), wanted, today, spoken)
            arrays = [batch.column(name) for name in kept] + made
            names = kept + [prefix + name for name in wanted]
            yield pyarrow.RecordBatch.from_arrays(arrays, names=names)

    judged = [f"`{prefix}{name}` {_SQL[name][1]}" for name in wanted]
    own = [f"`{name}` {frame.schema[name].dataType.simpleString()}" for name in kept]
    # Spark hands over what it is asked for; other columns need not come here.
    asked = frame if keep is None else frame.select(*dict.fromkeys([*kept, column]))
    return asked.mapInArrow(judge, ", ".join(own + judged))
