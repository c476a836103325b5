"""The desk's screens whose records are those of the people in them, and to which every role comes."""

from __future__ import annotations

from rules import access
from services import guard

from ..base import RecordView


class DeskView(RecordView):
    """A screen of people who work at the desk; whose records they see, the guard says."""

    is_creatable = is_editable = False

    def may(self, verb: str) -> bool:
        """Everybody with a role at the desk may look; nothing is written but by the acts of the screen."""
        return verb == "view" and guard.actor().user_id is not None and bool(access.TABLE[guard.actor().role])
