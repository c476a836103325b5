"""The fact log: what may be noted about somebody and how often, until when it may be withdrawn or answered, which mark a fact founds.

A fact stands beside an evaluation of its period if it was noted before the evaluation was given to its officer: what one
has read, and signs, does not change any more.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..importing import BadValue, DateReading, read_date
from ..importing.dates import DAY_FIRST
from ..refused import N_, Refused
from .texts import as_kept

TONES = ("good", "bad")
# Letters: fewer tell nothing that the person concerned could answer.
SHORTEST, LONGEST, LONGEST_REASON = 10, 2000, 400
# Assumed: how many facts one account notes about one officer within a day and within a year, withdrawn ones included. A flood
# would bury the fact that matters.
MOST_NOTED = (
    (dt.timedelta(days=1), 10, N_("You noted %(most)s facts about the same person within a day: note the next one tomorrow.")),
    (dt.timedelta(days=365), 60, N_("You noted %(most)s facts about the same person within a year: note the next one later.")),
)
# The number of a criterion, as the form sends it; a longer one is none that a database counts.
NUMBER = re.compile("[1-9][0-9]{0,8}")
NO_CRITERION = N_("This criterion is not in the list: choose one that is, or none.")


@dataclass(frozen=True)
class Fact:
    """A fact as it was told: `tone` is "good" or "bad", `criterion` the usual criterion it belongs to, None for all of them."""

    happened_on: dt.date
    tone: str
    words: str
    criterion: int | None = None


class WrongFact(Refused):
    """A fact that cannot be noted so; `by_field` says why, field by field."""

    def __init__(self, by_field: dict[str, Refused]):
        super().__init__(N_("The fact was not noted: correct what is marked."))
        self.by_field = by_field


def parse_fact(typed: Mapping[str, object], *, today: dt.date) -> Fact:
    """A fact from the fields happened_on, tone, criterion_id and words, as typed. Raises WrongFact with all that is wrong."""
    wrong: dict[str, Refused] = {}
    read = {
        "happened_on": lambda: _day(typed.get("happened_on"), today), "tone": lambda: _tone(typed.get("tone")),
        "words": lambda: told(typed.get("words")), "criterion": lambda: _criterion(typed.get("criterion_id")),
    }  # fmt: skip
    found: dict[str, object] = {}
    for name, one in read.items():
        try:
            found[name] = one()
        except Refused as refused:
            wrong["criterion_id" if name == "criterion" else name] = refused
    if wrong:
        raise WrongFact(wrong)
    return Fact(**found)


def _day(text: object, today: dt.date) -> dt.date:
    if not text:
        raise Refused(N_("Say on which day it happened."))
    try:
        day = read_date(text, DateReading(DAY_FIRST, today.year % 100))
    except BadValue:
        raise Refused(N_("“%(value)s” is not a day. Write it as in 24/12/2026."), value=str(text)[:40]) from None
    if day > today:
        raise Refused(N_("This day lies in the future: note what has happened."))
    return day


def _tone(text: object) -> str:
    tone = str(getattr(text, "value", text) or "")
    if tone not in TONES:
        raise Refused(N_("Say whether it is to the credit of the person, or to improve."))
    return tone


def _criterion(text: object) -> int | None:
    number = str(text or "")
    if number and not NUMBER.fullmatch(number):
        raise Refused(NO_CRITERION)
    return int(number) if number else None


def check_often(noted_at: Sequence[dt.datetime], moment: dt.datetime) -> None:
    """Refuse one fact too many: `noted_at` is when the same account noted facts about the same officer within a year."""
    for within, most, why in MOST_NOTED:
        if sum(at > moment - within for at in noted_at) >= most:
            raise Refused(why, most=most)


def founds(tone: str, *, is_own_note: bool) -> bool:
    """Whether a fact founds an extreme mark of its tone. Nobody founds a high mark of himself; what he admits counts."""
    return tone == "bad" or not is_own_note


def told(words: object) -> str:
    """What happened, in words. Raises Refused where they say nothing, or too much."""
    text = as_kept(str(words or "")).strip()
    if sum(sign.isalnum() for sign in text) < SHORTEST:
        raise Refused(N_("Say in a few words what happened: at least %(least)s letters."), least=SHORTEST)
    if len(text) > LONGEST:
        raise Refused(N_("Say it shorter: at most %(most)s letters."), most=LONGEST)
    return text


def check_withdrawal(because: str, *, is_own_note: bool, is_withdrawn: bool, founded_on: dt.datetime | None) -> str:
    """The reason why a fact is withdrawn. Refused but for who noted it, without a reason, and once marks were sent on it.

    `founded_on` is when an evaluation was sent, or given to its officer, beside which the fact stands; None where none was.
    """
    if not is_own_note:
        raise Refused(N_("Only who noted a fact can withdraw it. You can answer it."))
    if is_withdrawn:
        raise Refused(N_("This fact was withdrawn before."))
    if founded_on is not None:
        raise Refused(N_("An evaluation that this fact stands beside was sent on %(day)s: the fact stays. It can still be answered."), day=founded_on)
    reason = because.strip()
    if not any(sign.isalnum() for sign in reason):
        raise Refused(N_("Say why the fact is withdrawn."))
    if len(reason) > LONGEST_REASON:
        raise Refused(N_("Say it shorter: at most %(most)s letters."), most=LONGEST_REASON)
    return reason


def check_reply(*, is_own_note: bool, is_withdrawn: bool, closed_on: dt.datetime | None) -> None:
    """Refuse an answer to oneself, to a fact that was withdrawn, and once an evaluation was closed beside which the fact stands."""
    if is_own_note:
        raise Refused(N_("You noted this fact yourself: withdraw it and note it anew if something is wrong."))
    if is_withdrawn:
        raise Refused(N_("This fact was withdrawn: nothing is left to answer."))
    if closed_on is not None:
        raise Refused(N_("The evaluation that this fact stands beside was closed on %(day)s: nothing is added to it any more."), day=closed_on)
