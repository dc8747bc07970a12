"""Cardinal's published red flags of Open Contracting releases, exactly as that program computes them.

The switch beside the project's own rules: an import with the mapping `ocds_releases` runs CT04 … CT16, which
mend what is known to be wrong here (DECISIONS names each difference). Definitions follow Cardinal 0.0.6
(Open Contracting Partnership, https://cardinal.readthedocs.io): R003, R018, R024, R025, R028, R030, R035,
R036, R038, R048, R058 with their default settings. `shapes.sql` says what is read, `NN_name.sql` prepares the relation `name`, `R…_….sql` is
one indicator; the folder is the list.
"""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from audit_models.errors import Refused

Con = duckdb.DuckDBPyConnection
Flags = dict[str, dict[str, dict[str, float]]]
"""Kind of subject (OCID, Buyer, ProcuringEntity, Tenderer) → its id → indicator → value, as Cardinal prints it."""

FOLDER = Path(__file__).parent

MOMENT = r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})"
"""A date and time with its offset (RFC 3339); a period with anything else is not measured."""


def cardinal_flags(files: Sequence[Path], *, currency: str | None = None) -> Flags:
    """Flags of the releases in JSON lines, compressed by gzip or not; prices in `currency` alone are compared,
    by default in the first that occurs. Lines that are no JSON are skipped, as Cardinal does.

    Raises:
        Refused: a file does not exist, or no line of it is a release.
    """
    for file in files:
        if not file.is_file():
            raise Refused(f"没有文件 {file}。", f"There is no file {file}.")
    with duckdb.connect() as con:
        con.execute("set variable files = ?", [[str(file) for file in files]])
        con.execute("set variable currency = ?", [currency])
        con.execute("set variable moment = ?", [MOMENT])
        con.execute((FOLDER / "shapes.sql").read_text(encoding="utf-8"))
        for path in sorted(FOLDER.glob("[0-9]*.sql")):
            name = path.stem.split("_", 1)[1]
            con.execute(f"create table {name} as {path.read_text(encoding='utf-8')}")
        if con.execute("select count(*) from releases").fetchall() == [(0,)]:
            raise Refused(
                "文件中没有开放合同数据发布记录（每行一个 release 或 release package）。",
                "The files hold no Open Contracting release (one release or release package a line).",
            )
        return _flags(con)


def _flags(con: Con) -> Flags:
    flags: Flags = {}
    for path in sorted(FOLDER.glob("R*.sql")):
        indicator = path.stem.split("_", 1)[0]
        rows = con.execute(f"select * from ({path.read_text(encoding='utf-8')}) order by all")
        for kind, subject, value in rows.fetchall():
            flags.setdefault(kind, {}).setdefault(subject, {})[indicator] = float(value)
    return flags
