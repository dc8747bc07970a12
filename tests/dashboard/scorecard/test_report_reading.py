"""The report is read in the browser by whoever may see its unit, and by nobody else."""

from io import BytesIO

import pytest
from dash import Dash
from pypdf import PdfReader

from audit_models.access import Role
from audit_models.warehouse import Warehouse
from dashboard.application import create_app
from tests.dashboard.accounts import sign_in_as
from tests.dashboard.conftest import casework_of


@pytest.fixture(scope="module")
def app(warehouse: Warehouse) -> Dash:
    return create_app(warehouse, casework_of(warehouse))


@pytest.mark.parametrize(
    ("role", "unit", "path", "code"),
    [
        (Role.EXECUTIVE, "C1", "/report/scorecard?unit=D1&month=2026-03&lang=zh", 200),
        (Role.EXECUTIVE, "C1", "/report/scorecard?unit=C2&month=2026-03", 404),
        (Role.EXECUTIVE, "C1", "/report/scorecard?unit=nowhere", 404),
        (Role.EXECUTIVE, "C1", "/report/scorecard?month=1999-01", 404),
        (Role.EXECUTIVE, "C1", "/report/xlsx?unit=D1", 404),
        (Role.AUDIT_ADMINISTRATOR, None, "/report/scorecard", 404),
    ],
    ids=["own", "foreign", "unknown", "month", "form", "administrator"],
)
def test_a_pdf_is_shown_in_the_browser(
    app: Dash, warehouse: Warehouse, role: Role, unit: str | None, path: str, code: int
) -> None:
    casework = casework_of(warehouse)
    answer = sign_in_as(app, casework, role, unit).get(path)

    assert answer.status_code == code
    if code == 200:
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"].startswith("inline")
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        (page,) = PdfReader(BytesIO(answer.data)).pages
        assert "丁县供电公司" in page.extract_text()
    else:
        assert b"%PDF" not in answer.data
