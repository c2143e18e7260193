"""Names of waters: where they begin, where they end, and what only looks like one."""

from __future__ import annotations

import pytest

from extract.water_bodies import is_proper, last_named


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("清河王庄断面氨氮浓度", "清河王庄断面"),
        ("东门桥河口断面水质", "东门桥河口断面"),
        ("其中青龙水库总磷", "青龙水库"),
        ("全市7个国考断面", "国考断面"),
        ("三是柳河水质", "柳河"),
        ("确保白水干流水质", "白水干流"),
        ("县级集中式饮用水水源地", "县级集中式饮用水水源地"),
        ("清河流域完成入河排污口整治", "清河流域"),
        ("清河水质达标,完成入河排污口整治", None),
        ("完成入河排污口整治", None),
        ("建成美丽河湖", None),
        ("打造省级幸福河", None),
        ("5个断面水质", None),
        ("小河水质", "小河"),
        ("优良断面", None),
        ("新建污水处理厂", None),
    ],
)
def test_last_named(text: str, name: str | None) -> None:
    assert last_named(text, 0, len(text)) == name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("清河干流", True),
        ("长江流域", True),
        ("青龙水库", True),
        ("国考断面", False),
        ("县级水源地", False),
        ("地表水国考断面", False),
    ],
)
def test_is_proper(name: str, expected: bool) -> None:
    assert is_proper(name) is expected
