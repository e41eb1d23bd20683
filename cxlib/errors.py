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
├── StoreProblem              folder not writable, database damaged, busy, unreachable or newer than the program
│   ├── StoreFull             no space left: nothing half-written stays
│   ├── DamagedSnapshot
│   └── NotFound              unknown or deleted workspace, record, version, change
└── LinkProblem               expired, revoked or unknown link
"""

from typing import ClassVar

from cxlib.language import gettext, gettext_noop
from cxlib.language import gettext_noop as N_  # noqa: N812 - the short name keeps sentences on one line


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


class EditConflict(CXError):
    """Someone else saved the same thing since it was read; ``theirs`` is their value, None if they removed it.

    Facts: ``kind`` and ``id`` of the record, its ``name``, ``author`` ("" if unknown), ``moment`` (UTC), ``theirs``.
    """

    sentences: ClassVar[dict[str, str]] = {
        "changed": gettext_noop(
            "{author} changed “{name}” at {time} UTC, after you opened it. "
            "Your change is not saved: look at the newer value and save again."
        ),
        "changed_unsigned": gettext_noop(
            "“{name}” was changed in another window at {time} UTC, after you opened it. "
            "Your change is not saved: look at the newer value and save again."
        ),
        "removed": gettext_noop("“{name}” was removed by someone else at {time} UTC. Your change is not saved."),
    }

    def __str__(self) -> str:
        author, moment = self.facts["author"], self.facts["moment"]
        problem = "removed" if self.facts["theirs"] is None else "changed" if author else "changed_unsigned"
        return gettext(self.sentences[problem], author=author, name=self.facts["name"], time=f"{moment:%Y-%m-%d %H:%M}")


class StoreProblem(CXError):
    """The place where everything is kept does not work; ``problem`` says how, ``place`` is its folder or address."""

    sentences: ClassVar[dict[str, str]] = {
        "folder": gettext_noop(
            "The data folder {place} cannot be written. Give this program the right to write there, "
            "or name another folder in the setting HEADLIGHT_HOME."
        ),
        "busy": gettext_noop("The database is busy with other work. Nothing was saved: try again in a moment."),
        "unreachable": gettext_noop(
            "The database cannot be reached right now. Nothing was lost: try again in a moment."
        ),
        "damaged": gettext_noop(
            "The database {place} is damaged, and nothing was changed in it. "
            "Put a backup in its place; the newest one is {backup}."
        ),
        "damaged_without_backup": gettext_noop(
            "The database {place} is damaged, and nothing was changed in it. Put a backup in its place."
        ),
        "newer": gettext_noop(
            "The database {place} was written by a newer version of Headlight. "
            "Update the program; nothing was changed in it."
        ),
    }

    def __str__(self) -> str:
        return gettext(self.sentences.get(str(self.facts.get("problem")), self.sentence), **self.facts)


class StoreFull(StoreProblem):
    """No space left where the data are kept; what was being written is removed. Fact: ``place``."""

    sentence = gettext_noop(
        "There is no space left in {place}. Nothing was saved and nothing was lost: make room and try again."
    )


class DamagedSnapshot(StoreProblem):
    """The stored rows of a source are not what was committed. Facts: ``source`` (its name), ``snapshot`` (hash)."""

    sentence = gettext_noop(
        "The stored data of “{source}” are damaged and are not used. "
        "On the Data page, go back to an earlier version or upload the file again."
    )


class NotFound(StoreProblem):
    """Nothing is stored under this id (any more). Facts: ``kind`` (workspace, source …, version, change), ``id``."""

    sentence = gettext_noop("What you are looking for is not here (any more). Go to Start and choose a workspace.")


class LinkProblem(CXError):
    """A link that does not open; ``problem`` is ``"unknown"``, ``"revoked"`` or ``"expired"``."""

    sentences: ClassVar[dict[str, str]] = {
        "unknown": gettext_noop(
            "This link does not exist. Check that you copied all of it, or ask its owner for a new one."
        ),
        "revoked": gettext_noop("This link was withdrawn by its owner. Ask them for a new one."),
        "expired": gettext_noop("This link has expired. Ask its owner for a new one."),
    }

    def __str__(self) -> str:
        return gettext(self.sentences[str(self.facts["problem"])])
