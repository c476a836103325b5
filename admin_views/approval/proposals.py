"""What waits for me, and one proposal to read and decide."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from models import Delegation, Proposal, ProposalState, User, db, now
from rules.refused import Refused
from services import approval, guard
from services.wording import said

from .delegations import name_of
from .desk import DeskView

MOST_OF_MINE = 50
DIGEST_SHOWN = 12


def act_label(_view, _context, proposal, _name) -> str:
    """The act by the name that people use."""
    return approval.label_of(proposal.kind)


def _as_values(value: object) -> tuple:
    """A line of the content as its values: one, or what stood before and what will stand after."""
    return tuple(value) if isinstance(value, (tuple, list)) else (value,)


class ProposalView(DeskView):
    """The queue, one proposal, and the acts on it."""

    list_fields = ("proposed_at", "kind", "title", "proposer", "state", "expires_at", "ended_at")
    search_fields = ("title", "reason")
    filter_fields = ("state", "proposed_at", "expires_at")
    column_default_sort = ("proposed_at", True)
    formatters = {"kind": act_label, "title": lambda _view, _context, proposal, _name: str(proposal)}
    details_template = "admin/approval/proposal.html"
    verbs = {"all": "view", "approve": "view", "reject": "view", "withdraw": "view"}
    empty_text = _l("Acts that need a second person stand here once somebody has proposed one.")

    @expose("/")
    def index_view(self):
        """What waits for me, then what became of mine."""
        who = guard.actor()
        mine = select(Proposal).where(Proposal.proposer_id == who.user_id).order_by(Proposal.id.desc()).limit(MOST_OF_MINE)
        waiting = approval.waiting_for(who)
        return self.render(
            "admin/approval/queue.html",
            waiting=waiting,
            proposers=proposers(waiting),
            mine=db.session.scalars(mine).all(),
            delegated=[(one.ends_on, name_of(one.giver_id)) for one in acting_delegations()],
            label=approval.label_of,
            present=now(),
        )

    @expose("/all/")
    def all(self):
        """Every proposal that one may see, as a list to search."""
        return super().index_view()

    def render(self, template, **kwargs):
        """The page of a proposal says its content in words and what this reader may do with it."""
        if template == self.details_template:
            kwargs |= self._reading(kwargs["model"])
        return super().render(template, **kwargs)

    def _reading(self, proposal: Proposal) -> dict:
        who, live = guard.actor(), proposal.expires_at > now()
        is_mine = proposal.proposer_id == who.user_id
        still_open = proposal.state in (ProposalState.WAITING, ProposalState.APPROVED)
        with guard.unscoped("the names of those who act on a proposal"):
            people = [user.name for user in approval.possible_approvers(proposal)] if is_mine and live else []
            decisions = [
                (one, one.user.name, one.delegation.giver.name if one.delegation else None) for one in proposal.decisions
            ]
            # Asked for by its number: the page has read the link already, as this reader may see it.
            proposer = db.session.get(User, proposal.proposer_id).name
        return {
            "act": approval.label_of(proposal.kind),
            "lines": [(label, _as_values(value)) for label, value in approval.described(proposal)],
            "decisions": decisions,
            "proposer": proposer,
            "approvers": people,
            "short_digest": proposal.digest[:DIGEST_SHOWN],
            "is_live": live,
            "may_decide": approval.can_decide(proposal, who),
            "may_withdraw": is_mine and still_open,
            "goes_on": proposal.url if is_mine and live and proposal.state is ProposalState.APPROVED else "",
        }

    @expose("/approve/", methods=("POST",))
    def approve(self):
        """Yes, to exactly what this page showed."""
        return self._act(lambda proposal, by: approval.approve(proposal, by=by, digest=request.form.get("digest", "")))

    @expose("/reject/", methods=("POST",))
    def reject(self):
        """No, and why."""
        return self._act(lambda proposal, by: approval.reject(proposal, by=by, reason=request.form.get("reason", "")))

    @expose("/withdraw/", methods=("POST",))
    def withdraw(self):
        """Take back what one proposed."""
        return self._act(lambda proposal, by: approval.withdraw(proposal, by=by))

    def _act(self, act: Callable):
        """Do it, say what the proposal has become, and come back to its page."""
        proposal = self.get_one(request.form.get("id"))
        page = self.get_url(".details_view", id=proposal.id)
        try:
            act(proposal, guard.actor())
            db.session.commit()
            flash(outcome(proposal), "warning" if proposal.state is ProposalState.VOID else "success")
        except Refused as refused:
            db.session.rollback()
            flash(said(refused), "error")
        return redirect(page)


def proposers(waiting: list[Proposal]) -> dict[int, str]:
    """Who asks, by the number of the account: whoever decides must know, even if he may read no account."""
    with guard.unscoped("the names of those who act on a proposal"):
        names = select(User.id, User.name).where(User.id.in_({one.proposer_id for one in waiting}))
        return dict(db.session.execute(names).tuples().all())


def outcome(proposal: Proposal) -> str:
    """What has happened, in one sentence."""
    return {
        ProposalState.WAITING: _("Your approval is recorded. Another one is still needed."),
        ProposalState.APPROVED: _("Approved. The person who proposed it can now carry it out, once."),
        ProposalState.DONE: _("Approved and carried out."),
        ProposalState.REJECTED: _("Rejected. The person who proposed it is told, with your reason."),
        ProposalState.WITHDRAWN: _("Withdrawn. Nobody is asked any more."),
        ProposalState.VOID: _("What it is about has changed meanwhile, so nothing was done. It must be proposed again."),
        ProposalState.EXPIRED: _("The time to decide is over."),
    }[proposal.state]


def acting_delegations() -> list[Delegation]:
    """The delegations to oneself that hold today."""
    today, mine = now().date(), Delegation.delegate_id == guard.actor().user_id
    lasts = (Delegation.revoked_at.is_(None), Delegation.starts_on <= today, Delegation.ends_on >= today)
    return list(db.session.scalars(select(Delegation).where(mine, *lasts)))
