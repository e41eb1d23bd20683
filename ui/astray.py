"""What the address asks for and the data do not have, said instead of an empty page."""

from collections.abc import Sequence

from cxlib.language import gettext as _
from cxlib.metrics.measures import MOST_VALUES
from cxlib.workspace import Workspace
from ui import show, state

MOST_TOLD = 3


def told(workspace: Workspace, column: str, options: Sequence[str]) -> None:
    """Says which values of a filter are not in the data; ``options`` are those that are, if few enough to be listed."""
    if len(options) >= MOST_VALUES:
        return
    missing = [value for value in state.all_chosen(f"f.{column}") if value not in options]
    if missing:
        show.problem(
            _(
                "{column} has no {values} in {workspace}. Pick another value or clear the filter.",
                column=column,
                values=", ".join(missing[:MOST_TOLD]),
                workspace=workspace.name,
            )
        )


def unknown_columns(workspace: Workspace) -> None:
    """Says which filters of the address are left out because the workspace does not offer them."""
    asked = [name.removeprefix("f.") for name in state.names("f.")]
    unknown = [name for name in asked if name not in workspace.filters]
    if unknown:
        show.problem(
            _(
                "{workspace} is not filtered by {columns}: that part of the address is left out.",
                workspace=workspace.name,
                columns=", ".join(unknown[:MOST_TOLD]),
            )
        )
