"""A final round as one file for anybody who would check it elsewhere: every input, the list, the procedure, the seal, and the verifier.

Written line by line, so that a hundred thousand candidates need no more memory than a thousand.
"""

from __future__ import annotations

import tempfile
import zipfile
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import current_app
from flask_babel import force_locale, gettext as _
from sqlalchemy import func, select

from models import BoardDecision, BoardMember, MarkVote, PromotionCandidate, PromotionRound, db, now
from rules.access import Actor
from rules.refused import N_, Refused

from .. import audit, bulk, guard
from ..badge import keys
from . import digesting, procedure, signing
from .digesting import as_json

Tell = Callable[[int, int], None]
unheard: Tell = lambda _done, _total: None  # noqa: E731
# Files of ours that go into every archive as they are; both stand in the folder verifier/.
BESIDE = ("verify_round.py", "LISEZMOI.txt")
NOT_FINAL = N_("Only a sealed list is archived: before, everything in it may still change.")


def count(round_: PromotionRound) -> int:
    """How many candidates the archive will hold. Refused before the round is final."""
    if round_.state not in signing.FINAL:
        raise Refused(NOT_FINAL)
    with guard.unscoped(f"counting the candidates of {round_.name}"):
        return db.session.scalar(select(func.count()).where(PromotionCandidate.round_id == round_.id))


def write(round_: PromotionRound, out: BinaryIO, *, by: Actor, tell: Tell = unheard, **noted: object) -> int:
    """Write the archive, note it in the audit trail with whoever stands in it, and return how many candidates it holds.

    The caller has checked who may take it away. Refused before the round is final, and where the key of the seal is not known.
    """
    total, pem = count(round_), _public_key(round_)
    with guard.unscoped(f"the archive of the round {round_.name}"), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _small(round_, pem).items():
            archive.writestr(_entry(name), content)
        with archive.open(_entry("candidates.jsonl"), "w", force_zip64=True) as file:
            people = array("q", _candidates(round_, file, lambda done: tell(done, total)))
        with archive.open(_entry("liste.pdf"), "w") as file:
            _draw(round_, file, by)
        told = {"file": "promotion archive", "round": round_.id, "rows": len(people), "digest": round_.digest} | noted
        about = {"record_type": PromotionCandidate.__tablename__, "record_name": str(round_)}
        bulk.note_exported(audit.note("export", **about, changes=told), people)
    return len(people)


def _small(round_: PromotionRound, pem: bytes) -> dict[str, bytes]:
    """Everything but the candidates and the printed list."""
    folder = Path(current_app.root_path, "verifier")
    return {
        **{name: (folder / name).read_bytes() for name in BESIDE},
        "seal.json": as_json(signing.statement(round_)),
        "signature.txt": round_.signature.encode(),
        "public-key.pem": pem,
        "round.json": as_json(digesting.inputs(round_)),
        **procedure.papers(round_),
        "beside.json": as_json(_beside(round_)),
    }


def _beside(round_: PromotionRound) -> dict[str, object]:
    """What helps to read the archive and is not signed: names as they are today, and what came after the seal."""
    rule, people = round_.rule, {}
    for model, link in ((BoardMember, BoardMember.member), (MarkVote, MarkVote.voter), (BoardDecision, BoardDecision.by)):
        for record in db.session.scalars(select(model).where(model.round_id == round_.id)):
            user = getattr(record, link.key)
            people[str(user.id)] = user.name
    return {
        "agency": str(round_.agency), "from_rank": str(rule.from_rank), "to_rank": str(rule.to_rank), "accounts": people,
        "state": round_.state, "later_steps": procedure.later_steps(round_), "written_at": now(),
    }  # fmt: skip


def _candidates(round_: PromotionRound, file: BinaryIO, tell: Callable[[int], None]) -> Iterator[int]:
    """Write the lines as they were hashed, by file number, and yield the officers."""
    columns = [getattr(PromotionCandidate, name) for name in digesting.LINE]
    own = select(*columns).where(PromotionCandidate.round_id == round_.id).order_by(PromotionCandidate.officer_id)
    for done, values in enumerate(bulk.stream(own), 1):
        row = dict(zip(digesting.LINE, values, strict=True))
        file.write(digesting.canonical(row) + b"\n")
        if done % 1000 == 0:
            tell(done)
        yield row["officer_id"]


def _draw(round_: PromotionRound, file: BinaryIO, by: Actor) -> None:
    """The signed list on paper; what draws wants to go back and forth in its file."""
    from . import printing  # what draws is loaded with the first paper

    _noted, drawn = printing.prepare(round_, by=by)
    with tempfile.TemporaryFile() as drawing:
        drawn(drawing)
        drawing.seek(0)
        while block := drawing.read(1 << 16):
            file.write(block)


def _public_key(round_: PromotionRound) -> bytes:
    kid, _signed = signing.parts_of(round_.signature or "")
    key = keys.public_keys().get(kid)
    if key is None:
        raise Refused(N_("The key that signed this round is not known here: an archive without it proves nothing."))
    return key.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _entry(name: str) -> zipfile.ZipInfo:
    """A file of the archive, of today, readable by all."""
    made = zipfile.ZipInfo(name, date_time=now().timetuple()[:6])
    made.compress_type, made.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return made


def file_name(round_: PromotionRound) -> str:
    """A plain name, the same for every archive of this round."""
    with force_locale("fr"):
        return f"{_('promotion-round')}-{round_.id}.zip"
