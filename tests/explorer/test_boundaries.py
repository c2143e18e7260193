"""Maps by code: every area once, neighbours that still touch, and nothing where there is no map."""

import gzip
import json
from typing import Any
from urllib.request import urlopen

import pytest

from explorer import boundaries
from explorer.boundaries import COUNTRY, NoMap
from tests.explorer.conftest import Site


def shapes(code: str, level: int) -> dict[str, Any]:
    features = json.loads(gzip.decompress(boundaries.drawn(code, level).geojson))["features"]
    return {each["properties"]["name"]: each["geometry"] for each in features}


def test_the_country_has_its_provinces_and_its_border_in_the_south() -> None:
    drawn = boundaries.drawn(COUNTRY, 1)
    assert len(drawn.areas) == 34
    assert {"710000", "810000", "820000", "460000"} <= {area.code for area in drawn.areas}
    features = json.loads(gzip.decompress(drawn.geojson))["features"]
    lines = [each["geometry"]["coordinates"] for each in features if each["properties"]["name"] == "border"]
    southern = [point for geometry in lines for line in geometry for point in line if point[1] < 10]
    assert southern, "the line in the South China Sea"
    assert min(point[1] for ring in shapes(COUNTRY, 1)["460000"]["coordinates"] for point in ring[0]) < 5


def test_areas_of_a_province_are_its_own() -> None:
    codes = [area.code for area in boundaries.drawn("330000", 2).areas]
    assert len(codes) == 11
    assert all(code.startswith("33") for code in codes)
    assert [area.code for area in boundaries.drawn("331000", 3).areas if area.name == "黄岩区"] == ["331003"]


def test_neighbours_share_the_points_of_their_border() -> None:
    drawn = shapes("330000", 2)
    points = {
        code: {tuple(point) for part in shape["coordinates"] for ring in part for point in ring}
        for code, shape in drawn.items()
    }
    assert len(points["331000"] & points["330600"]) > 20  # 台州 and 绍兴


@pytest.mark.parametrize(
    ("code", "levels"), [(COUNTRY, [1, 2, 3]), ("330000", [2, 3]), ("331000", [3]), ("110000", [3]), ("331003", [])]
)
def test_levels_below_an_area(code: str, levels: list[int]) -> None:
    assert boundaries.levels(code) == levels


@pytest.mark.parametrize(("code", "level"), [("331003", 3), ("999999", 1), ("33000x", 2), ("330000", 1), ("330000", 4)])
def test_where_there_is_no_map(code: str, level: int) -> None:
    with pytest.raises(NoMap):
        boundaries.drawn(code, level)


def test_a_map_is_served_and_may_be_kept(site: Site) -> None:
    with urlopen(f"{site.address}/boundaries/{boundaries.edition()}/331000-3.json", timeout=30) as answer:
        assert "immutable" in answer.headers["Cache-Control"]
        assert len(json.loads(gzip.decompress(answer.read()))["features"]) == 9
