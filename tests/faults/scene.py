"""Where the faults happen: an inbox before and after a change, homes to start from, and what an undisturbed run makes of them."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import time
from pathlib import Path

import duckdb

from tests.faults.runs import Child, Runs

PROJECT = Path(__file__).resolve().parents[2]
SAMPLES = PROJECT / "samples"
Content = dict[str, tuple[int, int | None, int | None]]


class Scene:
    """One folder with all of it. `blank` starts without a home, `update` with one that has published the inbox before its change."""

    def __init__(self, folder: Path, documents: int = 6) -> None:
        self.folder = folder
        self.home, self.inbox = folder / "home", folder / "inbox"
        self.home.mkdir(parents=True)
        (folder / "images").mkdir()
        self._kept = {"blank": folder / "blank", "update": folder / "update"}
        self._inboxes = {"before": folder / "inbox-before", "after": folder / "inbox-after"}
        _write_inboxes(self._inboxes["before"], self._inboxes["after"], documents)
        self._lay_inbox("before")
        self.runs = Runs(self.home, self.inbox, folder / "runs.log")
        self.before = content(self.home)
        self._kept["blank"].mkdir()
        shutil.copytree(self.home, self._kept["update"], symlinks=True)
        # what no fault may change: the content of an undisturbed run, and how long its stages take
        self.undisturbed: dict[str, Content] = {}
        self.seconds = {True: durations(self.runs.first)}
        for start in self._kept:
            self.set_up(start)
            child = self.runs.finish(whole=False)
            assert child.code == 0, (child.report.get("errors"), folder / "runs.log")
            self.undisturbed[start] = content(self.home)
            self.seconds[False] = durations(child)
        assert self.undisturbed["update"] != self.before

    def set_up(self, start: str) -> None:
        """The home of `start` and the inbox after its change."""
        self.empty_home()
        shutil.copytree(self._kept[start], self.home, symlinks=True, dirs_exist_ok=True)
        self._lay_inbox("after")

    def empty_home(self) -> None:
        if self.home.is_dir():
            for path in self.home.iterdir():  # the folder itself may be a mount
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def lay_inbox_again(self) -> None:
        self._lay_inbox("after")

    def _lay_inbox(self, name: str) -> None:
        shutil.rmtree(self.inbox, ignore_errors=True)
        shutil.copytree(self._inboxes[name], self.inbox, symlinks=True)

    def stands(self, start: str) -> str | None:
        """What is wrong with the published file, None where it holds the old or the new content as a whole."""
        if not (self.home / "published" / "greenledger.duckdb").exists():
            return None if start == "blank" else "the published file is gone"
        try:
            found = content(self.home)
        except (duckdb.Error, OSError) as error:
            return f"the published file does not open: {error}"
        standing = _published(found)
        allowed = [_published(self.undisturbed[start]), *([_published(self.before)] if start == "update" else [])]
        if standing in allowed:
            return None
        return f"the published file holds something else: {different(standing, allowed[-1])}"

    def recover(self, start: str, *, whole: bool = True) -> tuple[str | None, Child]:
        """One more run, and what is wrong after it: its content must be that of an undisturbed one."""
        child = self.runs.finish(whole=whole)
        if child.code != 0:
            return f"the following run ended with {child.code}: {child.report.get('errors')}", child
        found = content(self.home)
        if found != self.undisturbed[start]:
            return f"the following run ended with other content: {different(found, self.undisturbed[start])}", child
        left = [path.name for path in (self.home / "published" / "releases").glob(".*")]
        return (f"left behind: {left}" if left else None), child


def content(home: Path) -> Content:
    """Rows and two sums over them for each published table and Parquet file, and for the tables of schema raw."""
    found: Content = {}
    published = home / "published"
    with duckdb.connect(str(published / "greenledger.duckdb"), read_only=True) as con:
        for (table,) in con.execute("select table_name from duckdb_tables() order by 1").fetchall():
            found[table] = _sums(con, f'marts."{table}"')
    with duckdb.connect() as con:
        for path in sorted((published / "parquet").glob("*.parquet")):
            found[path.name] = _sums(con, f"'{path}'")
        found["documents/"] = _sums(con, f"'{published}/documents/*.parquet'")
    with contextlib.suppress(duckdb.IOException), duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as con:
        for table in ("documents", "metric_candidates"):
            found[f"raw.{table}"] = _sums(con, f"raw.{table}")
    return found


def _published(found: Content) -> Content:
    """Without schema raw, which a run changes long before it publishes."""
    return {name: sums for name, sums in found.items() if not name.startswith("raw.")}


def _sums(con: duckdb.DuckDBPyConnection, source: str) -> tuple[int, int | None, int | None]:
    row = con.execute(f"select count(*), bit_xor(hash(t)), sum(hash(t)::hugeint) from {source} as t").fetchone()
    assert row is not None
    return row[0], row[1], row[2]


def different(found: Content, wanted: Content) -> str:
    return ", ".join(
        f"{name} ({found.get(name, (0,))[0]} rows for {wanted.get(name, (0,))[0]})"
        for name in sorted(found.keys() | wanted.keys())
        if found.get(name) != wanted.get(name)
    )


def durations(child: Child) -> dict[str, float]:
    """Seconds of each stage, the time between two stages and behind the last one apart."""
    begins = [*child.told, ("ended", time.monotonic() - child.begun)]
    seconds: dict[str, float] = {}
    for (stage, begin), (_, end) in itertools.pairwise(begins):
        seconds[stage] = seconds.get(stage, 0.0) + end - begin
    return seconds


def _write_inboxes(before: Path, after: Path, documents: int) -> None:
    """Reports that come, change, go and stay, one of them unreadable, with times that lie apart."""
    after.mkdir(parents=True)
    texts = sorted(path for path in SAMPLES.glob("*.txt"))[-documents:]
    for path in texts:
        shutil.copy(path, after / path.name)
    (after / "broken.txt").write_bytes(bytes(range(256)) * 40)
    shutil.copytree(after, before)
    texts_before = [before / path.name for path in texts]
    texts_before[0].unlink()  # comes
    changed = texts_before[1].read_text(encoding="utf-8")
    texts_before[1].write_text(changed.replace("20", "19", 3), encoding="utf-8")
    shutil.copy(texts[2], before / "goes.txt")  # the same bytes under another name
    for number, path in enumerate(sorted([*before.iterdir(), *after.iterdir()])):
        os.utime(path, (1_700_000_000 + number, 1_700_000_000 + number))
