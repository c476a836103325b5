"""A PDF of cards being made: its fonts, what it says of itself, and the grounds that its cards share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from .. import lettering
from . import card, ground
from .card import Words
from .faces import CardFace
from .looks import Look
from .measures import HEIGHT, WIDTH


class Press:
    """A document of pages of one size. `prepare` comes before the page on which cards are drawn."""

    def __init__(self, out: BinaryIO, page: tuple[float, float]):
        lettering.load()
        rl_config.useA85 = 0  # plain bytes instead of ASCII: a third of the time, four fifths of the size
        self.canvas = Canvas(out, pagesize=page, pageCompression=1, invariant=1, initialFontName=lettering.PLAIN)
        for say in (self.canvas.setTitle, self.canvas.setAuthor, self.canvas.setCreator):
            say("SIRHP")  # the same in every language, and nothing of whose cards
        self._looks: dict[Look, tuple[str, Words]] = {}

    def prepare(self, faces: Iterable[CardFace]) -> None:
        """Draw the grounds of these cards, each once in the document."""
        for look in {face.look: None for face in faces}:
            if look in self._looks:
                continue
            name, left = f"ground{len(self._looks)}", 0.0
            for is_back in (False, True):
                self.canvas.beginForm(f"{name}{is_back:d}", 0, 0, WIDTH, HEIGHT)
                left = ground.draw(self.canvas, look, is_back)
                self.canvas.endForm()
            self._looks[look] = name, card.words_of(look, left)

    def draw(self, face: CardFace, *, is_back: bool) -> None:
        """One side of a card at the origin."""
        name, words = self._looks[face.look]
        self.canvas.doForm(f"{name}{is_back:d}")
        (card.draw_back if is_back else card.draw_front)(self.canvas, face, words)
