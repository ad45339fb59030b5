"""A scan in partitioned Parquet to verdicts in partitioned Parquet.

    spark-submit --master 'local-cluster[2,1,2048]' examples/spark_job.py scan/ verdicts/
"""

import argparse

from pyspark.sql import SparkSession

from expatch.spark import with_verdicts

arguments = argparse.ArgumentParser(description=__doc__)
arguments.add_argument("scan", help="folder of Parquet files with a column of banners")
arguments.add_argument("verdicts", help="folder to write")
arguments.add_argument("--column", default="banner")
arguments.add_argument("--as-of", help="day of the verdicts, YYYY-MM-DD; today unless given")
given = arguments.parse_args()

spark = SparkSession.builder.appName("expatch").getOrCreate()
scan = spark.read.parquet(given.scan)
verdicts = with_verdicts(scan, given.column, as_of=given.as_of)
verdicts.write.mode("overwrite").partitionBy("exchange_status").parquet(given.verdicts)
spark.read.parquet(given.verdicts).groupBy("exchange_status").count().show(truncate=False)
spark.stop()
