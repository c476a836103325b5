"""The page of a request: who asks, what stood, stands and should stand, why, with which pieces; and what HR does about it."""

from __future__ import annotations

from flask import abort, request
from flask_admin import expose
from sqlalchemy import select

from models import CorrectionPiece, CorrectionRequest, Proposal, User, db, now
from rules import access
from services import correction, guard
from services.wording import said
from web import documents

from ..base import RecordView
from ..record import looking
from ..record.files import opened
from ..record.lookup import as_number
from . import boxes, deciding
from .bridge import Bridge
from .queue import Queue, due


class CorrectionRequestView(Queue, deciding.Deciding, Bridge, RecordView):
    """Nothing of a request is typed at the desk: it is taken in hand, asked about, decided."""

    is_creatable = is_editable = False
    bulk_fields = ()
    details_template = "admin/correction/request.html"
    verbs = {
        "take": "edit", "ask_piece": "edit", "decide": "edit", "piece": "view", "signed": "view",
        "choose_for": "create", "file_for": "create", "form_for": "create",
    }  # fmt: skip

    def __init__(self, model, **options):
        super().__init__(model, **options)
        self._form_ajax_refs |= boxes.LOOKUPS

    @expose("/details/")
    def details_view(self):
        """The whole request on one page."""
        asked = self.get_one(request.args.get("id"))
        who, refusal = guard.actor(), correction.why_not(asked, guard.actor())
        outcome = correction.outcome(asked)
        return self.render(
            self.details_template,
            asked=asked,
            label=correction.label(asked),
            situation=correction.situation(asked),
            outcome=outcome,
            with_whom=correction.with_whom(asked),
            due=due(asked, now().date()),
            writer=self._writer(asked),
            record_url=self._record_url(asked, outcome),
            proposal_url=self._proposal_url(asked),
            **self.told(asked),
            is_open=asked.state.is_open,
            may_take=asked.handler_id != who.user_id,
            can_decide=refusal is None,
            why_not=said(refusal) if refusal is not None and self.may("edit") else "",
        )

    def told(self, asked: CorrectionRequest) -> dict[str, object]:
        """The papers and the story of a request, for its own page and for that of the decision."""
        pieces = [(piece, documents.place_of(piece.file)) for piece in asked.pieces]
        return {"story": correction.story(asked), "pieces": pieces, "signed": documents.place_of(asked.signed_form), "size": documents.size}

    def _writer(self, asked: CorrectionRequest) -> str:
        """Who filed it, where that was not the officer."""
        if asked.signed_form is None:
            return ""
        with guard.unscoped("who filed a request in the officer's name"):
            return db.session.scalar(select(User.name).where(User.id == asked.writer_id)) or ""

    def _record_url(self, asked: CorrectionRequest, outcome: correction.Outcome | None) -> str:
        """The page of the record as it now is, also of one that was added, where this person may open it."""
        table = "evaluation" if asked.about_type == "evaluation_mark" else asked.about_type
        found = outcome.record if outcome else correction.record_of(asked) if table else None
        if found is None:
            return ""
        number = found.evaluation_id if asked.about_type == "evaluation_mark" else found.id
        is_open = access.may(guard.actor(), f"{found.__area__}.view")
        return self.get_url(f"admin-{table.replace('_', '-')}.details_view", id=number) if is_open else ""

    def _proposal_url(self, asked: CorrectionRequest) -> str:
        """Where the second person decides, for those who may open it."""
        number = next((one.proposal_id for one in reversed(asked.decisions) if one.proposal_id and not one.is_void), None)
        found = db.session.scalar(select(Proposal.id).where(Proposal.id == number)) if number else None
        return self.get_url("admin-proposal.details_view", id=found) if found else ""

    @expose("/piece/")
    def piece(self):
        """A piece, for those who may see the request; that it was opened is noted."""
        number = as_number(request.args.get("id"))
        found = db.session.scalar(select(CorrectionPiece).where(CorrectionPiece.id == number)) if number is not None else None
        if found is None:
            abort(404)
        looking.open_file(found)
        return opened(found, found.file, found.request.reference)

    @expose("/signed/")
    def signed(self):
        """The form that the officer signed."""
        asked = self.get_one(request.args.get("id"))
        return opened(asked, asked.signed_form, asked.reference)
