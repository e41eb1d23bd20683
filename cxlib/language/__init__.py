"""Every sentence a user reads passes through here, so that it can be said in another language.

Message ids are whole English sentences with named places (``"{file} is empty"``); nothing is glued together from
pieces. ``use`` sets the language for one thread or one page run; catalogues lie in ``language/catalogues``.
"""

from cxlib.language.catalogue import gettext, gettext_noop, ngettext
from cxlib.language.chosen import LANGUAGES, PSEUDO, current, direction, use
from cxlib.language.formats import compact, day, percent, period_name, points
from cxlib.language.numbers import in_digits, number

__all__ = [
    "LANGUAGES",
    "PSEUDO",
    "compact",
    "current",
    "day",
    "direction",
    "gettext",
    "gettext_noop",
    "in_digits",
    "ngettext",
    "number",
    "percent",
    "period_name",
    "points",
    "use",
]
