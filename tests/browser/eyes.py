"""A browser that looks at screens of a demonstration with axe, and gathers what is wrong with them."""

from __future__ import annotations

from pathlib import Path

from tests.browser import screens
from tests.servers import browser

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
ASK = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " " + (n.any[0]?.message || "")).join(" | ")}`);
}"""


class Eyes:
    """Opens screens as somebody and gathers what is wrong with them."""

    def __init__(self, running, address: str, **look):
        self.address = address
        place = {"locale": "fr-FR", "timezone_id": "Africa/Bamako", "user_agent": screens.BROWSER_NAME}
        self.context = running.new_context(base_url=address, **place, **look)
        self.context.set_default_timeout(10_000)
        self.context.add_init_script(AXE)
        self.wrong: list[str] = []
        self.page = self.context.new_page()
        browser.watch(self.page, address, self.wrong)

    def look(self, path: str, cookie: str = "", theme: str = "light") -> None:
        """Open a page and ask axe about it."""
        self.sit_down(cookie, theme)
        self.page.goto(path)
        assert self.page.url == f"{self.address}{path}", f"{path} leads to {self.page.url}"
        self.ask(f"{path} ({theme})")

    def sit_down(self, cookie: str, theme: str = "light") -> None:
        """Be somebody, who likes it light or dark."""
        self.context.clear_cookies()
        cookies = {"theme": theme} | ({"session": cookie} if cookie else {})
        self.context.add_cookies([{"name": name, "value": value, "url": self.address} for name, value in cookies.items()])

    def ask(self, name: str) -> None:
        """Ask axe about the page as it stands."""
        self.wrong += [f"{name}: {line}" for line in self.page.evaluate(ASK)]

    def found(self) -> list[str]:
        """What is wrong, without what an error page has to be: an error."""
        self.context.close()
        return [line for line in self.wrong if "status of 40" not in line]
