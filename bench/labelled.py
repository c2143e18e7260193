"""Labelled reports: a text with the facts that a careful reader marked in it, and edits that keep the marks in place."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

Label = dict[str, Any]  # one line of a label file; `id` is added: the number of the line


@dataclass(frozen=True)
class Edit:
    """Put `text` in the place of [start, end)."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Report:
    name: str
    text: str
    labels: tuple[Label, ...]
    encoding: str
    changes: int = 0  # how often it was edited

    @property
    def has_spans(self) -> bool:
        """HTML labels carry no spans: what is done to single figures cannot be done there."""
        return all(label["start"] is not None for label in self.labels)

    @property
    def is_wrapped(self) -> bool:
        """Lines broken at a width: words of another length would leave lines that nobody prints."""
        return any("\n" in label["quote"] for label in self.labels)

    def changed(self, edits: Iterable[Edit]) -> Report:
        """The report with its edits made and its spans moved; of edits that overlap, the first one holds."""
        kept: list[Edit] = []
        for edit in sorted(edits, key=lambda e: (e.start, e.end)):
            if (not kept or edit.start >= kept[-1].end) and self.text[edit.start : edit.end] != edit.text:
                kept.append(edit)
        parts, cursor, shift = [], 0, 0
        ends, shifts = [-1], [0]
        for edit in kept:
            parts += [self.text[cursor : edit.start], edit.text]
            cursor = edit.end
            shift += len(edit.text) - (edit.end - edit.start)
            ends.append(edit.end)
            shifts.append(shift)
        text = "".join([*parts, self.text[cursor:]])
        at_end = {edit.end for edit in kept if edit.start == edit.end}

        def moved(position: int, *, is_end: bool) -> int:
            index = bisect_right(ends, position) - 1
            if is_end and position in at_end:
                index -= 1  # what is put in behind a figure is no part of it
            return position + shifts[index]

        return replace(self, text=text, labels=self._relabelled(text, moved), changes=len(kept))

    def permuted(self, pieces: list[tuple[int, int]]) -> Report:
        """The report with its text put together anew from pieces that cover it."""
        text = "".join(self.text[a:b] for a, b in pieces)
        offsets, position = {}, 0
        for a, b in pieces:
            offsets[a] = position - a
            position += b - a
        starts = sorted(offsets)

        def moved(position: int, *, is_end: bool) -> int:
            return position + offsets[starts[bisect_right(starts, position - is_end) - 1]]

        moves = sum(a != b for a, b in zip(pieces, sorted(pieces), strict=True))
        return replace(self, text=text, labels=self._relabelled(text, moved), changes=moves)

    def _relabelled(self, text: str, moved: Any) -> tuple[Label, ...]:
        result = []
        for label in self.labels:
            if label["start"] is not None:
                start, end = moved(label["start"], is_end=False), moved(label["end"], is_end=True)
                label = {**label, "start": start, "end": end, "quote": text[start:end]}
            result.append(label)
        return tuple(result)

    def with_labels(self, labels: Iterable[Label]) -> Report:
        return replace(self, labels=tuple(labels))

    def write(self, folder: Path, name: str) -> None:
        (folder / name).write_bytes(self.text.encode(self.encoding))


def read_folder(reports: Path, labels: Path) -> list[Report]:
    """The reports of a folder that have a label file; .docx and .pdf are left out, their text cannot be edited."""
    found = []
    for path in sorted(labels.glob("*.jsonl")):
        report = reports / path.name.removesuffix(".jsonl")
        if report.suffix.lower() not in {".txt", ".html", ".htm"}:
            continue
        text, encoding = _decoded(report.read_bytes())
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        found.append(Report(report.name, text, tuple({**row, "id": i} for i, row in enumerate(rows)), encoding))
    return found


def _decoded(data: bytes) -> tuple[str, str]:
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("gb18030"), "gb18030"
