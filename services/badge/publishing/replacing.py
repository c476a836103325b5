"""A published file is replaced in one stroke: who reads it meets the old one or the new one, whatever stops in between."""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from rules.refused import N_, Refused

_LEFT_OVER_SECONDS = 3600
_MARK = ".publishing"


def replace(place: Path, content: bytes) -> None:
    """Write a file that everybody may read; one that is the same already is left untouched. Refused where it cannot be written."""
    try:
        if place.is_file() and place.read_bytes() == content:
            return
        _make_folder(place.parent)
        _clear_left_over(place)
        _write(place, content)
    except OSError as wrong:
        raise Refused(N_("%(file)s cannot be written: %(why)s."), file=str(place), why=wrong.strerror or str(wrong)) from wrong


def _write(place: Path, content: bytes) -> None:
    """Several workers may write at once, each into a file of its own name; the last one stays."""
    number, name = tempfile.mkstemp(prefix=f".{place.name}.", suffix=_MARK, dir=place.parent)
    fresh = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(0o644)
        fresh.replace(place)
    finally:
        fresh.unlink(missing_ok=True)


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)  # another worker may have made it by now
        folder.chmod(0o755)


def _clear_left_over(place: Path) -> None:
    """What a writer left that was stopped in the middle, long ago; one that is just at work may take its own away meanwhile."""
    for left in place.parent.glob(f".{place.name}.*{_MARK}"):
        with suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > _LEFT_OVER_SECONDS:
                left.unlink()
