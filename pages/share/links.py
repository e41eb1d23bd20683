"""Links: a read-only view for people without an account, revocable and expiring."""

from ui import frame
from ui.share import links


def main() -> None:
    workspace = frame.page("links", needs="workspace")
    links.page(workspace)


main()
