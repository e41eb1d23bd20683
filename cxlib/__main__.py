"""The same work without a browser: ``python -m cxlib read | board | sample | check``.

Exit codes: 0 done, 1 the user has to do something (said on standard error), 2 wrong arguments.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cxlib.errors import CXError, NotFound
from cxlib.language import gettext as _


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; see the module's text for exit codes."""
    asked = _parser().parse_args(arguments)
    try:
        return asked.run(asked)
    except CXError as problem:
        print(problem, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m cxlib", description=_("Headlight without a browser."))
    commands = parser.add_subparsers(required=True, metavar=_("COMMAND"))
    reading = commands.add_parser("read", help=_("print what is understood of a file, and what is odd in it"))
    reading.add_argument("file", type=Path)
    reading.set_defaults(run=_read)
    board = commands.add_parser("board", help=_("print the board of a workspace, or of a folder of files"))
    board.add_argument("workspace", help=_("id or name of a workspace, or a folder with workspace.json"))
    board.add_argument("--grain", default="month", choices=["day", "week", "month", "quarter", "year"])
    board.set_defaults(run=_board)
    sample = commands.add_parser("sample", help=_("make the sample workspace if it is not there"))
    sample.set_defaults(run=_sample)
    check = commands.add_parser("check", help=_("say what is wrong with this installation, if anything"))
    check.set_defaults(run=_check)
    for command in (reading, board, sample, check):
        command.add_argument("--json", action="store_true", help=_("print JSON"))
    return parser


def _read(asked: argparse.Namespace) -> int:
    from cxlib.ingest import as_json, read_guarded, report

    reading = read_guarded(asked.file, asked.file.name)
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


def _named(store: Any, name: str) -> Any:
    for workspace in store.workspaces():
        if name in (workspace.id, workspace.name):
            return store.workspace(workspace.id)
    raise NotFound(what=name)


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
    from cxlib.store import open_store

    problems = open_store().check()
    if asked.json:
        _say({"problems": problems}, True)
    else:
        _say("\n".join(problems) if problems else _("Everything is in order."), False)
    return 1 if problems else 0


def _say(what: Any, as_json: bool) -> None:
    print(json.dumps(what, ensure_ascii=False, indent=2, default=str) if as_json else what)


if __name__ == "__main__":
    sys.exit(main())
