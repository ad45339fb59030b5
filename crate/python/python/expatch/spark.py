"""Verdicts on a column of a Spark table, whole Arrow batches at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from . import _native
from ._options import Day, Locale, day, language
from ._register import _SQL, verdict_column

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame


def with_verdicts(
    frame: DataFrame,
    column: str,
    *,
    columns: Sequence[str] = ("build", "status", "severity", "exploited"),
    prefix: str = "exchange_",
    as_of: Day | None = None,
    locale: Locale | None = None,
) -> DataFrame:
    """``frame`` with the columns of ``assess_arrow`` beside its own, by
    ``mapInArrow``: rows go through the executors batch by batch, and a task
    that is lost with its executor is done again with the same outcome.

    ``as_of`` is settled here, in the driver, so that all executors agree.
    """
    today, spoken, wanted = day(as_of), language(locale), list(columns)
    _native.database(today)  # refuses a day that is none, now rather than in an executor
    for name in wanted:
        if name not in _SQL:
            raise ValueError(f"no column `{name}`: {', '.join(_SQL)}")
    if column not in frame.columns:
        raise ValueError(f"no column `{column}`: the table has {', '.join(frame.columns)}")

    def judge(batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        import pyarrow

        for batch in batches:
            arrays, names = list(batch.columns), list(batch.schema.names)
            texts = batch.column(column)
            for name in wanted:
                arrays.append(verdict_column(texts, name, today, spoken))
                names.append(prefix + name)
            yield pyarrow.RecordBatch.from_arrays(arrays, names=names)

    made = [f"`{prefix}{name}` {_SQL[name][1]}" for name in wanted]
    own = [f"`{field.name}` {field.dataType.simpleString()}" for field in frame.schema.fields]
    return frame.mapInArrow(judge, ", ".join(own + made))
