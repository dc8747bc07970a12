"""Which files an import reads, and what each one is."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from audit_models.contract import fold, load_contract
from audit_models.errors import Refused
from audit_models.text import Text

Kind = Literal["csv", "xlsx", "parquet", "mapped"]

KINDS: dict[str, Kind] = {".csv": "csv", ".xlsx": "xlsx", ".parquet": "parquet"}
BESIDES = ("manifest.csv", "demonstration.json")
"""Files of a folder that are no tables but known."""

_ZIP, _OLD_OFFICE, _PARQUET = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1"
_MAGIC: tuple[tuple[bytes, Text], ...] = (
    (_ZIP, Text("Excel 或 ZIP 文件", "an Excel or ZIP file")),
    (
        _OLD_OFFICE,
        Text("旧版 Excel（.xls）或加密的文件", "an old Excel (.xls) or an encrypted file"),
    ),
    (_PARQUET, Text("Parquet 文件", "a Parquet file")),
    (b"PARE", Text("加密的 Parquet 文件", "an encrypted Parquet file")),
    (b"\x1f\x8b", Text("gzip 压缩文件", "a gzip file")),
    (b"7z\xbc\xaf", Text("7z 压缩文件", "a 7z file")),
    (b"Rar!", Text("RAR 压缩文件", "a RAR file")),
    (b"%PDF", Text("PDF 文件", "a PDF file")),
    (b"{\\rtf", Text("RTF 文件", "an RTF file")),
)
_OLD_EXTENSIONS = (
    ".xls",
    ".xlsm",
    ".xlsb",
    ".xltx",
    ".xltm",
    ".xlt",
    ".xla",
    ".xlam",
    ".et",
    ".ods",
)


@dataclass(frozen=True)
class Source:
    """One file to read."""

    path: Path
    kind: Kind
    table: str | None
    """The table that the file is named after; None for a workbook or a mapped file."""
    is_named: bool
    """Whether the user named this file; a file of a folder that fits nothing is only a notice."""

    @property
    def name(self) -> str:
        return self.path.name


@dataclass
class Found:
    """The files of one import."""

    sources: list[Source] = field(default_factory=list)
    manifests: list[Path] = field(default_factory=list)
    notices: list[Text] = field(default_factory=list)


def table_named(name: str) -> str | None:
    """The table that a file or a sheet is named after."""
    folded = fold(name)
    for table in load_contract().values():
        names = (table.name, table.label.zh, table.label.en, *table.file_names)
        if not table.written_by_system and folded in {fold(one) for one in names}:
            return table.name
    return None


def find_sources(paths: Sequence[Path], *, is_mapped: bool) -> Found:
    """The files among `paths`; a folder's files are taken where their names say what they are.

    Raises:
        Refused: a path does not exist, or a file named by the user or after a table cannot be taken.
    """
    found = Found()
    for path in paths:
        if path.is_dir():
            _add_folder(found, path, is_mapped=is_mapped)
        elif path.is_file():
            found.sources.append(_named(path, is_mapped=is_mapped))
            _add_manifest(found, path.parent)
        else:
            raise Refused(
                f"没有文件 {path}；请检查路径", f"There is no file {path}; check the path"
            )
    if not found.sources:
        raise Refused(
            f"{'、'.join(map(str, paths))} 中没有可导入的文件；文件须以数据表命名，例如 work_orders.csv",
            f"There is nothing to import in {', '.join(map(str, paths))}; a file must be named after a "
            "table, such as work_orders.csv",
        )
    return found


def _add_folder(found: Found, folder: Path, *, is_mapped: bool) -> None:
    _add_manifest(found, folder)
    ignored = []
    for entry in sorted(os.scandir(folder), key=lambda one: one.name):
        path = Path(entry.path)
        if entry.name in BESIDES or entry.is_dir(follow_symlinks=False):
            continue
        if not entry.is_file(follow_symlinks=False):
            found.notices.append(_not_followed(path))
        elif is_mapped and not entry.name.startswith("."):
            found.sources.append(Source(path, "mapped", None, is_named=False))
        elif table_named(path.stem):
            found.sources.append(_named(path, is_mapped=False))
        elif path.suffix.lower() == ".xlsx" and not entry.name.startswith((".", "~$")):
            found.sources.append(Source(path, "xlsx", None, is_named=False))
        else:
            ignored.append(entry.name)
    if ignored:
        found.notices.append(
            Text(
                f"文件夹 {folder.name} 中未按数据表命名的文件已忽略：{'、'.join(ignored)}",
                f"Files of folder {folder.name} that are not named after a table were ignored: {', '.join(ignored)}",
            )
        )


def _not_followed(path: Path) -> Text:
    return Text(
        f"{path.name} 是符号链接或特殊文件，未读取",
        f"{path.name} is a symbolic link or a special file and was not read",
    )


def _add_manifest(found: Found, folder: Path) -> None:
    manifest = folder / "manifest.csv"
    if manifest.is_file() and not manifest.is_symlink() and manifest not in found.manifests:
        found.manifests.append(manifest)


def _named(path: Path, *, is_mapped: bool) -> Source:
    if is_mapped:
        return Source(path, "mapped", None, is_named=True)
    suffix = path.suffix.lower()
    if suffix in _OLD_EXTENSIONS:
        raise Refused(
            f"文件 {path.name} 是 {suffix} 格式，不接受（旧格式或可含宏）；请在 Excel 中另存为 .xlsx",
            f"File {path.name} is in the {suffix} format, which is not accepted (old, or able to hold macros); "
            "save it as .xlsx in Excel",
        )
    if suffix not in KINDS:
        raise Refused(
            f"文件 {path.name} 的扩展名不是 .csv、.xlsx 或 .parquet；请以其中一种格式提供",
            f"File {path.name} does not end in .csv, .xlsx or .parquet; provide it in one of these formats",
        )
    table = table_named(path.stem)
    if table is None and suffix != ".xlsx":
        raise Refused(
            f"文件 {path.name} 未以数据表命名；请改名（例如 work_orders{suffix}）或用 --mapping 指定映射",
            f"File {path.name} is not named after a table; rename it (such as work_orders{suffix}) or give a --mapping",
        )
    return Source(path, KINDS[suffix], table, is_named=True)


def refuse_wrong_extension(source: Source) -> None:
    """Compares what a file's first bytes say with its extension.

    Raises:
        Refused: they disagree, or the file is empty.
    """
    with source.path.open("rb") as stream:
        head = stream.read(512)
    if not head:
        raise Refused(
            f"文件 {source.name} 是空的；请重新导出",
            f"File {source.name} is empty; export it again",
        )
    if source.kind == "xlsx" and head.startswith(_OLD_OFFICE):
        raise _old_or_encrypted(source)
    is_right = {
        "csv": not any(head.startswith(magic) for magic, _ in _MAGIC) and not _is_markup(head),
        "xlsx": head.startswith(_ZIP),
        "parquet": head.startswith(_PARQUET),
        "mapped": True,
    }[source.kind]
    if not is_right:
        really = _really(head)
        raise Refused(
            f"文件 {source.name} 的内容与扩展名不符：它是{really.zh}；请另存为 {source.path.suffix} 或改正扩展名",
            f"File {source.name} is not what its extension says: it is {really.en}; save it as {source.path.suffix} "
            "or correct the extension",
        )


def _really(head: bytes) -> Text:
    for magic, text in _MAGIC:
        if head.startswith(magic):
            return text
    if _is_markup(head):
        return Text("网页或 XML 文件", "a web page or XML file")
    return Text("文本或未知格式的文件", "text or a file of an unknown format")


def _is_markup(head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return start.startswith((b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta"))


def _old_or_encrypted(source: Source) -> Refused:
    stream = "EncryptedPackage".encode("utf-16-le")
    with source.path.open("rb") as file:
        is_encrypted = stream in file.read(1 << 20)
    if is_encrypted:
        return Refused(
            f"文件 {source.name} 已加密；请去除密码后重新保存",
            f"File {source.name} is encrypted; save it again without a password",
        )
    return Refused(
        f"文件 {source.name} 实为旧版 Excel（.xls）；请在 Excel 中另存为 .xlsx",
        f"File {source.name} is really an old Excel file (.xls); save it as .xlsx in Excel",
    )
