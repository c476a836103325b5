"""Several acts at the same moment, each in a thread and a transaction of its own, as two people at two desks do."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

from flask import Flask

from models import db
from rules.refused import Refused

LONGEST_WAIT = 60  # seconds


def at_once(app: Flask, *acts: Callable[[], object]) -> tuple[list[object], list[Refused]]:
    """What the acts gave that were done and committed, and what the others were refused for; each in the order of coming to its end."""
    start, done, refused = Barrier(len(acts)), [], []

    def one(act: Callable[[], object]) -> None:
        with app.app_context():
            start.wait(LONGEST_WAIT)
            try:
                given = act()
                db.session.commit()
                done.append(given)
            except Refused as why:
                db.session.rollback()
                refused.append(why)

    threads = [Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONGEST_WAIT)
    return done, refused
