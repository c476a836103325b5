"""What is decided about custom fields: how a key follows from a label, and what a definition must be."""

from __future__ import annotations

import re
from collections.abc import Collection

from .importing.headers import normalised
from .refused import N_, Refused

LONGEST_KEY = 24
KEY = re.compile(r"[a-z][a-z0-9_]*")
MOST_FIELDS = 40
MOST_CHOICES = 200


def key_of(label: str, taken: Collection[str]) -> str:
    """The key of a label that no other field has: "Permis n° 2" becomes "permis_no_2" or the like, then "…_2".

    A key is lower case, begins with a letter and holds at most 24 letters, digits and underscores.
    """
    bare = "".join(letter for letter in normalised(label).replace(" ", "_") if letter.isascii())
    stem = (bare if bare[:1].isalpha() else f"f_{bare}")[:LONGEST_KEY].strip("_")
    key, again = stem, 1
    while key in taken:
        again += 1
        key = f"{stem[: LONGEST_KEY - len(str(again)) - 1].rstrip('_')}_{again}"
    return key


def is_key(text: object) -> bool:
    """Whether a text may be a key."""
    return isinstance(text, str) and len(text) <= LONGEST_KEY and bool(KEY.fullmatch(text))


def check_label(label: str | None) -> None:
    """Raise Refused for a label that nobody could read."""
    if not (label or "").strip():
        raise Refused(N_("Give the field a label: blanks are none."))


def check_choices(choices: list[dict], is_choice: bool) -> None:
    """Raise Refused unless a closed list has something to choose from, each value and each label once."""
    if not is_choice:
        return
    offered = [choice for choice in choices if not choice.get("retired")]
    if not offered:
        raise Refused(N_("A list needs at least one choice that is not retired."))
    if len(choices) > MOST_CHOICES:
        raise Refused(N_("A list has at most %(most)s choices. Make it a record type of its own instead."), most=MOST_CHOICES)
    for part in ("value", "label"):
        said = [normalised(str(choice[part])) for choice in choices]
        twice = next((word for word in said if said.count(word) > 1), None)
        if twice is not None:
            raise Refused(N_("“%(name)s” stands twice in the list. Keep one."), name=twice)
