"""Notices by e-mail: only that something waits and where to sign in, never what it is about.

The worker sends; a request never does. A notice is claimed before its mail goes out and given back when the
server does not take it, so that two workers send it once and a broken server is tried again.
"""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
import ssl
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from flask import current_app
from flask_babel import force_locale, gettext as _, ngettext, to_user_timezone
from sqlalchemy import select

from models import MailChoice, MailRhythm, Notice, User, db, now

from .. import bulk, guard

MOST_TRIES = 5
TIMEOUT_SECONDS = 20
# What is read in the application for so long without a mail is no news any more.
TOO_OLD = dt.timedelta(days=7)
DAILY_FROM_HOUR = 7


def send_mail(keep: Callable[[], None]) -> int:
    """Write to everybody who wants to hear now of notices not read; returns how many mails went out.

    Nothing happens where no server is set. `keep` is the door's commit: a letter cannot be called back, so that
    each is claimed for good before it goes.
    """
    if not current_app.config["MAIL_SERVER"]:
        return 0
    with guard.unscoped("the worker sends mail"):
        readers = [user.id for user in _readers() if _wants_now(user)]
        sent = 0
        for reader in readers:
            try:
                sent += _write_to(reader, keep)
            except (OSError, smtplib.SMTPException) as error:
                logging.getLogger("sirhp.mail").warning("a mail was not taken: %s", type(error).__name__)
                if not isinstance(error, smtplib.SMTPRecipientsRefused):
                    break  # the server, not the address: the others would fail alike
    return sent


def _waiting():
    """Notices of which no mail was sent yet and of which it is still worth one."""
    fresh = (Notice.mailed_at.is_(None), Notice.mail_tries < MOST_TRIES)
    return (*fresh, Notice.read_at.is_(None), Notice.told_at > now() - TOO_OLD)


def _readers() -> Sequence[User]:
    with_news = select(Notice.reader_id).where(*_waiting())
    there = (User.id.in_(with_news), User.active, User.email.is_not(None), User.email != "")
    return db.session.scalars(select(User).where(*there).order_by(User.id)).all()


def _wants_now(user: User) -> bool:
    rhythm = db.session.scalar(select(MailChoice.rhythm).where(MailChoice.reader_id == user.id)) or MailRhythm.IMMEDIATE
    if rhythm is not MailRhythm.DAILY:
        return rhythm is MailRhythm.IMMEDIATE
    here = to_user_timezone(now())
    last = select(Notice.mailed_at).where(Notice.reader_id == user.id, Notice.mailed_at.is_not(None))
    latest = db.session.scalar(last.order_by(Notice.mailed_at.desc()).limit(1))
    return here.hour >= DAILY_FROM_HOUR and (latest is None or to_user_timezone(latest).date() < here.date())


def _write_to(reader: int, keep: Callable[[], None]) -> bool:
    """One mail for all that waits for this account; False when another worker was quicker."""
    claimed = _claim(reader)
    keep()
    if not claimed:
        return False
    try:
        _deliver(_letter(db.session.get(User, reader), len(claimed)))
    except (OSError, smtplib.SMTPException):
        for number in claimed:
            db.session.get(Notice, number).mailed_at = None
        keep()
        raise
    return True


def _claim(reader: int) -> list[int]:
    bulk.lock(User, User.id == reader)
    mine = select(Notice).where(Notice.reader_id == reader, *_waiting())
    found = db.session.scalars(mine.execution_options(populate_existing=True)).all()
    for notice in found:
        notice.mailed_at, notice.mail_tries = now(), notice.mail_tries + 1
    db.session.flush()
    return [notice.id for notice in found]


def _letter(user: User, count: int) -> EmailMessage:
    """That so many notices wait, in the language of the account, and nothing else."""
    address, letter = current_app.config["SITE_ADDRESS"], EmailMessage()
    with force_locale(user.language):
        waiting = ngettext("%(num)s notice waits for you", "%(num)s notices wait for you", count)
        signing_in = _("Sign in to read: %(address)s", address=address)
        why = _("This message was written by the system. What it is about is never sent by e-mail.")
        choosing = _("How often you are written to is your choice, on the page of your notices.")
    letter["Subject"] = f"SIRHP – {waiting}"
    letter["From"], letter["To"] = current_app.config["MAIL_FROM"], user.email
    letter["Date"], letter["Message-ID"] = formatdate(now().timestamp()), make_msgid("sirhp", "sirhp.invalid")
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(f"{waiting}.\n\n{signing_in}\n\n{why}\n{choosing}\n")
    return letter


def _deliver(letter: EmailMessage) -> None:
    """Hand it to the server; what an answer says of a password never reaches a log."""
    config = current_app.config
    where = {"host": config["MAIL_SERVER"], "port": config["MAIL_PORT"], "timeout": TIMEOUT_SECONDS}
    trusted = ssl.create_default_context()  # the library's own default believes every certificate
    is_tls = config["MAIL_SECURITY"] == "tls"
    with smtplib.SMTP_SSL(context=trusted, **where) if is_tls else smtplib.SMTP(**where) as server:
        if config["MAIL_SECURITY"] == "starttls":
            server.starttls(context=trusted)
        if config["MAIL_USER"]:
            server.login(config["MAIL_USER"], config["MAIL_PASSWORD"])
        server.send_message(letter)
