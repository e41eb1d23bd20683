"""Where ticks and labels go. Plain numbers, no drawing."""

import math
from collections.abc import Sequence

from cxlib.language import number


def nice_ticks(low: float, high: float, count: int = 4) -> list[float]:
    """About ``count`` round values inside ``low`` to ``high`` (steps of 1, 2 or 5 times a power of ten).

    Examples:
        >>> nice_ticks(0.62, 0.79)
        [0.65, 0.7, 0.75]
    """
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return []
    rough = (high - low) / max(count, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = min((factor * power for factor in (1, 2, 5, 10)), key=lambda size: abs(math.log(size / rough)))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    digits = max(0, -math.floor(math.log10(step)) + 1)
    return [round(number * step, digits) for number in range(first, last + 1)]


def readable(value: float) -> str:
    """``value`` with as many decimals as its size asks for, none of them zero for nothing.

    Examples:
        >>> readable(190.4), readable(2.5), readable(0.25)
        ('190', '2.5', '0.25')
    """
    most = 0 if abs(value) >= 20 else 1 if abs(value) >= 2 else 2
    decimals = next(
        places for places in range(most + 1) if places == most or round(value, places) == round(value, most)
    )
    return number(value, decimals)


def apart(places: Sequence[float], gap: float) -> list[float]:
    """``places`` moved as little as needed so that neighbours are at least ``gap`` apart; order is kept.

    Examples:
        >>> apart([1.0, 1.0], 1.0)
        [0.5, 1.5]
    """
    order = sorted(range(len(places)), key=lambda index: places[index])
    groups: list[list[float]] = []  # centre, size
    for index in order:
        groups.append([places[index], 1])
        while len(groups) > 1 and groups[-1][0] - groups[-2][0] < gap * (groups[-1][1] + groups[-2][1]) / 2:
            (centre, size), (before, count) = groups.pop(), groups.pop()
            groups.append([(centre * size + before * count) / (size + count), size + count])
    moved = [centre + gap * (rank - (size - 1) / 2) for centre, size in groups for rank in range(int(size))]
    return [place for _, place in sorted(zip(order, moved, strict=True))]
