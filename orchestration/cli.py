"""The command line. Each command says what it does with an example; the work is in the modules that it imports when it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer

app = typer.Typer(
    name="greenledger",
    help="Environment reports in Chinese prose become facts that stand on their quotes.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

HomeOption = Annotated[
    Path | None, typer.Option("--home", help="Directory with all state [GREENLEDGER_HOME, ./data].", file_okay=False)
]
InboxOption = Annotated[
    Path | None, typer.Option("--inbox", help="Folder with the reports [GREENLEDGER_INBOX, <home>/inbox].")
]
FAILED, UNUSABLE = 1, 2


@app.command(
    epilog="Example: greenledger run --inbox reports --home data   (or: --only '2023*.txt' --reread --no-publish)"
)
def run(
    inbox: InboxOption = None,
    home: HomeOption = None,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="PATTERN", help="Only files whose path below the inbox matches; may be repeated."),
    ] = None,
    reread: Annotated[bool, typer.Option("--reread", help="Read files again even where nothing changed.")] = False,
    catch_up: Annotated[
        int | None,
        typer.Option(metavar="N", min=0, help="Read again at most N documents that an older extractor has read [all]."),
    ] = None,
    full_refresh: Annotated[bool, typer.Option("--full-refresh", help="Build every table from nothing.")] = False,
    publish: Annotated[bool, typer.Option(help="Replace what readers open, if no check fails.")] = True,
) -> None:
    """Extract what is new or changed, build, validate, publish.

    What one document may cost is set by GREENLEDGER_MAX_MEGABYTES [64], _CHARACTERS [5000000], _SECONDS [120], _MEMORY [3000 MB].

    Exit code 0: published. 1: a blocking check failed, the last publication stays. 2: the call or the input is unusable.
    """
    from rich.console import Console

    from orchestration import run as runs
    from orchestration.home import Home
    from orchestration.options import Options
    from orchestration.report import Bar, show

    place = Home.resolve(home, inbox)
    options = Options(tuple(only or ()), reread, catch_up, full_refresh, publish)
    bar = Bar(Console(stderr=True))
    try:
        with bar.bars:
            report = runs.run(place, bar, options)
    except runs.Unusable as error:
        _unusable(error.reason, error.remedy)
    terminal = Console()
    show(report, place, terminal if terminal.is_terminal else Console(width=120), publish)
    if not report.success:
        raise typer.Exit(FAILED)


@app.command(epilog="Example: greenledger extract samples/*.txt --format jsonl")
def extract(
    files: Annotated[list[Path], typer.Argument(help="Documents to read.", metavar="FILE…")],
    format: Annotated[str, typer.Option("--format", help="table or jsonl.", metavar="table|jsonl")] = "table",
) -> None:
    """Show what the extractor sees in a document, without a warehouse."""
    from orchestration import show

    if format not in show.FORMATS:
        _unusable(f"There is no format {format}.", f"Choose one of {', '.join(show.FORMATS)}.")
    failures = show.extractions(files, format)
    for path, error in failures:
        typer.echo(f"{path}: {error.reason} {error.remedy}", err=True)
    if failures:
        raise typer.Exit(UNUSABLE)


@app.command(epilog="Example: greenledger explain 3f1c0a…   (a beginning of the id is enough)")
def explain(
    observation_id: Annotated[str, typer.Argument(help="An observation_id, or the candidate_id of a rejected figure.")],
    home: HomeOption = None,
) -> None:
    """Show a figure in its sentence, and each step that made the fact of it."""
    from orchestration import explain as explaining
    from orchestration.home import Home

    try:
        explaining.show(Home.resolve(home), observation_id)
    except explaining.Unknown as error:
        _unusable(
            str(error), 'Ids stand in the column observation_id: greenledger query "from fct_observation limit 5".'
        )


@app.command(epilog="Example: greenledger validate --home data")
def validate(home: HomeOption = None) -> None:
    """Run the gate alone on what is built. Exit code 0: it would let this pass; 1: it would not."""
    from rich.console import Console

    from orchestration import show
    from orchestration.home import Busy, Home

    place = Home.resolve(home)
    if not place.warehouse.exists():
        _unusable(f"There is no warehouse in {place.path}.", "Build one: greenledger run.")
    try:
        with place.locked():
            passed = show.validation(place, Console())
    except Busy as error:
        _unusable(str(error), "Wait until it has ended.")
    if not passed:
        raise typer.Exit(FAILED)


@app.command(epilog="Example: greenledger status --home data")
def status(inbox: InboxOption = None, home: HomeOption = None) -> None:
    """Show how the warehouse stands: last runs, age of the publication, documents that wait, failed or are behind."""
    from rich.console import Console

    from orchestration import status as standing
    from orchestration.home import Home

    standing.show(Home.resolve(home, inbox), Console())


@app.command(epilog="Example: greenledger backup /backup/greenledger-$(date +%F).tar.gz --home data")
def backup(
    target: Annotated[Path, typer.Argument(help="File to write; unpacked into an empty folder it is a home again.")],
    home: HomeOption = None,
    wait: Annotated[int, typer.Option(metavar="SECONDS", help="How long to wait for a run that is at work.")] = 3600,
) -> None:
    """Write all state of a home but the inbox into one gzip tar file. The service may stay up."""
    from orchestration.backup import back_up
    from orchestration.home import Busy, Home

    place = Home.resolve(home)
    if not place.warehouse.exists():
        _unusable(f"There is no warehouse in {place.path}.", "Name the home with --home.")
    try:
        with place.locked(timeout=wait):
            size = back_up(place, target.absolute())
    except Busy as error:
        _unusable(str(error), "Try later, or give it more time: --wait SECONDS.")
    except OSError as error:
        _unusable(f"The backup cannot be written: {error}.", "Choose a folder with room that this user may write to.")
    typer.echo(f"{target}: {size / 1e6:.1f} MB")


@app.command(
    "alert-test",
    epilog="Example: greenledger alert-test   (with GREENLEDGER_ALERT_WEBHOOK or GREENLEDGER_ALERT_SMTP set)",
)
def alert_test() -> None:
    """Send a message by each channel that is configured for failed runs. Exit code 1: one could not be delivered."""
    from orchestration import alerts

    alert = alerts.Alert("greenledger: a test", "Alerts reach you.", "", alerts.run_url(""), False)
    names = alerts.channels(alert)
    problems = alerts.send(alert)
    for problem in problems:
        typer.echo(problem, err=True)
    typer.echo(f"{len(names) - len(problems)} of {len(names)} channels: {', '.join(names) or 'none is configured'}")
    if problems:
        raise typer.Exit(FAILED)


@app.command(epilog='Example: greenledger query "select indicator_code, value from fct_observation where year = 2023"')
def query(
    sql: Annotated[str, typer.Argument(help="A question in SQL; tables are those of schema marts.")],
    home: HomeOption = None,
    format: Annotated[str, typer.Option("--format", help="table, csv or jsonl.", metavar="table|csv|jsonl")] = "table",
) -> None:
    """Ask the published file, read-only."""
    import duckdb

    from orchestration import show
    from orchestration.home import Home

    place = Home.resolve(home)
    if not place.database.exists():
        _unusable(f"Nothing is published in {place.published}.", "Publish first: greenledger run.")
    if format not in show.QUERY_FORMATS:
        _unusable(f"There is no format {format}.", f"Choose one of {', '.join(show.QUERY_FORMATS)}.")
    try:
        show.answer(place.database, sql, format)
    except duckdb.Error as error:
        _unusable(str(error), 'The tables and columns are listed by: greenledger query "show all tables".')


@app.command(epilog="Example: greenledger dev --inbox samples --port 3000")
def dev(
    inbox: InboxOption = None,
    home: HomeOption = None,
    port: Annotated[int, typer.Option(help="Port of the web server.", min=1, max=65535)] = 3000,
    host: Annotated[str, typer.Option(help="Address that it listens on. The UI asks for no password.")] = "127.0.0.1",
) -> None:
    """Start the Dagster UI with its daemon: inbox and schedules are watched. Ctrl-C or SIGTERM stops all of it."""
    from orchestration import service
    from orchestration.home import Home
    from orchestration.instance import NoPostgres

    try:
        service.serve(Home.resolve(home, inbox), host, port, lambda line: typer.echo(line, err=True))
    except service.AlreadyServing as error:
        _unusable(str(error), "Stop that one first, or use another --home.")
    except service.PortTaken as error:
        _unusable(str(error), "Choose another one: --port 3001.")
    except NoPostgres as error:
        _unusable(str(error), "Or unset it to keep runs in SQLite files under the home.")


@app.command(epilog="Example: greenledger explore --home data --port 8000")
def explore(
    home: HomeOption = None,
    port: Annotated[int, typer.Option(help="Port of the web server; 0 takes a free one.", min=0, max=65535)] = 8000,
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 lets others in, without a password.")
    ] = "127.0.0.1",
) -> None:
    """Look at what is published in a web browser. Read-only, and on this machine only unless --host says otherwise."""
    from explorer import serve
    from explorer.published import NotPublished
    from orchestration.home import Home

    try:
        serve.serve(Home.resolve(home).database, port, lambda url: typer.echo(f"{url}  (Ctrl-C stops it)"), host)
    except NotPublished as error:
        _unusable(str(error), "Publish first: greenledger run.")
    except serve.PortTaken as error:
        _unusable(str(error), "Choose another one: --port 8001.")


def _unusable(reason: str, remedy: str) -> NoReturn:
    typer.echo(f"{reason}\n{remedy}", err=True)
    raise typer.Exit(UNUSABLE)


def main() -> None:
    app()


if __name__ == "__main__":
    main()
