"""Choosing a rank: by corps, those of the officer first, none chosen beforehand."""

from __future__ import annotations

from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from wtforms import SelectField
from wtforms.widgets import Select

from models import Corps, Officer, Rank, db, now

NONE = "–"


def chosen(value: object) -> int | None:
    """The number of what was chosen; None where nothing was."""
    return int(value) if value not in (None, "") else None


def unchosen() -> tuple[str, str]:
    """The first line of a list in which nothing is chosen beforehand."""
    return "", NONE


class UnchosenSelect(Select):
    """A list in groups, before which an empty line stands outside every group."""

    def __call__(self, field, **given) -> Markup:
        start, end, lines = super().__call__(field, **given).partition(">")
        return start + end + Markup('<option value="">{}</option>').format(NONE) + lines


class RankField(SelectField):
    """The ranks in force by corps; those of former times last, for an act of that time."""

    widget = UnchosenSelect()

    def __init__(self, label=None, validators=None, **options):
        super().__init__(label, validators, coerce=chosen, choices={}, **options)
        self.ranks: list[Rank] = []

    def offer(self, officer: Officer | None) -> None:
        """The groups, the corps of the officer and then of his or her agency first."""
        query = select(Rank).join(Rank.corps).options(joinedload(Rank.corps).joinedload(Corps.agency))
        self.ranks = list(db.session.scalars(query.order_by(Corps.id, Rank.level)))
        today, found = now().date(), {}
        for rank in sorted(self.ranks, key=lambda rank: _distance(rank, officer)):
            group = _named(rank.corps, officer) if _is_in_force(rank, today) else _("No longer in force")
            found.setdefault(group, []).append((rank.id, str(rank)))
        former = found.pop(_("No longer in force"), None)
        self.choices = found | ({_("No longer in force"): former} if former else {})

    def lower_than_held(self, officer: Officer | None) -> list[str]:
        """The ranks lower than the highest that the officer ever held, as the browser sends them."""
        held = [line.rank.level for line in officer.rank_lines if line.annulment_id is None] if officer else []
        return [str(rank.id) for rank in self.ranks if rank.level < max(held, default=0)]


def _distance(rank: Rank, officer: Officer | None) -> tuple[bool, bool]:
    if officer is None:
        return False, False
    own = officer.rank.corps_id if officer.rank else None
    return rank.corps_id != own, rank.corps.agency_id != officer.home_agency_id


def _named(corps: Corps, officer: Officer | None) -> str:
    """Corps of several agencies may bear one name."""
    return str(corps) if officer and corps.agency_id == officer.home_agency_id else f"{corps} · {corps.agency}"


def _is_in_force(rank: Rank, on) -> bool:
    return (rank.starts_on is None or rank.starts_on <= on) and (rank.ends_on is None or rank.ends_on > on)
