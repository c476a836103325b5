"""Photos taken in a real browser: from a camera that shows a drawn portrait, from a file, by keyboard, without camera or script."""

from __future__ import annotations

import pytest
from PIL import Image

from models import Officer, Photo, PhotoSource, db
from services import guard
from tests import force
from tests.browser.eyes import ASK, AXE, PHONE
from tests.browser.moves import follow, sign_in
from tests.browser.stored import count
from tests.photo import pictures
from tests.servers import browser

CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
DENIED = ("--use-fake-device-for-media-stream", "--deny-permission-prompts")
TAKE = "/admin/photo/take/?officer={}"


def part(name: str) -> str:
    return f"[data-part={name}]"


def film(picture: Image.Image, path) -> str:
    """A camera that shows this picture for ever."""
    luma, *chroma = picture.convert("YCbCr").split()
    half = (picture.width // 2, picture.height // 2)
    frame = luma.tobytes() + b"".join(each.resize(half).tobytes() for each in chroma)
    head = f"YUV4MPEG2 W{picture.width} H{picture.height} F10:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(head + (b"FRAME\n" + frame) * 2)
    return str(path)


def scene() -> Image.Image:
    """Somebody before a plain wall, as a camera lying on its side sees it."""
    sheet = Image.new("RGB", (1920, 1080), pictures.look().wall)
    sheet.paste(pictures.portrait(), ((sheet.width - pictures.portrait().width) // 2, sheet.height - pictures.HEIGHT))
    return sheet


@pytest.fixture(scope="module")
def filming(tmp_path_factory):
    """A browser whose camera shows a drawn portrait."""
    path = film(scene(), tmp_path_factory.mktemp("camera") / "portrait.y4m")
    with browser.running(*CAMERA, f"--use-file-for-fake-video-capture={path}") as started:
        yield started


@pytest.fixture
def boubacar(filming, live_server, people, complaints):
    """Boubacar at a computer with a camera."""
    with browser.page_of(filming, live_server, complaints) as page:
        page.context.grant_permissions(["camera"])
        sign_in(page, "boubacar", force.PASSWORD)
        yield page
    assert complaints == []


def shown(page, name: str) -> None:
    page.wait_for_selector(part(name), state="visible", timeout=20_000)


def seen_good(page) -> None:
    page.wait_for_selector(".photo-result.is-good", timeout=30_000)


def focused(page) -> str:
    return page.evaluate("document.activeElement.dataset.part")


def test_from_the_camera_to_the_photo_in_use(app, boubacar, people):
    boubacar.goto(TAKE.format(people.colleague_id))
    boubacar.click(part("open"))
    shown(boubacar, "live")
    boubacar.wait_for_timeout(500)  # the camera of a test, too, needs a moment for its first picture
    boubacar.click(part("shoot"))
    seen_good(boubacar)
    follow(boubacar, part("save"))
    boubacar.wait_for_selector("img.record-photo")
    assert count(app, Photo, officer_id=people.colleague_id, source=PhotoSource.WEBCAM) == 1


def test_a_unit_of_three_is_enrolled_by_keyboard(app, boubacar, people):
    with app.app_context(), guard.unscoped("the test fills the unit"):
        unit = force.unit("Compagnie de Gao")
        for name in ("Aya", "Bakary", "Cheick"):
            force.officer("Maïga", name, unit)
        db.session.commit()
        address = f"/admin/photo/enrol/?unit={unit.id}"
    boubacar.goto(address)
    assert focused(boubacar) == "open"
    boubacar.keyboard.press("Enter")
    for left in (3, 2, 1):
        shown(boubacar, "live")
        assert f"{3 - left} / 3" in boubacar.inner_text(".photo-row")
        boubacar.wait_for_timeout(500)
        assert focused(boubacar) == "shoot"
        boubacar.keyboard.press("Enter")
        seen_good(boubacar)
        assert focused(boubacar) == "save"
        with boubacar.expect_navigation():
            boubacar.keyboard.press("Enter")
    assert boubacar.locator(".empty-state").count() == 1
    assert count(app, Photo, source=PhotoSource.WEBCAM) == 3


def test_who_is_skipped_comes_again(boubacar, people):
    boubacar.goto(f"/admin/photo/enrol/?unit={people.unit_id}")
    first = boubacar.inner_text("h1")
    follow(boubacar, "[data-skip]")
    second = boubacar.inner_text("h1")
    follow(boubacar, "[data-skip]")
    assert second != first == boubacar.inner_text("h1")


def test_a_refusal_says_what_to_change_and_turning_the_picture_makes_it_good(app, boubacar, people, tmp_path):
    lying = tmp_path / "lying.jpg"
    scene().rotate(90, expand=True).save(lying, quality=92)
    boubacar.goto(TAKE.format(people.colleague_id))
    boubacar.set_input_files(part("any-file"), str(lying))
    boubacar.wait_for_selector(".photo-advice .photo-hard", timeout=30_000)
    assert boubacar.is_disabled(part("save"))
    boubacar.click("[data-turn='90']")
    seen_good(boubacar)
    follow(boubacar, part("save"))
    assert count(app, Photo, officer_id=people.colleague_id, source=PhotoSource.UPLOAD) == 1


def test_the_frame_is_moved_by_keys_and_by_the_mouse_and_the_server_keeps_that_part(boubacar, people, tmp_path):
    file = tmp_path / "scene.jpg"
    scene().save(file, quality=92)
    boubacar.goto(TAKE.format(people.colleague_id))
    boubacar.set_input_files(part("any-file"), str(file))
    seen_good(boubacar)
    at = {name: float(boubacar.input_value(f"[name={name}]")) for name in ("left", "top", "width")}
    boubacar.focus(part("frame"))
    for key in ("Shift+ArrowRight",) * 6:
        boubacar.keyboard.press(key)
    boubacar.wait_for_selector(".photo-advice li", timeout=30_000)
    assert float(boubacar.input_value("[name=left]")) > at["left"] + at["width"] / 2
    boubacar.keyboard.press("-")
    assert float(boubacar.input_value("[name=width]")) < at["width"]
    box = boubacar.locator(part("stage")).bounding_box()
    boubacar.mouse.click(box["x"] + 5, box["y"] + box["height"] / 2)
    assert float(boubacar.input_value("[name=left]")) == 0
    boubacar.click(part("find"))
    seen_good(boubacar)
    assert float(boubacar.input_value("[name=left]")) == pytest.approx(at["left"], abs=2)


def test_what_is_no_picture_is_said_and_nothing_is_sent(boubacar, people, tmp_path):
    text = tmp_path / "photo.jpg"
    text.write_text("no picture")
    boubacar.goto(TAKE.format(people.colleague_id))
    boubacar.set_input_files(part("any-file"), str(text))
    shown(boubacar, "trouble")
    assert "JPEG" in boubacar.inner_text(part("trouble"))


def test_without_permission_it_says_what_to_do_and_a_file_still_goes(app, live_server, people, complaints, tmp_path):
    file = tmp_path / "portrait.jpg"
    pictures.portrait().save(file, quality=92)
    with browser.running(*DENIED) as started, browser.page_of(started, live_server, complaints) as page:
        sign_in(page, "boubacar", force.PASSWORD)
        page.goto(TAKE.format(people.colleague_id))
        page.click(part("open"))
        shown(page, "trouble")
        page.set_input_files(part("any-file"), str(file))
        seen_good(page)
        follow(page, part("save"))
    assert complaints == [] and count(app, Photo, officer_id=people.colleague_id) == 1


def test_without_a_script_a_file_is_kept(app, filming, live_server, people, tmp_path):
    file = tmp_path / "portrait.jpg"
    pictures.portrait().save(file, quality=92)
    context = filming.new_context(base_url=live_server, java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    sign_in(page, "boubacar", force.PASSWORD)
    page.goto(TAKE.format(people.colleague_id))
    page.set_input_files("[name=picture]", str(file))
    follow(page, part("save"))
    context.close()
    assert count(app, Photo, officer_id=people.colleague_id, source=PhotoSource.UPLOAD) == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_phone_nothing_is_cut_and_axe_finds_nothing(filming, live_server, people, complaints, theme):
    context = filming.new_context(base_url=live_server, locale="fr-FR", viewport=PHONE, has_touch=True, is_mobile=True, permissions=["camera"])
    context.add_init_script(AXE)
    context.add_cookies([{"name": "theme", "value": theme, "url": live_server}])
    page = context.new_page()
    browser.watch(page, live_server, complaints)
    sign_in(page, "boubacar", force.PASSWORD)
    page.goto(f"/admin/photo/enrol/?unit={people.unit_id}&start=webcam")
    shown(page, "live")
    page.wait_for_timeout(500)
    wrong = page.evaluate(ASK)
    page.tap(part("shoot"))
    seen_good(page)
    wrong += page.evaluate(ASK)
    assert page.is_visible(part("phone")), "a phone offers its own camera"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()
    assert wrong == [] and complaints == []


def test_a_photo_is_in_use_only_when_it_was_kept(app, boubacar, people):
    boubacar.goto(TAKE.format(people.colleague_id))
    boubacar.click(part("open"))
    shown(boubacar, "live")
    boubacar.goto("/admin/officer/")
    assert count(app, Officer, id=people.colleague_id, photo=None) == 1
