"""The public files as they are made, by the worker or by a command: pages, scripts, public keys, and the signed list.

No web process comes here: it would have to open the key of the lists.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from pathlib import Path

from flask import current_app

from models import Badge, now
from services import audit

from .. import keys, status
from . import icon, listed, owning, pages, replacing
from .files import ICON, INFLATE, INSPECTOR_PAGE, KEYS, MEDIA_TYPES, PAGE, ROUND_KEYS, STATUS

# Ours are shortened; what is vendored goes out as it came.
_SHORTENED = {".js": pages.short_script, ".css": pages.short_style}
_VENDORED = {f"inspector/{name}": f"vendor/zxing/{name}" for name in ("zxing.js", "zxing_reader.wasm")}


def file(name: str) -> bytes:
    """One file of the public check, made anew. Raises KeyError for a name that is none of them."""
    if name not in MEDIA_TYPES:
        raise KeyError(name)
    made = {
        PAGE: pages.page, INSPECTOR_PAGE: pages.inspector_page, KEYS: public_keys, ROUND_KEYS: round_keys, STATUS: status_list, ICON: icon.png, INFLATE: _inflate,
    }  # fmt: skip
    if name in made:
        return made[name]()
    if name in _VENDORED:
        return _static(_VENDORED[name])
    shortened = _SHORTENED.get(Path(name).suffix, bytes)
    return shortened(_static(f"verify/{name}"))


def publish(directory: Path) -> list[str]:
    """Write the static site, for any web host, and note it in the trail; returns the names of its files.

    Refused for a folder that holds something else.
    """
    folder = directory.resolve()
    owning.require_ours(folder)
    names = write(folder)
    audit.note("publish", record_type=Badge.__tablename__, record_name=folder.name, changes={"files": len(names)})
    return names


def write(directory: Path) -> list[str]:
    """Make all files, then write those that differ; returns the names of all. Nothing else in the folder is touched."""
    made = {name: file(name) for name in MEDIA_TYPES}
    owning.require_no_links(directory, made)
    for folder in {(directory / name).parent for name in made} - {directory}:
        replacing.open_folder(folder)
    for name, content in made.items():
        replacing.replace(directory / name, content)
    return list(made)


def status_list() -> bytes:
    """The list as the records stand now, signed now."""
    at = now()
    address = current_app.config["VERIFY_URL"] + STATUS
    return status.make(listed.not_valid_slots(at.date()), address, at, keys.current_key(keys.LIST), keys.sign)


def public_keys() -> bytes:
    """The public keys of what a telephone checks, as a JSON Web Key Set; `for` says what a key signs: cards, lists or papers."""
    return _key_set(use for use in keys.USES if use != keys.ROUND)


def round_keys() -> bytes:
    """Those of sealed promotion rounds, for auditors: in a file of their own, which no visitor of the check has to load."""
    return _key_set([keys.ROUND])


def _key_set(uses: Iterable[str]) -> bytes:
    shown, wanted = [], set(uses)
    for kid, public in sorted(keys.public_keys().items()):
        if public.use not in wanted:
            continue
        point = public.key.public_numbers()
        shown.append({
            "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": str(kid), "for": public.use,
            "x": _base64url(point.x), "y": _base64url(point.y),
        })  # fmt: skip
    return json.dumps({"keys": shown}, separators=(",", ":")).encode()


def _base64url(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


def _inflate() -> bytes:
    """The vendored unpacker with its licence, as a script for browsers that cannot unpack by themselves."""
    licence = _static("vendor/tiny-inflate/LICENSE").strip()
    source = pages.short_script(_static("vendor/tiny-inflate/inflate.js"))
    return b"/*\n%s\n*/\n(() => {\nconst module = {};\n%s\nself.inflate = module.exports;\n})();\n" % (licence, source)


def _static(name: str) -> bytes:
    return Path(current_app.static_folder, name).read_bytes()
