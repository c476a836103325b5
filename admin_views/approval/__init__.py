"""Two people at the clerks' door: proposals and delegations, and the days off by which reminders are counted."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from models import Delegation, Holiday, Proposal

from ..base import RecordView
from .delegations import DelegationView
from .proposals import ProposalView


class HolidayView(RecordView):
    """The country's days off, by which reminders are counted."""

    list_fields = ("falls_on", "name", "is_yearly", "is_assumed", "source")
    search_fields = ("name", "code")
    filter_fields = ("falls_on", "is_yearly", "is_assumed")
    column_default_sort = ("falls_on", False)
    is_deletable = True


def views() -> list[RecordView]:
    """The screens of this area, in the order of the menu."""
    return [ProposalView(Proposal, name=_l("To approve")), DelegationView(Delegation), HolidayView(Holiday)]
