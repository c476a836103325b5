"""Card designs: read by the printer, previewed as typed, never changed once a card bears them."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdfium2
import pytest
from PIL import Image
from sqlalchemy import select

from models import BadgeKind, CardDesign, CardLanguage, db
from rules.refused import Refused
from services import badge, guard
from services.badge.printing import crest, designs
from services.badge.printing.looks import WrongDesign

from . import cards
from .conftest import LOOK

AGENCY, MM = "Police nationale", 72 / 25.4
SECOND = {
    "second_language": CardLanguage.FR, "title_second": "CARTE PROFESSIONNELLE", "statement_second": "Le titulaire agit en son nom.",
    "finder_note_second": "Carte trouvée.", "legal_note_second": "Cette carte appartient à l’État.",
}  # fmt: skip
TYPED = {"kind": "FIELD", "language": "FR", "name": "Essai", "months": "12"} | {
    "ground": "#cfe0d7", "band": "#12402f", "text": "#1b2430", "stripes": "#14b53a", "state_name": "MALI", "title": "BADGE", "authority": "DGPN",
    "statement": "Agit en son nom.", "finder_note": "À rendre.", "legal_note": "À l’État.",
}  # fmt: skip


def previewed(look) -> pypdfium2.PdfDocument:
    out = io.BytesIO()
    badge.preview(look, AGENCY, out)
    return pypdfium2.PdfDocument(out.getvalue())


def words(page) -> str:
    return " ".join(page.get_textpage().get_text_range().split())


def picture(size: tuple[int, int], mode: str = "RGBA") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, (200, 30, 30, 255)[: len(mode)]).save(out, "PNG")
    return out.getvalue()


def test_what_the_design_says_is_printed(signer):
    front, back = previewed(LOOK)
    assert LOOK.state_name in words(front) and LOOK.title in words(front) and AGENCY in words(front)
    for text in (LOOK.statement, LOOK.finder_note, LOOK.legal_note, LOOK.authority, "v.police.gov.ml"):
        assert text in words(back)


def test_a_second_language_stands_beside_the_first(signer):
    _front, back = previewed(replace(LOOK, **SECOND))
    assert LOOK.statement in words(back) and SECOND["statement_second"] in words(back) and SECOND["title_second"] in words(back)


def test_colours_guilloche_and_ghost_are_drawn_as_the_design_says(signer):
    def drawn(**changes) -> bytes:
        return previewed(replace(LOOK, **changes))[0].render(scale=2).to_pil().tobytes()

    plain = drawn()
    for change in ({"band": "#7a1020"}, {"ground": "#f0d8c0"}, {"stripes": "#000000"}, {"has_guilloche": False}, {"has_ghost_photo": False}):
        assert drawn(**change) != plain, change


def test_lines_are_drawn_in_vector(signer):
    images = [thing for thing in previewed(LOOK)[1].get_objects() if thing.type == 3]  # 3: an image
    assert not images


@pytest.mark.parametrize("size", [(900, 120), (90, 900), (1, 1), (300, 300)])
def test_a_crest_of_any_shape_keeps_its_proportions_and_its_place(signer, size):
    front, _back = previewed(replace(LOOK, crest=picture(size)))
    box = front.render(scale=4).to_pil().convert("RGB")
    reds = [
        (x, y) for x in range(0, box.width, 2) for y in range(0, int(9.4 * MM * 4), 2) if box.getpixel((x, y)) == (200, 30, 30)
    ]
    assert reds and max(x for x, _y in reds) < (2.6 * MM + crest.WIDEST) * 4
    assert LOOK.state_name in words(front)


def test_the_drawing_of_the_installation_is_printed_and_a_strange_one_is_not(signer, tmp_path):
    def found(text: str):
        (tmp_path / "crest.svg").write_text(text)
        signer.extensions["crest"] = tmp_path / "crest.svg"
        return crest.of(LOOK)

    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 56">{}</svg>'
    assert found(svg.format('<path d="M8 11.2 24 7l16 4.2v4.3H8z" fill="#d9b44a"/>')) is not None
    for strange in ('<path d="M0 0A1 1 0 0 0 2 2" fill="#000000"/>', '<image href="x"/>', '<path d="M0 0 1" fill="#000000"/>', "<script/>"):
        assert found(svg.format(strange)) is None


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("band", {"band": "green"}),
        ("finder_note", {"finder_note": "B " * 30000}),
        ("stripes", {"stripes": "#14b53a,red"}),
        ("text", {"text": "#cccccc"}),
        ("second_language", {"second_language": CardLanguage.EN}),
        ("statement_second", SECOND | {"statement_second": ""}),
        ("statement", {"statement": "mot " * 100, "finder_note": "mot " * 100, "legal_note": "mot " * 100}),
    ],
)
def test_a_design_with_which_no_card_could_be_read_is_refused_at_its_field(signer, field, changes):
    if field == "statement":
        changes = changes | SECOND | {name: "mot " * 100 for name in ("statement_second", "finder_note_second", "legal_note_second")}
    with pytest.raises(WrongDesign) as wrong:
        designs.check(replace(LOOK, **changes))
    assert wrong.value.field == field


def test_a_card_lasts_as_long_as_its_design_says(people, in_app):
    guard.act_as(guard.SYSTEM)
    design = db.session.scalars(select(CardDesign).where(CardDesign.kind == BadgeKind.FIELD)).one()
    design.months = 6
    db.session.flush()
    made = cards.approved_card(people.daouda.officer_id, BadgeKind.FIELD)
    assert 170 < (made.expires_on - made.issued_on).days < 190


def test_a_printed_design_is_read_only_and_a_new_version_takes_its_place(app, people, signed_in):
    with app.app_context():
        old = cards.printed_card(people.daouda.officer_id).design_id
        db.session.commit()
    aminata = signed_in("aminata")
    assert aminata.get(f"/admin/card-design/edit/?id={old}").status_code == 302
    assert aminata.post(f"/admin/card-design/edit/?id={old}", data={"name": "Autre"}).status_code == 302
    made = aminata.post("/admin/card-design/copy/", data={"id": old}).location.rpartition("=")[2]
    assert int(made) != old and aminata.get(f"/admin/card-design/edit/?id={made}").status_code == 200
    aminata.post("/admin/card-design/put-in-force/", data={"id": made})
    with app.app_context(), guard.unscoped("look"):
        assert db.session.get(CardDesign, int(made)).is_in_force and not db.session.get(CardDesign, old).is_in_force
        assert db.session.get(CardDesign, old).name != "Autre"


def test_the_preview_shows_what_is_typed_and_keeps_nothing(app, people, signed_in):
    aminata = signed_in("aminata")
    answer = aminata.post("/admin/card-design/preview/", data=TYPED).json
    assert [one[:22] for one in answer["pictures"]] == ["data:image/png;base64,"] * 2
    assert "trouble" in aminata.post("/admin/card-design/preview/", data=TYPED | {"text": "#dddddd"}).json
    hostile = (io.BytesIO(b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), "crest.svg")
    assert "trouble" in aminata.post("/admin/card-design/preview/", data=TYPED | {"crest": hostile}).json
    with app.app_context(), guard.unscoped("look"):
        assert len(db.session.scalars(select(CardDesign)).all()) == 2


def test_both_sides_are_shown_and_given_as_pdf(app, people, signed_in):
    aminata = signed_in("aminata")
    for side in ("front", "back"):
        answer = aminata.get(f"/admin/card-design/picture/?id=1&side={side}")
        assert answer.mimetype == "image/png" and Image.open(io.BytesIO(answer.data)).width == pytest.approx(1011, abs=2)
    assert aminata.get("/admin/card-design/paper/?id=1").data.startswith(b"%PDF")
    assert aminata.get("/admin/card-design/picture/?id=1&side=edge").status_code == 404
    assert signed_in("boubacar").post("/admin/card-design/copy/", data={"id": 1}).status_code == 403


def test_without_a_design_in_force_nothing_is_printed(people, in_app):
    guard.act_as(guard.SYSTEM)
    for design in db.session.scalars(select(CardDesign)):
        design.is_in_force = False
    db.session.flush()
    with pytest.raises(Refused, match="No card design"):
        badge.in_force(1, BadgeKind.FIELD)
