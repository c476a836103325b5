"""What is done again and again: one line each in TIMES, with the time at which it is done, or in BESIDE where it waits for no job."""

from __future__ import annotations

from models import db, now
from services import activation, alerts, approval, badge, correction, drafts, evaluation, export, guard, notices, personnel, photo
from services.home import kept
from services.imports import leftovers, runs
from services.storage.leftovers import unnamed

from .takeup import take_up_again


def expire() -> None:
    """Proposals whose time is over end."""
    guard.act_as(guard.SYSTEM)
    approval.expire()
    db.session.commit()


def take_effect() -> None:
    """Acts dated ahead take effect on their day, in the first minute that a worker is there; then the day is done."""
    guard.act_as(guard.SYSTEM)
    personnel.take_effect(written=db.session.commit)
    db.session.commit()


def send_mail() -> None:
    """Notices go out by e-mail, where a server is set."""
    guard.act_as(guard.SYSTEM)
    notices.send_mail(db.session.commit)
    db.session.commit()


def remind() -> None:
    """What nobody answered is said again; oftener than once a day, because the worker may be away at the hour."""
    guard.act_as(guard.SYSTEM)
    notices.remind()
    db.session.commit()


def tell_alerts() -> None:
    """Human resources hear once a week what the alerts count; asked for oftener, because the worker may be away."""
    guard.act_as(guard.SYSTEM)
    alerts.tell_week(now().date())
    db.session.commit()


def watch_corrections() -> None:
    """Correction requests that are nearly due, or late; oftener than once a day, because the worker may be away at the hour."""
    guard.act_as(guard.SYSTEM)
    correction.watch()
    db.session.commit()


def watch_evaluations() -> None:
    """Evaluations go on when their time is over, and who is late is told; oftener than once a day, because the worker may be away."""
    guard.act_as(guard.SYSTEM)
    evaluation.watch(written=db.session.commit)
    db.session.commit()


def follow_cards() -> None:
    """Cards follow what no officer's own file shows; it looks at every living card, and a card that falls has fifteen minutes."""
    guard.act_as(guard.SYSTEM)
    badge.follow()
    db.session.commit()


def keep_cards() -> None:
    """Cards and papers end on their day."""
    guard.act_as(guard.SYSTEM)
    badge.expire(now().date())
    badge.expire_papers(now().date())
    db.session.commit()


def publish_cards() -> None:
    """What the public reads is published where it is due. It only reads the records, so that it waits for nobody who writes them."""
    guard.act_as(guard.SYSTEM)
    badge.publish_if_due()


def remind_photos() -> None:
    """Human resources hear once a quarter how many photos are too old; asked for oftener, because the worker may be away."""
    guard.act_as(guard.SYSTEM)
    photo.tell_quarter(now().date())
    db.session.commit()


def remind_cards() -> None:
    """Badge offices hear once a week how many cards are to be made anew; asked for oftener, because the worker may be away."""
    guard.act_as(guard.SYSTEM)
    badge.tell_week(now().date())
    db.session.commit()


def clear_away() -> int:
    """Remove what is not kept for longer. Returns how many files of imports that were."""
    guard.act_as(guard.SYSTEM)
    export.forget()
    activation.forget()
    badge.forget()
    badge.keys.clear_away(now().date())
    drafts.forget()
    evaluation.forget_drafts()
    notices.forget()
    kept.forget()
    left = leftovers.forget()
    db.session.commit()
    runs.remove(left)
    return len(left)


def clear_documents() -> int:
    """Remove the documents that no record names. Returns how many."""
    guard.act_as(guard.SYSTEM)
    left = unnamed()
    db.session.commit()
    for place in left:
        place.unlink(missing_ok=True)
    return len(left)


# (name, when, what): `when` is a crontab of huey, in UTC, which is the time of Mali.
TIMES = (
    ("take_up_again", {"minute": "*"}, take_up_again),
    ("expire", {"minute": "*"}, expire),
    ("send_mail", {"minute": "*"}, send_mail),
    ("clear_away", {"minute": "20"}, clear_away),
    ("clear_documents", {"hour": "*/6", "minute": "50"}, clear_documents),
    ("tell_alerts", {"hour": "6-17", "minute": "10"}, tell_alerts),
    ("watch_evaluations", {"hour": "5-17", "minute": "5"}, watch_evaluations),
    ("watch_corrections", {"hour": "6-17", "minute": "15"}, watch_corrections),
    ("remind_cards", {"hour": "6-17", "minute": "20"}, remind_cards),
    ("remind_photos", {"hour": "6-17", "minute": "25"}, remind_photos),
    ("remind", {"hour": "6-17", "minute": "40"}, remind),
)
# What must not wait until a long import or print run has ended: a thread of the worker for each of these.
# A card that is not valid any more is published within fifteen minutes, also while a writer keeps the others waiting.
BESIDE = {
    "files": (
        ("take_effect", {"minute": "*"}, take_effect),
        ("follow_cards", {"minute": "*/10"}, follow_cards),
        ("keep_cards", {"minute": "*"}, keep_cards),
    ),
    "public": (("publish_cards", {"minute": "*"}, publish_cards),),
}
