"""Printed cards, looked at by an independent decoder and by what a PDF says of itself."""

from __future__ import annotations

import io
import itertools

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from rules.badge import spaced_number
from rules.refused import Refused
from services.badge import card, lettering, qr, sheets

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


def test_a_code_is_at_most_version_8_for_an_address_of_32_characters(face):
    assert len(qr.matrix(face(page="https://verify.police.gov.ml/ab").address)) == 49
    assert len(qr.matrix(face(page="https://verify.police.gov.ml/abc").address)) == 53


def test_modules_are_never_smaller_than_a_phone_needs(face):
    longest = face(page="https://" + "v" * 51)
    assert card.QR_SIDE / card.mm / len(qr.matrix(longest.address)) >= 0.45


def test_an_address_too_long_for_a_card_is_refused(face):
    with pytest.raises(Refused, match="too long"):
        qr.matrix(face(page="https://" + "v" * 52).address)


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
    field = face(kind=card.Kind.FIELD, last_name="Traoré", first_names="Daouda")
    for page in printed([field]):
        assert "TRAORÉ" not in words(page).upper()
        assert "DAOUDA" not in words(page).upper()
        assert spaced_number(field.number) in words(page)


def test_backs_lie_behind_their_fronts_when_the_sheet_is_turned(face):
    faces = [face(agency=f"Agence {letter}") for letter in "ABC"]
    front, back = printed(faces)
    width = front.get_width()
    for number, letter in enumerate("ABC"):
        places = []
        for page in (front, back):
            text = page.get_textpage()
            index, _count = text.search(f"Agence {letter}").get_next()
            left, _bottom, right, top = text.get_charbox(index)
            places.append(((left + right) / 2, top))
        (front_x, front_y), (back_x, back_y) = places
        assert (front_x < width / 2) == (number % 2 == 0)
        assert (back_x < width / 2) == (number % 2 == 1)
        assert front_y == pytest.approx(back_y, abs=1)


def test_every_font_is_embedded(face):
    out = io.BytesIO()
    sheets.print_cards([face()], out)
    assert b"Helvetica" not in out.getvalue()
    assert b"/FontFile2" in out.getvalue()


def test_a_batch_is_never_held_whole_in_memory(face):
    one, drawn = face(), []
    faces = (drawn.append(number) or one for number in itertools.count())
    first = next(sheets._sheets(iter(faces)))
    assert len(first) == len(drawn) == 10


def test_the_same_batch_printed_again_is_the_same_file(face):
    batch, first, second = [face(), face()], io.BytesIO(), io.BytesIO()
    sheets.print_cards(batch, first)
    sheets.print_cards(batch, second)
    assert first.getvalue() == second.getvalue()
