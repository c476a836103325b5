"""Where files lie: below the instance folder, outside the web root, under names of our own."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import BinaryIO

from flask import current_app

from rules.refused import N_, Refused


def path(kind: str, name: str) -> Path:
    """Where a stored file is; names are ours, so anything but a plain name is refused."""
    if not name or Path(name).name != name or name.startswith("."):
        raise Refused(N_("There is no such file."))
    return folder(kind) / name


def folder(kind: str) -> Path:
    """The folder of one kind of file, made when first needed."""
    place = Path(current_app.config["INSTANCE_FOLDER"]) / "files" / kind
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def random_name(ending: str) -> str:
    """A name that tells nothing and is nobody else's."""
    return f"{secrets.token_hex(16)}{ending}"


def is_within(stream: BinaryIO, most_bytes: int) -> bool:
    """Whether what is left of a stream is no longer than this; the stream stays where it was."""
    start = stream.tell()
    stream.seek(0, 2)
    length = stream.tell() - start
    stream.seek(start)
    return length <= most_bytes
