"""Cards at the desk: the list by state, and the page of one with its way, who did what when, and the acts that its life allows now."""

from __future__ import annotations

from flask import request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select
from wtforms.validators import DataRequired

from models import Badge, BadgeState, Proposal, ProposalState, db
from models.badge import ENDED
from rules.badge import spaced_number
from rules.refused import Refused
from services import badge as service, guard, submissions
from services.wording import said

from ..asking import Asking
from ..base import RecordView
from ..record.formatting import DASH
from .acts import Acting
from .checking import Checking
from .handing import Handing
from .requesting import Requesting

# The way of a card, as its page shows it: the state, and when it was reached by whom.
WAY = (
    (BadgeState.REQUESTED, "requested_at", "requested_by"), (BadgeState.APPROVED, "approved_at", None),
    (BadgeState.PRINTED, "printed_at", None), (BadgeState.CHECKED, "checked_at", None), (BadgeState.ACTIVE, "handed_at", "handed_by"),
)  # fmt: skip
TONES = {
    BadgeState.ACTIVE: "good", BadgeState.SUSPENDED: "warn", BadgeState.LOST: "bad", BadgeState.STOLEN: "bad", BadgeState.REVOKED: "bad",
    BadgeState.EXPIRED: "warn", BadgeState.SPOILED: "warn",
} | dict.fromkeys((BadgeState.REQUESTED, BadgeState.APPROVED, BadgeState.PRINTED, BadgeState.CHECKED), "info")  # fmt: skip


def spaced(_view, _context, record, _name: str) -> str:
    """The number as it is printed, in groups that an eye keeps."""
    return spaced_number(record.number) if record.number else DASH


def counted_from_one(_view, _context, badge: Badge, _name: str) -> str:
    """Where the card lies in its batch, as people count."""
    return DASH if badge.place is None else str(badge.place + 1)


class BadgeView(Requesting, Checking, Handing, Acting, Asking, RecordView):
    """The cards, from the request to the end."""

    list_fields = ("officer", "kind", "officer.rank", "officer.unit", "state", "requested_at", "expires_on")
    formatters = {"number": spaced, "place": counted_from_one}
    form_args = dict.fromkeys(("kind", "request_reason"), {"validators": [DataRequired()]})
    search_fields = ("officer.last_name", "officer.first_names")
    filter_fields = ("state", "kind", "officer.unit.name", "requested_at", "expires_on", "ended_at")
    column_default_sort = ("requested_at", True)
    is_editable = False
    empty_text = _l("Request the first card: choose an officer, and a second person approves it.")
    details_template = "admin/badge/details.html"
    create_template = "admin/badge/one.html"
    details_beyond = ("officer.rank", "officer.unit", "officer.position", "replaces", "blank", "batch", "design")
    verbs = Requesting.request_verbs | Checking.check_verbs | Handing.hand_verbs | Acting.act_verbs
    details_sections = (
        (_l("The request"), ("request_reason", "requested_at", "requested_by", "approved_at", "replaces")),
        (_l("What the card shows"), ("last_name", "first_names", "rank_name", "rank", "agency_name", "photo", "design", "issued_on", "key_id")),
        (_l("Printing and check"), ("batch", "place", "printed_at", "blank", "checked_at")),
        (_l("Handing over"), ("handed_at", "handed_by", "receipt_reference", "receipt_scan")),
        (_l("The end"), ("ended_at", "cause", "reason", "returned_at")),
    )

    @property
    def list_links(self) -> list[tuple[str, str, str]]:
        """What stands beside the list."""
        desk = [(_("Badge desk"), self.get_url("admin-badge-desk.index_view"), "id")] if self.may("edit") else []
        return desk + ([(_("Request for a unit"), self.get_url(".request_many"), "users")] if self.may("create") else [])

    def create_form(self, obj=None):
        """The page of an officer names the one whose card is requested."""
        form, named = super().create_form(obj), request.args.get("officer")
        if request.method == "GET" and named and form.officer.data is None:
            form.officer.data = self._form_ajax_refs["officer"].get_one(named)
        return form

    def create_model(self, form):
        """Requesting is an act, not a row: a second person decides, then number, token and dates follow."""
        try:
            found = service.request([form.officer.data], form.kind.data, form.request_reason.data or "", by=guard.actor())
            if not found.badges:
                raise found.refused[0]
            submissions.led_to(self.get_url(".details_view", id=found.badges[0].id))
            db.session.commit()
            return found.badges[0]
        except Refused as refused:
            db.session.rollback()
            form.officer.errors = [said(refused)]
            return False

    def get_save_return_url(self, model, is_created=False):
        """From a request to its page."""
        return self.get_url(".details_view", id=model.id) if is_created else super().get_save_return_url(model, is_created)

    @expose("/find/", methods=("POST",))
    def find(self):
        """The card of a scanned code or a typed number; what was scanned stands in no address."""
        return self.scanned()

    def render(self, template, **kwargs):
        """The page of a card says how far it is and what can be done with it."""
        if template == self.details_template:
            kwargs |= self._standing(kwargs["model"])
        return super().render(template, **kwargs)

    def _standing(self, badge: Badge) -> dict:
        successor = select(Badge).where(Badge.replaces_id == badge.id).order_by(Badge.id.desc()).limit(1)
        return {
            "way": way_of(badge), "tone": TONES.get(badge.state, "neutral"), "acts": self.acts_of(badge), "next_act": self.next_of(badge),
            "has_ended": badge.state in ENDED, "number": spaced_number(badge.number) if badge.number else None,
            "successor": db.session.scalar(successor), "proposal": waiting_proposal(badge), "is_own": self.is_own(badge),
            "is_due": self.is_reprint_due(badge),
        }  # fmt: skip

    def is_reprint_due(self, badge: Badge) -> bool:
        """Whether what the card shows no longer holds, or soon."""
        asked = select(Badge.id).where(Badge.id == badge.id, service.reprint_due())
        with guard.unscoped("whether the card of an officer whom one sees shows what holds"):
            return badge.state is BadgeState.ACTIVE and db.session.scalar(asked) is not None


def way_of(badge: Badge) -> list[dict]:
    """The steps of a card: each with its label, when and by whom it was reached, whether it is the one where the card stands."""
    steps = [{"state": state, "at": getattr(badge, at), "by": getattr(badge, by) if by else None} for state, at, by in WAY]
    reached = [number for number, step in enumerate(steps) if step["at"] is not None]
    last = max(reached, default=0)
    return [step | {"is_done": number <= last and step["at"] is not None, "is_here": number == last} for number, step in enumerate(steps)]


def waiting_proposal(badge: Badge) -> Proposal | None:
    """The proposal about a card that waits for a second person, for who may read it; that of many is not sought."""
    asked = select(Proposal).where(Proposal.subject_type == Badge.__tablename__, Proposal.subject_id == badge.id, Proposal.state == ProposalState.WAITING)
    return db.session.scalar(asked.order_by(Proposal.id.desc()).limit(1))
