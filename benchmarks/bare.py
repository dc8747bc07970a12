"""The yardstick of `benchmarks/pages.py`: a bare Dash app with one callback, one chart and 100 rows.

python -m benchmarks.bare SNAPSHOT.duckdb PORT
"""

import sys

import duckdb
import plotly.graph_objects as go
import waitress
from dash import Dash, Input, Output, dcc, html

from audit_models.serving import THREADS


def main(path: str, port: int) -> None:
    """Serve until killed."""
    connection = duckdb.connect(path, read_only=True)
    app = Dash("bare", compress=True)
    app.layout = html.Div([dcc.Location(id="at"), html.Div(id="body")])

    @app.callback(Output("body", "children"), Input("at", "search"))
    def fill(_: str) -> list[object]:
        with connection.cursor() as cursor:
            series = cursor.execute(
                "select month, value from result.indicator_values where indicator_id = 'I01'"
                " and unit_code = (select unit_code from core.units where parent_code is null)"
                " order by month"
            ).df()
            rows = cursor.execute(
                "select subject_id, unit_code, month, numerator from result.indicator_cases limit 100"
            ).df()
        figure = go.Figure(go.Scatter(x=series["month"], y=series["value"]))
        lines = [html.Tr([html.Td(str(cell)) for cell in row]) for row in rows.itertuples()]
        return [dcc.Graph(figure=figure), html.Table(lines)]

    waitress.serve(app.server, host="127.0.0.1", port=port, threads=THREADS, ident=None)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
