"""One run of the main job with an extractor of three lines, as a process that tests can watch and kill.

usage: python pipeline.py HOME INBOX [--slow SECONDS] [--lie] [--spoil] [options of greenledger run]

It stands in for the real extractor because these tests are about the job, not about language: a figure is `PM2.5 <n>微克/立方米`.
`--slow` waits before each document, `--lie` reports wrong spans, which dbt finds, `--spoil` writes an impossible value into the built
marts, which Great Expectations find. The last line of standard output is the report as JSON.
"""

import argparse
import dataclasses
import functools
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
from rich.console import Console

from extract import documents, shards, store
from extract.candidates import Candidate, candidate_id
from extract.documents import Document
from orchestration import run as runs
from orchestration import transform
from orchestration.home import Home
from orchestration.options import Options
from orchestration.progress import Progress
from orchestration.report import Bar, show

FIGURE = re.compile(r"PM2\.5\D{0,12}?(\d+(?:\.\d+)?)(微克/立方米)")
HEAD = SimpleNamespace(
    title="公报", issuer="阳泉市生态环境局", region_code="140300", report_year=2022, published_on=None
)


def extract(document: Document, slow: float = 0.0, lie: bool = False) -> SimpleNamespace:
    time.sleep(slow)
    return SimpleNamespace(
        candidates=[_candidate(document, n, match, lie) for n, match in enumerate(FIGURE.finditer(document.text))],
        head=HEAD,
    )


def _candidate(document: Document, ordinal: int, match: re.Match[str], lie: bool) -> Candidate:
    start, end = match.start(1), match.end(2)
    return Candidate(
        candidate_id=candidate_id(document.document_id, start, end, "air_pm25_annual_mean", "level", 0),
        document_id=document.document_id,
        ordinal=ordinal,
        char_start=start - lie,
        char_end=end,
        quote=document.text[start:end],
        sentence_start=document.text.rfind("。", 0, start) + 1,
        sentence_end=document.text.find("。", end) + 1 or len(document.text),
        section="",
        value_text=match[1],
        unit_text=match[2],
        unit_spelling=match[2],
        value=Decimal(match[1]),
        qualifier="eq",
        is_masked=False,
        indicator_code="air_pm25_annual_mean",
        indicator_text="PM2.5",
        indicator_start=match.start(),
        indicator_end=match.start() + 5,
        region_code="140300",
        region_text="阳泉市",
        region_rule="document",
        scope=None,
        period_start=date(2022, 1, 1),
        period_end=date(2022, 12, 31),
        period_type="annual",
        period_text="2022年",
        period_rule="document",
        scenario="actual",
        scenario_text="",
        measure="level",
        measure_text="",
        base=None,
        link_rule="before",
        doubt=None,
    )


def extractor(slow: float = 0.0, lie: bool = False) -> shards.Extractor:
    return shards.Extractor(documents.read, functools.partial(extract, slow=slow, lie=lie), f"fake{lie}")


def spoiled_build(build: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    def spoil(context: Any, home: Home, progress: Progress, *more: Any) -> Iterator[Any]:
        yield from build(context, home, progress, *more)
        with duckdb.connect(str(home.warehouse)) as con:
            con.execute("update marts.fct_observation set value = 3200")

    return spoil


def _note_network(log: Path, event: str, arguments: tuple[Any, ...]) -> None:
    """Write down every name that is looked up and every address beyond this machine's own sockets that is called."""
    if event == "socket.getaddrinfo" or (event == "socket.connect" and isinstance(arguments[1], tuple)):
        with log.open("a", encoding="utf-8") as stream:
            stream.write(f"{event} {arguments[1:] if event == 'socket.connect' else arguments[:2]}\n")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("inbox", type=Path)
    parser.add_argument("--slow", type=float, default=0.0)
    parser.add_argument("--lie", action="store_true")
    parser.add_argument("--spoil", action="store_true")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--reread", action="store_true")
    parser.add_argument("--full-refresh", action="store_true")
    parser.add_argument("--no-publish", dest="publish", action="store_false")
    args = parser.parse_args()
    if args.spoil:
        transform.build = spoiled_build(transform.build)
    store.current_extractor = lambda: extractor(args.slow, args.lie)
    store.load = functools.partial(store.load, batch_documents=2)  # so that a kill falls between two transactions
    home = Home.resolve(args.home, args.inbox)
    sys.addaudithook(functools.partial(_note_network, args.home.parent / "network.log"))
    options = Options(tuple(args.only), args.reread, None, args.full_refresh, args.publish)
    report = runs.run(home, Bar(Console(stderr=True)), options)
    show(report, home, Console(stderr=True), args.publish)
    print(json.dumps(dataclasses.asdict(report), default=str))
    return 0 if report.success else 1


if __name__ == "__main__":
    raise SystemExit(main())
