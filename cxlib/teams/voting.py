"""What many phones said, put together: dots, and answers to "why?"."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Tally(NamedTuple):
    """Dots that one choice got, and from how many people."""

    choice: str
    dots: int


class Answer(NamedTuple):
    """An answer to "why?", by how many people it was given."""

    text: str
    people: int


def tally(choices: Sequence[str], ballots: Iterable[Sequence[str]], dots: int) -> list[Tally]:
    """Dots by choice, most first; of equals the one that stood first.

    Args:
        choices: What could be chosen.
        ballots: One a person: the choices that got a dot. A choice counts once a ballot; what was not on offer, and
            whatever goes beyond ``dots``, does not count.
        dots: Dots of one person.
    Examples:
        >>> tally(["a", "b"], [["b"], ["b", "a"], ["a", "b", "b"]], dots=1)
        [Tally(choice='b', dots=2), Tally(choice='a', dots=1)]
    """
    given: Counter[str] = Counter()
    for ballot in ballots:
        given.update(_valid(ballot, choices, dots))
    return sorted((Tally(choice, given[choice]) for choice in choices), key=lambda line: -line.dots)


def _valid(ballot: Sequence[str], choices: Sequence[str], dots: int) -> list[str]:
    return [choice for choice in dict.fromkeys(ballot) if choice in choices][:dots]


def answers(said: Iterable[tuple[str, str]]) -> list[Answer]:
    """Different answers with the number of people behind each, most first; spelling of the first one is kept.

    Args:
        said: Person and text, in the order they were said.
    Examples:
        >>> answers([("p", "No staff"), ("q", "no  staff."), ("p", "NO STAFF")])
        [Answer(text='No staff', people=2)]
    """
    spelled: dict[str, str] = {}
    people: dict[str, set[str]] = {}
    for person, text in said:
        same = " ".join(text.casefold().split()).strip(" .!?…")
        if same:
            spelled.setdefault(same, " ".join(text.split()))
            people.setdefault(same, set()).add(person)
    found = [Answer(spelled[same], len(who)) for same, who in people.items()]
    return sorted(found, key=lambda answer: -answer.people)
