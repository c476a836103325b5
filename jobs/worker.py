"""The process that does the work, and what others may know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models import db

from .queueing import beside, queue
from .takeup import take_up_again
from .telling import BEAT_SECONDS, has_sign, sign_of_life

if TYPE_CHECKING:
    from huey.consumer import Consumer

SIGN = "worker"


def work() -> None:
    """Be the worker until stopped."""
    take_up_again(is_only_worker=db.engine.dialect.name == "sqlite")
    others = [each.create_consumer(workers=1, periodic=True) for each in beside()]
    with sign_of_life(SIGN):
        for other in others:
            _start_threads(other)
        # This one hears the signals, and looks after its own threads; those beside end with it.
        queue().create_consumer(workers=1, periodic=True, check_worker_health=True).run()
        for other in others:
            other.stop()


def _start_threads(consumer: Consumer) -> None:
    """Start it without its signal handlers: a stop that came before those of the main consumer stand would be heard by nobody."""
    consumer.scheduler.start()
    for _number, thread in consumer.worker_threads:
        thread.start()


def worker_is_alive() -> bool:
    """Whether a worker gave a sign of life in the last half minute."""
    return has_sign(SIGN, 3 * BEAT_SECONDS)


def queue_length() -> int:
    """How many jobs wait in the queue for the worker."""
    return sum(task.name == "run_job" for task in queue().pending())
