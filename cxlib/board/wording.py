"""A card, a target and a lead in whole sentences, the same on pages, in reviews and in packs."""

from cxlib.board.cards import Card
from cxlib.board.chances import chance_words
from cxlib.language import day, period_name
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.metrics import display
from cxlib.metrics.targets import is_band
from cxlib.outlook.spoken import span as periods_ahead
from cxlib.workspace import Metric, Target


def interval(card: Card) -> str:
    """The margin beside the value."""
    return display.margin(card.metric, card.lower, card.upper)


def base(card: Card) -> str:
    """How many answers or rows stand behind the value, and when."""
    if card.period is None:
        return ""
    if not card.counted:
        return period_name(card.period)
    facts = {"count": card.counted, "period": period_name(card.period)}
    return _("{count} on {period}", **facts) if card.grain == "day" else _("{count} in {period}", **facts)


def status(card: Card) -> str:
    """The status in words, amber guardrails included."""
    if card.guarded and card.status != "missed":
        return _("guardrail crossed")
    return card.status_word


def distance(card: Card) -> str:
    """How far the value is from its target, in words."""
    if card.gap is None or card.target is None:
        return ""
    if card.comfortable:
        return _("met 6 times running")
    size = display.difference(card.metric, card.gap)
    if is_band(card.target, card.metric):
        return _("inside the band") if card.gap >= 0 else _("{difference} outside the band", difference=size)
    below = (card.gap < 0) == (card.metric.direction != "down")
    if abs(card.gap) < 1e-9:
        return _("on target")
    return _("{difference} below target", difference=size) if below else _("{difference} above target", difference=size)


def chance(card: Card) -> str:
    """The chance of meeting the target by its date."""
    if card.chance is None or card.target is None or card.chance_at is None:
        return ""
    goal = display.value(card.metric, card.target.value)
    when = period_name(card.chance_at)
    verb = (
        N_("**{chance}** to reach {goal} by {when}")
        if card.gap is not None and card.gap < 0
        else N_("**{chance}** to hold {goal} by {when}")
    )
    return _(verb, chance=chance_words(card.chance), goal=goal, when=when)


def led(card: Card, names: dict[str, str]) -> str:
    """The link under the card: what leads it, or what it leads."""
    found = card.led_by or card.leads
    if found is None or found.metric not in names:
        return ""
    ahead = periods_ahead(found.lag, found.grain)
    if card.led_by:
        return _("Led by {metric}, {ahead}", metric=names[found.metric], ahead=ahead)
    return _("Leads {metric} by {ahead}", metric=names[found.metric], ahead=ahead)


def target(metric: Metric, goal: Target) -> str:
    """A target in one line: 40 by 30 Jun 2027."""
    value = display.value(metric, goal.value)
    if is_band(goal, metric) and goal.upper is not None:
        facts = {"low": value, "high": display.value(metric, goal.upper)}
        if goal.until is None:
            return _("{low} to {high}", **facts)
        return _("{low} to {high} until {day}", day=day(goal.until), **facts)
    if goal.until is None:
        return _("at most {value}", value=value) if metric.direction == "down" else _("at least {value}", value=value)
    if metric.direction == "down":
        return _("at most {value} by {day}", value=value, day=day(goal.until))
    return _("at least {value} by {day}", value=value, day=day(goal.until))
