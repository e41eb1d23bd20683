"""What an executive sees behind a link: the board as a one-minute story, phone first, sums only."""

from cxlib.board.board import Board
from cxlib.board.cards import Card
from cxlib.board.story import Story, story
from cxlib.errors import CXError
from cxlib.language import day, use
from cxlib.language import gettext as _
from cxlib.metrics import display
from cxlib.workspace import Link, Workspace
from ui import access, cached, show, state, wording

SPAN = 18


def page() -> None:
    """The page behind a link; without a valid one it says so and shows nothing."""
    try:
        link, workspace = cached.store().open_link(access.token(), count=state.first("brief"))
    except CXError as problem:
        show.empty(str(problem), "")
        return
    with use(workspace.language):
        _told(link, workspace)


def _told(link: Link, workspace: Workspace) -> None:
    board = cached.brief(workspace, link)
    told = story(board, workspace)
    show.brief_story(_above(workspace, board), told.sentence, _paragraphs(told))
    show.brief_rows(_("The numbers"), [_row(workspace, card) for card in board.cards])
    show.note(
        _(
            "Shared by {workspace} · ends {day} · groups under {least} are never shown",
            workspace=workspace.name,
            day=day(link.expires) if link.expires else "–",
            least=link.minimum_base,
        )
    )


def _above(workspace: Workspace, board: Board) -> str:
    last = max((card.last_day for card in board.cards if card.last_day), default=None)
    if last is None:
        return workspace.name
    return _("{workspace} · customer experience · to {day}", workspace=workspace.name, day=day(last))


def _paragraphs(told: Story) -> list[tuple[str, str]]:
    parts = [
        (_("What happened"), told.happened),
        (_("Why"), told.why),
        (_("What comes next"), told.ahead),
        (_("What is being done"), told.done),
    ]
    return [(title, text) for title, text in parts if text]


def _row(workspace: Workspace, card: Card) -> show.BriefRow:
    drawing = cached.spark(workspace, card, SPAN, labelled=False)
    return show.BriefRow(
        name=card.metric.name,
        under=wording.target(card.metric, card.target) if card.target else "",
        picture=cached.svg_of(drawing) if drawing else "",
        value=display.value(card.metric, card.value),
        status=card.status,
        status_word=wording.status(card) if card.target else "",
    )
