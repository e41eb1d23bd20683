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
│   ├── ColumnChanged         next month's file holds another kind of values
│   └── TooManyCategories
├── TooFewAnswers             nothing can be said yet: says how many more
├── MetricProblem
│   ├── MetricCycle
│   ├── FormulaProblem
│   ├── SourceReplaced        the metric's column is gone from its source
│   ├── NotNumbers            the metric's column holds words or dates
│   └── SourceRemoved         the metric's source is gone
├── TargetProblem             in the past, off the scale, ends before it starts
├── EditConflict              someone else changed the same thing meanwhile
├── StoreProblem              folder not writable, database damaged, busy, unreachable or newer than the program
│   ├── StoreFull             no space left: nothing half-written stays
│   ├── DamagedSnapshot
│   └── NotFound              unknown or deleted workspace, record, version, change
├── NoSuchWorkspace           a name the command line does not know, a folder without a readable workspace.json
├── LinkProblem               expired, revoked or unknown link; password asked for, wrong, or tried too often
├── NotAllowed                beyond the role of whoever asks
├── AlertProblem              no server set up for alerts, a recipient not allowed, a setting that cannot be meant
├── CannotWrite               a folder for a pack that may not be written into
└── InvitationProblem         unknown or expired invitation, no address, nobody left who owns
"""

from typing import ClassVar

from cxlib.language import gettext, gettext_noop
from cxlib.language import gettext_noop as N_


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


class UnreadableFile(CXError):
    """The bytes of a file are not a table we can read; ``problem`` says why, ``file`` is its name."""

    sentences: ClassVar[dict[str, str]] = {}

    def __init__(self, problem: str, **facts: object) -> None:
        super().__init__(problem=problem, **facts)

    def __str__(self) -> str:
        return gettext(self.sentences[str(self.facts["problem"])], **self.facts)


class EmptyFile(UnreadableFile):
    """There is nothing in the file."""

    sentences: ClassVar[dict[str, str]] = {
        "bytes": N_("{file} is empty (0 bytes). Export it again, and check that the export had finished."),
        "mark": N_("{file} is empty but for a byte order mark. Export it again with its rows."),
        "blank": N_("{file} holds only blank lines. Export it again with its rows."),
        "nul": N_("{file} holds only NUL bytes, as after a damaged transfer. Upload it again."),
        "sheet": N_("The sheets of {file} are empty. Save the workbook with its data and upload it again."),
        "records": N_("{file} holds no records. Export it again with its rows."),
    }


class NotATable(UnreadableFile):
    """A picture, a program, a web page, …; ``kind`` names it."""

    sentences: ClassVar[dict[str, str]] = {
        "kind": N_("{file} is {kind}, not a table. Upload a CSV, Excel, Parquet or JSON file."),
        "page": N_(
            "{file} is a web page, often the sign of an expired export link, not a table. Export the data again."
        ),
        "message": N_("{file} is a JSON message of a server, not a table: {kind}. Export the data again."),
        "pickle": N_(
            "{file} is a Python pickle. Such files can run programs and are never opened: save the table as CSV "
            "or Parquet."
        ),
        "noise": N_("{file} is not text in any known encoding. Export it as CSV (UTF-8) or Excel."),
        "archives": N_(
            "{file} holds an archive inside an archive, which is not opened. Unpack it and upload the table "
            "itself."
        ),
        "no_table": N_("{file} holds no table we can read: {kind}. Upload a CSV, Excel, Parquet or JSON file."),
        "several": N_("{file} holds several tables ({count}): {names}. Say which of them to read (inside)."),
        "nothing": N_("{file} holds no file. Pack it again and upload it."),
        "nesting": N_("{file} is nested too deeply for a table. Export it as a list of records."),
        "choice": N_("{file} has no {kind}. Choose again from what the file holds."),
    }


class DamagedFile(UnreadableFile):
    """The file began well and is broken."""

    sentences: ClassVar[dict[str, str]] = {
        "cut": N_("{file} is cut off before its end. Upload it again."),
        "damaged": N_("{file} is damaged and cannot be read ({place}). Export it again."),
        "missing": N_("There is no file {file}. Check its name and its place."),
        "entities": N_(
            "{file} contains XML entity definitions in {place}, which Excel never writes. Open it in Excel and "
            "save it anew."
        ),
        "password": N_("{file} is password-protected. Save it without a password and upload it again."),
        "not_workbook": N_(
            "{file} is not a workbook: its list of sheets is missing. Open it in Excel and save it anew."
        ),
        "died": N_("{file} could not be read: the reading process ended unexpectedly. Export it again, or as CSV."),
    }


class TooLarge(UnreadableFile):
    """Over a limit; ``value`` is what was found, ``limit`` what is allowed."""

    sentences: ClassVar[dict[str, str]] = {
        "bytes": N_("{file} has {value} MB; the limit is {limit} MB. Split it, or export fewer columns."),
        "unpacked": N_(
            "{file} unpacks to {value} MB; the limit is {limit} MB. Upload it unpacked and split, or export fewer "
            "columns."
        ),
        "ratio": N_(
            "{file} unpacks to {value} times its size, as no table does (the limit is {limit}). Open it, save it "
            "anew and upload it again."
        ),
        "parts": N_("{file} has {value} parts; the limit is {limit}. Save the data alone in a new workbook."),
        "columns": N_("{file} has {value} columns; the limit is {limit}. Export only the columns you need."),
        "rows": N_("{file} has {value} rows; the limit is {limit}. Export a shorter period."),
        "line": N_("{file} has one line of {value} MB: not a table. Export it again with line ends."),
        "cell": N_("{file} has one cell of {value} MB; the limit is {limit} MB. Remove it and upload the file again."),
        "cells": N_(
            "The sheet of {file} spans {value} cells; the limit is {limit}. Delete stray cells far from the "
            "table."
        ),
        "seconds": N_(
            "Reading {file} took longer than {limit} seconds and was stopped. Split the file, or export it as "
            "CSV."
        ),
        "memory": N_(
            "Reading {file} needed more than {limit} MB of memory and was stopped. Split the file, or export it "
            "as CSV."
        ),
    }


class TooFewAnswers(CXError):
    """Nothing can be said yet: ``have`` answers, ``needed`` at the least."""

    sentence = gettext_noop(
        "There are {have} usable answers and at least {needed} are needed. Choose a longer period, "
        "fewer filters or fewer columns"
    )


class TableProblem(CXError):
    """A table is read, but cannot be used so."""


class MissingColumn(TableProblem):
    """Facts: ``column``, ``source``."""

    sentence = gettext_noop("{source} has no column called {column}. Choose another column, or add it to the file.")


class NoDates(TableProblem):
    """Facts: ``source``."""

    sentence = gettext_noop(
        "{source} has no date column that its rows can be placed in time by. Name one on the Data page."
    )


class ColumnChanged(TableProblem):
    """Facts: ``column``, ``source``."""

    sentence = gettext_noop(
        "{column} holds another kind of values in this file than in {source} so far, so that they cannot be put "
        "together. Correct its type above, or replace the data."
    )


class TooManyCategories(TableProblem):
    """Facts: ``column``, ``values`` (how many different ones), ``limit`` (cells)."""

    column: str
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


class NotNumbers(MetricProblem):
    """Fact: ``column``."""

    sentence = gettext_noop(
        "{column} does not hold numbers. Choose another column for the metric, or correct its type on the Data page."
    )


class SourceRemoved(MetricProblem):
    """Fact: ``metric``."""

    sentence = gettext_noop(
        "The data behind {metric} were removed. Choose another source for the metric, or remove the metric."
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
        "shelf": gettext_noop(
            "The store of the data at {place} cannot be reached right now. Nothing was lost: try again in a moment."
        ),
        "driver": gettext_noop(
            "The address {place} needs a package that is not installed: see “Settings” in docs/deploy.md."
        ),
        "setting": gettext_noop("The setting {setting} cannot be read. Write it as docs/deploy.md says."),
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


class NoSuchWorkspace(CXError):
    """What the command line was asked for is no workspace. ``problem``: ``unknown``, ``none`` or ``described``."""

    sentences: ClassVar[dict[str, str]] = {
        "unknown": gettext_noop(
            "There is no workspace {name}, and no folder of that name with a workspace.json. There are: {known}."
        ),
        "none": gettext_noop(
            "There is no workspace yet. Make one in the app, or the sample with: python -m cxlib sample"
        ),
        "described": gettext_noop("{name} does not describe a workspace: {reason}. Compare it with the sample's."),
    }

    def __init__(self, problem: str, **facts: object) -> None:
        super().__init__(problem=problem, **facts)

    def __str__(self) -> str:
        return gettext(self.sentences[str(self.facts["problem"])], **self.facts)


class AlertProblem(CXError):
    """An alert that cannot be sent so. ``problem`` is ``no_mail``, ``no_webhook``, ``recipient`` or ``setting``."""

    sentences: ClassVar[dict[str, str]] = {
        "no_mail": gettext_noop(
            "No mail server is set up. Ask the administrator to set HEADLIGHT_SMTP, HEADLIGHT_MAIL_FROM and "
            "HEADLIGHT_MAIL_TO."
        ),
        "no_webhook": gettext_noop("No webhook is set up. Ask the administrator to set HEADLIGHT_WEBHOOKS."),
        "recipient": gettext_noop(
            "{recipient} may not be written to. Choose a recipient that the administrator has allowed."
        ),
        "setting": gettext_noop("The setting {setting} cannot be read. Ask the administrator to correct it."),
    }

    def __init__(self, problem: str, **facts: object) -> None:
        super().__init__(problem=problem, **facts)

    def __str__(self) -> str:
        return gettext(self.sentences[str(self.facts["problem"])], **self.facts)


class CannotWrite(CXError):
    """A folder that was asked for cannot be written into, or is none. Fact: ``place``."""

    sentence = gettext_noop("The files cannot be written to {place}. Name a folder that exists and may be written.")


class LinkProblem(CXError):
    """A link that does not open.

    ``problem`` is ``"unknown"``, ``"revoked"``, ``"expired"``, ``"password"`` (one is asked for), ``"wrong"``,
    ``"locked"`` (too many wrong ones; ``minutes`` to wait) or ``"gone"`` (the review that it showed).
    """

    sentences: ClassVar[dict[str, str]] = {
        "unknown": gettext_noop(
            "This link does not exist. Check that you copied all of it, or ask its owner for a new one."
        ),
        "revoked": gettext_noop("This link was withdrawn by its owner. Ask them for a new one."),
        "expired": gettext_noop("This link has expired. Ask its owner for a new one."),
        "password": gettext_noop("This link asks for a password. Whoever sent it to you knows it."),
        "wrong": gettext_noop("That is not the password. Check capital letters and try again."),
        "locked": gettext_noop("Too many wrong passwords. Wait {minutes} min and try again, or ask the link's owner."),
        "gone": gettext_noop("The review behind this link is not there any more. Ask its owner for a new link."),
    }

    def __str__(self) -> str:
        return gettext(self.sentences[str(self.facts["problem"])], **self.facts)


class NotAllowed(CXError):
    """Somebody asked for what their role does not cover; ``problem``: read, edit, own, unit or make."""

    sentences: ClassVar[dict[str, str]] = {
        "read": gettext_noop("You are not a member of this workspace. Ask its owner to invite you."),
        "edit": gettext_noop("You may look at this workspace but not change it. Ask its owner to make you an editor."),
        "own": gettext_noop("Only an owner of this workspace may do that. Ask one of them."),
        "unit": gettext_noop(
            "You may change what belongs to your own departments. Ask the department concerned, or an editor."
        ),
        "make": gettext_noop("You may not make workspaces here. Ask whoever runs this Headlight."),
    }

    def __init__(self, problem: str, **facts: object) -> None:
        super().__init__(problem=problem, **facts)

    def __str__(self) -> str:
        return gettext(self.sentences[str(self.facts["problem"])])


class InvitationProblem(CXError):
    """An invitation that cannot be made or taken. ``problem``: ``unknown``, ``expired``, ``email``, ``last_owner``."""

    sentences: ClassVar[dict[str, str]] = {
        "unknown": gettext_noop("This invitation does not exist or was withdrawn. Ask for a new one."),
        "expired": gettext_noop("This invitation has expired. Ask for a new one."),
        "email": gettext_noop("{email} is not an e-mail address. Write it like name@company.com."),
        "someone_else": gettext_noop(
            "This invitation was sent to somebody else. Sign in with the address it was sent to, or ask for your own."
        ),
        "last_owner": gettext_noop("A workspace needs an owner. Make somebody else an owner first."),
    }

    def __init__(self, problem: str, **facts: object) -> None:
        super().__init__(problem=problem, **facts)

    def __str__(self) -> str:
        return gettext(self.sentences[str(self.facts["problem"])], **self.facts)


class TargetProblem(CXError):
    """A target that cannot be meant so. ``problem``: ``past``, ``order``, ``off_scale``, ``band`` or ``stretch``."""

    sentences: ClassVar[dict[str, str]] = {
        "past": gettext_noop("The date of the target lies in the past. Choose one that is still to come."),
        "order": gettext_noop("The target ends before it starts. Choose a later end."),
        "off_scale": gettext_noop("A target of {value} can never be reached: {metric} runs from {low} to {high}."),
        "band": gettext_noop("A band needs an upper end above its lower end. Change one of them."),
        "stretch": gettext_noop("The stretch target should be harder to reach than the target. Change one of them."),
    }

    def __init__(self, problem: str, **facts: object) -> None:
        super().__init__(problem=problem, **facts)

    def __str__(self) -> str:
        return gettext(self.sentences[str(self.facts["problem"])], **self.facts)
