"""A column of words is refused in a sentence before it reaches the engine."""

import pytest
import sqlalchemy as sa

from cxlib.errors import NotNumbers
from cxlib.sources.conditions import number


@pytest.mark.parametrize("kind", [sa.Text(), sa.String(), sa.Date(), sa.DateTime()])
def test_words_and_dates_are_no_numbers(kind):
    with pytest.raises(NotNumbers, match="Answer id does not hold numbers"):
        number(sa.column("Answer id", kind))


@pytest.mark.parametrize("kind", [sa.Double(), sa.BigInteger(), sa.Boolean(), sa.Numeric()])
def test_numbers_and_yes_or_no_are(kind):
    assert number(sa.column("score", kind)) is not None
