"""The crest and the name of the installation, which it may replace without touching the code.

`crest.svg` or `crest.png` in the instance folder stands for ours; the setting INSTALLATION_NAME for our words. A
drawing is only ever shown as an image (no script runs in one) and served under a policy of its own; one that carries
scripts, handlers or addresses of another host is refused when the application starts.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.parsers import expat

from flask import Flask, current_app

NAME = "crest.svg"
NAMES = ("crest.svg", "crest.png")
LARGEST_BYTES = 200_000
FORBIDDEN = re.compile(r"^(script|foreignobject|iframe|embed|object|handler|set|animate.*)$", re.IGNORECASE)


class BadCrest(ValueError):
    """The installation's crest is not one that may be shown."""


def init_app(app: Flask) -> None:
    """Find the installation's own crest; raises BadCrest where it may not be shown."""
    own = [Path(app.config["INSTANCE_FOLDER"]) / name for name in NAMES]
    found = next((path for path in own if path.is_file()), None)
    if found:
        check(found)
    app.extensions["crest"] = found or Path(app.static_folder) / NAME


def file() -> Path:
    """The crest that is shown."""
    return current_app.extensions["crest"]


def check(path: Path) -> None:
    """Raise BadCrest for anything but a small plain drawing or picture."""
    content = path.read_bytes()
    if len(content) > LARGEST_BYTES:
        raise BadCrest(f"{path.name} is larger than {LARGEST_BYTES // 1000} kB")
    if path.suffix == ".png":
        if not content.startswith(b"\x89PNG\r\n\x1a\n"):
            raise BadCrest(f"{path.name} is not a PNG image")
        return
    _check_drawing(path.name, content)


def _check_drawing(name: str, content: bytes) -> None:
    """An SVG without scripts, handlers, entities, or anything from elsewhere."""

    def on_start(tag: str, attributes: dict[str, str]) -> None:
        if FORBIDDEN.match(tag.split(":")[-1]):
            raise BadCrest(f"{name} has an element <{tag}>, which a crest may not have")
        for key, value in attributes.items():
            inner = key.lower().split(":")[-1]
            if inner.startswith("on") or (inner == "href" and not value.startswith("#")):
                raise BadCrest(f"{name} has an attribute {key}, which a crest may not have")

    def on_declaration(*_parts) -> None:
        raise BadCrest(f"{name} declares entities, which a crest may not do")

    reader = expat.ParserCreate()
    reader.StartElementHandler, reader.EntityDeclHandler = on_start, on_declaration
    try:
        reader.Parse(content, True)
    except expat.ExpatError as error:
        raise BadCrest(f"{name} is not a drawing that can be read: {error}") from None
