"""The headline metrics on one screen: value, target, status, trend, chance and one finding each."""

import streamlit as st

from ui import cached, frame, show
from ui.prepare import goals
from ui.see import cards, closer, events

COLUMNS = 3


def main() -> None:
    workspace = frame.page("board", needs="headline")
    with show.problems():
        grain, where = frame.grain(workspace), frame.filters(workspace)
        board = cached.board(workspace, grain, where, whole=False)
        show.headline(board.sentence, goals.goal_words(workspace.goal))
        frame.bar(workspace, board.left_out)
        for row in range(0, len(board.cards), COLUMNS):
            for place, card in zip(st.columns(COLUMNS), board.cards[row : row + COLUMNS], strict=False):
                with place:
                    cards.draw(workspace, card, frame.span())
        decide, celebrate = st.columns([2, 1])
        with decide:
            cards.decisions(workspace, board)
        with celebrate:
            cards.wins(workspace, board)
        closer.look(workspace, board.cards)
        cards.explanations(workspace, board)
        events.marked(workspace)
        cached.complete(workspace, grain, where)


main()
