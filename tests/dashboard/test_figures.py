"""Figures are pure functions: these tables in, these marks out, worked out by hand.

`go.Figure` takes a figure apart and refuses whatever plotly does not know.
"""

from datetime import date
from math import nan

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from audit_models.colours import BAD, GOOD
from audit_models.sparkline import sparkline
from dashboard.figures.control import control_chart, peers_figure
from dashboard.figures.history import history
from dashboard.figures.monitor import DIMMED, heatmap, ranked, shades
from dashboard.figures.theme import base, graph, plain
from dashboard.figures.timeline import recording, timeline

JAN, FEB, MAR = (pd.Timestamp(2026, month, 1) for month in (1, 2, 3))
THREE_UNITS = pd.DataFrame(
    [
        ("A", "Ah", MAR, 30.0, 20, 25.0, 35.0, True),
        ("B", "Be", MAR, 50.0, 20, 40.0, 60.0, True),
        ("C", "Ce", MAR, 20.0, 19, 10.0, 30.0, False),
        ("D", "De", MAR, None, 0, None, None, False),
    ],
    columns=["unit_code", "name", "month", "value", "n", "low", "high", "is_ranked"],
)


def test_ranking_puts_the_best_on_top_and_leaves_out_who_has_no_number() -> None:
    dots = go.Figure(
        ranked(THREE_UNITS, unit="workdays", better="lower", target=40.0, lang="en")
    ).data[0]

    # A category axis grows upwards: the last of the list is on top, below all who is not ranked.
    assert list(dots.y) == ["Ce", "Be", "Ah"]
    assert list(dots.x) == [20.0, 50.0, 30.0]
    assert list(dots.marker.color) == [GOOD, BAD, GOOD]
    assert list(dots.error_x.array) == [10.0, 10.0, 5.0]
    assert list(dots.error_x.arrayminus) == [10.0, 10.0, 5.0]


def test_few_cases_are_hollow_and_not_hidden() -> None:
    dots = go.Figure(
        ranked(THREE_UNITS, unit="workdays", better="lower", target=40.0, lang="en")
    ).data[0]

    assert list(dots.marker.symbol) == ["circle-open", "circle", "circle"]


def test_a_dot_says_which_unit_a_click_selects_and_the_others_fade() -> None:
    look = {"unit": "workdays", "better": "lower", "target": 40.0, "lang": "en"}
    dots = go.Figure(ranked(THREE_UNITS, **look, selected="A")).data[0]

    assert list(dots.customdata) == ["sel=C", "sel=B", "sel=A"]
    assert list(dots.marker.opacity) == [DIMMED, DIMMED, 1.0]
    assert ranked(THREE_UNITS, **look, selected="Z")["data"][0]["marker"]["opacity"] == [1.0] * 3


def test_a_control_chart_names_signals_by_shape_and_word() -> None:
    values = pd.DataFrame(
        {"month": [JAN, FEB, MAR], "value": [3.0, 9.0, 1.0], "n": [9] * 3, "target": [4.0] * 3}
    )
    signals = pd.DataFrame(
        {
            "month": [JAN, FEB, MAR],
            "variation": ["common_cause", "concern", "improvement"],
            "centre": [4.0, 4.0, 3.0],
            "lower": [2.0] * 3,
            "upper": [6.0] * 3,
        }
    )
    figure = go.Figure(
        control_chart(
            values,
            signals,
            unit="workdays",
            shown=date(2026, 3, 1),
            unit_code="A",
            lang="en",
            rebased={date(2026, 3, 1): "a new way <b>since spring"},
        )
    )
    line = figure.data[-1]

    assert list(line.marker.symbol) == ["circle-open", "triangle-up", "circle"]
    assert list(line.text) == ["", "worse", "better"]
    # One new phase, with the beginning of its note; what a person wrote is text, never markup.
    assert [note.text for note in figure.layout.annotations] == ["Limits re-based<br>a new way…"]
    assert figure.layout.annotations[0].hovertext == "a new way &lt;b&gt;since spring"
    assert [shape.x0 for shape in figure.layout.shapes] == ["2026-03-01"]


def test_shades_grow_with_the_distance_from_the_target_on_either_side() -> None:
    values = pd.DataFrame({MAR: [20.0, 30.0, 40.0, 50.0, 80.0, None]})

    found = shades(values, better="lower", target=40.0)[MAR]

    # 20 is the farthest met, 80 the farthest missed; 40 meets the target exactly.
    np.testing.assert_allclose(found[:5], [-1.0, -0.625, -0.25, 0.4375, 1.0])
    assert np.isnan(found[5])


def test_where_more_is_better_the_sides_change() -> None:
    found = shades(pd.DataFrame({MAR: [90.0, 98.0, 100.0]}), better="higher", target=98.0)[MAR]

    np.testing.assert_allclose(found, [1.0, -0.25, -1.0])


def test_heatmap_marks_few_cases_and_no_number_apart() -> None:
    figure = go.Figure(
        heatmap(THREE_UNITS, unit="workdays", better="lower", target=40.0, lang="en")
    )
    few, none = figure.data[1], figure.data[2]

    assert (list(few.y), few.marker.symbol) == (["Ce"], "line-ne-open")
    assert (list(none.y), none.marker.symbol) == (["De"], "x-thin-open")
    assert figure.layout.xaxis.tickformat == "%Y-%m"


def test_history_has_a_gap_where_there_is_no_number() -> None:
    values = pd.DataFrame(
        {
            "month": [JAN, FEB, MAR],
            "value": [35.0, None, 45.0],
            "n": [3, 0, 3],
            "target": [40.0] * 3,
        }
    )

    figure = go.Figure(
        history(
            values,
            unit="workdays",
            better="lower",
            shown=date(2026, 3, 1),
            unit_code="A",
            lang="zh",
        )
    )
    line = figure.data[1]

    assert line.connectgaps is False
    assert line.y[1] is None
    assert [line.marker.symbol[0], line.marker.symbol[2]] == ["circle", "diamond"]
    assert [line.marker.color[0], line.marker.color[2]] == [GOOD, BAD]
    assert figure.layout.xaxis.tickformat == "%Y-%m"


TASKS = pd.DataFrame(
    {
        "label": ["accept", "survey", "reply"],
        "clock": ["utility", "utility", "customer"],
        "started_at": pd.to_datetime(["2026-03-02 09:00", "2026-03-03 09:00", "2026-03-04 09:00"]),
        "finished_at": pd.to_datetime(["2026-03-02 10:00", "2026-03-03 11:00", None]),
        "recorded_at": pd.to_datetime(["2026-03-02 08:59", "2026-03-05 09:00", "2026-03-04 09:30"]),
        "late_workdays": [0, 2, 0],
    }
)


def test_recording_is_judged_by_both_clocks() -> None:
    # 61 minutes before the finish is early; 2 working days after it is late.
    assert [recording(task) for _, task in TASKS.iterrows()] == ["early", "late", "on_time"]


def test_one_working_day_and_one_hour_are_still_on_time() -> None:
    exactly = TASKS.assign(
        late_workdays=[0, 1, 0],
        recorded_at=pd.to_datetime(["2026-03-02 09:00", "2026-03-04 09:00", "2026-03-04 09:30"]),
    )

    assert [recording(task) for _, task in exactly.iterrows()] == ["on_time"] * 3


def test_an_unrecorded_task_is_neither_late_nor_on_time() -> None:
    unknown = TASKS.assign(recorded_at=pd.NaT)

    assert [recording(task) for _, task in unknown.iterrows()] == ["unknown"] * 3


def test_timeline_shows_both_clocks_and_the_stopped_one() -> None:
    stops = pd.DataFrame({"started_at": [pd.Timestamp(2026, 3, 3)], "ended_at": [pd.NaT]})
    until = pd.Timestamp(2026, 3, 6)

    figure = go.Figure(timeline(TASKS, stops, until=until, lang="zh"))
    customer = next(trace for trace in figure.data if trace.name == "客户")
    written = next(trace for trace in figure.data if trace.name == "写入系统")

    # The unfinished task runs from 4 March 09:00 to the end of the data: 39 hours.
    assert list(customer.x) == [39 * 3_600_000]
    assert list(written.marker.symbol) == ["diamond", "diamond", "line-ns-open"]
    assert figure.layout.shapes[0].x1 == until.isoformat()


def test_a_sparkline_breaks_at_a_month_without_a_number() -> None:
    drawn = sparkline([10.0, nan, 20.0, 30.0], target=None, better="lower")
    path = drawn.split('<path d="')[1].split('"')[0]

    # (150 − 12) ÷ 3 = 46 from month to month; two stretches, so two moves.
    assert path.count("M") == 2
    assert path.startswith("M6.0 ")
    assert "M98.0 " in path
    assert drawn.count('fill="none" stroke') == 2  # the line, and one hollow mark for the gap


def test_a_graph_cannot_upload_and_speaks_chinese() -> None:
    config = graph("x", base(height=100), lang="zh", label="图")["props"]["children"].config

    assert config["showSendToCloud"] is False
    assert config["displaylogo"] is False
    assert config["locale"] in config["locales"]
    assert config["locales"]["zh-CN"]["format"]["shortMonths"][0] == "1月"


def test_what_is_missing_is_nothing_and_a_date_is_text() -> None:
    assert plain(pd.Series([1.5, None])) == [1.5, None]
    assert plain(pd.Series([MAR, pd.NaT])) == ["2026-03-01T00:00:00", None]
    assert plain(pd.Series(["a", None], dtype=object)) == ["a", None]


def test_figures_do_not_change_what_they_are_given() -> None:
    given = THREE_UNITS.copy()
    ranked(given, unit="workdays", better="lower", target=40.0, lang="en")
    heatmap(given, unit="workdays", better="lower", target=40.0, lang="en")

    pd.testing.assert_frame_equal(given, THREE_UNITS)


def test_small_multiples_stand_four_in_a_line_on_one_scale() -> None:
    values = pd.DataFrame(
        {
            "unit_code": list("ABCDE"),
            "name": list("ABCDE"),
            "month": [MAR] * 5,
            "value": [1.0, 2.0, 3.0, 4.0, 9.0],
            "target": [4.0] * 5,
        }
    )
    figure = go.Figure(peers_figure(values))

    assert [note.text for note in figure.layout.annotations] == list("ABCDE")
    # Two lines, the fifth under the first; target and value are two traces a unit.
    assert figure.layout.height == 50 + 96 * 2
    assert figure.data[8].xaxis == "x5"
    # All but one follow that one.
    assert len({axis.matches for axis in figure.select_yaxes()} - {None}) == 1
    assert [axis.matches for axis in figure.select_yaxes()].count(None) == 1
    assert figure.data[9].customdata[0] == "unit=E&month=2026-03"
