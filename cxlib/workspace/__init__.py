"""The frozen records that a workspace is made of. They know no store, no page and no statistics.

A workspace hangs on one business goal. It holds sources (tables with a snapshot), metrics (a ratio of two sums over a
source, or a formula over other metrics), targets, events and notes; causes, actions, reviews and teams. Every record
carries the ``version`` it was read at; the store refuses a save on top of someone else's newer version.
"""

from cxlib.periods import Calendar
from cxlib.workspace.data import Shape, Source
from cxlib.workspace.improving import (
    Action,
    ActionState,
    AlertKind,
    AlertRule,
    Case,
    CauseNode,
    Decision,
    DecisionKind,
    Initiative,
    Proof,
    Review,
    Rhythm,
    SurveyPlan,
    Team,
)
from cxlib.workspace.measuring import (
    CostAssumption,
    EdgeState,
    Event,
    EventKind,
    Metric,
    Note,
    NoteKind,
    Role,
    Stage,
    Target,
    TargetKind,
    TargetPath,
    Theme,
    TreeEdge,
)
from cxlib.workspace.meeting import STEPS, Step, Workshop
from cxlib.workspace.parts import Column, Direction, Filter
from cxlib.workspace.record import Record
from cxlib.workspace.shared import SharedWorkspace
from cxlib.workspace.sharing import ROLES, Invitation, Link, LinkScope, Member, MemberRole, Person
from cxlib.workspace.workspace import KINDS, Workspace

BOARD_LIMIT = 6  # five or six headline metrics; a seventh asks which one leaves

__all__ = [
    "BOARD_LIMIT",
    "KINDS",
    "ROLES",
    "STEPS",
    "Action",
    "ActionState",
    "AlertKind",
    "AlertRule",
    "Calendar",
    "Case",
    "CauseNode",
    "Column",
    "CostAssumption",
    "Decision",
    "DecisionKind",
    "Direction",
    "EdgeState",
    "Event",
    "EventKind",
    "Filter",
    "Initiative",
    "Invitation",
    "Link",
    "LinkScope",
    "Member",
    "MemberRole",
    "Metric",
    "Note",
    "NoteKind",
    "Person",
    "Proof",
    "Record",
    "Review",
    "Rhythm",
    "Role",
    "Shape",
    "SharedWorkspace",
    "Source",
    "Stage",
    "Step",
    "SurveyPlan",
    "Target",
    "TargetKind",
    "TargetPath",
    "Team",
    "Theme",
    "TreeEdge",
    "Workshop",
    "Workspace",
]
