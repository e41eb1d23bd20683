"""The cause tree: five whys, each answer under the one it explains, with the evidence of its leaves added up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cxlib.language import gettext_noop as N_
from cxlib.workspace import CauseNode

CATEGORIES = {
    "process": N_("Process"),
    "policy": N_("Policy"),
    "system": N_("System"),
    "people": N_("People and training"),
    "product": N_("Product and price"),
    "communication": N_("Communication"),
}
"""The bones of the fishbone: what stands behind a cause. Never a person by name."""
DEEPEST = 9


@dataclass(frozen=True)
class Why:
    """A node in its place.

    Attributes:
        node: The record.
        depth: 0 for the root.
        leaf: Nothing stands under it.
        count, cost: Its own evidence on a leaf, else what stands under it; None where nothing is known.
        last: Whether it is the last under its parent, and each of its ancestors under theirs (without the root).
    """

    node: CauseNode
    depth: int
    leaf: bool
    count: int | None
    cost: float | None
    last: tuple[bool, ...] = ()


def roots(nodes: Iterable[CauseNode]) -> list[CauseNode]:
    """The tops of the trees, oldest first: nodes without a parent, or whose parent is gone."""
    nodes = list(nodes)
    known = {node.id for node in nodes}
    return sorted((node for node in nodes if node.parent not in known), key=_age)


def tree(nodes: Iterable[CauseNode], root: str) -> list[Why]:
    """One tree in reading order, every node after its parent.

    Nodes that stand under themselves, as two people editing at once could make them, are shown once.

    Args:
        nodes: All cause nodes of a workspace.
        root: Id of the top.
    """
    nodes = list(nodes)
    under: dict[str, list[CauseNode]] = {}
    for node in sorted(nodes, key=_age):
        under.setdefault(node.parent, []).append(node)
    top = next((node for node in nodes if node.id == root), None)
    return [] if top is None else _walked(top, under, 0, (), {root})


def _walked(node: CauseNode, under: dict[str, list[CauseNode]], depth: int, last: tuple[bool, ...],
            seen: set[str]) -> list[Why]:
    below = [child for child in under.get(node.id, ()) if child.id not in seen] if depth < DEEPEST else []
    seen |= {child.id for child in below}
    found: list[Why] = []
    for place, child in enumerate(below):
        found += _walked(child, under, depth + 1, (*last, place == len(below) - 1), seen)
    direct = [why for why in found if why.depth == depth + 1]
    count = node.count if not below else _added([why.count for why in direct], node.count)
    cost = node.cost if not below else _added([why.cost for why in direct], node.cost)
    whole = None if count is None else int(count)
    return [Why(node, depth, not below, whole, cost, last), *found]


def _added(parts: Sequence[float | None], own: float | None) -> float | None:
    """What is known under a node, or its own where nothing is."""
    known = [part for part in parts if part is not None]
    return sum(known) if known else own


def _age(node: CauseNode) -> tuple[str, str]:
    return (node.created.isoformat() if node.created else "", node.id)


def chain(nodes: Iterable[CauseNode], id: str) -> list[CauseNode]:
    """The whys from the root down to a node."""
    known = {node.id: node for node in nodes}
    found: list[CauseNode] = []
    while id in known and known[id] not in found:
        found.insert(0, known[id])
        id = known[id].parent
    return found


def below(nodes: Iterable[CauseNode], id: str) -> list[CauseNode]:
    """A node and all that stands under it, the deepest last."""
    return [why.node for why in tree(nodes, id)]


def bones(whys: Sequence[Why]) -> dict[str, list[Why]]:
    """The leaves of a tree by category, the dearest first; those without one stand under the empty name."""
    leaves = sorted((why for why in whys if why.leaf and why.depth), key=lambda why: -(why.cost or 0))
    named = {code: [why for why in leaves if why.node.category == code] for code in CATEGORIES}
    own = {why.node.category for why in leaves} - set(CATEGORIES)
    return {code: found for code, found in named.items() if found} | {
        code: [why for why in leaves if why.node.category == code] for code in sorted(own)
    }
