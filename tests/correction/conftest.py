"""Those who ask and those who decide, and a request on its way in one line."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage

from models import Agency, CorrectionRequest, CorrectionVerdict, Officer, Proposal, User, db
from rules.access import Actor
from services import account, approval, correction, guard
from tests import force

WHY = "Mon acte de naissance le montre."


@dataclass(frozen=True)
class Cast:
    """Daouda asks; Boubacar is the clerk, Kadidia and Modibo lead human resources; Mariam has nothing to do with it."""

    daouda: Actor
    boubacar: Actor
    kadidia: Actor
    modibo: Actor
    awa: Actor  # another clerk
    zeinab: Actor  # leads human resources of another agency
    coumba: Actor  # commands Daouda's unit
    mariam: Actor  # serves in Daouda's unit
    fanta: Actor

    @property
    def officer(self) -> Officer:
        """Daouda's file, whoever acts."""
        with guard.unscoped("the test looks"):
            return db.session.get(Officer, self.daouda.officer_id)


def actor_of(username: str, door: str) -> Actor:
    with guard.unscoped("the test takes a place"):
        return account.actor_of(db.session.query(User).filter_by(username=username).one(), door=door)


@pytest.fixture
def cast(app, people) -> Cast:
    """The cast, committed; as actors."""
    with app.app_context():
        with guard.unscoped("the cast"):
            police, foreign = force.of_code(Agency, "PN"), force.of_code(Agency, "OCS")
            for name in ("kadidia", "modibo"):
                force.user(name, "hr_manager", agency=police)
            force.user("awa", "hr_clerk", agency=police)
            force.user("zeinab", "hr_manager", agency=foreign)
            colleague = force.officer("Coulibaly", "Mariam", db.session.get(Officer, people.daouda.officer_id).unit)
            force.user("mariam", "officer", agency=police, officer=colleague)
        db.session.commit()
        desk = {name: actor_of(name, "admin") for name in ("boubacar", "kadidia", "modibo", "awa", "zeinab", "fanta")}
        return Cast(**desk, **{name: actor_of(name, "portal") for name in ("daouda", "coumba", "mariam")})


@pytest.fixture
def play(app, cast):
    """An application context in which Daouda acts first."""
    with app.app_context():
        guard.act_as(cast.daouda)
        yield cast


def asked(cast: Cast, wished: dict[str, str] | str, *, reason: str = WHY, **place) -> CorrectionRequest:
    """A request that Daouda sent: for a field of his own (`field=`), a record (`record=`), or what is missing."""
    guard.act_as(cast.daouda)
    if "field" in place and "record" not in place:
        place["record"] = cast.officer
    made = correction.begin(cast.officer, by=cast.daouda, **place)
    correction.write(made, {place["field"]: wished} if isinstance(wished, str) else wished, reason, by=cast.daouda)
    correction.send(made, by=cast.daouda)
    return made


def decide(request: CorrectionRequest, by: Actor, verdict: CorrectionVerdict = CorrectionVerdict.ACCEPTED, **more):
    """Decided by somebody who has just read it."""
    guard.act_as(by)
    more = {"reason": "Vu les pièces."} | more
    return correction.decide(request, verdict, seen=more.pop("seen", None) or correction.situation(request).seen, by=by, **more)


def second(request: CorrectionRequest, by: Actor) -> Proposal:
    """The second person approves what waits."""
    guard.act_as(by)
    proposal = proposal_of(request)
    return approval.approve(proposal, by=by, digest=proposal.digest)


def proposal_of(request: CorrectionRequest) -> Proposal:
    with guard.unscoped("the test looks"):
        return db.session.query(Proposal).filter_by(subject_type="correction_request", subject_id=request.id).order_by(Proposal.id.desc()).first()


def photo(name: str = "acte.jpg") -> FileStorage:
    """A photo of a paper, as a telephone sends it."""
    held = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(held, "JPEG")
    held.seek(0)
    return FileStorage(held, filename=name)


@pytest.fixture
def newcomer(app, people):
    """newcomer(role, …): a client of somebody with this role, by default of Daouda's agency and unit."""

    def sign_in(role: str, agency: str = "PN", **anchors):
        with app.app_context(), guard.unscoped("test"):
            name = f"new-{role}-{db.session.query(User).count()}"
            place = {} if role == "administrator" else {"agency": force.of_code(Agency, agency)}
            force.user(name, role, **place | anchors)
            db.session.commit()
        return app.test_client().sign_in(name, force.PASSWORD)

    return sign_in
