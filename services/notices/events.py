"""Every event that somebody may be told of, with its words. A notice keeps the key and the values only.

The words are made when they are read, in the reader's language. They name acts and the accounts of colleagues
and nothing from a file: what a notice is about is seen behind its link, by those who may.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import format_datetime, gettext as _, lazy_gettext as _l

from models import Notice


@dataclass(frozen=True)
class Event:
    """The words of an event; after how many working days without an answer it is said again, and passed on."""

    text: object
    remind_after: int | None = None
    escalate_after: int | None = None


EVENTS = {
    "approval.asked": Event(_l("%(by)s asks for a second person: %(act)s. Decide before %(deadline)s."), 1, 2),
    "approval.approved": Event(_l("%(by)s approved: %(act)s. Carry it out now; the approval serves once.")),
    "approval.done": Event(_l("%(by)s approved: %(act)s. It is done.")),
    "approval.rejected": Event(_l("%(by)s rejected: %(act)s. The reason stands on the page of the proposal.")),
    "approval.void": Event(_l("What you proposed has changed meanwhile and is void: %(act)s. Propose it again.")),
    "approval.expired": Event(_l("Nobody decided in time: %(act)s. Propose it again if it is still needed.")),
    "approval.expiring": Event(_l("The time is nearly over: %(act)s. The last moment is %(deadline)s.")),
    "approval.escalated": Event(_l("An act has waited for a decision for %(days)s working days: %(act)s.")),
    "delegation.given": Event(_l("%(by)s lets you approve in his or her place for a time.")),
    "delegation.ended": Event(_l("%(by)s has taken back the right to approve in his or her place.")),
    "job.done": Event(_l("Your work is done: %(title)s.")),
    "job.failed": Event(_l("Your work was not done: %(title)s. Its page says why.")),
    "job.cut": Event(_l("Your work was cut off and begins again: %(title)s.")),
    "import.done": Event(_l("Your file is loaded: %(title)s. See what was taken and what was refused.")),
    "promotion.listed": Event(_l("The eligible list of a promotion round is published: %(round)s. Your conditions are in your file.")),
    "promotion.published": Event(_l("A provisional promotion list is published: %(round)s. Read your place; appeal until %(day)s.")),
    "promotion.sealed": Event(_l("A promotion list in which you stand is final. Your place and its reasons are in your file.")),
    "promotion.appealed": Event(_l("A promotion list is appealed against: answer by %(day)s."), 5),
    "promotion.appealed_on_paper": Event(_l("%(by)s recorded a letter by which you appeal against a promotion list. Its words stand on its page.")),
    "promotion.appeal_upheld": Event(_l("Your appeal against a promotion list is upheld. The reasons stand on its page.")),
    "promotion.appeal_rejected": Event(_l("Your appeal against a promotion list is rejected. The reasons stand on its page.")),
    "promotion.moved": Event(_l("An appeal was upheld against a promotion list in which you stand: read your place anew.")),
    "promotion.appointed": Event(_l("You are promoted. The act stands in your file.")),
    "promotion.appointment_annulled": Event(_l("An act annuls a promotion of yours. Both acts stand in your file.")),
    "promotion.next_named": Event(_l("An appointment from a promotion list was annulled: see who is next on the list."), 5),
    "badge.requested_refused": Event(_l("A request for cards was not approved: %(count)s cards. The reason stands on the page of the proposal.")),
    "badge.to_fetch": Event(_l("Your card is ready: fetch it at the badge office, and bring the one you have.")),
    "badge.stopped": Event(_l("Your card is not valid any more: bring it back to the badge office.")),
    "badge.lost": Event(_l("%(officer)s reports a card as lost or stolen: it is not valid any more.")),
    "badge.reprint": Event(_l("%(count)s cards show what no longer holds, or expire soon: print them anew.")),
    "photo.outdated": Event(_l("%(count)s people have no photo, or one that is too old.")),
    "alerts.week": Event(_l("Alerts of the week: %(alerts)s.")),
    "correction.asked": Event(_l("A correction request waits for a decision: %(reference)s. Answer by %(day)s.")),
    "correction.appealed": Event(_l("A decision is appealed, somebody else decides: %(reference)s. Answer by %(day)s.")),
    "correction.due": Event(_l("A correction request is nearly due: %(reference)s. Answer by %(day)s.")),
    "correction.late": Event(_l("A correction request is not answered in time: %(reference)s was due on %(day)s. See to it.")),
    "correction.piece_given": Event(_l("A piece was added to the correction request %(reference)s.")),
    "correction.withdrawn": Event(_l("The correction request %(reference)s is withdrawn: nothing is left to do.")),
    "correction.filed": Event(_l("%(by)s filed a correction request in your name: %(reference)s.")),
    "correction.piece_asked": Event(_l("Human resources ask for a piece for your request %(reference)s.")),
    "correction.accepted": Event(_l("Your request %(reference)s is accepted.")),
    "correction.partly": Event(_l("Your request %(reference)s is accepted in part. The reasons stand on its page.")),
    "correction.refused": Event(_l("Your request %(reference)s is refused. The reasons stand on its page.")),
    "correction.sent_back": Event(_l("The second person did not let the decision on %(reference)s take effect: it waits for a decision again.")),
    "evaluation.opened": Event(_l("%(cycle)s is open: %(count)s people wait for your marks, by %(day)s.")),
    "evaluation.named": Event(_l("%(by)s asks you to mark somebody in %(cycle)s, by %(day)s.")),
    "evaluation.fact": Event(_l("%(by)s noted a fact about you. Read it, and answer it if you wish.")),
    "evaluation.fact_withdrawn": Event(_l("%(by)s withdrew a fact that was noted about you.")),
    "evaluation.fact_answered": Event(_l("%(by)s answered a fact that you noted.")),
    "evaluation.reminded": Event(_l("Human resources remind you of “%(cycle)s”: %(count)s still to do, by %(day)s.")),
    "evaluation.interview": Event(_l("%(by)s asks you to the interview of your evaluation on %(day)s.")),
    "evaluation.interview_moved": Event(_l("%(by)s has moved the interview of your evaluation to %(day)s.")),
    "evaluation.no_interview": Event(_l("%(by)s holds no interview for your evaluation. The reason stands on its page.")),
    "evaluation.to_review": Event(_l("Evaluations wait for you as the second level."), 5),
    "evaluation.asked_back": Event(_l("%(by)s asks you to look at an evaluation again. What to look at stands on its page.")),
    "evaluation.given": Event(_l("Your evaluation is ready: read it, comment on it, then sign it or refuse to.")),
    "evaluation.to_sign": Event(_l("Your evaluation waits for your signature until %(day)s; after that it goes on without it.")),
    "evaluation.signed_on_paper": Event(_l("%(by)s recorded a paper on which you signed your evaluation or refused to. If you did not, appeal until %(day)s and say so.")),
    "evaluation.appealed_on_paper": Event(_l("%(by)s recorded a letter by which you appeal against your evaluation. Its words stand on the page of your evaluation.")),
    "evaluation.silent": Event(_l("Your evaluation was not signed in time and goes on without your signature. You can appeal until %(day)s.")),
    "evaluation.appealed": Event(_l("An evaluation is appealed: bring it before the body, and record what it decides."), 5),
    "evaluation.appeal_upheld": Event(_l("Your appeal is upheld. The reasons stand on the page of your evaluation.")),
    "evaluation.appeal_partly": Event(_l("Your appeal is upheld in part. The reasons stand on the page of your evaluation.")),
    "evaluation.appeal_rejected": Event(_l("Your appeal is rejected. The reasons stand on the page of your evaluation.")),
    "evaluation.due": Event(_l("%(cycle)s: %(count)s evaluations wait for you, due by %(day)s.")),
    "evaluation.late": Event(_l("%(cycle)s: %(count)s evaluations that wait for you are late, they were due by %(day)s.")),
    "evaluation.severity_asked": Event(_l("%(by)s wrote to you about how you mark. Read it, and answer if you wish.")),
    "evaluation.severity_answered": Event(_l("%(by)s answered what you wrote about how he or she marks.")),
    "evaluation.escalated": Event(_l("%(cycle)s: %(count)s evaluations of which you have charge are late, they were due by %(day)s.")),
    "account.changed": Event(_l("What your account allows has changed.")),
    "account.letter": Event(_l("%(by)s printed a new access letter for you. If you did not ask for it, tell human resources at once.")),
    "account.password": Event(_l("Your account was given a new first password by %(by)s.")),
}

# Values that are keys of something: how each is told. Their owners add themselves.
_named: dict[str, Callable[[str], str]] = {}


def names(value: str, told: Callable[[str], str]) -> None:
    """Let the value of this name be told by a function: "act" by the label of the act."""
    _named[value] = told


def words(notice: Notice) -> str:
    """The notice in the language of whoever reads it now."""
    text = str(EVENTS[notice.event].text)
    said = text % {name: _told(name, value) for name, value in notice.values.items()}
    return _("Reminder: %(text)s", text=said) if notice.reminded_at else said


def _told(name: str, value: object) -> object:
    if name in _named:
        return _named[name](value)
    if name == "deadline":
        return moment(dt.datetime.fromisoformat(value))
    return value


def moment(value: dt.datetime) -> str:
    """21/11/2026 14 h 05, in the time of the installation."""
    return format_datetime(value, "dd/MM/yyyy HH 'h' mm")
