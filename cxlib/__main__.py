"""The same work without a browser: ``python -m cxlib read | board | report | check-alerts | sample |
check | erase | backup | restore``.

Exit codes: 0 done, 1 the user has to do something (said on standard error), 2 wrong arguments.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cxlib.errors import CannotWrite, CXError, NoSuchWorkspace
from cxlib.language import gettext as _


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; see the module's text for exit codes."""
    asked = _parser().parse_args(arguments)
    try:
        return asked.run(asked)
    except CXError as problem:
        if getattr(asked, "json", False):
            _say({"error": {"kind": type(problem).__name__, "sentence": str(problem), "facts": problem.facts}}, True)
        print(problem, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m cxlib", description=_("Headlight without a browser."))
    commands = parser.add_subparsers(required=True, metavar=_("COMMAND"))
    reading = commands.add_parser("read", help=_("print what is understood of a file, and what is odd in it"))
    reading.add_argument("file", type=Path, nargs="+", help=_("a file; several of one shape are read as one table"))
    reading.add_argument("--inside", metavar=_("NAME"), help=_("which file of an archive that holds several tables"))
    reading.set_defaults(run=_read)
    board = commands.add_parser("board", help=_("print the board of a workspace, or of a folder of files"))
    board.add_argument("workspace", help=_("id or name of a workspace, or a folder with workspace.json"))
    board.add_argument("--grain", default="month", choices=["day", "week", "month", "quarter", "year"])
    board.set_defaults(run=_board)
    report = commands.add_parser("report", help=_("write a review as PowerPoint, HTML and Excel files"))
    report.add_argument("workspace", help=_("id or name of a workspace, or a folder with workspace.json"))
    report.add_argument("--to", type=Path, default=Path("."), help=_("folder the files are written to"))
    report.add_argument("--format", type=_formats, default="pptx,html,xlsx", metavar="pptx,html,xlsx",
                        help=_("which files, with commas between them"))  # fmt: skip
    report.add_argument("--rhythm", default="monthly", choices=["weekly", "biweekly", "monthly", "quarterly"])
    report.add_argument("--address", default="", help=_("the app's own address, so that sentences link to evidence"))
    report.set_defaults(run=_report)
    alerts = commands.add_parser("check-alerts", help=_("look at every alert rule and send what is news, once"))
    alerts.add_argument("workspace", nargs="?", default="", help=_("id or name of a workspace; all if left out"))
    alerts.set_defaults(run=_check_alerts)
    sample = commands.add_parser("sample", help=_("make the sample workspace if it is not there"))
    sample.set_defaults(run=_sample)
    check = commands.add_parser("check", help=_("say what is wrong with this installation, if anything"))
    check.add_argument("--quick", action="store_true", help=_("without reading every stored version"))
    check.set_defaults(run=_check)
    erasing = commands.add_parser("erase", help=_("remove a customer from everything that is stored"))
    erasing.add_argument("customer", help=_("the customer's id"))
    erasing.add_argument("--workspace", default="", help=_("id or name of a workspace; all if left out"))
    erasing.add_argument("--also", nargs="+", default=[], metavar=_("WORD"), help=_("name, e-mail … of the customer"))
    erasing.set_defaults(run=_erase)
    backup = commands.add_parser("backup", help=_("copy the database while others go on working"))
    backup.set_defaults(run=_back_up)
    restoring = commands.add_parser("restore", help=_("make a backup the database again; stop the server first"))
    restoring.add_argument("backup", type=Path)
    restoring.set_defaults(run=_restore)
    for command in (reading, board, report, alerts, sample, check, erasing, backup, restoring):
        command.add_argument("--json", action="store_true", help=_("print JSON"))
    return parser


def _read(asked: argparse.Namespace) -> int:
    from cxlib.ingest import as_json, read_guarded, report

    reading = read_guarded(asked.file[0] if len(asked.file) == 1 else asked.file, inside=asked.inside)
    _say(as_json(reading) if asked.json else report(reading), asked.json)
    return 0


def _board(asked: argparse.Namespace) -> int:
    import tempfile

    from cxlib.briefing import board_of
    from cxlib.printed import board_text, board_values
    from cxlib.samples import open_sample
    from cxlib.store import open_store

    folder = Path(asked.workspace)
    if (folder / "workspace.json").exists():
        with tempfile.TemporaryDirectory() as home:
            store = open_store(home)
            board = board_of(store, open_sample(store, folder=folder), asked.grain)
    else:
        store = open_store()
        board = board_of(store, _named(store, asked.workspace), asked.grain)
    _say(board_values(board) if asked.json else board_text(board), asked.json)
    return 0


def _report(asked: argparse.Namespace) -> int:
    import tempfile

    from cxlib.samples import open_sample
    from cxlib.store import open_store

    folder = Path(asked.workspace)
    if (folder / "workspace.json").exists():
        with tempfile.TemporaryDirectory() as home:
            store = open_store(home)
            written = _written(store, open_sample(store, folder=folder), asked)
    else:
        store = open_store()
        written = _written(store, _named(store, asked.workspace), asked)
    names = [str(path) for path in written]
    _say({"files": names} if asked.json else "\n".join(names), asked.json)
    return 0


def _formats(text: str) -> list[str]:
    from cxlib.packs import FORMATS

    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in FORMATS]
    if unknown or not names:
        raise argparse.ArgumentTypeError(_("choose from {known}", known=", ".join(FORMATS)))
    return names


def _written(store: Any, workspace: Any, asked: argparse.Namespace) -> list[Path]:
    from cxlib.briefing import review_of
    from cxlib.language import use
    from cxlib.packs import file_name, pack

    with use(workspace.language):
        content = review_of(store, workspace, asked.rhythm)
    paths = [asked.to / file_name(content, name) for name in asked.format]
    try:
        asked.to.mkdir(parents=True, exist_ok=True)
        for path, name in zip(paths, asked.format, strict=True):
            path.write_bytes(pack(content, name, asked.address))
    except OSError as problem:
        raise CannotWrite(place=asked.to) from problem
    return paths


def _check_alerts(asked: argparse.Namespace) -> int:
    from dataclasses import asdict, replace

    from cxlib.alerts import channels, deliver
    from cxlib.briefing import news_of
    from cxlib.language import use
    from cxlib.recovering import counted
    from cxlib.store import open_store

    allowed, store = channels(), open_store()
    everything = [store.workspace(one.id) for one in store.workspaces()]
    added, problems = 0, list[str]()
    for workspace in [_named(store, asked.workspace)] if asked.workspace else everything:
        with use(workspace.language):
            counted(store, workspace)
            new, wrong = news_of(store, store.workspace(workspace.id))
        added, problems = added + new, [*problems, *wrong]
    done = replace(deliver(store.messages, allowed), added=added, problems=tuple(problems))
    _say(asdict(done) if asked.json else _round(done), asked.json)
    return 1 if done.failed or done.problems else 0


def _round(done: Any) -> str:
    counts = _("{added} new, {sent} sent, {waiting} to be tried again, {failed} failed", added=done.added,
               sent=done.sent, waiting=done.waiting, failed=done.failed)  # fmt: skip
    return "\n".join([counts, *done.problems])


def _named(store: Any, name: str) -> Any:
    known = store.workspaces()
    for workspace in known:
        if name in (workspace.id, workspace.name):
            return store.workspace(workspace.id)
    raise NoSuchWorkspace("unknown" if known else "none", name=name, known=", ".join(one.name for one in known))


def _sample(asked: argparse.Namespace) -> int:
    from cxlib.samples import open_sample
    from cxlib.store import open_store

    workspace = open_sample(open_store())
    _say(
        {"workspace": workspace.id} if asked.json else _("The sample workspace is ready: {name}", name=workspace.name),
        asked.json,
    )
    return 0


def _check(asked: argparse.Namespace) -> int:
    from cxlib.deployment import problems

    found = problems(quick=asked.quick)
    if asked.json:
        _say({"problems": found}, True)
    else:
        _say("\n".join(found) if found else _("Everything is in order."), False)
    return 1 if found else 0


def _erase(asked: argparse.Namespace) -> int:
    from cxlib.erasing import erase, sentence
    from cxlib.store import open_store

    store = open_store()
    workspace = _named(store, asked.workspace).id if asked.workspace else None
    done = erase(store, asked.customer, workspace, also=asked.also)
    _say(asdict(done) if asked.json else sentence(done), asked.json)
    return 1 if done.damaged else 0


def _restore(asked: argparse.Namespace) -> int:
    from cxlib.store import data_folder, restore

    kept = restore(asked.backup, data_folder())
    _say({"kept": str(kept)} if asked.json else _("Restored. What was there before is kept as {file}.", file=kept),
         asked.json)  # fmt: skip
    return 0


def _back_up(asked: argparse.Namespace) -> int:
    from cxlib.store import open_store

    copy = open_store().back_up()
    by_itself = _("A database server makes its own backups: see docs/deploy.md.")
    words = _("Backed up to {file}.", file=copy) if copy else by_itself
    _say({"backup": copy and str(copy)} if asked.json else words, asked.json)
    return 0


def _say(what: Any, as_json: bool) -> None:
    print(json.dumps(what, ensure_ascii=False, indent=2, default=str) if as_json else what)


if __name__ == "__main__":
    sys.exit(main())
