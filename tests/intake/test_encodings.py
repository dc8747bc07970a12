"""Every accepted encoding gives the right text or a refusal, and never a replacement character."""

import codecs
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit_models.errors import Refused
from tests.intake.world import UNITS, take_in

NAMES = ["沈阳", "大连·金州", "朝阳（双塔）", "𠮷林", "㐀㐁", "Ａ区—１号", "镕堃喆", "龥", "€10"]
ENCODINGS = {
    "utf-8": lambda text: text.encode(),
    "utf-8 with mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "utf-16-le": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "utf-16-be": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    "gb18030": lambda text: text.encode("gb18030"),
}


def units(names: list[str]) -> str:
    lines = [f"U{n},{name},county,21" for n, name in enumerate(names)]
    return (
        "供电单位编码,单位名称,层级,上级单位编码\n21,辽宁省电力公司,province,\n"
        + "\n".join(lines)
        + "\n"
    )


def names_in(folder: Path, data: bytes) -> list[str]:
    got = take_in(folder, {"org_units.csv": data})
    rows = got.rows(
        "select name_zh from source.org_units where level = 'county' order by unit_code"
    )
    return [name for (name,) in rows]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_text_is_right_in_every_accepted_encoding(tmp_path: Path, encoding: str) -> None:
    assert names_in(tmp_path, ENCODINGS[encoding](units(NAMES))) == NAMES


def test_gbk_lines_within_a_utf8_file_are_refused_with_the_offset(tmp_path: Path) -> None:
    good = units(["沈阳", "大连"]).encode()
    data = good + "U9,鞍山,county,21\n".encode("gbk")
    offset = len(good) + 3
    with pytest.raises(Refused) as refused:
        names_in(tmp_path, data)
    assert str(offset) in refused.value.text.en
    assert str(offset) in refused.value.text.zh


def test_utf8_lines_within_a_gbk_file_are_refused(tmp_path: Path) -> None:
    data = units(["沈阳", "大连"]).encode("gbk") + "U9,鞍山公司,county,21\n".encode()
    with pytest.raises(Refused) as refused:
        names_in(tmp_path, data)
    assert "mixes two encodings" in refused.value.text.en


@pytest.mark.parametrize("bad", [b"\xff\xff", b"\x81", b"\xe6\xb2", b"\xf0\x28\x8c\x28"])
def test_bytes_of_no_encoding_are_refused(tmp_path: Path, bad: bytes) -> None:
    data = units(["沈阳市", "大连市"]).encode() + b"U9," + bad + b",county,21\n"
    with pytest.raises(Refused):
        names_in(tmp_path, data)


def test_gbk_that_happens_to_be_utf8_is_never_guessed(tmp_path: Path) -> None:
    text = "unit_code,name_zh,level,parent_code\n21,路,province,\n"
    with pytest.raises(Refused) as refused:
        take_in(tmp_path, {"org_units.csv": text.encode("gbk")})
    assert "UTF-8 or GB18030" in refused.value.text.en


def test_gb18030_is_copied_and_the_copy_is_gone_afterwards(tmp_path: Path) -> None:
    got = take_in(tmp_path, {"org_units.csv": UNITS.encode("gb18030")})
    left = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert left - {f"{got.path.name}.wal"} == {"org_units.csv", got.path.name}


HANZI = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
RARE = st.characters(min_codepoint=0x20000, max_codepoint=0x2A6D6)
NAME = st.text(
    st.one_of(HANZI, HANZI, HANZI, RARE, st.sampled_from("（）·—Ａ１aZ9 ")), min_size=2, max_size=8
)


LISTS = st.lists(NAME.filter(lambda name: name.strip() not in ("", "—")), min_size=1, max_size=6)


def come_back_or_are_refused(folder: Path, names: list[str], encoding: str) -> None:
    """The names of a file in an encoding are what was written, or the file is refused."""
    try:
        found = names_in(folder, ENCODINGS[encoding](units(names)))
    except Refused:
        return
    assert found == [name.strip() for name in names]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(names=LISTS, encoding=st.sampled_from(sorted(ENCODINGS)))
def test_any_chinese_text_comes_back_or_is_refused(
    tmp_path: Path, names: list[str], encoding: str
) -> None:
    come_back_or_are_refused(tmp_path, names, encoding)
