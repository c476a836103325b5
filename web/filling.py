"""A form of a finished page filled with what was typed: for every form that a page draws by hand, without its help."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

# What belongs to the page that is shown now, not to the one that was lost.
NOT_FILLED = {"csrf_token", "_submission"}
TICKED = ("checkbox", "radio")


def fill(html: str, page: str, target: str, typed: list[tuple[str, str]]) -> str:
    """The page with the POST form that is sent to `target` filled."""
    filler = Filler(page, urlsplit(target).path, typed)
    filler.feed(html)
    filler.close()
    return "".join(filler.out)


class Filler(HTMLParser):
    """Copies a page and writes the typed values into one of its forms."""

    def __init__(self, page: str, target: str, typed: list[tuple[str, str]]):
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._page, self._target = page, target
        self._typed: dict[str, list[str]] = {}
        for name, value in typed:
            self._typed.setdefault(name, []).append(value)
        self._is_inside = self._is_replaced = False
        self._select: str | None = None

    def handle_starttag(self, tag: str, attributes: list) -> None:
        given = dict(attributes)
        if tag == "form":
            address = urljoin(self._page, given.get("action") or "")
            self._is_inside = (given.get("method") or "").lower() == "post" and urlsplit(address).path == self._target
        name = given.get("name") or ""
        is_typed = self._is_inside and name in self._typed and name not in NOT_FILLED
        if tag == "input" and self._is_inside and name and name not in NOT_FILLED:
            return self._input(given, name)
        if tag == "select":
            self._select = name if is_typed else None
        elif tag == "option" and self._select:
            return self._option(given)
        self._copy()
        if tag == "textarea" and is_typed:
            self._is_replaced = True
            self.out.append("\n" + escape(self._typed[name].pop(0), quote=False) if self._typed[name] else "")

    def _input(self, given: dict, name: str) -> None:
        kind, values = given.get("type") or "text", self._typed.get(name, [])
        if kind in TICKED:
            given.pop("checked", None)
            if (given.get("value") or "on") in values:
                given["checked"] = None
        elif kind not in ("submit", "button", "image", "file", "password") and values:
            given["value"] = values.pop(0)
        self._write("input", given)

    def _option(self, given: dict) -> None:
        given.pop("selected", None)
        if given.get("value") in self._typed[self._select]:
            given["selected"] = None
        self._write("option", given)

    def _write(self, tag: str, given: dict) -> None:
        words = [name if value is None else f'{name}="{escape(value)}"' for name, value in given.items()]
        self.out.append(f"<{' '.join([tag, *words])}>")

    def _copy(self) -> None:
        if not self._is_replaced:
            self.out.append(self.get_starttag_text())

    def handle_startendtag(self, tag: str, attributes: list) -> None:
        self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._is_replaced = False
        if tag == "form":
            self._is_inside = False
        if tag == "select":
            self._select = None
        self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._is_replaced:
            self.out.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.out.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.out.append(f"<!{decl}>")
