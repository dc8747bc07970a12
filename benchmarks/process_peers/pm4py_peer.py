"""pm4py, from file to answer; run only by an interpreter of an environment of its own."""

import sys

import pandas as pd
import pm4py
from answer import conformed, mined, say
from pm4py.algo.conformance.temporal_profile import algorithm as conformance

task, file, case, activity, time = sys.argv[1:]
frame = pd.read_csv(file).sort_values([case, time, activity], kind="stable")
log = pm4py.format_dataframe(frame, case_id=case, activity_key=activity, timestamp_key=time)
if task == "mine":
    graph, _, _ = pm4py.discover_performance_dfg(log, perf_aggregation_key="all")
    counts, starts, ends = pm4py.discover_dfg(log)
    say(
        mined(
            pm4py.get_variants(log),
            pm4py.get_all_case_durations(log),
            starts,
            ends,
            {pair: (counts[pair], found["mean"], found["median"]) for pair, found in graph.items()},
        )
    )
else:
    profile = pm4py.discover_temporal_profile(log)
    found = conformance.apply(log, profile, parameters={"zeta": 6})
    say(conformed(profile, sum(len(case) for case in found)))
