"""The connections of a scope as an event log for other programs: XES (IEEE 1849) and OCEL 2.0 as JSON.

Both hold the cases that `result.process_cases` counts for a unit with all below it and for months; persons
appear by their employee id only. A file appears whole or not at all.
"""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pandas as pd

from audit_models import durable
from audit_models.records import records
from audit_models.snapshot import Snapshot

OFFSET = "+08:00"
"""Moments are kept without an offset, in China's time."""

ATTRIBUTE_TYPES = {"unit": "string", "customer_class": "string"}


def write_xes(snapshot: Snapshot, unit: str, first: date, last: date, file: Path) -> int:
    """Write the scope as XES, a start and a complete event a task; returns how many events.

    `first` and `last` are the first days of months.
    """
    events = _events(snapshot, unit, first, last)
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<log xes.version="1849.2016" xes.features="">',
        '<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>',
        '<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>',
        '<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>',
        '<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>',
    ]
    count = 0
    for project_id, tasks in events.groupby("project_id", sort=True):
        parts.append(f"<trace>{_string('concept:name', str(project_id))}")
        parts.append(_string("unit", tasks["unit_code"].iloc[0]))
        parts.append(_string("customer_class", tasks["customer_class"].iloc[0]))
        for task in records(tasks):
            for transition, moment in (("start", "started_at"), ("complete", "finished_at")):
                if pd.notna(task[moment]):
                    parts.append(_event(task, transition, task[moment]))
                    count += 1
        parts.append("</trace>")
    parts.append("</log>\n")
    durable.write(file, "\n".join(parts))
    return count


def write_ocel(snapshot: Snapshot, unit: str, first: date, last: date, file: Path) -> int:
    """Write the scope as OCEL 2.0 JSON; returns how many events.

    Objects are projects and employees, an event is a finished task (its start while it is unfinished);
    standard: Berti et al., *OCEL 2.0 Specification*, 2024.
    """
    events = _events(snapshot, unit, first, last)
    projects = events.drop_duplicates("project_id").sort_values("project_id")
    handlers = sorted(events["handler_id"].dropna().unique())
    log = {
        "objectTypes": [
            {
                "name": "project",
                "attributes": [{"name": n, "type": t} for n, t in ATTRIBUTE_TYPES.items()],
            },
            {"name": "employee", "attributes": []},
        ],
        "eventTypes": [
            {"name": stage, "attributes": [{"name": "started_at", "type": "time"}]}
            for stage in sorted(events["stage"].unique())
        ],
        "objects": [
            *(
                {
                    "id": f"project:{row['project_id']}",
                    "type": "project",
                    "attributes": [
                        {"name": name, "time": "1970-01-01T00:00:00Z", "value": row[column]}
                        for name, column in (
                            ("unit", "unit_code"),
                            ("customer_class", "customer_class"),
                        )
                    ],
                }
                for row in records(projects)
            ),
            *(
                {"id": f"employee:{handler}", "type": "employee", "attributes": []}
                for handler in handlers
            ),
        ],
        "events": [
            {
                "id": task["work_order_id"],
                "type": task["stage"],
                "time": _moment(
                    task["finished_at"] if pd.notna(task["finished_at"]) else task["started_at"]
                ),
                "attributes": [{"name": "started_at", "value": _moment(task["started_at"])}],
                "relationships": _relationships(task),
            }
            for task in records(events)
        ],
    }
    durable.write(file, json.dumps(log, ensure_ascii=False))
    return len(events)


def _events(snapshot: Snapshot, unit: str, first: date, last: date) -> pd.DataFrame:
    return snapshot.query(
        """
        select
            cases.project_id,
            cases.unit_code,
            cases.customer_class,
            tasks.work_order_id,
            cast(tasks.stage as varchar) as stage,
            cast(tasks.handler_id as varchar) as handler_id,
            tasks.started_at,
            tasks.finished_at,
        from result.process_cases as cases
        join core.unit_tree as tree
            on tree.unit_code = cases.unit_code and tree.ancestor_code = $unit
        join core.tasks as tasks on tasks.project_key = cases.project_key
        cross join core.run as run
        where
            cases.month between $first and $last
            and cast(tasks.started_at as date) <= run.as_of
        order by cases.project_id, tasks.position
        """,
        {"unit": unit, "first": first, "last": last},
    )


def _event(task: Mapping[Any, Any], transition: str, moment: pd.Timestamp) -> str:
    resource = task["handler_id"]
    return "".join(
        (
            "<event>",
            _string("concept:name", str(task["stage"])),
            _string("concept:instance", str(task["work_order_id"])),
            _string("lifecycle:transition", transition),
            _string("org:resource", str(resource)) if pd.notna(resource) else "",
            f'<date key="time:timestamp" value="{_moment(moment)}"/>',
            "</event>",
        )
    )


def _string(key: str, value: str) -> str:
    return f"<string key={quoteattr(key)} value={quoteattr(value)}/>"


def _moment(moment: pd.Timestamp) -> str:
    return moment.isoformat() + OFFSET


def _relationships(task: Mapping[Any, Any]) -> list[dict[str, str]]:
    found = [{"objectId": f"project:{task['project_id']}", "qualifier": "case"}]
    if pd.notna(task["handler_id"]):
        found.append({"objectId": f"employee:{task['handler_id']}", "qualifier": "handler"})
    return found
