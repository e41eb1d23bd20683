"""The words of the app explained, and how each number is made: one sentence each, with the source of the method."""

from dataclasses import dataclass

from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_


@dataclass(frozen=True)
class Term:
    """A word, what it means, and how Headlight works it out; ``source`` names the method's paper or standard."""

    word: str
    meaning: str
    method: str = ""
    source: str = ""


TERMS = (
    Term(
        N_("Metric"),
        N_("A number the company steers by: a sum divided by a sum, over the rows of one source."),
        N_("Because both are sums, every filter, period and department adds up to the whole."),
    ),
    Term(
        N_("Base"),
        N_("How many answers or cases stand behind a number."),
        N_("Below 30 a number is shown as indicative, below the smallest group it is not shown."),
    ),
    Term(
        N_("Interval"),
        N_("Where the true number lies, 95 times in 100."),
        N_("Wilson's interval for shares, a variance of the answers for NPS, Poisson limits for rates."),
        "Wilson 1927; Brown, Cai & DasGupta 2001",
    ),
    Term(
        N_("Net Promoter Score (NPS)"),
        N_("Share of promoters (9 and 10) less share of detractors (0 to 6), in points."),
        N_("Its interval rests on how the three groups vary together."),
        "Reichheld 2003",
    ),
    Term(N_("Customer satisfaction (CSAT)"), N_("Share of answers in the top boxes of the scale.")),
    Term(
        N_("Customer effort score (CES)"),
        N_("How easy it was, as a mean of the scale."),
        "",
        "Dixon, Freeman & Toman 2010",
    ),
    Term(N_("First-contact resolution"), N_("Share of cases solved the first time the customer asked.")),
    Term(N_("Churn"), N_("Share of the customers at the start of a period who left in it.")),
    Term(
        N_("Leading metric"),
        N_("It moves first: what happens to it now shows in another number later."),
        N_("Called leading only when the link holds out of sample and survives the count of everything tried."),
    ),
    Term(
        N_("Lagging metric"), N_("It moves last and sums up what customers lived through; it cannot be steered itself.")
    ),
    Term(N_("Guardrail"), N_("A number that must not get worse while others get better.")),
    Term(N_("Target, stretch"), N_("What a number should reach by a date, and what would be better still.")),
    Term(
        N_("Chance of the target"),
        N_("How likely the number is to reach its target in time if nothing changes."),
        N_("From the forecast's whole distribution, widened by what its own back-test got wrong."),
    ),
    Term(
        N_("Natural limits"),
        N_("The band in which a number moves by chance alone. Inside it nothing is news."),
        N_("A chart of individual values with its moving range."),
        "Shewhart 1931; Wheeler 1993",
    ),
    Term(
        N_("Forecast band"),
        N_("Where the number will be, eight times in ten and nineteen times in twenty."),
        N_("Many methods are combined; the band is set by their errors on this very series."),
        "Bates & Granger 1969; Makridakis et al. 2020",
    ),
    Term(
        N_("q-value"),
        N_("Of all findings called real at this strictness, the share that is not."),
        N_("Counted over everything that was tried, so that looking longer does not find more."),
        "Benjamini & Hochberg 1995",
    ),
    Term(
        N_("Mix and rate"),
        N_(
            "A number changes because there are more customers of one kind (mix), or because the same kind "
            "answers differently (rate)."
        ),
        N_("Both parts add up to the change exactly."),
        "Kitagawa 1955",
    ),
    Term(
        N_("Simpson's paradox"),
        N_(
            "All groups improve and the whole falls, because there are more of the weaker group. "
            "The split by mix and rate shows it."
        ),
        "",
        "Simpson 1951",
    ),
    Term(
        N_("Key driver"),
        N_("What goes with the overall score most, when everything else is taken into account."),
        N_("Its share of the explained variance, averaged over every order of entry."),
        "Lindeman, Merenda & Gold 1980; Shapley 1953",
    ),
    Term(N_("Vital few"), N_("The few issues that make most of the cost."), "", "Juran 1951"),
    Term(N_("Recurrence"), N_("The same customer comes back with the same issue within 30 days.")),
    Term(
        N_("Contract of an action"),
        N_("What will count as success, written down before the action starts."),
        N_("Changing it starts the clock again."),
    ),
    Term(
        N_("Fresh baseline"),
        N_(
            "The bad weeks that made people act do not count as “before”: bad weeks are followed by better "
            "ones by themselves."
        ),
        "",
        "Galton 1886",
    ),
    Term(
        N_("Verdict"),
        N_("Worked, promising, cannot tell yet, or worse – from the interval of the effect."),
        N_("Against a comparison group where there is one, else against the series' own course."),
        "Card & Krueger 1994; Linden 2015",
    ),
    Term(N_("Theme"), N_("A topic of the comments, found by words that a person can read and change.")),
    Term(
        N_("Hidden group"),
        N_(
            "A group too small to show without showing single customers; a second one is hidden with it "
            "where the first could be worked out."
        ),
    ),
)


def explained(term: Term) -> tuple[str, str, str]:
    """Word, meaning and method in the reader's language."""
    return _(term.word), _(term.meaning), _(term.method) if term.method else ""
