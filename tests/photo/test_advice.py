"""Each advice arises from a portrait that is wrong in one way, and a good portrait has none."""

from __future__ import annotations

import pytest
from PIL import Image, ImageFilter

from rules.photo import KEPT, judge
from rules.refused import Refused
from services import photo
from services.demo import portraits
from services.photo import Box
from services.photo.faces import faces_in
from services.photo.measuring import measure

from . import pictures

# What is wrong, the picture, and the frame where it is not the program's.
WRONG = {
    "no_face": (pictures.without_a_face, None),
    "faces": (pictures.two_people, pictures.WHOLE),
    "small": (lambda: pictures.portrait(height=400), None),
    "far": (pictures.farther_away, Box(0, 0, 1440, 1852)),
    "near": (pictures.portrait, Box(80, 140, 545, 700)),
    "blurred": (lambda: pictures.portrait().filter(ImageFilter.GaussianBlur(7)), None),
    "tilt": (lambda: pictures.farther_away(0.8).rotate(14, Image.Resampling.BICUBIC, fillcolor=pictures.look().wall), None),
    "off_centre": (pictures.farther_away, Box(200, 840, 780, 1002)),
    "dark": (lambda: pictures.lit(pictures.portrait(), 0.35), None),
    "bright": (lambda: pictures.lit(pictures.portrait(skin=portraits.SKINS[6]), 2.4), None),
    "flat": (lambda: Image.blend(pictures.portrait(skin=portraits.SKINS[6]), Image.new("RGB", (720, 926), (128, 128, 128)), 0.75), None),
    "one_sided": (lambda: pictures.lit_from_one_side(pictures.portrait()), None),
    "ground": (pictures.before_a_wall_of_bricks, None),
}


@pytest.mark.parametrize("code", WRONG)
def test_a_portrait_wrong_in_one_way_is_told_that_and_nothing_else(code):
    make, frame = WRONG[code]
    assert [advice.code for advice in photo.check(pictures.file(make()), frame).advice] == [code]


def test_what_cannot_be_printed_is_hard_and_what_only_looks_bad_is_not():
    hard = {code for code, (make, frame) in WRONG.items() if any(one.is_hard for one in photo.check(pictures.file(make()), frame).advice)}
    assert hard == {"no_face", "faces", "small", "far", "near", "blurred"}


@pytest.mark.parametrize("number", range(1, 9))
@pytest.mark.parametrize(("turn", "words"), [(90, "to the right"), (270, "to the left"), (180, "twice")])
def test_a_picture_that_lies_on_its_side_is_to_be_turned(number, turn, words):
    lying = pictures.portrait(number).rotate(turn, expand=True)
    [advice] = photo.check(pictures.file(lying)).advice
    assert (advice.code, advice.is_hard) == ("turned", True) and words in advice.words


def test_where_one_of_several_faces_is_too_small_it_is_said_that_there_are_several():
    assert [advice.code for advice in photo.check(pictures.file(pictures.two_people())).advice] == ["faces", "small"]


@pytest.mark.parametrize("skin", portraits.SKINS, ids=str)
@pytest.mark.parametrize("style", sorted({*portraits.MEN, *portraits.WOMEN}))
def test_a_good_portrait_of_every_skin_and_hair_is_found_and_told_nothing(skin, style):
    checked = photo.check(pictures.file(pictures.portrait(skin=skin, style=style)))
    assert (checked.advice, Image.open(pictures.io.BytesIO(checked.jpeg)).size) == ([], KEPT)


@pytest.mark.parametrize("number", range(0, portraits.MOST, 10))
def test_the_portraits_of_the_demo_force_would_be_kept(number):
    given = Image.open(pictures.io.BytesIO(portraits.portrait(1, number, "MMF"[number // 10 % 3], 22 + number % 40)))
    assert judge(measure(given, faces_in(given))) == []


def test_a_portrait_is_the_same_for_the_same_seed_and_another_for_another():
    first = portraits.portrait.__wrapped__(1, 3, "F", 30)
    assert first == portraits.portrait.__wrapped__(1, 3, "F", 30) != portraits.portrait.__wrapped__(2, 3, "F", 30)


def test_the_frame_is_laid_around_the_face_wherever_it_stands():
    checked = photo.check(pictures.file(pictures.farther_away(0.6)))
    found = faces_in(Image.open(pictures.io.BytesIO(checked.jpeg)))[0].box
    assert checked.advice == [] and abs(found.left + found.width / 2 - KEPT[0] / 2) < 15


def test_a_photo_of_soft_defects_is_kept_with_a_reason_only_and_of_hard_ones_never(people, in_app):
    from models import Officer, PhotoSource, db
    from services import guard
    from tests.badge.cards import MAKER

    dark, blurred = (photo.check(pictures.file(WRONG[code][0]())) for code in ("dark", "blurred"))
    with guard.unscoped("test"):
        officer = db.session.get_one(Officer, people.colleague_id)
        with pytest.raises(Refused, match="Take the photo again"):
            photo.take(officer, dark, photo.Shot(PhotoSource.WEBCAM), by=MAKER)
        with pytest.raises(Refused, match="blurred"):
            photo.take(officer, blurred, photo.Shot(PhotoSource.WEBCAM, in_spite="Vu"), by=MAKER)
        kept = photo.take(officer, dark, photo.Shot(PhotoSource.WEBCAM, in_spite="Coupure de courant"), by=MAKER)
    assert (kept.remarks, officer.photo) == ({"codes": ["dark"], "reason": "Coupure de courant"}, kept.file)


def test_a_photo_whose_transaction_is_rolled_back_leaves_no_file(people, in_app):
    from models import Officer, PhotoSource, db
    from services import guard, storage
    from tests.badge.cards import MAKER

    with guard.unscoped("test"):
        good, officer = photo.check(pictures.file(pictures.portrait())), db.session.get_one(Officer, people.colleague_id)
        place = storage.path("photos", photo.take(officer, good, photo.Shot(PhotoSource.WEBCAM), by=MAKER).file)
        assert place.exists()
        db.session.rollback()
    assert not place.exists()
