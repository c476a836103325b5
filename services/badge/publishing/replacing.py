"""A published file is replaced in one stroke: who reads it meets the old one or the new one, whatever stops in between."""

from __future__ import annotations

import os
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rules.refused import N_, Refused

_LEFT_OVER_SECONDS = 3600
_MARK = ".publishing"
_FILE_MODE, _FOLDER_MODE = 0o644, 0o755


def replace(place: Path, content: bytes) -> None:
    """Write a file that everybody may read; of one that is the same already only that is seen to. Refused where it cannot be written."""
    with _refusing(place):
        if place.is_file() and place.read_bytes() == content:
            _open(place, _FILE_MODE)
            return
        _make_folder(place.parent)
        _clear_left_over(place)
        _write(place, content)


def open_folder(folder: Path) -> None:
    """A folder that everybody may enter, made where it is missing. Refused where that cannot be."""
    with _refusing(folder):
        _make_folder(folder)
        _open(folder, _FOLDER_MODE)


@contextmanager
def _refusing(place: Path) -> Iterator[None]:
    try:
        yield
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
        fresh.chmod(_FILE_MODE)
        fresh.replace(place)
    finally:
        fresh.unlink(missing_ok=True)


def _make_folder(folder: Path) -> None:
    """With those above it that are missing, whatever the umask; one that is there already is the business of whoever made it."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)  # another worker may have made it by now
        folder.chmod(_FOLDER_MODE)


def _open(place: Path, mode: int) -> None:
    if stat.S_IMODE(place.stat().st_mode) != mode:
        place.chmod(mode)


def _clear_left_over(place: Path) -> None:
    """What a writer left that was stopped in the middle, long ago; one that is just at work may take its own away meanwhile."""
    for left in place.parent.glob(f".{place.name}.*{_MARK}"):
        with suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > _LEFT_OVER_SECONDS:
                left.unlink()
