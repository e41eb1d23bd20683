"""A cell of a workbook or of a typed file as text."""

from datetime import date, datetime, time, timedelta


def cell_text(value: object) -> str:
    """A cell as text: whole numbers without a point, ISO dates, TRUE and FALSE, spans as h:mm:ss, errors as missing."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime):
        if value.microsecond:  # a moment told in days has lost some of its figures
            near = value + timedelta(microseconds=500)
            value = near.replace(microsecond=0) if near.microsecond < 1000 else value
        timed = value.hour or value.minute or value.second or value.microsecond
        return value.isoformat(sep=" ") if timed else value.date().isoformat()
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return (
            f"{'-' if seconds < 0 else ''}{abs(seconds) // 3600}:{abs(seconds) // 60 % 60:02d}:{abs(seconds) % 60:02d}"
        )
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def number_text(value: float) -> str:
    """A number as text: whole ones without a point as long as all their figures count."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
