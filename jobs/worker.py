"""The process that does the work, and what others may know of it."""

from __future__ import annotations

from models import db

from .queueing import beside, queue
from .takeup import take_up_again
from .telling import BEAT_SECONDS, has_sign, sign_of_life

SIGN = "worker"


def work() -> None:
    """Be the worker until stopped."""
    take_up_again(is_only_worker=db.engine.dialect.name == "sqlite")
    others = [each.create_consumer(workers=1, periodic=True) for each in beside()]
    with sign_of_life(SIGN):
        for other in others:
            other.start()
        # The last to start hears the signals, and looks after its own threads; those beside end with it.
        queue().create_consumer(workers=1, periodic=True, check_worker_health=True).run()
        for other in others:
            other.stop()


def worker_is_alive() -> bool:
    """Whether a worker gave a sign of life in the last half minute."""
    return has_sign(SIGN, 3 * BEAT_SECONDS)


def queue_length() -> int:
    """How many jobs wait in the queue for the worker."""
    return sum(task.name == "run_job" for task in queue().pending())
