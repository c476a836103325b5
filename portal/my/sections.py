"""The parts of one's own file, in the order of the start page. A new part is one line here.

`finding(officer)` says in one line what the part holds, with a number of statements that does not grow with the file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _, lazy_gettext as _l

from models import Officer

from . import abilities, absences, badge, career, distinctions, evaluations, family, identity, papers, promotion, requests


@dataclass(frozen=True)
class Section:
    """A part of the file: its name, its label, the endpoint of its page, what it says in one line."""

    name: str
    label: object
    endpoint: str
    finding: Callable[[Officer], str]


SECTIONS = (
    Section("identity", _l("Identity and contact"), "my.identity", identity.finding),
    Section("career", _l("Career"), "my.career", career.finding),
    Section("papers", _l("Papers and documents"), "my.papers", papers.finding),
    Section("family", _l("Family and emergency contacts"), "my.family", family.finding),
    Section("training", _l("Training, diplomas and languages"), "my.training", abilities.finding),
    Section("absences", _l("Absences, leave and fitness"), "my.absences", absences.finding),
    Section("evaluations", _l("Evaluations"), "my.evaluations", evaluations.finding),
    Section("promotion", _l("Promotion"), "my.promotion", promotion.finding),
    Section("distinctions", _l("Awards and discipline"), "my.distinctions", distinctions.finding),
    Section("badge", _l("Badge"), "my.badge", badge.finding),
    Section("corrections", _l("My correction requests"), "correction.list_own", requests.finding),
    Section("looks", _l("Who looked at my file"), "viewing.own", lambda _officer: _("Day by day: who, in which role, what for")),
    Section("take_away", _l("Take my file away"), "take_away.choose", lambda _officer: _("As PDF, for a machine, or as an attestation of service")),
)
