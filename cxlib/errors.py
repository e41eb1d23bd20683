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

from cxlib.language import gettext


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
