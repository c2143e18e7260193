"""Speed and memory of the extractor, measured beside a plain number+unit scan of the same text.

usage: python bench/speed.py [--inbox DIR] [--megabytes N] [--rounds N] [--other NAME=PYTHON ...]
e.g.:  python bench/speed.py --inbox samples --megabytes 20 --other quantulum3=/opt/quantulum3/bin/python

The text is the readable reports of a folder (default: samples/), repeated with other digits until N MB of UTF-8 are
reached, one document at a time as in a run. It is cut into rounds; in each round every contender reads the same documents,
one after the other, so that what else the machine does falls on all of them. Speeds are per second of CPU; ratios are
medians of the rounds. The scan is the floor: one regular expression that finds figures and understands nothing.
--other times a public extractor (quantulum3, recognizers-text) in the environment of the interpreter that is named.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import itertools
import multiprocessing
import os
import re
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import others

from extract import documents
from extract.documents import Document, UnreadableDocument

ROOT = Path(__file__).resolve().parent.parent
OTHERS_READ = 60_000  # characters; they are slow
_DIGIT = re.compile(r"(?<=\d)\d(?=[%％家个件次人起份吨])")


@dataclass(frozen=True)
class Part:
    """Documents [first, last) of the endless row of copies of a folder."""

    inbox: Path
    first: int
    last: int


@dataclass(frozen=True)
class Timing:
    megabytes: float
    found: int
    cpu: float
    began: float
    ended: float
    scan_found: int
    scan_cpu: float


def main() -> int:
    options = _options()
    sample = _sample(options.inbox)
    if not sample:
        print(f"No readable reports in {options.inbox}.", file=sys.stderr)
        return 2
    a_round = _round(sample, options.megabytes * 1e6 / options.rounds)
    parts = [Part(options.inbox, i * a_round, (i + 1) * a_round) for i in range(options.rounds)]
    engines = ["jieba", "rjieba"] if importlib.util.find_spec("rjieba") else ["jieba"]
    timings: dict[str, list[Timing]] = {engine: [] for engine in engines}
    gains: list[float] = []
    workers = {engine: _worker(engine) for engine in engines}
    second = _worker("jieba")
    for worker in [*workers.values(), second]:  # what a run pays once is paid before the clock starts
        worker.submit(_timed, replace(parts[0], last=1)).result()
    for part in parts:
        for engine in engines:
            timings[engine].append(workers[engine].submit(_timed, part).result())
        alone = timings["jieba"][-1]
        gains.append((alone.ended - alone.began) / _together(part, workers["jieba"], second))
    for worker in [*workers.values(), second]:
        worker.shutdown()

    size = sum(t.megabytes for t in timings["jieba"])
    print(
        f"{a_round * options.rounds:,} documents, {size:.1f} MB of UTF-8 from {len(sample)} reports, {options.rounds} rounds"
    )
    print(f"\n{'':22}{'MB per core-second':>20}{'times the scan':>16}{'figures':>12}{'figures/s':>12}")
    scans = [t for engine in engines for t in timings[engine]]
    scan_speed = statistics.median(t.megabytes / t.scan_cpu for t in scans)
    print(f"{'number+unit scan':22}{scan_speed:>20.2f}{1:>16.1f}{sum(t.scan_found for t in timings['jieba']):>12,}")
    for engine in engines:
        rounds = timings[engine]
        speed = statistics.median(t.megabytes / t.cpu for t in rounds)
        ratio = statistics.median(t.cpu / t.scan_cpu for t in rounds)
        pace = statistics.median(t.found / t.cpu for t in rounds)
        print(
            f"{'extraction, ' + engine:22}{speed:>20.2f}{ratio:>16.1f}{sum(t.found for t in rounds):>12,}{pace:>12,.0f}"
        )
    if "rjieba" not in engines:
        print("extraction, rjieba: not installed (pip install 'greenledger[fast]')")
    else:
        faster = statistics.median(a.cpu / b.cpu for a, b in zip(timings["jieba"], timings["rjieba"], strict=True))
        print(f"rjieba reads {faster:.2f} times as fast as jieba")
    busy = f" (load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, this run included; other work on them lowers it)"
    print(f"two processes read {statistics.median(gains):.2f} times as fast as one{busy}")
    few, many = (_peak_of(options.inbox, count) for count in (options.documents, 4 * options.documents))
    print(
        f"peak memory {few:,.0f} MiB after {options.documents} documents, {many:,.0f} MiB after {4 * options.documents}"
    )
    extraction = statistics.median(t.megabytes / t.cpu for t in timings["jieba"])
    text = "\n".join(document.text for document in sample)[:OTHERS_READ]
    for name in others.READERS:
        print(others.measured(name, options.other.get(name), text, extraction))
    return 0


# --- the text ---


@lru_cache(maxsize=1)
def _sample(inbox: Path) -> list[Document]:
    found = []
    for path in sorted(p for p in inbox.iterdir() if p.suffix.lower() in documents.READERS):
        try:
            found.append(documents.read(path))
        except UnreadableDocument as error:
            print(f"{path.name} is left out: {error.reason}", file=sys.stderr)
    return found


def _round(sample: list[Document], size: float) -> int:
    """How many documents make a round of about that many bytes."""
    lengths = itertools.cycle([len(document.text.encode()) for document in sample])
    reached, count = 0, 0
    while reached < size or count < 2:
        reached += next(lengths)
        count += 1
    return count


def _documents(part: Part) -> Iterator[Document]:
    """Copies with an id and digits of their own, so that nothing kept from one can answer for the next."""
    sample = _sample(part.inbox)
    for number in range(part.first, part.last):
        copy, index = divmod(number, len(sample))
        yield replace(sample[index], document_id=f"{number:020x}", text=_other_digits(sample[index].text, copy))


def _other_digits(text: str, shift: int) -> str:
    return _DIGIT.sub(lambda m: str((int(m.group()) + shift) % 10), text)


# --- in the worker processes ---


def _together(part: Part, one: ProcessPoolExecutor, other: ProcessPoolExecutor) -> float:
    """Seconds on the clock for two processes that read one half each."""
    middle = (part.first + part.last) // 2
    halves = [one.submit(_timed, replace(part, last=middle)), other.submit(_timed, replace(part, first=middle))]
    timings = [half.result() for half in halves]
    return max(t.ended for t in timings) - min(t.began for t in timings)


def _worker(engine: str) -> ProcessPoolExecutor:
    """A fresh interpreter, which holds one segmenter; its memory is its own."""
    return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), _prepare, (engine,))


def _prepare(engine: str) -> None:
    if engine == "jieba":
        sys.modules["rjieba"] = None  # type: ignore[assignment]  # makes its import fail, as where it is not installed
    from extract import extraction, phrases

    extraction.extractor()
    text = "环境监测"
    phrases.noun_phrase(text, len(text), len(text), 0, len(text))  # loads the dictionary


def _timed(part: Part) -> Timing:
    from extract.extraction import extract

    texts = list(_documents(part))
    began, start = time.monotonic(), time.process_time()
    found = sum(len(extract(document).candidates) for document in texts)
    cpu, ended = time.process_time() - start, time.monotonic()
    pattern = _plain_scan()
    start = time.process_time()
    scanned = sum(1 for document in texts for _ in pattern.finditer(document.text))
    scan_cpu = time.process_time() - start
    size = sum(len(document.text.encode()) for document in texts) / 1e6
    return Timing(size, found, cpu, began, ended, scanned, max(scan_cpu, 1e-9))


@lru_cache(maxsize=1)
def _plain_scan() -> re.Pattern[str]:
    with (ROOT / "seeds" / "unit_spellings.csv").open(encoding="utf-8", newline="") as file:
        spellings = {row["spelling"] for row in csv.DictReader(file)}
    units = "|".join(map(re.escape, sorted(spellings, key=len, reverse=True)))
    return re.compile(rf"\d[\d,.]*\s?[万亿]?(?:{units})")


def _peak_of(inbox: Path, count: int) -> float:
    """Peak memory of a process that read so many documents and kept none."""
    with _worker("jieba") as worker:
        return worker.submit(_read_and_drop, Part(inbox, 0, count)).result()


def _read_and_drop(part: Part) -> float:
    from extract.extraction import extract

    for document in _documents(part):
        extract(document)
    return _peak()


def _peak() -> float:
    """MiB. Linux carries ru_maxrss over from the parent, so its own account is read first."""
    status = Path("/proc/self/status")
    if status.exists() and (m := re.search(r"VmHWM:\s+(\d+) kB", status.read_text())):
        return int(m[1]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inbox", type=Path, default=ROOT / "samples")
    parser.add_argument("--megabytes", type=float, default=20.0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--documents", type=int, default=60, help="N: peak memory is taken after N and after 4N")
    parser.add_argument(
        "--other", type=lambda text: tuple(text.split("=", 1)), action="append", default=[], metavar="NAME=PYTHON"
    )
    options = parser.parse_args()
    if wrong := [pair for pair in options.other if len(pair) != 2 or pair[0] not in others.READERS]:
        parser.error(f"--other takes NAME=PYTHON with NAME one of {', '.join(others.READERS)}, not {wrong[0][0]!r}")
    options.other = dict(options.other)
    return options


if __name__ == "__main__":
    sys.exit(main())
