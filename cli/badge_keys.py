"""`flask badge key …`: the keys that sign cards, status lists, papers and promotion rounds."""

from __future__ import annotations

import datetime as dt

import click
from flask.cli import AppGroup

from models import db, now
from rules.refused import Refused
from services import badge

from .acting import act, refuse

badge_key = AppGroup("key", help="The keys that sign cards, status lists, papers and promotion rounds.")
_use = click.option("--use", type=click.Choice(badge.keys.USES), default=badge.keys.CARD, show_default=True, help="What the key signs.")
COLUMNS = "{:>3}  {:5}  {:18}  {:10}  {:16}  {:>9}  {}"
HEADINGS = ("key", "use", "state", "made on", "signs from (UTC)", "needed by", "published until")


@badge_key.command("new")
@_use
def new_badge_key(use: str) -> None:
    """Make a new signing key. The first call makes one for each use; a key that follows another signs a week later."""
    act()
    try:
        number = badge.make_key(use)
    except Refused as refused:
        return refuse(refused)
    db.session.commit()
    click.echo(f"Key {number} made. {_beginning(number)}")


@badge_key.command("list")
def list_badge_keys() -> None:
    """Every key that still verifies: what it signs, how many live cards, papers or sealed rounds need it, and until when it stays published."""
    act()
    click.echo(COLUMNS.format(*HEADINGS))
    for key in badge.keys.listed():
        click.echo(COLUMNS.format(key.kid, key.use, _state(key), f"{key.made_at:%Y-%m-%d}", f"{key.signs_from:%Y-%m-%d %H:%M}", key.needed_by, _until(key)))


@badge_key.command("rotate")
@_use
@click.option("--now", "signs_now", is_flag=True, help="It signs at once: inspectors without a network call what it signs “not valid” until their page has been online.")
def rotate_badge_key(use: str, signs_now: bool) -> None:
    """A new key is published, and signs a week later, when every inspector knows it; the one before goes on verifying.

    The one before can repeat its print runs until it is retired.
    """
    act()
    try:
        before, number = badge.keys.rotate(use, signs_now=signs_now)
        db.session.commit()
        badge.publish_if_due()
    except Refused as refused:
        return refuse(refused)
    click.echo(f"Key {number} is made. {_beginning(number)}")
    click.echo(f"Afterwards, when the print runs of key {before} need no repeat any more: flask badge key retire {before}")


@badge_key.command("retire")
@click.argument("number", type=int)
def retire_badge_key(number: int) -> None:
    """Erase the private part of a key that signs no more; its public part stays until its last card has expired."""
    act()
    try:
        badge.keys.retire(number)
    except Refused as refused:
        return refuse(refused)
    db.session.commit()
    click.echo(f"Key {number} can sign no more. What it signed stays valid.")


@badge_key.command("revoke")
@click.argument("number", type=int)
@click.confirmation_option("--yes", prompt="Whatever was signed with this key will be invalid at once, for ever. Go on?")
def revoke_badge_key(number: int) -> None:
    """The key was stolen: erase it, publish that at once, end all that it signed, and say how much must be made again.

    If it is cut off in the middle, the same command does the rest.
    """
    who = act()
    try:
        ended = badge.revoke_key(number, by=who, written=db.session.commit)
        badge.publish_if_due()
    except Refused as refused:
        db.session.rollback()
        return refuse(refused)
    click.echo(f"Key {number} is gone: {ended.cards} cards and {ended.papers} papers are not valid any more and must be made again.")
    if ended.rounds:
        click.echo(f"The signature of {ended.rounds} sealed rounds proves nothing any more; their digests stand in the audit trail.")


def _beginning(number: int) -> str:
    """From when on a new key signs."""
    made = badge.keys.public_keys()[number]
    return "It signs now." if made.signs_from <= now() else f"It signs from {made.signs_from:%Y-%m-%d %H:%M} UTC on."


def _state(key: badge.keys.ListedKey) -> str:
    if key.signs:
        return "signs" if key.can_sign else "signs elsewhere"
    if key.signs_from > now():
        return "published, waits"
    return "verifies, can sign" if key.can_sign else "verifies"


def _until(key: badge.keys.ListedKey) -> str:
    if key.signs or key.can_sign:
        return "its retirement"
    if key.needed_until == dt.date.max:
        return "for ever"
    return f"{key.needed_until:%Y-%m-%d}" if key.needed_until else "nothing needs it"
