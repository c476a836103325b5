"""Work that outlasts a request: asked for by a door, done by the worker, with progress and cancel.

The job itself is a row of the database. The queue (huey) carries only its number and, beside it, the
progress, the wish to cancel and a sign of life, so that a long transaction does not hide them.

`kinds.py` says what there is to do, `periodic.py` what is done again and again; both grow by one line.
"""

from .asking import ask, cancel, is_cancelling, progress, send, under_way
from .kinds import AFTERWARDS, KINDS, LABELS
from .periodic import clear_away
from .queueing import init_app, queue
from .running import run
from .takeup import again, is_alive, take_up_again
from .worker import queue_length, work, worker_is_alive

__all__ = [
    "AFTERWARDS", "KINDS", "LABELS", "again", "ask", "cancel", "clear_away", "init_app", "is_alive", "is_cancelling", "progress", "queue",
    "queue_length", "run", "send", "take_up_again", "under_way", "work", "worker_is_alive",
]  # fmt: skip
