"""The second person for what makes a career: declared as an act that nobody does alone.

The proposal holds numbers and keyed digests, never a value: what is proposed is read from the decision, where it is
encrypted, and by those who may see what it is about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from models import CorrectionDecision, CorrectionRequest, CorrectionState, Proposal, db
from rules.access import Actor
from rules.refused import N_, Refused
from services import approval, guard

from . import about, consequences, people, taking_effect, values

LIFETIME = dt.timedelta(days=7)
OTHERWISE = N_("What was proposed is not what stands in the decision. Reject it.")


def propose(request: CorrectionRequest, decision: CorrectionDecision, by: Actor) -> Proposal:
    """Ask a second person to let the decision take effect."""
    content = {
        "request": request.id,
        "decision": decision.id,
        "person": request.officer_id,
        "reference": request.reference,
        "barred": sorted({other.officer_id for _request, others in people.barred([request]) for other, _why in others} - {None}),
        "seen": about.seen(request),
        "granted": about.digest(decision.granted),
    }
    title = f"{request.reference} · {request.officer}"
    return approval.propose(DECIDE.kind, content, subject=request, reason=request.reference, by=by, title=title)


def decision_of(content: dict) -> CorrectionDecision:
    """The decision that a proposal is about, whoever asks."""
    with guard.unscoped("the decision of a proposal"):
        return db.session.get_one(CorrectionDecision, content["decision"])


def _bars(proposals: Sequence[Proposal], actors: Mapping[Actor, approval.Person]) -> approval.Bars:
    """Who decides on the request neither first nor second, and who does not read all that would change."""
    refused = people.why_not_second(people.to_second({one.content["request"] for one in proposals}), actors)
    return {
        (one.id, who.user_id): refused[one.content["request"], who.user_id].message
        for one in proposals
        for who in actors
        if (one.content["request"], who.user_id) in refused
    }


def _perform(proposal: Proposal, by: Actor) -> dict:
    decision = decision_of(proposal.content)
    if about.digest(decision.granted) != proposal.content["granted"]:
        raise Refused(OTHERWISE)
    taking_effect.carry_out(decision, by)
    return {"decision": decision.id}


def _ended(proposal: Proposal) -> None:
    taking_effect.send_back(decision_of(proposal.content))


def _holds(proposal: Proposal) -> bool:
    """Whether what stands in the file is what it was when it was proposed."""
    request = decision_of(proposal.content).request
    return request.state is CorrectionState.PROPOSED and about.seen(request) == proposal.content["seen"]


def _in_words(content: dict) -> list[tuple]:
    """What would stand instead of what, for those who see the request; for others its number only."""
    asked = select(CorrectionDecision).where(CorrectionDecision.id == content["decision"])
    decision = db.session.scalar(asked)
    if decision is None:
        return [(_l("Correction request"), content["reference"])]
    request = decision.request
    return [
        (_l("Correction request"), content["reference"]),
        (_l("Officer"), request.officer),
        (_l("What is asked for"), about.label(request)),
        *_values(request, decision),
        *[(_l("What else changes"), sentence) for sentence in consequences.follows_from(decision)],
        (_l("Why"), request.reason),
        (_l("Pieces"), str(len(request.pieces))),
        (_l("Decision"), str(decision.verdict.label)),
        (_l("Reasons"), decision.reason or "–"),
    ]


def _values(request: CorrectionRequest, decision: CorrectionDecision) -> list[tuple]:
    granted, owner = values.opened(decision.granted), request.officer_id
    before = values.opened(decision.found) if decision.found else about.stands(request)
    if before is None:
        return [(about.label(request), _("no longer there"))]
    words = values.words
    return [(field.label, (words(field, before.get(field.name), owner), words(field, granted.get(field.name), owner))) for field in about.asked(request)]


DECIDE = approval.declare(
    approval.Sensitive(
        "correction.decide", _l("Decision on a correction request"), "correction.approve", _in_words,
        perform=_perform, lifetime=LIFETIME, concerns=lambda content: content["person"],
        includes=lambda content, officer_id: officer_id in content["barred"], bars=_bars, holds=_holds, ended=_ended,
    )
)  # fmt: skip
