"""People at the desk of corrections and at the own file, as the tests of the desk need them."""

from __future__ import annotations

import io
import re

from PIL import Image

from models import CorrectionRequest, CorrectionState, Officer, User, db
from services import account, correction, guard

LIST, FIGURES = "/admin/correction-request/", "/admin/correction-figures/"
WISHED, REASON = "Ségou", "L’acte de naissance dit Ségou"


def picture() -> io.BytesIO:
    made = io.BytesIO()
    Image.new("RGB", (60, 80), (200, 200, 190)).save(made, "JPEG")
    made.seek(0)
    return made


class Upload:
    """A photo as a form brings it."""

    def __init__(self):
        self.stream, self.filename = picture(), "acte.jpg"


def act_as(person, door: str = "portal"):
    with guard.unscoped("who acts in a test"):
        who = account.actor_of(db.session.get(User, person.user_id), door, None, None)
    guard.act_as(who)
    return who


def sent(app, person, wished: str = WISHED, *, field: str = "birth_place", with_piece: bool = False, **about) -> int:
    """A request that somebody sent from the own file."""
    with app.app_context():
        who = act_as(person)
        officer = db.session.get(Officer, person.officer_id)
        target = about or {"record": officer, "field": field}
        made = correction.begin(officer, **target, by=who)
        correction.write(made, {target.get("field", ""): wished}, REASON, by=who)
        if with_piece:
            correction.add_piece(made, Upload(), "Acte de naissance", by=who)
        correction.send(made, by=who)
        db.session.commit()
        return made.id


def stored(app, model, number: int, *names: str):
    """What stands in a record."""
    with app.app_context(), guard.unscoped("the test looks"):
        record = db.session.get(model, number)
        found = [getattr(record, name) for name in names]
        return found[0] if len(found) == 1 else found


def state_of(app, number: int) -> CorrectionState:
    return stored(app, CorrectionRequest, number, "state")


def hidden(page: str, name: str) -> str:
    """The value of a hidden field of a page; "" without one."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    return found[1] if found else ""


def decide(visitor, number: int, verdict: str, reason: str = "", **granted):
    """Decide as one does: look at what will happen, then confirm it."""
    page = f"{LIST}decide/?id={number}"
    opened = visitor.get(page).text
    typed = {"verdict": verdict, "reason": reason} | {f"as-{name}": value for name, value in granted.items()}
    looked = visitor.post(page, data=typed | {"seen": hidden(opened, "seen")}).text
    confirmed = hidden(looked, "confirmed")
    return visitor.post(page, data=typed | {"seen": hidden(looked, "seen"), "confirmed": confirmed, "_submission": "k" * 32}) if confirmed else looked


def appealed(app, people, number: int) -> None:
    with app.app_context():
        who = act_as(people.daouda)
        correction.appeal(db.session.get(CorrectionRequest, number), "Regardez l’acte", by=who)
        db.session.commit()
