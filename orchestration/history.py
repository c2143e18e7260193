"""What earlier runs recorded of an asset, and a small plot of it for the asset's page in the Dagster UI."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg

SHOWN_RUNS = 30
_WIDTH, _HEIGHT, _MARGIN = 360, 70, 6


def latest(instance: dg.DagsterInstance, key: dg.AssetKey) -> Mapping[str, Any]:
    """The metadata values of the last materialization; empty before the first."""
    event = instance.get_latest_materialization_event(key)
    materialization = event.asset_materialization if event else None
    return {name: value.value for name, value in materialization.metadata.items()} if materialization else {}


def series(instance: dg.DagsterInstance, key: dg.AssetKey, names: Sequence[str]) -> dict[str, list[float]]:
    """The numbers that the last materializations recorded under each name, oldest first."""
    found: dict[str, list[float]] = {name: [] for name in names}
    for record in reversed(instance.fetch_materializations(key, limit=SHOWN_RUNS).records):
        materialization = record.asset_materialization
        for name in names:
            value = materialization.metadata.get(name) if materialization else None
            if value is not None and isinstance(value.value, int | float):
                found[name].append(float(value.value))
    return found


def plot(numbers: Mapping[str, Sequence[float]]) -> dg.MetadataValue:
    """One line a name, each on its own scale, as a Markdown image: it says whether something jumped, not how much."""
    parts = []
    for name, values in numbers.items():
        if not values:
            continue
        image = base64.b64encode(_line(values).encode()).decode()
        low, high = f"{min(values):,.4g}", f"{max(values):,.4g}"
        span = low if low == high else f"{low} … {high}"
        parts.append(
            f"**{name.replace('_', ' ')}**: {span} in {len(values)} runs\n\n![{name}](data:image/svg+xml;base64,{image})"
        )
    return dg.MetadataValue.md("\n\n".join(parts) or "no earlier runs")


def _line(values: Sequence[float]) -> str:
    """An SVG image of values from left to right."""
    low, high = min(values), max(values)
    scale = (high - low) or 1.0
    step = (_WIDTH - 2 * _MARGIN) / max(len(values) - 1, 1)
    points = [
        (
            _MARGIN + index * step,
            _HEIGHT - _MARGIN - ((value - low) / scale if high > low else 0.5) * (_HEIGHT - 2 * _MARGIN),
        )
        for index, value in enumerate(values)
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    last_x, last_y = points[-1]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}">'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#f5f6f8"/>'
        f'<polyline points="{path}" fill="none" stroke="#2f6fd0" stroke-width="2"/>'
        f'<circle cx="{last_x:.1f}" cy="{last_y:.1f}" r="3.5" fill="#2f6fd0"/></svg>'
    )
