"""Upload any table, see what was understood, correct it, keep it."""

from cxlib.language import gettext as _
from ui import frame, show
from ui.prepare import erase, sources, upload


def main() -> None:
    workspace = frame.page("data", needs="workspace")
    show.headline(
        sources.sentence(workspace),
        _("CSV, Excel, Parquet or JSON as your tools export them. Nothing is kept until you confirm it."),
    )
    with show.problems():
        upload.drop(workspace)
    sources.listed(workspace)
    erase.offered(workspace)


main()
