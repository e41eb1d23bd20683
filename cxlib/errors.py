"""What can go wrong and be put right by the user. Each error takes facts, keeps them and writes its own sentence.

CXError
├── UnreadableFile            the bytes are not a table we can read
│   ├── EmptyFile
│   ├── NotATable             a picture, a program, a web page …
│   ├── DamagedFile
│   └── TooLarge              bytes, unpacked bytes, columns, line length
├── TableProblem              the table is read, but cannot be used so
│   ├── MissingColumn
│   ├── NoDates
│   ├── AnswersOffScale
│   └── TooManyCategories
├── TooFewAnswers             nothing can be said yet: says how many more
├── MetricProblem
│   ├── MetricCycle
│   ├── FormulaProblem
│   └── SourceReplaced        the metric's column is gone from its source
├── TargetProblem             in the past, off the scale, ends before it starts
├── EditConflict              someone else changed the same thing meanwhile
├── StoreProblem              disk full, damaged snapshot, unknown workspace
│   ├── DamagedSnapshot
│   └── NotFound
└── LinkProblem               expired, revoked or unknown link
"""

from typing import ClassVar

from cxlib.language import gettext, gettext_noop


class CXError(Exception):
    """Something the user can put right. ``sentence`` says what, where and what to do; facts are attributes.

    A subclass with more than one way to go wrong chooses its sentence by a ``problem`` code in its own constructor.
    """

    sentence: ClassVar[str] = ""

    def __init__(self, **facts: object) -> None:
        super().__init__(*facts.values())
        self.facts = facts
        for name, value in facts.items():
            setattr(self, name, value)

    def __str__(self) -> str:
        return gettext(self.sentence, **self.facts)


class TooFewAnswers(CXError):
    """Nothing can be said yet: ``have`` answers, ``needed`` at the least."""

    sentence = gettext_noop("There are {have} usable answers and at least {needed} are needed. Choose a longer period, "
                            "fewer filters or fewer columns")


class TableProblem(CXError):
    """A table is read, but cannot be used so."""


class MissingColumn(TableProblem):
    """Facts: ``column``, ``source``."""

    sentence = gettext_noop("{source} has no column called {column}. Choose another column, or add it to the file.")


class NoDates(TableProblem):
    """Facts: ``source``."""

    sentence = gettext_noop("{source} has no date column that its rows can be placed in time by. Name one on the Data page.")


class TooManyCategories(TableProblem):
    """Facts: ``column``, ``values`` (how many different ones), ``limit`` (cells)."""

    sentence = gettext_noop(
        "{column} has {values} different values, too many to break numbers down by. "
        "Leave it out, or group its values in the file."
    )


class MetricProblem(CXError):
    """A metric cannot be computed as it is defined."""


class MetricCycle(MetricProblem):
    """Facts: ``path`` (metric names joined by arrows)."""

    sentence = gettext_noop("These formulas need each other in a circle: {path}. Take one metric out of its formula.")


class FormulaProblem(MetricProblem):
    """Facts: ``formula``, ``place`` (the part that is not understood)."""

    sentence = gettext_noop(
        "The formula {formula} is not understood at {place}. Use metric names, numbers, + - * / and parentheses."
    )


class SourceReplaced(MetricProblem):
    """Facts: ``metric``, ``column``, ``source``."""

    sentence = gettext_noop(
        "{metric} needs the column {column}, which {source} does not have. "
        "Choose another column for the metric, or upload a file that has it."
    )
