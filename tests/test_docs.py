"""The guides do not rot: their commands, settings, pages and links exist."""

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
import typer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from typer.main import get_command

from audit_models.access import Role
from audit_models.cli import app
from audit_models.serving import FORWARDED, MOST_BODY_BYTES
from audit_models.settings import Settings
from dashboard.page import find_pages

ROOT = Path(__file__).resolve().parent.parent
GUIDES = sorted([*(ROOT / "docs").glob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
COMMAND = re.compile(r"python app\.py((?:[ \t]+[^\s`#；，。]+)*)")
SETTING = re.compile(r"\bAUDIT_[A-Z_]+\b")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
PAGE = re.compile(r"`(/[a-z]*)`")


def names(path: Path) -> str:
    return path.name


@pytest.fixture(params=GUIDES, ids=names)
def guide(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def test_every_command_of_a_guide_exists_with_its_options(guide: Path) -> None:
    for found in COMMAND.findall(guide.read_text(encoding="utf-8")):
        command = get_command(app)
        for word in found.split():
            if word.startswith("--"):
                options = {option for one in command.params for option in one.opts}
                assert word.partition("=")[0] in options | {"--help"}, (guide.name, found)
            elif isinstance(command, typer.core.TyperGroup):
                assert word in command.commands or word.startswith("["), (guide.name, found)
                command = command.commands.get(word, command)


def test_every_setting_of_a_guide_exists(guide: Path) -> None:
    known = {f"AUDIT_{name.upper()}" for name in Settings.model_fields}

    assert set(SETTING.findall(guide.read_text(encoding="utf-8"))) <= known


def test_every_setting_is_in_the_operators_guide() -> None:
    text = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")

    assert {f"AUDIT_{name.upper()}" for name in Settings.model_fields} <= set(SETTING.findall(text))


def test_every_link_and_picture_of_a_guide_is_there(guide: Path) -> None:
    for target in LINK.findall(guide.read_text(encoding="utf-8")):
        assert (guide.parent / target).exists(), (guide.name, target)


def test_every_page_of_a_guide_exists(guide: Path) -> None:
    known = {page.path for page in find_pages()}

    assert set(PAGE.findall(guide.read_text(encoding="utf-8"))) <= known


def test_the_roles_of_the_operators_guide_exist() -> None:
    text = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")

    assert set(re.findall(r"--role (\w+)", text)) <= set(Role)


def test_the_service_unit_starts_the_server_with_settings_that_exist() -> None:
    unit = (ROOT / "docs" / "audit.service").read_text(encoding="utf-8")

    assert re.search(r"^ExecStart=\S+/python app\.py serve$", unit, re.MULTILINE)
    assert set(SETTING.findall(unit)) <= {f"AUDIT_{name.upper()}" for name in Settings.model_fields}


def test_the_proxy_s_configuration_hands_on_what_the_server_trusts() -> None:
    text = (ROOT / "docs" / "nginx.conf").read_text(encoding="utf-8")
    handed = re.findall(r"proxy_set_header (\S+) (\S+);", text)

    assert {name.lower() for name, _ in handed} >= FORWARDED
    # Appending would hand on what a browser says of itself.
    assert ("X-Forwarded-For", "$remote_addr") in handed
    (limit,) = re.findall(r"client_max_body_size (\d+)g;", text)
    assert int(limit) << 30 == MOST_BODY_BYTES


@pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx on this machine")
def test_nginx_takes_the_configuration(tmp_path: Path) -> None:
    """With a certificate of the test's own; nothing is started."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "audit.example")])
    day = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, day, day + timedelta(days=9999))
    pem = serialization.Encoding.PEM
    (tmp_path / "audit.crt").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(pem))
    (tmp_path / "audit.key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    text = (ROOT / "docs" / "nginx.conf").read_text(encoding="utf-8")
    for folder in ("/etc/nginx", "/var/log/nginx", "/run"):
        text = text.replace(f" {folder}/", f" {tmp_path}/")
    (tmp_path / "nginx.conf").write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["nginx", "-t", "-e", "stderr", "-c", tmp_path / "nginx.conf"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr


def test_the_catalogue_is_what_the_definitions_say() -> None:
    """`python docs/write_catalogue.py` makes it anew."""
    path = ROOT / "docs" / "write_catalogue.py"
    spec = spec_from_file_location("write_catalogue", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)

    assert (ROOT / "docs" / "catalogue.md").read_text(encoding="utf-8") == module.catalogue()
