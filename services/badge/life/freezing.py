"""What a card shows is kept with it at its approval: printing only draws it, and nobody changes it once a second person has read it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from models import Badge, CardDesign, Officer, Photo, db
from services import guard
from services.photo.current import IS_IN_USE

from ..printing import designs

SHOWN = ("last_name", "first_names", "rank", "rank_name", "agency_name", "photo", "design")


def freeze(badges: Sequence[Badge], design: CardDesign | None = None) -> None:
    """Keep on each card name, rank, agency and photo of the file, and the design that was read, else that in force. What is frozen stays."""
    fresh = [badge for badge in badges if badge.last_name is None]
    photos = photos_of(fresh)
    standing = {} if design else {key: designs.in_force(*key) for key in {(badge.agency_id, badge.kind) for badge in fresh}}
    with guard.unscoped("a card bears the rank and the agency of its day"):
        of_file = [(badge.officer, badge.officer.rank, badge.agency.name) for badge in fresh]
    for badge, (officer, rank, agency_name) in zip(fresh, of_file, strict=True):
        badge.last_name, badge.first_names, badge.agency_name = officer.last_name, officer.first_names, agency_name
        badge.rank, badge.rank_name = rank, rank.name if rank else ""
        badge.photo, badge.design = photos.get(officer.id), design or standing[badge.agency_id, badge.kind]


def freeze_like(badge: Badge, former: Badge) -> None:
    """The card that follows a spoiled one shows what was approved for that one, whatever the file says now. The caller has lifted the guard."""
    for name in SHOWN:
        setattr(badge, name, getattr(former, name))


def photo_file(badge: Badge) -> str | None:
    """The file of the photo that a card bears; before its approval that of the officer."""
    with guard.unscoped("the photo of a card that one may see"):
        if badge.last_name is None:
            return badge.officer.photo
        return badge.photo.file if badge.photo else None


def photos_of(badges: Sequence[Badge]) -> dict[int, Photo]:
    """By officer the photo in use, that a card of today would bear."""
    with guard.unscoped("the photo that a card bears"):
        asked = select(Photo).join(Officer, IS_IN_USE).where(Officer.id.in_([badge.officer_id for badge in badges])).order_by(Photo.id)
        return {photo.officer_id: photo for photo in db.session.scalars(asked)}
