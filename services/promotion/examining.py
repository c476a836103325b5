"""The board examines a ranked list: its minutes are kept, and then the examination is closed."""

from __future__ import annotations

from models import PromotionRound
from rules.access import Actor
from rules.promotion.life import Act
from rules.refused import N_, Forbidden, Refused
from services import guard, storage
from services.evaluation import Upload

from . import board, publishing, relatives, steps


def record_minutes(round_: PromotionRound, scan: Upload, *, by: Actor) -> None:
    """Keep the scan of the minutes; a better scan takes its place until the examination is closed, and the trail names both."""
    steps.begin(round_, Act.MINUTES, by=by)
    with guard.unscoped(f"the minutes of {round_.name}"):
        round_.minutes = storage.keep_document(scan.stream, scan.file_name)
    steps.note(round_, Act.MINUTES, by=by, words=scan.file_name[:200])


def close(round_: PromotionRound, *, by: Actor) -> None:
    """Close the examination: from now on the list is not ranked again. By a member with a vote, of whose family nobody stands in it."""
    steps.begin(round_, Act.EXAMINE, by=by)
    board.require_vote(round_, by)
    with guard.unscoped("whether somebody judges his family"):
        family = relatives.among(round_, guard.himself(by))
    if family:
        raise Forbidden(N_("Somebody of your family stands in this list: another member closes the examination."))
    for missing in publishing.lacking(round_):
        raise Refused(missing)
    steps.note(round_, Act.EXAMINE, by=by, digest=round_.digest)
