"""The store as one person may use it: every call is checked against their role, and signed with their name.

Pages hold no other store than this one, so that a page which is shown by mistake still gives and changes nothing.
A method that is not named here is refused.
"""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Literal, cast

from cxlib.errors import NotAllowed, NotFound
from cxlib.store.store import Store
from cxlib.workspace import KINDS, Member, Metric, Note, Record, Team, Workshop, Workspace

Right = Literal["read", "edit", "unit", "own", "make", "run", "list", "anybody"]

RIGHTS: dict[str, Right] = {
    **dict.fromkeys(("workspace", "revision", "history", "versions", "draft", "members"), "read"),
    **dict.fromkeys(("put", "put_all", "remove", "undo"), "unit"),  # a department lead: what is their departments' own
    **dict.fromkeys(("save_workspace", "commit", "revert", "save_draft"), "edit"),
    **dict.fromkeys(
        ("delete_workspace", "restore_workspace", "erase", "create_link", "links", "openings", "visits", "audit",
         "revoke", "rotate", "invite", "invitations", "withdraw", "set_role", "dismiss"), "own"),
    **dict.fromkeys(("create",), "make"),
    **dict.fromkeys(("workspaces",), "list"),
    **dict.fromkeys(("enter", "open_link", "open_pass", "unlock", "is_open"), "anybody"),  # checked by their secrets
    **dict.fromkeys(("snapshot_path", "scratch"), "anybody"),  # named by a source, which only a reader has
    **dict.fromkeys(
        ("back_up", "check", "close", "collect_garbage", "remove_leftovers", "erasures", "finish_erasing",
         "forget_unused", "person", "memberships", "block"), "run"),
    **dict.fromkeys(("accept", "signed_in"), "run"),
}  # fmt: skip
"""What a method needs: a role in its workspace, the right to make workspaces, or to run this Headlight."""

ENOUGH = {
    "read": {"owner", "editor", "lead", "viewer"},
    "unit": {"owner", "editor", "lead"},
    "edit": {"owner", "editor"},
    "own": {"owner"},
}
PASSED_ON = ("home",)  # a path
PARTS: dict[str, dict[str, Right]] = {
    "workshops": {"opened": "unit", "saved": "unit", "of": "read"},  # phones sit down and speak without an account
    "reviews": {"keep": "edit"},
}
"""Parts of the store and what their methods need in the workspace they name first; the others are about what is joined
by a code, or found by an unguessable hash."""


@dataclass(frozen=True)
class Actor:
    """Who asks.

    Attributes:
        name: What the history calls them.
        person: Their id; empty for whoever sits at the machine, and for guests.
        runs_it: Whether this Headlight is theirs: they own every workspace.
    """

    name: str = ""
    person: str = ""
    runs_it: bool = False


AT_THE_MACHINE = Actor(runs_it=True)
NOBODY = Actor()


class ActingStore:
    """The methods of ``Store`` for one actor; see ``acting``."""

    def __init__(self, store: Store, actor: Actor) -> None:
        self._store = store
        self.actor = actor

    def __getattr__(self, name: str) -> Any:
        if name in PASSED_ON:
            return getattr(self._store, name)
        if name in PARTS:
            return _ActingPart(getattr(self._store, name), PARTS[name], self._require)
        if name not in RIGHTS:
            raise AttributeError(f"{name!r} is not named among the rights of the store")
        return self._checked(name)

    def role(self, workspace_id: str) -> Member | None:
        """What the actor is in a workspace, as of now; None for nothing, and for whoever runs this Headlight."""
        return self._store.memberships(self.actor.person).get(workspace_id) if self.actor.person else None

    def may(self, right: Right, workspace_id: str = "") -> bool:
        """Whether the actor has a right, for pages that offer only what can be done."""
        try:
            self._require(right, workspace_id)
        except NotAllowed:
            return False
        return True

    def _checked(self, name: str) -> Callable[..., Any]:
        method, right = getattr(self._store, name), RIGHTS[name]

        def called(*values: Any, **named: Any) -> Any:
            given = _signature(name).bind(self._store, *values, **named)
            if "changed" in given.arguments:
                given.arguments["changed"] = list(given.arguments["changed"])  # it may be read only once
            if right == "list":
                return [each for each in method(*values, **named) if self.may("read", each.id)]
            self._require(right, _workspace_of(given.arguments), given.arguments)
            _refuse_other_workspaces(given.arguments)
            if "author" in given.signature.parameters and self.actor.name:
                given.arguments["author"] = self.actor.name
            answer = method(*given.args[1:], **given.kwargs)
            if right == "make" and self.actor.person:
                self._store.set_role(answer.id, self.actor.person, "owner", author=self.actor.name)
            return answer

        return called

    def _require(self, right: Right, workspace_id: str, arguments: dict[str, Any] | None = None) -> None:
        if right == "anybody" or self.actor.runs_it:
            return
        if right in ("make", "run"):
            raise NotAllowed(problem="make" if right == "make" else "own")
        member = self.role(workspace_id)
        if member is None or member.role not in ENOUGH["read"]:
            raise NotAllowed(problem="read")
        if member.role not in ENOUGH[right]:
            raise NotAllowed(problem="own" if right == "own" else "edit")
        if member.role == "lead" and right == "unit" and arguments is not None:
            self._require_own_units(member, workspace_id, arguments)

    def _require_own_units(self, member: Member, workspace_id: str, arguments: dict[str, Any]) -> None:
        """Both what a record is and what it is to become must belong to the lead's departments."""
        workspace = self._store.workspace(workspace_id)
        for record in self._touched(workspace_id, arguments):
            now = _stored(workspace, record)
            for version in (record, now) if now is not None else (record,):
                if _unit_of(workspace, version) not in member.units:
                    raise NotAllowed(problem="unit")

    def _touched(self, workspace_id: str, arguments: dict[str, Any]) -> Iterable[Record]:
        if "change_id" in arguments:
            changes = self._store.history(workspace_id, limit=10_000)
            change = next((each for each in changes if each.id == arguments["change_id"]), None)
            if change is None:
                raise NotFound(kind="change", id=str(arguments["change_id"]))
            return [record for record in (change.before, change.after) if record is not None]
        return arguments["changed"] if "changed" in arguments else [arguments["record"]]


@dataclass(frozen=True)
class _ActingPart:
    """A part of the store for one actor."""

    part: Any
    needed: dict[str, Right]
    require: Callable[[Right, str, dict[str, Any] | None], None]

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.part, name)
        return partial(self._checked, method, self.needed[name]) if name in self.needed else method

    def _checked(self, method: Callable[..., Any], right: Right, workspace_id: str, *values: Any) -> Any:
        departments = [{"record": value} for value in values if isinstance(value, Workshop) and value.department]
        self.require(right, workspace_id, next(iter(departments), None))
        return method(workspace_id, *values)


def acting(store: Store, actor: Actor) -> Store:
    """The store as ``actor`` may use it.

    Every method asks for the right named in ``RIGHTS`` and raises NotAllowed without it; ``author`` is the actor.
    """
    return cast(Store, ActingStore(store, actor))


def may(store: Store, right: Right, workspace_id: str = "") -> bool:
    """Whether the actor of a store has a right; the store itself, asked in nobody's name, has all."""
    return store.may(right, workspace_id) if isinstance(store, ActingStore) else True


@lru_cache(maxsize=128)
def _signature(name: str) -> inspect.Signature:
    return inspect.signature(getattr(Store, name))


def _workspace_of(arguments: dict[str, Any]) -> str:
    workspace = arguments.get("workspace")
    return workspace.id if isinstance(workspace, Workspace) else str(arguments.get("workspace_id") or "")


def _refuse_other_workspaces(arguments: dict[str, Any]) -> None:
    """A workspace is a record too: one may not be saved through another."""
    own = arguments.get("workspace_id")
    for record in (arguments.get("record"), *(arguments.get("changed") or ())):
        if isinstance(record, Workspace) and record.id != own:
            raise NotAllowed(problem="own")


def _stored(workspace: Workspace, record: Record) -> Record | None:
    kind = next((kind for kind, made in KINDS.items() if made is type(record)), None)
    return next((each for each in getattr(workspace, f"{kind}s", ()) if each.id == record.id), None)


def _unit_of(workspace: Workspace, record: Record) -> str:
    """The department that a record belongs to; empty for what belongs to the company."""
    if isinstance(record, Team):
        return record.name
    if isinstance(record, Note):
        metric = workspace.metric(record.metric)
        return metric.department if metric else ""
    return "" if isinstance(record, Metric) else str(getattr(record, "department", ""))

