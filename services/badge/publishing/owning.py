"""Whether a folder is ours to publish in: an empty one, or one that holds our keys, and nothing in it that leads elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from rules.refused import N_, Refused

from .files import KEYS


def require_ours(folder: Path) -> None:
    """Refused for a folder that holds something, and was not published by us: its files would be lost."""
    try:
        is_foreign = folder.is_dir() and any(folder.iterdir()) and not _holds_our_keys(folder)
    except OSError as wrong:
        raise Refused(N_("%(folder)s cannot be read: %(why)s."), folder=str(folder), why=wrong.strerror or str(wrong)) from wrong
    if is_foreign:
        wrong = N_("%(folder)s holds files of something else, which would be replaced. Name an empty folder, or empty this one first.")
        raise Refused(wrong, folder=str(folder))


def require_no_links(folder: Path, names: Iterable[str]) -> None:
    """Refused where one of these files, or a folder on the way to it, is a link: what we write must lie in this folder."""
    for name in names:
        for part in (PurePosixPath(name), *PurePosixPath(name).parents[:-1]):
            if (folder / part).is_symlink():
                raise Refused(N_("%(file)s is a link that leads elsewhere. Take it away, then publish again."), file=str(folder / part))


def _holds_our_keys(folder: Path) -> bool:
    place = folder / KEYS
    try:
        return place.is_file() and all(key["for"] for key in json.loads(place.read_bytes())["keys"])
    except (ValueError, KeyError, TypeError):
        return False
