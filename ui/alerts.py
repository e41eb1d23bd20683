"""Alert rules and the digest, each previewed on history before anybody is woken."""

from collections.abc import Callable

from cxlib.language import gettext as _
from cxlib.workspace import Workspace
from ui import show


def draw(workspace: Workspace, views: Callable[[], str]) -> None:
    """The rules there are and the form for one more."""
    show.headline(_("Nobody is called yet."), _("A rule speaks up when something changes, and only then."))
    with show.row("review.pick"):
        views()
