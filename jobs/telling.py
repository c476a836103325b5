"""What the worker says: how far it is, that it lives, and to whoever asked, how the work ended."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask_babel import gettext as _

from models import Job
from services import notices

from .kinds import LABELS, Progress
from .queueing import queue

# A notice keeps the msgid, so that it is read in the reader's language.
notices.names("title", _)

LOG = logging.getLogger("sirhp.jobs")
BEAT_SECONDS = 10
TELL_SECONDS = 0.3


class Cancelled(Exception):
    """The person who asked for the job no longer wants it."""


def teller(number: int) -> Progress:
    """The function by which work says how far it is; it raises Cancelled when it should stop."""
    storage, first, last = queue().storage, None, 0.0

    def tell(done: int, total: int) -> None:
        nonlocal first, last
        moment = time.monotonic()
        first = first or (moment, done)
        if moment - last < TELL_SECONDS and done < total:
            return
        last = moment
        if storage.has_data_for_key(f"cancel:{number}"):
            raise Cancelled
        gone = done - first[1]
        left = (moment - first[0]) / gone * (total - done) if gone else None
        storage.put_data(f"progress:{number}", json.dumps({"done": done, "total": total, "seconds_left": left}).encode())

    return tell


@contextmanager
def sign_of_life(name: str) -> Iterator[None]:
    """While the block runs, leave a fresh mark of this name every few seconds, and take it away at the end.

    A queue that does not answer for once ends nothing: the next mark is tried on a new connection.
    """
    storage, stop = queue().storage, threading.Event()

    def beat() -> None:
        mark = b""
        while not stop.is_set():
            mark = str(time.time()).encode()
            _try(storage, lambda: storage.put_data(name, mark))
            stop.wait(BEAT_SECONDS)
        _try(storage, lambda: storage.peek_data(name) == mark and storage.pop_data(name))  # never the mark of another
        storage.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _try(storage, act: Callable[[], object]) -> None:
    from peewee import PeeweeException  # loaded with the queue only

    try:
        act()
    except PeeweeException:
        LOG.warning("the queue took no sign of life", exc_info=True)
        storage.close()


def has_sign(name: str, within: float) -> bool:
    """Whether the mark of this name is there and not older than so many seconds."""
    data = queue().storage.peek_data(name)
    return isinstance(data, bytes) and time.time() - float(data) < within


def tell_owner(job: Job, event: str) -> None:
    """A notice for whoever asked for the work. It names the kind only: a title may say of whom the work treats."""
    notices.tell([job.owner_id], event, f"/admin/job/details/?id={job.id}", title=LABELS.get(job.kind, job.kind))
