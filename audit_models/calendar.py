"""The calendar of working days: what is built in, overlaid by what the office imports.

`core.days` has one row for every day that is known: `is_workday`, and `workday`, the running count of working
days up to and including that day, so that the working days after a up to and including b are
`b.workday - a.workday`. A day that nobody stated is not guessed: it has no row, and beyond such a gap the
count is null, because a difference across it would hide the gap.

`python -m audit_models.calendar` writes the built-in list anew from the package `chinesecalendar`.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb

from audit_models.contract import CODELIST_FOLDER
from audit_models.text import Text

BUILT_IN = CODELIST_FOLDER / "calendar.csv"
FIRST_DAY = date(2004, 1, 1)
LAST_DAY = date(2026, 12, 31)
COLUMNS = ("day", "is_workday", "name_zh", "name_en", "source")

HOLIDAYS = {
    "New Year's Day": Text("元旦", "New Year's Day"),
    "Spring Festival": Text("春节", "Spring Festival"),
    "Tomb-sweeping Day": Text("清明节", "Tomb-sweeping Day"),
    "Labour Day": Text("劳动节", "Labour Day"),
    "Dragon Boat Festival": Text("端午节", "Dragon Boat Festival"),
    "Mid-autumn Festival": Text("中秋节", "Mid-autumn Festival"),
    "National Day": Text("国庆节", "National Day"),
    "Anti-Fascist 70th Day": Text(
        "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日",
        "70th anniversary of the victory over fascism",
    ),
}
"""The package's names of holidays; `name_zh` and `name_en` of a make-up day name the holiday it pays for."""

MAKE_UP = Text("{holiday}调休上班", "Make-up working day for {holiday}")


@dataclass(frozen=True)
class WorkingDays:
    """Counting in working days, over the days that are known."""

    known: Mapping[date, bool]
    """Day → whether it is a working day."""

    def after(self, day: date, count: int) -> date | None:
        """The `count`-th working day after a day; None where the calendar does not reach so far."""
        while count > 0:
            day += timedelta(days=1)
            if day not in self.known:
                return None
            count -= self.known[day]
        return day

    def between(self, after: date, up_to: date) -> int | None:
        """Working days after one day, up to and including another; None beyond the calendar."""
        span = [after + timedelta(days=n) for n in range(1, (up_to - after).days + 1)]
        if not all(day in self.known for day in span):
            return None
        return sum(self.known[day] for day in span)


def load_days(con: duckdb.DuckDBPyConnection) -> None:
    """Write `core.days` from the built-in calendar and `source.calendar_days`, which wins day by day."""
    con.execute("create schema if not exists core")
    con.execute(
        """
        create or replace table core.days as
        with built_in as (
            select * from read_csv(
                ?, header = true, nullstr = '',
                columns = {
                    day: 'DATE', is_workday: 'BOOLEAN',
                    name_zh: 'VARCHAR', name_en: 'VARCHAR', source: 'VARCHAR'
                }
            )
        ),

        imported as (
            select * from source.calendar_days
        ),

        known as (
            select day, is_workday, name_zh, name_en from imported
            union all
            select day, is_workday, name_zh, name_en from built_in
            where not exists (select 1 from imported where imported.day = built_in.day)
        ),

        neighbours as (
            select *, day - lag(day) over (order by day) as days_since_previous
            from known
        ),

        stretches as (
            select
                *,
                count(*) filter (where days_since_previous > 1) over (order by day) as stretch
            from neighbours
        ),

        counted as (
            select
                *,
                count(*) filter (where is_workday) over (partition by stretch order by day) as workday
            from stretches
        ),

        built_in_stretch as (
            select stretch from counted
            where day = (select min(day) from built_in)
        )

        select
            counted.day,
            counted.is_workday,
            case when counted.stretch = built_in_stretch.stretch then counted.workday::integer end
                as workday,
            counted.name_zh,
            counted.name_en
        from counted
        cross join built_in_stretch
        order by counted.day
        """,
        [str(BUILT_IN)],
    )


def built_in_days() -> Iterator[tuple[str, str, str, str, str]]:
    """Every row of the built-in calendar as the package `chinesecalendar` has it, as written to the file.

    The package is needed to write the file, not to read it, and is not installed at run time.
    """
    import chinese_calendar  # type: ignore[import-untyped]

    day = FIRST_DAY
    while day <= LAST_DAY:
        is_free, holiday = chinese_calendar.get_holiday_detail(day)
        name = HOLIDAYS[holiday] if holiday else Text("", "")
        if holiday and not is_free:
            name = Text(MAKE_UP.zh.format(holiday=name.zh), MAKE_UP.en.format(holiday=name.en))
        source = f"chinesecalendar {chinese_calendar.__version__}"
        yield (day.isoformat(), "false" if is_free else "true", *name, source)
        day += timedelta(days=1)


def write_built_in() -> None:
    """Write `data/codelists/calendar.csv` anew."""
    with BUILT_IN.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(built_in_days())


if __name__ == "__main__":
    write_built_in()
