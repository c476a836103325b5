"""The guard: what one may see is added to every query, and what one writes is checked at every flush.

No view has to remember it. The one door around it is `unscoped(purpose)`, for work that must see
everybody (ranking a round, a nightly job); it leaves its purpose in the audit trail.
"""

from .acting import SYSTEM, act_as, actor, purpose, unscoped
from .concerned import himself, is_himself, is_own
from .evaluating import follows_all
from .reading import scoped_models
from .scope import gone, in_scope, keeps_deleted, reach, reaches_all, reaches_few, shared_with, still_here, visible
from .writing import check_write, deletes_or_restores, is_own_file, may_add, permission, pointable, writable

__all__ = [
    "SYSTEM", "act_as", "actor", "check_write", "deletes_or_restores", "follows_all", "gone", "himself", "in_scope", "is_himself",
    "is_own", "is_own_file", "keeps_deleted", "may_add", "permission", "pointable", "purpose", "reach", "reaches_all", "reaches_few",
    "scoped_models", "shared_with", "still_here", "unscoped", "visible", "writable",
]  # fmt: skip
