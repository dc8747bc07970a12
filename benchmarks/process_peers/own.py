"""This product, from file to answer."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

import duckdb
from answer import conformed, mined, say

from audit_models import process

task, file, case, activity, time = sys.argv[1:]
con = duckdb.connect()
log = process.open_log(
    con, f"read_csv('{file}')", case=f'"{case}"', activity=f'"{activity}"', finished=f'"{time}"'
)
if task == "mine":
    variants = process.variants(log)
    starts, ends = process.start_activities(log), process.end_activities(log)
    graph = process.directly_follows(log)
    say(
        mined(
            dict(zip(variants["variant"], variants["cases"].map(int), strict=True)),
            process.durations(log)["seconds"],
            dict(zip(starts["activity"], starts["cases"].map(int), strict=True)),
            dict(zip(ends["activity"], ends["cases"].map(int), strict=True)),
            {
                (row.from_activity, row.to_activity): (
                    row.passages,
                    row.mean_seconds,
                    row.median_seconds,
                )
                for row in graph.itertuples()
            },
        )
    )
else:
    profile = process.temporal_profile(log)
    say(
        conformed(
            {
                (row.from_activity, row.to_activity): (row.mean_seconds, row.sd_seconds)
                for row in profile.itertuples()
            },
            len(process.temporal_deviations(log, k=6)),
        )
    )
