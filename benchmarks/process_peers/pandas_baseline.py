"""The stated baseline: the same definitions in plain pandas."""

import sys

import pandas as pd
from answer import conformed, mined, say

task, file, case, activity, time = sys.argv[1:]
log = pd.read_csv(file)[[case, activity, time]].set_axis(["c", "a", "t"], axis=1)
# One clock for all: a log may have several offsets from UTC.
log = log.assign(t=pd.to_datetime(log["t"], utc=True, format="ISO8601"))
log = log.sort_values(["c", "t", "a"], kind="stable").reset_index(drop=True)
if task == "mine":
    cases = log.groupby("c")
    after = log.assign(
        b=cases["a"].shift(-1), w=(cases["t"].shift(-1) - log["t"]).dt.total_seconds()
    )
    graph = after.dropna(subset=["b"]).groupby(["a", "b"])["w"].agg(["size", "mean", "median"])
    say(
        mined(
            cases["a"].agg(tuple).value_counts().map(int).to_dict(),
            (cases["t"].max() - cases["t"].min()).dt.total_seconds(),
            cases["a"].first().value_counts().map(int).to_dict(),
            cases["a"].last().value_counts().map(int).to_dict(),
            {
                pair: tuple(row)
                for pair, row in zip(graph.index, graph.itertuples(index=False), strict=True)
            },
        )
    )
else:
    log = log.assign(i=range(len(log)))
    pairs = log.merge(log, on="c", suffixes=("", "2"))
    pairs = pairs[(pairs["i"] < pairs["i2"]) & (pairs["t"] <= pairs["t2"])]
    pairs = pairs.assign(w=(pairs["t2"] - pairs["t"]).dt.total_seconds())
    profile = pairs.groupby(["a", "a2"])["w"].agg(["mean", "std"]).fillna(0)
    found = pairs.join(profile, on=["a", "a2"])
    outside = (found["w"] - found["mean"]).abs() > 6 * found["std"]
    say(
        conformed(
            {pair: tuple(row) for pair, row in zip(profile.index, profile.to_numpy(), strict=True)},
            outside.sum(),
        )
    )
