"""Generated probes: every callback × every account × every unit, own and foreign, and forged inputs.

The oracle is what the answer holds after decoding. The hand-made province gives each county names
and project ids of its own; an answer to an account must hold none of another subtree's. Each probe
has its positive twin: somebody who may see a county is shown it by the same callback, or the
callback shows no county to anybody and the probe proves only that it does not act.
"""

import base64
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient

from audit_models.access import PERMISSIONS, Permission, Role
from audit_models.casework.store import Casework
from audit_models.warehouse import Warehouse
from dashboard.application import create_app
from dashboard.gate import page_names
from dashboard.page import Page, find_pages
from tests.dashboard.accounts import sign_in_as

CALLBACK = "/_dash-update-component"
CANARIES: Mapping[str, tuple[str, ...]] = {
    "D1": ("丁县供电公司", "Ding County", "quick", "waits_for_customer"),
    "D2": ("戊县供电公司", "Wu County", "very_late"),
    "D3": ("己县供电公司", "Ji County", "promptly", "shop_"),
    "D4": ("庚县供电公司",),
}
SUBTREES = {
    "P": {"D1", "D2", "D3", "D4"},
    "C1": {"D1", "D2"},
    "C2": {"D3", "D4"},
    "D1": {"D1"},
    "D2": {"D2"},
}
THINGS = {"project": ("quick", "very_late", "promptly"), "indicator": ("I01",), "rules": ("CP02",)}
"""What a page shows one of, by its id in the address."""
BUSINESS = [role for role in Role if Permission.READ in PERMISSIONS[role]]
ADMINISTRATORS = [role for role in Role if role not in BUSINESS]
ACCOUNTS = [
    *[(Role.INSPECTOR, unit) for unit in SUBTREES],
    *[(role, "D1") for role in BUSINESS if role is not Role.INSPECTOR],
]
"""Scope does not depend on the role, so one role is tried at every level and the others at one."""
Record = Callable[[str, object], None]
"""Notes what a test measured; `python -m benchmarks goals` adds it up."""
FORGED: tuple[Any, ...] = (
    "D3",
    ["D3"],
    {"unit": "D3"},
    "*",
    "",
    3,
    None,
    "' or 1=1 --",
    "very_late",
)


@pytest.fixture(scope="module")
def app(warehouse: Warehouse, casework: Casework) -> Dash:
    made = create_app(warehouse, casework)
    # Dash completes its list of callbacks with the first request.
    made.server.test_client().get("/")
    return made


def bodies(app: Dash, search: str, *, value: Any = None) -> Iterator[tuple[str, dict[str, Any]]]:
    """A body that fits each callback of the app, at an address; `value` in every other input."""
    paths = {page.name: page.path for page in find_pages()}
    for output, declared in app.callback_map.items():
        if "callback" not in declared:
            continue
        path = paths.get(page_names(output)[0], "/")
        yield (
            output,
            {
                "output": output,
                "outputs": _outputs(output),
                "inputs": [_given(one, path, search, value) for one in declared["inputs"]],
                "state": [_given(one, path, search, value) for one in declared["state"]],
                "changedPropIds": ["shell-location.search"],
            },
        )


def _outputs(output: str) -> Any:
    parts = output[2:-2].split("...") if output.startswith("..") else [output]
    found = [dict(zip(("id", "property"), part.rsplit(".", 1), strict=True)) for part in parts]
    return found if output.startswith("..") else found[0]


def _given(one: Mapping[str, Any], path: str, search: str, value: Any) -> dict[str, Any]:
    known = {"pathname": path, "search": search} if one["id"] == "shell-location" else {}
    return {**one, "value": known.get(one["property"], value)}


def addresses(name: str) -> list[str]:
    """The addresses at which a page is probed: every unit, and every thing it can show."""
    units = ["", "P", "C1", "C2", *CANARIES]
    things = ["", *THINGS.get(name, ())]
    return [
        f"?month=2026-03&lang={lang}"
        + (f"&unit={unit}" if unit else "")
        + (f"&id={i}" if i else "")
        for unit in units
        for i in things
        for lang in (("zh", "en") if unit == "D3" else ("zh",))
    ]


def foreign(unit: str) -> list[str]:
    return [c for county in CANARIES.keys() - SUBTREES[unit] for c in CANARIES[county]]


def decoded(text: str) -> str:
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return text


@pytest.mark.parametrize(("role", "unit"), ACCOUNTS)
def test_no_callback_shows_an_account_what_is_not_its_own(
    app: Dash, casework: Casework, role: Role, unit: str, record_property: Record
) -> None:
    client = sign_in_as(app, casework, role, unit)
    own = [c for county in SUBTREES[unit] for c in CANARIES[county]]
    probes, seen = 0, set()
    for page in [*find_pages(), None]:
        name = page.name if page else "shell"
        for search in addresses(name):
            for output, body in bodies(app, search):
                if page_names(output)[0] != name:
                    continue
                answer = client.post(CALLBACK, json=body)
                text = decoded(answer.text)
                leaked = [canary for canary in foreign(unit) if canary in _without(text, search)]
                assert (output, search, leaked) == (output, search, [])
                assert answer.status_code in {200, 204, 403}, (output, search, answer.status_code)
                seen |= {canary for canary in own if canary in text}
                probes += 1
    assert probes > 100
    # The twin: the same probes do show the account its own counties, so silence means something.
    assert seen >= {CANARIES[county][0] for county in SUBTREES[unit]}
    record_property("probes", probes)
    record_property("twins", len(seen))


def _without(text: str, search: str) -> str:
    """The answer without the id that was asked for: saying it back to the asker tells him nothing."""
    asked = search.rpartition("&id=")[2] if "&id=" in search else ""
    return text.replace(asked, "") if asked in {"quick", "very_late", "promptly"} else text


@pytest.mark.parametrize("value", FORGED, ids=range(len(FORGED)))
@pytest.mark.parametrize("unit", ["C1", "D1"])
def test_a_forged_input_opens_nothing(
    app: Dash, casework: Casework, unit: str, value: Any, record_property: Record
) -> None:
    client = sign_in_as(app, casework, Role.INSPECTOR, unit)
    for search in ("?month=2026-03&unit=D3", "?month=2026-03&unit=D1&id=promptly"):
        for output, body in bodies(app, search, value=value):
            answer = client.post(CALLBACK, json=body)
            text = _without(decoded(answer.text), search)
            told = json.dumps(value, ensure_ascii=False).strip('"')
            leaked = [c for c in foreign(unit) if c in text and c not in told]
            assert (output, leaked) == (output, [])
            assert answer.status_code != 500, (output, answer.text[:200])
        record_property("probes", len(list(bodies(app, search))))


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_an_administrator_is_shown_no_business_row(
    app: Dash, casework: Casework, role: Role
) -> None:
    client = sign_in_as(app, casework, role, None)
    every = [canary for canaries in CANARIES.values() for canary in canaries]
    permissions = {page.name: page.permission for page in find_pages()}
    for search in ("?month=2026-03", "?month=2026-03&unit=D1&id=quick"):
        for output, body in bodies(app, search):
            answer = client.post(CALLBACK, json=body)
            text = _without(decoded(answer.text), search)
            assert (output, [canary for canary in every if canary in text]) == (output, [])
            name = page_names(output)[0]
            if name != "shell" and permissions[name] not in PERMISSIONS[role]:
                assert answer.status_code == 403, output


def test_nobody_gets_past_the_gate_without_signing_in(app: Dash) -> None:
    client = app.server.test_client()
    for output, body in bodies(app, "?month=2026-03&unit=D1"):
        assert (output, client.post(CALLBACK, json=body).status_code) == (output, 401)
    for rule in app.server.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        path = str(rule).replace("<path:path>", "monitor").replace("<path:filename>", "1_base.css")
        answer = client.get(
            path.replace("<string:package_name>", "dash").replace("<", "").replace(">", "")
        )
        is_open = path.startswith(("/sign-in", "/assets", "/_favicon.ico"))
        assert is_open or answer.status_code in {303, 401, 404, 405}, (path, answer.status_code)


def saved(client: FlaskClient, page: Page, sheet: str, form: str, search: str) -> str:
    """What a file that a page sends holds, after unpacking; nothing where none was sent."""
    body = {
        "output": f"{page.name}-download.data",
        "outputs": {"id": f"{page.name}-download", "property": "data"},
        "inputs": [
            {
                "id": f"{page.name}-wanted",
                "property": "data",
                "value": {"sheet": sheet, "format": form},
            }
        ],
        "state": [
            {"id": "shell-location", "property": "pathname", "value": page.path},
            {"id": "shell-location", "property": "search", "value": search},
        ],
        "changedPropIds": [f"{page.name}-wanted.data"],
    }
    answer = client.post(CALLBACK, json=body)
    assert answer.status_code in {200, 204}, (page.name, sheet, form, answer.status_code)
    if answer.status_code == 204:
        return ""
    sent = answer.get_json()["response"][f"{page.name}-download"]["data"]
    content = base64.b64decode(sent["content"])
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return sent["filename"] + content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
    return sent["filename"] + "".join(parts)


FILES = [
    (page, sheet, form)
    for page in find_pages()
    for sheet in page.sheets
    for form in ("csv", "xlsx", "file")
]


@pytest.mark.parametrize("unit", ["C1", "D1", "D2"])
def test_no_file_holds_what_is_not_the_accounts_own(
    app: Dash, casework: Casework, unit: str, record_property: Record
) -> None:
    """Every sheet and document of every page, asked for at home, at a foreign unit and without one."""
    client = sign_in_as(app, casework, Role.INSPECTOR, unit)
    held = ""
    for page, sheet, form in FILES:
        thing = f"&id={THINGS[page.name][0]}" if page.name in THINGS else ""
        for at in ("", f"&unit={unit}", "&unit=D3", "&unit=P"):
            text = saved(client, page, sheet, form, f"?month=2026-03&lang=zh{thing}{at}")
            leaked = [canary for canary in foreign(unit) if canary in text and canary not in thing]
            assert (page.name, sheet, form, at, leaked) == (page.name, sheet, form, at, [])
            held += text
    # The twin: the same files do hold the account's own county.
    assert CANARIES[min(SUBTREES[unit])][0] in held
    record_property("probes", 4 * len(FILES))
    record_property("twins", 1)


def test_every_callback_and_route_is_probed(app: Dash, record_property: Record) -> None:
    """What a new page brings is probed without a second list, or this fails."""
    callbacks = {key for key, declared in app.callback_map.items() if "callback" in declared}
    probed = {output for output, _ in bodies(app, "")}
    pages = {"shell", *(page.name for page in find_pages())}
    routes = [rule for rule in app.server.url_map.iter_rules() if "GET" in (rule.methods or ())]

    assert callbacks - probed == set()
    assert {name for output in callbacks for name in page_names(output)} <= pages
    record_property("doors", len(callbacks) + len(routes) + len(FILES))


ASKED = [(Role.INSPECTOR, unit) for unit in ("P", "C1", "C2", "D1", "D2")] + [
    (Role.AUDIT_ADMINISTRATOR, None)
]


@pytest.mark.parametrize("first", range(len(ASKED)))
def test_what_one_was_answered_is_not_given_to_the_next(
    warehouse: Warehouse, casework: Casework, first: int, record_property: Record
) -> None:
    """A fresh app, its first request by one account and then the same by each other: 30 orders."""
    made = create_app(warehouse, casework)
    search = "?month=2026-03&lang=zh"
    order = [ASKED[first], *(one for one in ASKED if one != ASKED[first])]
    for role, unit in order:
        client = sign_in_as(made, casework, role, unit)
        shared = "".join(client.get(path).text for path in ("/", "/_dash-layout"))
        every = [canary for canaries in CANARIES.values() for canary in canaries]
        assert [canary for canary in every if canary in shared] == []
        theirs = foreign(unit) if unit else every
        for output, body in bodies(made, search):
            text = decoded(client.post(CALLBACK, json=body).text)
            assert (output, [canary for canary in theirs if canary in text]) == (output, [])
    record_property("orders", len(order) - 1)


def test_there_are_two_thousand_probes(app: Dash) -> None:
    """Callbacks of a page at its addresses, for every account; forged inputs and files come on top."""
    callbacks = [page_names(output)[0] for output, _ in bodies(app, "")]
    at_each = sum(
        callbacks.count(name) * len(addresses(name))
        for name in ["shell", *(page.name for page in find_pages())]
    )

    assert at_each * len(ACCOUNTS) >= 2_000
