"""Numbers as the reader's locale writes them (Babel, which comes when the first one is written)."""

from cxlib.language.chosen import locale

MINUS = "−"
DIGITS = {"fa": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")}  # Babel knows the separators of a locale, not its digits


def number(value: float, decimals: int = 0, signed: bool = False) -> str:
    """``value`` with ``decimals`` places, grouped, with a true minus sign; an en dash where it is missing."""
    from babel.numbers import format_decimal

    if is_missing(value):
        return "–"
    rounded = round(float(value), decimals) + 0.0
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text = format_decimal(abs(rounded), format=pattern, locale=locale(), numbering_system="default")
    sign = MINUS if rounded < 0 else ("+" if signed and rounded > 0 else "")
    return sign + in_digits(text)


def in_digits(text: str) -> str:
    """``text`` with its figures in the digits of the locale in use.

    Examples:
        >>> from cxlib.language import use
        >>> with use("fa"):
        ...     in_digits("3:10")
        '۳:۱۰'
    """
    return text.translate(DIGITS.get(locale(), {}))


def is_missing(value: float) -> bool:
    """Whether there is no number: nan, None or pandas' NA."""
    import pandas as pd

    return bool(pd.isna(value))
