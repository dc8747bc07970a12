"""What would break on a Windows PC, found by reading the program: nothing here needs Windows."""

import ast
from collections import Counter
from pathlib import Path, PureWindowsPath

import pytest

from audit_models.exports.sheet import NO_FILE_NAMES, NOT_IN_FILE_NAMES
from audit_models.settings import PROJECT

FOLDERS = ("audit_models", "dashboard", "data", "docs", "notebooks")
OF_UNIX = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "spwd", "syslog", "termios", "tty"}
"""Modules that Python on Windows does not have."""
LACKING = {
    "O_DIRECTORY", "O_NOFOLLOW", "SIGHUP", "SIGKILL", "SIGUSR1", "chown", "fchmod", "fork", "geteuid",
    "getpgid", "getuid", "killpg", "mkfifo", "sched_getaffinity", "setsid", "sync", "uname",
}  # fmt: skip
"""What `os` and `signal` do not have there."""
READS = {"open": 1, "read_text": 0, "write_text": 1}
"""Calls on text, and how many of their positional arguments come before the encoding or the mode."""
MODULES = sorted(
    path for folder in ("audit_models", "dashboard") for path in (PROJECT / folder).rglob("*.py")
)


def files() -> list[Path]:
    found = [path for folder in FOLDERS for path in (PROJECT / folder).rglob("*")]
    beside = {"warehouse", "__pycache__", ".ipynb_checkpoints"}
    return [path.relative_to(PROJECT) for path in found if not beside & set(path.parts)]


def test_no_name_is_one_that_windows_does_not_take() -> None:
    """Devices, signs that are not allowed, ends that are cut off, names that differ by case alone."""
    found = files()
    assert len(found) > 300
    for path in found:
        for part in path.parts:
            assert part.partition(".")[0].upper() not in NO_FILE_NAMES, path
            assert not set(NOT_IN_FILE_NAMES) & set(part), path
            assert part == part.rstrip(" ."), path
        assert len(str(PureWindowsPath(path))) < 150, path
    folded = Counter(str(path).casefold() for path in found)
    assert [name for name, count in folded.items() if count > 1] == []


@pytest.mark.parametrize("folder", ["audit_models", "dashboard"])
def test_nothing_is_used_that_windows_lacks(folder: str) -> None:
    faults = []
    for path in MODULES:
        if folder not in path.relative_to(PROJECT).parts[:1]:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            faults += [f"{path.name}:{getattr(node, 'lineno', 0)} {one}" for one in faults_of(node)]
    assert faults == []


def faults_of(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return sorted({one.name for one in node.names} & OF_UNIX)
    if isinstance(node, ast.ImportFrom):
        return sorted({node.module or ""} & OF_UNIX)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return [node.attr] if node.value.id in {"os", "signal"} and node.attr in LACKING else []
    return [unencoded(node)] if isinstance(node, ast.Call) and unencoded(node) else []


def unencoded(call: ast.Call) -> str:
    """A text that would be read or written in the machine's own encoding, which is GBK there."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    name = call.func.id if isinstance(call.func, ast.Name) else name
    is_method = isinstance(call.func, ast.Attribute)
    if name not in READS or any(one.arg in {"encoding", None} for one in call.keywords):
        return ""
    if name == "open":
        given = call.args if is_method else call.args[1:]
        mode = given[0].value if given and isinstance(given[0], ast.Constant) else ""
        is_text = isinstance(mode, str) and set(mode) <= set("rwaxt+") and mode != ""
        return name if is_text or (not is_method and not given) else ""
    return name if is_method and len(call.args) <= READS[name] else ""


def test_what_is_looked_for_is_found() -> None:
    source = (
        "import fcntl\nfrom resource import getrusage\nos.fork()\nopen(path)\nopen(path, 'w')\n"
        "path.open('r')\npath.read_text()\npath.write_text(text)\n"
        "open(path, 'rb')\npath.open('rb')\npath.read_text('utf-8')\nwarehouse.open(snapshot)\n"
        "path.write_text(text, encoding='utf-8')\nread_text(unit)\n"
    )
    found = [one for node in ast.walk(ast.parse(source)) for one in faults_of(node)]
    assert sorted(found) == [
        "fcntl", "fork", "open", "open", "open", "read_text", "resource", "write_text",
    ]  # fmt: skip
