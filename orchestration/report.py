"""How a run looks on a terminal: a bar while it is at work, a table when it has ended."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table
from rich.text import Text

from orchestration.home import Home
from orchestration.progress import Progress
from orchestration.run import Report

PARTS = {
    "start": "starting Dagster and dbt",
    "extract": "reading documents",
    "build": "building the warehouse",
    "validate": "validating",
    "publish": "publishing",
    "postgres": "to PostgreSQL",
    "total": "altogether",
}
SHOWN = 20  # failed files and rows of a failing check; the rest is in the log and in the Dagster UI


class Bar(Progress):
    """One line a part on standard error; where that is no terminal, one plain line when a part has ended."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console = console
        self.bars = Bars(
            SpinnerColumn(finished_text="✓"),
            TextColumn("{task.description:<26}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[what]}", style="dim", markup=False),  # names of files are no markup
            console=console,
            disable=not console.is_terminal,
        )
        self.tasks: dict[str, TaskID] = {}
        self.now = ""

    def begin(self, name: str) -> None:
        self.now = name
        self.tasks[name] = self.bars.add_task(PARTS.get(name, name), total=None, what="")

    def step(self, done: int, total: int, what: str) -> None:
        self.bars.update(self.tasks[self.now], completed=done, total=total, what=what[-40:])

    def end(self, name: str) -> None:
        task = next(task for task in self.bars.tasks if task.id == self.tasks[name])
        total = task.total or 1
        self.bars.update(self.tasks[name], completed=total, total=total, what="")
        if not self.console.is_terminal:
            self.console.print(f"{PARTS.get(name, name)}: {self.seconds[name]:.1f} s", highlight=False)


def show(report: Report, home: Home, console: Console, publish: bool = True) -> None:
    """The closing table of a run. `publish` false: it was asked not to."""
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    files = report.files
    if files:
        table.add_row(
            "files",
            ", ".join(f"{files[state]} {state.replace('_', ' ')}" for state in files)
            + f"; {report.read} contents read",
        )
    for name, count in (
        ("documents", report.documents),
        ("candidates", report.candidates),
        ("observations", report.observations),
    ):
        if count is not None:
            table.add_row(name, f"{count:,}")
    if report.rejected:
        table.add_row("rejected", f"{sum(count for *_, count in report.rejected):,}")
        for reason, name_zh, count in report.rejected:
            table.add_row("", f"{count:>7,}  {reason} {name_zh or ''}")
    if report.checks:
        failed = [check for check in report.checks if not check.passed]
        warned = sum(not check.blocks for check in failed)
        table.add_row(
            "checks", f"{len(report.checks) - len(failed)} passed, {len(failed) - warned} failed, {warned} warnings"
        )
    if report.publication:
        how = f"publication {report.publication['release']}" + (
            "" if report.publication["changed"] else ", content unchanged"
        )
        table.add_row("published", f"{report.publication['path']} ({how}, {report.publication['bytes'] / 1e6:.1f} MB)")
    elif report.success and not publish:
        table.add_row("published", "nothing, as asked; readers keep what they have")
    elif home.database.exists():
        table.add_row("published", f"nothing new; the last publication stays: {home.database}")
    else:
        table.add_row("published", "nothing")
    if report.postgres:
        how = f"{report.postgres['dagster/row_count']:,} rows" if report.postgres["changed"] else "content unchanged"
        table.add_row("PostgreSQL", f"schema marts of {report.postgres['place']} ({how})")
    table.add_row(
        "time", ", ".join(f"{PARTS[name]} {seconds:.1f} s" for name, seconds in report.seconds.items() if name in PARTS)
    )
    console.print(table)
    _failed_files(report, console)
    if report.ignored:
        names = ", ".join(path for path, _ in report.ignored[:5]) + (" …" if len(report.ignored) > 5 else "")
        # Text, because a file may be called [/b]: names of files are no markup
        console.print(Text(f"passed over: {len(report.ignored)} files that are no documents ({names})", style="dim"))
    _failed_checks(report, console)
    for error in report.errors:
        console.print(Text(f"failed: {error}", style="red"))
    if not report.success:
        console.print(f"log: {home.logs}", highlight=False)


def _failed_files(report: Report, console: Console) -> None:
    if not report.failures:
        return
    table = Table(
        title=f"{len(report.failures)} files could not be read", title_justify="left", title_style="bold yellow"
    )
    for name in ("file", "reason", "remedy"):
        table.add_column(name, overflow="fold")
    for row in report.failures[:SHOWN]:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)
    if len(report.failures) > SHOWN:
        console.print(f"… and {len(report.failures) - SHOWN} more; all are in dim_document with status failed")


def _failed_checks(report: Report, console: Console) -> None:
    for check in report.checks:
        if not check.passed:
            style, word = ("red", "blocks") if check.blocks else ("yellow", "warning")
            console.print(
                Text(
                    f"{word}: {check.table}.{check.name}: {check.description or check.metadata.get('status', '')}",
                    style=style,
                )
            )
            rows = check.metadata.get("first_rows")
            for row in rows or ():
                told = [row.get(name) for name in ("file_name", "subject", "why", "quote")]
                console.print(Text(f"    {' | '.join(str(cell) for cell in told if cell)}"))
    if report.validation_report:
        console.print(Text(f"validation report: {report.validation_report}"))
