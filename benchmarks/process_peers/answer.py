"""What every program answers: numbers that agree only if the results do."""

import json
import resource
import sys
from collections.abc import Iterable, Mapping


def mined(
    variants: Mapping[tuple[str, ...], int],
    durations: Iterable[float],
    starts: Mapping[str, int],
    ends: Mapping[str, int],
    passages: Mapping[tuple[str, str], tuple[int, float, float]],
) -> dict[str, object]:
    """Variants by count, total duration, starts, ends, and count, mean and median of every passage."""
    return {
        "variants": len(variants),
        "top": max(variants.values()),
        "seconds": round(sum(durations)),
        "starts": dict(sorted(starts.items())),
        "ends": dict(sorted(ends.items())),
        "passages": {
            f"{a}>{b}": [int(n), round(mean, 3), round(median, 3)]
            for (a, b), (n, mean, median) in sorted(passages.items())
        },
    }


def conformed(
    profile: Mapping[tuple[str, str], tuple[float, float]], deviations: int
) -> dict[str, object]:
    """The profile, and how many deviations."""
    return {
        "deviations": int(deviations),
        "profile": {
            f"{a}>{b}": [round(mean, 3), round(sd, 3)]
            for (a, b), (mean, sd) in sorted(profile.items())
        },
    }


def say(answer: dict[str, object]) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**answer, "peak_mib": peak}))
    sys.stdout.flush()
