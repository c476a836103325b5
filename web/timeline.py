"""The picture of a career as SVG: no script, its colours from the stylesheet, so that it follows dark mode and grey print.

It is drawn for the eye only; the list beside it says the same in words.
"""

from __future__ import annotations

from markupsafe import Markup

from rules.timeline import Picture, Shape, Words


def svg(picture: Picture) -> Markup:
    """The picture as an element for a page."""
    head = Markup('<svg class="timeline-picture" viewBox="0 0 {:.0f} {:.0f}" aria-hidden="true" focusable="false">')
    parts = [*map(_shape, picture.shapes), *map(_words, picture.words)]
    return head.format(picture.width, picture.height) + Markup("").join(parts) + Markup("</svg>")


def _shape(shape: Shape) -> Markup:
    if shape.kind == "line":
        end = (shape.x + shape.width, shape.y + shape.height)
        return Markup('<path class="timeline-{}" d="M{:.1f} {:.1f}L{:.1f} {:.1f}"/>').format(shape.look, shape.x, shape.y, *end)
    if shape.kind == "dot":
        return Markup('<circle class="timeline-{}" cx="{:.1f}" cy="{:.1f}" r="{:.1f}"/>').format(shape.look, shape.x, shape.y, shape.width)
    return Markup('<rect class="timeline-{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="2"/>').format(
        shape.look, shape.x, shape.y, shape.width, shape.height
    )


def _words(words: Words) -> Markup:
    return Markup('<text class="timeline-words-{}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(
        words.look, words.x, words.y, words.anchor, words.text
    )
