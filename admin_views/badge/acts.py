"""What somebody does to a card that is on its way or in force: one act, what follows from it, and a reason where one is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from models import Badge, BadgeState
from models.badge import ENDED
from rules import access
from rules.badge import LONGEST_REASON, Act, may, spaced_number, step
from rules.refused import Refused
from services import badge as service, guard
from services.wording import said

from ..asking import Question
from ..record.converting import stripped


@dataclass(frozen=True)
class Deed:
    """An act of the desk: its words, its icon, and the service that does it."""

    title: object
    follows: object
    done: object
    does: Callable
    icon: str
    is_dangerous: bool = False


DEEDS: dict[Act, Deed] = {
    Act.CANCEL: Deed(_l("Cancel the request"), _l("The card is not made. Another one can be requested at once."), _l("The request is cancelled."), service.cancel, "x"),
    Act.SPOIL: Deed(
        _l("Spoiled: print another one"),
        _l("This card is never valid; its blank is written off. Another card with another number is ready to print, without a new approval."),
        _l("The card is noted as spoiled. The one that follows it waits to be printed."), service.spoil, "refresh",
    ),
    Act.SUSPEND: Deed(
        _l("Suspend"), _l("Whoever scans the card learns that it is not valid. Only two people put it back into force."),
        _l("The card is suspended."), service.suspend, "clock",
    ),
    Act.RESUME: Deed(
        _l("Put back into force"), _l("A second person approves it; until then the card stays invalid."),
        _l("It is proposed. The card is valid again once a second person approves."), service.propose_resume, "circle-check",
    ),
    Act.RETURN: Deed(_l("Note that it was given back"), _l("The card is here and no longer valid. Destroy it with its blank."), _l("It is noted that the card was given back."), service.take_back, "inbox"),
    Act.LOSE: Deed(
        _l("Report it lost"), _l("Whoever scans the card learns at once that it is not valid. A lost card never comes back into force, even when it is found."),
        _l("The card is noted as lost. It is not valid any more."), service.lose, "alert-circle", True,
    ),
    Act.STEAL: Deed(
        _l("Report it stolen"), _l("Whoever scans the card learns at once that it is not valid. A stolen card never comes back into force, even when it is found."),
        _l("The card is noted as stolen. It is not valid any more."), service.steal, "alert-triangle", True,
    ),
    Act.REVOKE: Deed(
        _l("Revoke"), _l("Whoever scans the card learns at once that it is not valid. This cannot be undone: another card must be requested."),
        _l("The card is revoked. Whoever scans it now learns that it is not valid."), service.revoke, "ban", True,
    ),
}  # fmt: skip
NEXT = {BadgeState.APPROVED: Act.PRINT, BadgeState.PRINTED: Act.CHECK, BadgeState.CHECKED: Act.HAND_OVER, BadgeState.SUSPENDED: Act.RESUME}


class ReasonForm(FlaskForm):
    """Why."""

    reason = TextAreaField(_l("Reason"), [DataRequired(), Length(max=LONGEST_REASON)], filters=[stripped], description=_l("It is kept with the card; the officer does not read it."))


class RemarkForm(FlaskForm):
    """Why, where nobody must say it."""

    reason = TextAreaField(_l("Remark"), [Optional(), Length(max=LONGEST_REASON)], filters=[stripped], description=_l("For example how and where; it is kept with the card."))


class SpoilForm(ReasonForm):
    """Why, and which blank went with it."""

    serial = StringField(_l("Serial number of the blank"), [Optional(), Length(max=40)], filters=[stripped], description=_l("Where the blanks are numbered and the card was not checked yet."))


class Acting:
    """The acts of BadgeView."""

    act_verbs = {"act": "view", "find": "edit"}

    def acts_of(self, badge: Badge) -> list[tuple[Act, Deed]]:
        """What this person may do to the card now, besides the next step of its way."""
        return [(act, deed) for act, deed in DEEDS.items() if self.may_act(badge, act)]

    def may_act(self, badge: Badge, act: Act) -> bool:
        """Whether the life of the card, the role, and whose card it is let this person do it."""
        if not may(badge.state, act) or self.is_own(badge) or (act is Act.RETURN and not awaits_return(badge)):
            return False
        rights = [right for right in step(badge.state, act).right if "." in right]
        allowed = rights + (["badge.edit"] if act is Act.RESUME else [])  # the badge office proposes, another one approves
        return any(access.may(guard.actor(), right) for right in allowed)

    def next_of(self, badge: Badge) -> Act | None:
        """The step of the way that follows, where it is this person's."""
        act = Act.RETURN if badge.state in ENDED else NEXT.get(badge.state)
        return act if act and self.may_act(badge, act) else None

    def is_own(self, badge: Badge) -> bool:
        """Whether it is the card of who looks at it, whose other acts are those of the portal."""
        mine = guard.actor().officer_id
        return mine is not None and mine == badge.officer_id

    @expose("/act/", methods=("GET", "POST"))
    def act(self):
        """One act, with its reason; a refusal stands on the form."""
        badge = self.get_one(request.args.get("id"))
        act = next((one for one in DEEDS if one.name.lower() == request.args.get("act")), None) or abort(404)
        try:
            needs_reason = step(badge.state, act).reason
        except Refused as refused:
            flash(said(refused), "error")
            return redirect(self.get_url(".details_view", id=badge.id))
        if not self.may_act(badge, act):
            abort(403)
        deed, form = DEEDS[act], _form(badge, act) if needs_reason else RemarkForm
        asked = Question(form, str(deed.title), [*about(badge), (_("What follows"), deed.follows)], self.get_url(".details_view", id=badge.id), str(deed.done))
        return self.answered(asked, lambda filled: deed.does(badge, filled.reason.data or "", by=guard.actor(), **_blank(filled)))


def _form(badge: Badge, act: Act) -> type[ReasonForm]:
    """What is asked beside the reason: of a card that ends before its check, the blank it is printed on."""
    is_unchecked = act is Act.REVOKE and may(badge.state, Act.CHECK)
    return SpoilForm if act is Act.SPOIL or is_unchecked else ReasonForm


def _blank(form: ReasonForm | RemarkForm) -> dict[str, str]:
    """The serial number that was typed, for the act that takes one."""
    return {"serial": form.serial.data} if isinstance(form, SpoilForm) and form.serial.data else {}


def awaits_return(badge: Badge) -> bool:
    """Whether the officer still has the card."""
    return badge.handed_at is not None and badge.returned_at is None


def about(badge: Badge) -> list[tuple[str, object]]:
    """The card in a few lines, above a question."""
    number = spaced_number(badge.number) if badge.number else None
    return [
        (_("Officer"), badge.officer), (_("Rank"), badge.officer.rank), (_("Unit"), badge.officer.unit),
        (_("Kind of card"), badge.kind.label), (_("Badge number"), number), (_("State"), badge.state.label),
    ]  # fmt: skip
