"""Which encoding is found for which bytes, on slices of every length, and what is refused."""

from __future__ import annotations

import random

import pytest

from extract.documents import UnreadableDocument
from extract.readers.encodings import MIN_FAMILIAR, decode, familiarity

SIMPLIFIED = (
    "今年以来，我市持续打好蓝天、碧水、净土保卫战。截至十月底，全市空气质量优良天数比例为87.6%，同比提高1.2个百分点；"
    "细颗粒物（PM2.5）平均浓度为31微克/立方米，同比下降6.1%。国控断面水质优良比例达到100%，县级以上饮用水水源地水质全部达标。"
    "共出动执法人员2345人次，检查企业876家（次），立案查处环境违法案件43件，罚款412.5万元。受理信访举报，办结率100%。\n"
    "下一步，坚持问题导向，压实工作责任，推动挥发性有机物综合治理，确保完成年度减排任务，让群众切实感受到生态环境的改善。\n"
)
TRADITIONAL = (
    "今年以來，本市持續推動空氣品質改善工作。截至十月底，全市空氣品質良好日數比例為87.6%，較去年同期提高1.2個百分點；"
    "細懸浮微粒（PM2.5）平均濃度為31微克/立方公尺，較去年下降6.1%。河川水質監測合格率達到100%，飲用水水源全部符合標準。"
    "共派遣稽查人員2345人次，檢查工廠876家次，告發處分違規案件43件，罰鍰412.5萬元。受理民眾陳情，辦結率100%。\n"
    "下一步，堅持問題導向，落實工作責任，推動揮發性有機物綜合治理，確保完成年度減量目標，讓民眾確實感受環境的改善。\n"
)


def slices(text: str, length: int) -> list[str]:
    chance = random.Random(length)
    return [text[start : start + length] for start in (chance.randrange(len(text) - length + 1) for _ in range(150))]


@pytest.mark.parametrize("length", [40, 80, 160])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL], ids=["simplified", "traditional"])
def test_no_slice_is_taken_for_another_encoding(text: str, encoding: str, length: int) -> None:
    wrong = [part for part in slices(text, length) if decode(part.encode(encoding))[0] != part]
    assert wrong == []


@pytest.mark.parametrize("length", [80, 160])
def test_big5_of_taiwan_is_told_from_gb18030(length: int) -> None:
    assert [part for part in slices(TRADITIONAL, length) if decode(part.encode("cp950"))[0] != part] == []


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_told_by_its_zero_bytes(encoding: str) -> None:
    assert decode(SIMPLIFIED.encode(encoding)) == (SIMPLIFIED, encoding)


def test_names_of_the_encodings() -> None:
    names = {e: decode(SIMPLIFIED.encode(e))[1] for e in ("utf-8", "utf-8-sig", "utf-16", "gb18030", "utf-32")}
    assert names == {
        "utf-8": "utf-8",
        "utf-8-sig": "utf-8",
        "utf-16": "utf-16",
        "gb18030": "gb18030",
        "utf-32": "utf-32",
    }


def test_the_bound_parts_right_readings_from_wrong_ones() -> None:
    right = [familiarity(part) for text in (SIMPLIFIED, TRADITIONAL) for part in slices(text, 160)]
    wrong = [familiarity(part.encode("cp950").decode("gb18030", "replace")) for part in slices(TRADITIONAL, 160)]
    assert max(wrong) < MIN_FAMILIAR < min(right)


def test_line_ends_and_odd_spaces_stay() -> None:
    text = "甲\r\n乙\r丙\n\u00a0丁\u3000戊\u200b己\n"
    assert decode(text.encode())[0] == text


def test_a_stray_control_character_is_kept() -> None:
    text = SIMPLIFIED[:100] + "\0" + SIMPLIFIED[100:]
    assert decode(text.encode()) == (text, "utf-8")


def test_damaged_utf8_names_line_and_remedy() -> None:
    data = SIMPLIFIED.encode()
    second = data.index(b"\n") + 30
    with pytest.raises(UnreadableDocument) as refused:
        decode(data[:second] + b"\xff\xfe\xfd" + data[second + 1 :])
    assert "line 2" in refused.value.reason
    assert "UTF-8" in refused.value.remedy


def test_a_file_cut_off_within_a_character_is_damaged() -> None:
    with pytest.raises(UnreadableDocument, match="damaged"):
        decode(SIMPLIFIED.encode()[:-3])


def test_mixed_encodings_are_refused() -> None:
    with pytest.raises(UnreadableDocument, match="mix"):
        decode(SIMPLIFIED.encode() + SIMPLIFIED.encode("gb18030"))


def test_a_marked_file_that_breaks_off() -> None:
    with pytest.raises(UnreadableDocument, match=r"UTF-16.*damaged"):
        decode(SIMPLIFIED.encode("utf-16")[:-1])


@pytest.mark.parametrize(
    "data",
    [
        random.Random(7).randbytes(5000),
        bytes(range(256)) * 20,
        b"\0\1\2\3" * 500,
        b"MZ\x90\0\3\0\0\0\4\0" + random.Random(8).randbytes(400),
        b"ab\1\2\3\4\5\6\7" * 100,
    ],
    ids=["noise", "all bytes", "zeros", "program", "control characters"],
)
def test_binary_bytes_are_no_text(data: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        decode(data)


@pytest.mark.parametrize(
    ("start", "kind"),
    [(b"%PDF-1.7\n", "PDF"), (b"PK\x03\x04", "ZIP"), (b"\x89PNG\r\n", "picture"), (b"{\\rtf1\\ansi", "RTF")],
)
def test_a_known_format_is_named(start: bytes, kind: str) -> None:
    with pytest.raises(UnreadableDocument, match=kind):
        decode(start + SIMPLIFIED.encode())
