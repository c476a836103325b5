"""Who may do what: the one table of roles, areas, verbs and scopes, and the questions asked of it.

A permission is "area.verb". A scope says whose records: one's own, those of a unit and the units below
it, those of an agency (hired by it or serving in it), or all. Every role also sees its holder's own
file. Nothing that is not written here is allowed.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace

from .refused import N_


class Scope(enum.IntEnum):
    """Whose records. The order is that of width, so that scopes compare."""

    NONE = 0
    OWN = 1
    SUBTREE = 2
    AGENCY = 3
    ALL = 4


@dataclass(frozen=True)
class Actor:
    """Who is acting, and through which door. Plain values only: rules know no account and no request."""

    name: str
    role: str
    user_id: int | None = None
    officer_id: int | None = None
    agency_id: int | None = None
    unit_path: str | None = None
    door: str = "public"
    address: str | None = None
    request_id: str | None = None

    def through(self, door: str) -> Actor:
        """The same person, seen from another door."""
        return replace(self, door=door)


NOBODY = Actor(name="", role="nobody")

VERBS = {
    "view": N_("see"),
    "create": N_("create"),
    "edit": N_("change"),
    "delete": N_("delete"),
    "import": N_("load from a file"),
    "export": N_("export"),
    "approve": N_("approve"),
    "configure": N_("set the rules"),
    "identify": N_("see the national identity number"),
    "contact": N_("see telephone and address"),
    "oversee": N_("watch over the background work of all"),
    "activate": N_("give officers access to their own file"),
}

AREAS = {
    "organisation": N_("Organisation"),
    "personnel": N_("Personnel"),
    "private": N_("Private papers"),
    "medical": N_("Medical fitness"),
    "discipline": N_("Discipline"),
    "evaluation": N_("Evaluation"),
    "promotion": N_("Promotion"),
    "badge": N_("Badges"),
    "correction": N_("Corrections"),
    "account": N_("Accounts"),
    "audit": N_("Audit trail"),
    "approval": N_("Approvals"),
}

ROLES = {
    "administrator": N_("Administrator"),
    "hr_manager": N_("HR manager"),
    "hr_clerk": N_("HR clerk"),
    "supervisor": N_("Head of unit"),
    "board_member": N_("Promotion board"),
    "training_officer": N_("Training officer"),
    "recruitment_officer": N_("Recruitment officer"),
    "deployment_officer": N_("Deployment officer"),
    "badge_officer": N_("Badge officer"),
    "auditor": N_("Auditor"),
    "technician": N_("System technician"),
    "officer": N_("Officer"),
}

_FULL = "view create edit delete import export approve"
_KEEP = "view create edit import export"

# role -> area -> (verbs, scope)
TABLE: dict[str, dict[str, tuple[str, Scope]]] = {
    # The small IT team: keeps the system and keeps records quickly.
    "administrator": {
        "organisation": (_FULL + " configure", Scope.ALL),
        "personnel": (_FULL + " identify contact configure", Scope.ALL),
        "private": (_FULL, Scope.ALL),
        "medical": (_FULL, Scope.ALL),
        "discipline": (_FULL + " configure", Scope.ALL),
        "evaluation": (_KEEP + " approve configure", Scope.ALL),
        "promotion": (_KEEP + " configure", Scope.ALL),
        "badge": (_KEEP + " approve configure", Scope.ALL),
        "correction": ("view create edit export approve", Scope.ALL),
        "account": (_FULL + " oversee activate", Scope.ALL),
        "audit": ("view export approve", Scope.ALL),
    },
    "hr_manager": {
        "organisation": (_KEEP + " delete", Scope.AGENCY),
        "personnel": (_FULL + " identify contact", Scope.AGENCY),
        "private": (_FULL, Scope.AGENCY),
        "medical": (_FULL, Scope.AGENCY),
        "discipline": (_FULL, Scope.AGENCY),
        "evaluation": ("view create edit export approve configure", Scope.AGENCY),
        "promotion": ("view create edit export approve configure", Scope.AGENCY),
        "badge": ("view approve configure", Scope.AGENCY),
        "correction": ("view create edit export approve", Scope.AGENCY),
        "account": ("approve activate", Scope.AGENCY),
    },
    "hr_clerk": {
        "organisation": ("view", Scope.AGENCY),
        "personnel": ("view create edit import export contact", Scope.AGENCY),
        "private": (_KEEP, Scope.AGENCY),
        "medical": (_KEEP, Scope.AGENCY),
        "evaluation": ("view", Scope.AGENCY),
        "promotion": ("view create edit", Scope.AGENCY),
        "badge": ("view", Scope.AGENCY),
        "correction": ("view create edit", Scope.AGENCY),
        "account": ("activate", Scope.AGENCY),
    },
    # Supervises, which is not HR: sees the people of the unit and evaluates them.
    "supervisor": {
        "organisation": ("view", Scope.AGENCY),
        "personnel": ("view", Scope.SUBTREE),
        "medical": ("view", Scope.SUBTREE),
        "evaluation": ("view create edit", Scope.SUBTREE),
    },
    "board_member": {
        "organisation": ("view", Scope.AGENCY),
        "personnel": ("view", Scope.AGENCY),
        "evaluation": ("view", Scope.AGENCY),
        "promotion": ("view approve", Scope.AGENCY),
    },
    "training_officer": {
        "organisation": ("view", Scope.AGENCY),
        "personnel": ("view", Scope.AGENCY),
    },
    "recruitment_officer": {
        "organisation": ("view", Scope.AGENCY),
        "personnel": ("view", Scope.AGENCY),
    },
    "deployment_officer": {
        "organisation": ("view", Scope.AGENCY),
        "personnel": ("view", Scope.AGENCY),
        "medical": ("view", Scope.AGENCY),
    },
    "badge_officer": {
        "organisation": ("view", Scope.AGENCY),
        "personnel": ("view", Scope.AGENCY),
        "badge": ("view create edit export", Scope.AGENCY),
    },
    # Reads everything, changes nothing.
    "auditor": {
        "organisation": ("view", Scope.ALL),
        "personnel": ("view identify contact", Scope.ALL),
        "private": ("view", Scope.ALL),
        "medical": ("view", Scope.ALL),
        "discipline": ("view", Scope.ALL),
        "evaluation": ("view", Scope.ALL),
        "promotion": ("view", Scope.ALL),
        "badge": ("view", Scope.ALL),
        "correction": ("view", Scope.ALL),
        "account": ("view", Scope.ALL),
        "audit": ("view export", Scope.ALL),
    },
    # Keeps the system and reads no personal file.
    "technician": {
        "organisation": (_KEEP, Scope.ALL),
        "account": ("view create edit oversee", Scope.ALL),
    },
    "officer": {},
}

MASK = "••••••"
LONG_ENOUGH = 8  # letters: of a shorter text two would tell too much

# What everybody may see of his or her own file.
OWN_FILE = {
    "personnel": "view contact identify",
    "private": "view",
    "medical": "view",
    "discipline": "view",
    "evaluation": "view",
    "promotion": "view",
    "badge": "view",
    "correction": "view",
}


def verbs(actor: Actor, area: str) -> frozenset[str]:
    """The verbs that the role gives in this area, over whatever scope."""
    return frozenset(TABLE.get(actor.role, {}).get(area, ("", Scope.NONE))[0].split())


def may(actor: Actor, permission: str) -> bool:
    """Whether the role gives "area.verb"; on whose records is the matter of `scope`."""
    area, verb = permission.split(".")
    return verb in verbs(actor, area)


def scope(actor: Actor, area: str) -> Scope:
    """How far this role sees in this area; one's own file at least, where there is one."""
    granted = TABLE.get(actor.role, {}).get(area)
    if granted and "view" in granted[0].split():
        return granted[1]
    return Scope.OWN if actor.officer_id and "view" in OWN_FILE.get(area, "") else Scope.NONE


def reach(actor: Actor, permission: str) -> Scope:
    """How far the role's right "area.verb" goes, whether or not it lets one see the area; NONE where it is not held."""
    granted = TABLE.get(actor.role, {}).get(permission.partition(".")[0])
    return granted[1] if granted and may(actor, permission) else Scope.NONE


def held(actor: Actor, within: Scope) -> list[str]:
    """The permissions that the role gives over exactly this scope."""
    areas = TABLE.get(actor.role, {})
    return [f"{area}.{verb}" for area, (verbs, width) in areas.items() if width == within for verb in verbs.split()]


def masked(value: object) -> str:
    """What stands for a value that somebody may not see: of a long text the last two characters, to compare by, else nothing."""
    return f"{MASK} {value[-2:]}" if isinstance(value, str) and len(value) >= LONG_ENOUGH else MASK


def may_unmask(actor: Actor, permission: str, officer_id: int | None) -> bool:
    """Whether a masked value ("personnel.identify") is shown: by right, or because it is one's own."""
    area, verb = permission.split(".")
    is_own = actor.officer_id is not None and actor.officer_id == officer_id
    return may(actor, permission) or (is_own and verb in OWN_FILE.get(area, "").split())
