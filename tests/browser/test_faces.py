"""Every screen of every role in a real browser: axe finds nothing, and the browser complains about nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask_migrate import upgrade

from models import db
from services import demo, guard, keys
from tests.browser import screens
from tests.conftest import QUICK
from tests.servers import browser, webserver
from tests.servers.visitor import Visitor

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# Looked at on a phone and in the dark too.
SAMPLE = (
    ("drh", "/admin/"), ("rh", "/admin/officer/"), ("rh", "/admin/officer/new/"), ("admin", "/admin/badge/"),
    ("drh", "/admin/promotion-round/"), ("chef", "/my/team/"), ("rh", "/admin/import-run/new/"), ("agent", "/my/"),
)  # fmt: skip
ASK = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " " + (n.any[0]?.message || "")).join(" | ")}`);
}"""


@pytest.fixture(scope="module")
def force(tmp_path_factory):
    """A demonstration of sixty people behind a real port; the screens are the same on either database."""
    from app import create_app

    folder = tmp_path_factory.mktemp("instance")
    keys.make(folder / "keys")
    app = create_app(QUICK | {"INSTANCE_FOLDER": folder, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'faces.sqlite3'}"})
    app.test_client_class = Visitor
    with app.app_context():
        upgrade()
        with guard.unscoped("the demonstration of the tests"):
            demo.fill(60, seed=3)
        db.session.commit()
    with webserver.serving(app) as address:
        yield app, address


class Eyes:
    """Opens screens as somebody and gathers what is wrong with them."""

    def __init__(self, running, address: str, **look):
        self.address = address
        self.context = running.new_context(base_url=address, locale="fr-FR", timezone_id="Africa/Bamako", **look)
        self.context.add_init_script(AXE)
        self.wrong: list[str] = []
        self.page = self.context.new_page()
        browser.watch(self.page, address, self.wrong)

    def look(self, path: str, cookie: str = "", theme: str = "light") -> None:
        """Open a page and ask axe about it."""
        self.context.clear_cookies()
        cookies = {"theme": theme} | ({"session": cookie} if cookie else {})
        self.context.add_cookies([{"name": name, "value": value, "url": self.address} for name, value in cookies.items()])
        self.page.goto(path)
        self.wrong += [f"{path} ({theme}): {line}" for line in self.page.evaluate(ASK)]

    def found(self) -> list[str]:
        """What is wrong, without what an error page has to be: an error."""
        self.context.close()
        return [line for line in self.wrong if "status of 40" not in line]


def test_axe_and_the_browser_find_nothing_on_any_screen_of_any_role(force, running_browser):
    app, address = force
    eyes = Eyes(running_browser, address, viewport=WIDE)
    different = screens.of_all(app)
    assert len({screen.user for screen in different}) > 6 and len(different) > 60
    for screen in different:
        eyes.look(screen.path, screen.cookie)
    wrong = eyes.found()
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("look", [(PHONE, "light"), (WIDE, "dark"), (PHONE, "dark")], ids=["phone", "dark", "dark phone"])
def test_axe_finds_nothing_on_a_phone_or_in_the_dark(force, running_browser, look):
    app, address = force
    viewport, theme = look
    eyes = Eyes(running_browser, address, viewport=viewport, color_scheme=theme)
    eyes.look("/login", theme=theme)
    for user, path in SAMPLE:
        client = app.test_client().sign_in(user, demo.PASSWORD)
        eyes.look(path, client.get_cookie("session").value, theme)
        assert eyes.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is wider than its window"
    wrong = eyes.found()
    assert not wrong, "\n".join(wrong)
