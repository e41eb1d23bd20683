"""What a row says in all its columns of comments, as one text: a survey may ask for words more than once."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.sql import func

from cxlib.workspace import Filter, Source

WORDS = "voices words"
"""Name of that text: a column of every dataset whose source has a column of comments, beside those of its table."""
SAID = Filter(WORDS, (None, ""), "not in")
"""Keeps the rows that say anything."""
_BLANK = " \t\r\n"


def words(columns: Sequence[sa.ColumnElement]) -> sa.ColumnElement[str]:
    """The texts of several columns, a line each; NULL where none says anything."""
    texts = [func.trim(sa.cast(column, sa.Text), _BLANK) for column in columns]
    if len(texts) == 1:
        return func.nullif(texts[0], "", type_=sa.Text)
    lines = [sa.case((text != "", sa.literal("\n", sa.Text) + text), else_=sa.literal("", sa.Text)) for text in texts]
    joined = sum(lines[1:], lines[0])
    return func.nullif(func.trim(joined, "\n"), "", type_=sa.Text)


def comment_columns(source: Source, known: Sequence[str]) -> list[str]:
    """The source's columns of comments, as far as the table has them."""
    return [column.name for column in source.with_role("comment") if column.name in known]
