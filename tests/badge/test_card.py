"""Printed cards, looked at by an independent decoder and by what a PDF says of itself."""

from __future__ import annotations

import dataclasses
import io
import itertools
import weakref

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageOps

from models import BadgeKind
from rules.badge import spaced_number
from rules.refused import Refused
from services.badge import lettering, qr
from services.badge.printing import card, cr80, measures, sheets, stacking

LAST, FIRST = "SIDI BABA-CISSÉ", "Abdoulaye Ag Mohamed El-Moctar dit Bazoumana"


def printed(faces) -> pypdfium2.PdfDocument:
    out = io.BytesIO()
    sheets.print_cards(faces, out)
    return pypdfium2.PdfDocument(out.getvalue())


def words(page) -> str:
    return " ".join(page.get_textpage().get_text_range().split())


def portrait() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((354, 455), 40).convert("RGB").save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize("dpi", [300, 150])
def test_every_code_of_a_batch_is_read_back(face, dpi):
    faces = [face(photo=portrait() if turn % 2 else None) for turn in range(12)]
    pages = list(printed(faces))[::2]
    read = {found.text for page in pages for found in zxingcpp.read_barcodes(page.render(scale=dpi / 72).to_pil())}
    assert read == {each.address for each in faces}


def test_a_code_is_of_version_8_for_an_address_of_31_characters(face):
    assert len(qr.matrix(face(page="https://verify.police.gov.ml/ab").address)) == 49


def test_modules_are_never_smaller_than_a_phone_needs(face):
    longest = face(page="https://" + "v" * 23)
    assert measures.QR_SIDE / measures.mm / len(qr.matrix(longest.address)) >= 0.45


def test_an_address_too_long_for_a_card_is_refused(face):
    with pytest.raises(Refused, match="too long"):
        qr.matrix(face(page="https://" + "v" * 24).address)


def test_a_code_holds_neither_name_nor_rank(face):
    address = face(last_name="Traoré").address
    assert "TRAOR" not in address.upper()
    assert address.partition("#")[2].isdigit()


def test_the_longest_name_is_on_the_card_whole(face):
    page = printed([face(last_name=LAST, first_names=FIRST, rank="Commissaire divisionnaire de classe exceptionnelle")])[0]
    letters = words(page).replace(" ", "").replace("\ufffe", "-").replace("\xad", "-")
    for text in (LAST, FIRST, "Commissairedivisionnairedeclasseexceptionnelle"):
        assert text.replace(" ", "") in letters


def test_any_text_fits_its_box_without_losing_a_letter():
    lettering.load()
    box = lettering.Box(0, 0, 64, 32, 8)
    for text in (LAST, FIRST, "Ɲaɲɛ Ŋɔ", "A" * 30, "Anne-Marie--Claire -", ""):
        size, lines = lettering.fitted(text, lettering.PLAIN, box)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert len(lines) * size * lettering.LEADING <= box.height
        assert all(lettering.pdfmetrics.stringWidth(line, lettering.PLAIN, size) <= box.width for line in lines)


def test_a_field_badge_shows_number_and_rank_and_no_name_on_either_side(face):
    field = face(kind=BadgeKind.FIELD, last_name="Traoré", first_names="Daouda")
    out = io.BytesIO()
    sheets.print_cards([field], out)
    for page in pypdfium2.PdfDocument(out.getvalue()):
        assert "TRAORÉ" not in words(page).upper()
        assert "DAOUDA" not in words(page).upper()
        assert spaced_number(field.number) in words(page)
    said = str(pypdfium2.PdfDocument(out.getvalue()).get_metadata_dict()).upper()
    assert "TRAOR" not in said and "DAOUDA" not in said and "SIRHP" in said


@pytest.mark.parametrize("draw", [sheets.print_cards, cr80.print_cards])
@pytest.mark.parametrize("kind", list(BadgeKind))
def test_both_kinds_are_read_back_from_sheets_and_from_card_printers(face, kind, draw):
    faces, out = [face(kind=kind, photo=portrait()) for _card in range(3)], io.BytesIO()
    draw(faces, out)
    pages = list(pypdfium2.PdfDocument(out.getvalue()))[::2]
    for dpi in (300, 150):
        read = {found.text for page in pages for found in zxingcpp.read_barcodes(page.render(scale=dpi / 72).to_pil())}
        assert read == {each.address for each in faces}


def test_a_turned_sheet_laid_over_its_front_covers_card_by_card(face):
    """Seen through the paper, a back is mirrored: where a front has a card, its back has one, and elsewhere neither has any."""
    front, back = (page.render(scale=1).to_pil().convert("L").point(lambda shade: 255 * (shade < 254)) for page in printed([face() for _card in range(3)]))
    turned = ImageOps.mirror(back)
    assert ImageChops.difference(_boxes(front), _boxes(turned)).getbbox() is None
    assert ImageChops.difference(_boxes(front), _boxes(back)).getbbox() is not None


def _boxes(page: Image.Image) -> Image.Image:
    """Ten squares: which places of the sheet bear a card."""
    places = Image.new("L", (2, 5))
    for row, column in itertools.product(range(5), range(2)):
        left, top = sheets.LEFT + column * measures.WIDTH, page.height - sheets.BOTTOM - (5 - row) * measures.HEIGHT
        box = (int(left) + 4, int(top) + 4, int(left + measures.WIDTH) - 4, int(top + measures.HEIGHT) - 4)
        places.putpixel((column, row), 255 if page.crop(box).getbbox() else 0)
    return places


def test_a_back_lies_behind_its_own_front(face):
    faces = [face(agency=f"Agence {letter}") for letter in "ABC"]
    front, back = printed(faces)
    for letter in "ABC":
        (left, top), (mirrored, level) = (_place(page, f"Agence {letter}") for page in (front, back))
        column = left > front.get_width() / 2
        assert (mirrored > front.get_width() / 2) != column
        assert top == pytest.approx(level, abs=1)


def _place(page, text: str) -> tuple[float, float]:
    found = page.get_textpage()
    index, _count = found.search(text).get_next()
    left, _bottom, _right, top = found.get_charbox(index)
    return left, top


def test_names_as_long_as_a_file_holds_fit_without_losing_a_letter():
    lettering.load()
    parts = [
        stacking.Part("A" * 30 + " BÂ-" * 22, 8.6, True, "Nom"),
        stacking.Part("Abdoulaye Ag Mohamed El-Moctar dit Bazoumana " * 3 + "ɛɔŋɲ", 7.6, label="Prénoms"),
        stacking.Part("Commissaire divisionnaire de classe exceptionnelle " * 3, 7.4, label="Grade"),
    ]
    found = stacking.stacked(parts, card.WORDS)
    assert found.is_whole and found.smallest(parts) >= 2.5
    for part, lines in zip(parts, found.lines, strict=True):
        assert "".join(lines).replace(" ", "") == part.text.replace(" ", "")


def test_the_longest_real_name_and_rank_stay_legible():
    lettering.load()
    rank = "Commissaire divisionnaire de classe exceptionnelle"
    parts = [stacking.Part(LAST, 8.6, True, "Nom", 4), stacking.Part(FIRST, 7.6, label="Prénoms", gap=4), stacking.Part(rank, 7.4, label="Grade")]
    assert stacking.stacked(parts, card.WORDS).smallest(parts) >= 6


def test_the_letters_of_our_languages_are_printed(face):
    page = printed([face(first_names="Ŋaɲɛ Ɔsɛ ɲɔŋɔn")])[0]
    assert "Ŋaɲɛ Ɔsɛ ɲɔŋɔn" in words(page)


def test_every_font_is_embedded(face):
    out = io.BytesIO()
    sheets.print_cards([face()], out)
    assert b"Helvetica" not in out.getvalue()
    assert b"/FontFile2" in out.getvalue()


@pytest.mark.parametrize("print_cards", [sheets.print_cards, cr80.print_cards])
def test_what_is_drawn_is_let_go_a_run_is_never_held_whole_in_memory(face, print_cards):
    one, held, most = face(), weakref.WeakSet(), []

    def faces():
        for _turn in range(60):
            made = dataclasses.replace(one)
            held.add(made)
            most.append(len(held))
            yield made

    assert print_cards(faces(), io.BytesIO()) == 60
    assert max(most) <= 2 * sheets.A_SHEET


def test_the_same_batch_printed_again_is_the_same_file(face):
    batch, first, second = [face(), face()], io.BytesIO(), io.BytesIO()
    sheets.print_cards(batch, first)
    sheets.print_cards(batch, second)
    assert first.getvalue() == second.getvalue()
