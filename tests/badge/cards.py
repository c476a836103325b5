"""Cards for tests, made by the services; builders flush, need an application context, and never commit. Officers or their ids."""

from __future__ import annotations

import io
from collections.abc import Sequence

from flask import Flask
from PIL import Image

from models import AuditEvent, Badge, BadgeKind, Officer, Photo, PhotoSource, User, db, now
from rules.access import Actor
from services import account, badge, guard, storage
from services.badge import status
from services.badge.life import issuing, requesting
from services.badge.printing import batches
from services.badge.publishing import due, site

# Who makes cards in tests: nobody of the force, so that no card is his own.
MAKER = Actor(name="Fatim", role="badge_officer", door="admin")


def made_keys() -> None:
    """Keys for the instance folder of the tests, once."""
    if not badge.keys.public_keys():
        badge.keys.new_key()


def photo(officer: Officer | int) -> Photo:
    """A photo in use: a plain square, no face."""
    out = io.BytesIO()
    Image.new("RGB", (48, 62), "#8899aa").save(out, "JPEG")
    name = storage.keep_image(io.BytesIO(out.getvalue()))
    with guard.unscoped("the cards of the tests"):
        officer = _found(officer)
        made = Photo(officer=officer, file=name, taken_on=now().date(), source=PhotoSource.UPLOAD, taken_by="Fatim")
        officer.photo = name
        db.session.add(made)
        db.session.flush()
    return made


def requested(officers: Sequence[Officer | int], kind: BadgeKind = BadgeKind.IDENTITY) -> list[Badge]:
    """Cards that wait for a second person, without a proposal; nobody needs a photo."""
    made_keys()
    with guard.unscoped("the cards of the tests"):
        made, refused = requesting.enter([_found(officer) for officer in officers], kind, "Première carte", by=MAKER, needs_photo=False)
    assert not refused, [str(each) for each in refused]
    return made


def approved_card(officer: Officer | int, kind: BadgeKind = BadgeKind.IDENTITY) -> Badge:
    """A card with number and token, not printed yet."""
    with guard.unscoped("the cards of the tests"):
        [made] = requested([officer], kind)
        issuing.approve([made], by=MAKER)
    return made


def printed_card(officer: Officer | int, kind: BadgeKind = BadgeKind.IDENTITY) -> Badge:
    """A card that lies at the badge office; no PDF is drawn."""
    with guard.unscoped("the cards of the tests"):
        made = approved_card(officer, kind)
        batches.mark_printed(made, by=MAKER)
        db.session.flush()
    return made


def active_card(officer: Officer | int, kind: BadgeKind = BadgeKind.IDENTITY) -> Badge:
    """A card that the officer holds."""
    with guard.unscoped("the cards of the tests"):
        made = printed_card(officer, kind)
        badge.mark_checked(made, by=MAKER)
        badge.hand_over(made, badge.Receipt("R-1"), by=MAKER)
    return made


def actor_named(username: str) -> Actor:
    """Somebody with an account, as an actor."""
    with guard.unscoped("the test takes a place"):
        return account.actor_of(db.session.query(User).filter_by(username=username).one())


def events_of(made: Badge) -> list[AuditEvent]:
    """What the trail says of a card, the oldest first."""
    with guard.unscoped("look"):
        return db.session.query(AuditEvent).filter_by(record_type="badge", record_id=made.id).order_by(AuditEvent.id).all()


def published(app: Flask) -> status.StatusList:
    """The list as the worker has published it, published first where it is due."""
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        badge.publish_if_due()
        return status.read((due.folder() / site.STATUS).read_bytes(), badge.keys.public_keys())


def _found(officer: Officer | int) -> Officer:
    """The officer, also by number where nobody is signed in who would see him."""
    return db.session.get_one(Officer, officer) if isinstance(officer, int) else officer
