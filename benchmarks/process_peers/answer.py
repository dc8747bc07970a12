"""What every program answers: numbers that agree only if the results do."""

import json
import resource
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path


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
    print(json.dumps({**answer, "peak_mib": peak_mib()}))
    sys.stdout.flush()


def peak_mib() -> float:
    """The program's own peak: what getrusage counts includes the process that started it, before it became this."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
