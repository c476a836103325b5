"""The line of a career as a picture: where each act stands between the entry and the end of service.

Plain shapes in units of the drawing: the page makes SVG of them, the printed file a drawing of its own. The words of
everything stand beside it as a list, so what finds no room in the picture is left out here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH, LABEL, END = 1000.0, 112.0, 8.0
HEAD, LANE, BAR = 34.0, 34.0, 24.0
LETTER = 7.0  # the usual width of a letter
DAYS_A_YEAR, YEAR = 365.25, 32.0  # a year in days, and the room that its number takes
MOST_TICKS = 12


@dataclass(frozen=True)
class Bar:
    """What lasted: from `starts_on` to the eve of `ends_on`, None while it lasts."""

    starts_on: dt.date
    ends_on: dt.date | None
    words: str


@dataclass(frozen=True)
class Point:
    """What happened on one day."""

    on: dt.date
    words: str


@dataclass(frozen=True)
class Lane:
    """One row of the picture."""

    name: str
    bars: tuple[Bar, ...] = ()
    points: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Span:
    """From when to when the picture goes; `retires_on` is the first day out of service, where it is foreseen; `left_on`
    where it is past.
    """

    begins_on: dt.date
    today: dt.date
    retires_on: dt.date | None = None
    last_on: dt.date | None = None
    left_on: dt.date | None = None

    def open_end(self, starts_on: dt.date) -> dt.date:
        """To where something is drawn that has no end: for whoever left, not beyond that day, and what follows it not beyond today."""
        if self.left_on is None:
            return self.retires_on or self.ends_on
        return self.left_on if starts_on < self.left_on else max(self.today, starts_on)

    @property
    def ends_on(self) -> dt.date:
        """The day at the right end: a little beyond everything known."""
        known = [self.today, *(day for day in (self.retires_on, self.last_on) if day is not None)]
        return max(known) + dt.timedelta(days=200)

    def at(self, day: dt.date) -> float:
        """Where a day stands, from the left."""
        whole = max((self.ends_on - self.begins_on).days, 1)
        share = min(max((day - self.begins_on).days / whole, 0.0), 1.0)
        return LABEL + share * (WIDTH - LABEL - END)


@dataclass(frozen=True)
class Shape:
    """A box, a line or a dot; `look` is what it stands for."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    look: str


@dataclass(frozen=True)
class Words:
    """A text with its base line; `anchor` is start, middle or end, as in SVG."""

    x: float
    y: float
    text: str
    look: str
    anchor: str = "start"


@dataclass
class Picture:
    """All of it; y grows downwards."""

    height: float
    shapes: list[Shape] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    width: float = WIDTH


def draw(span: Span, lanes: Sequence[Lane], today: str, retirement: str) -> Picture:
    """The picture of a career; `today` and `retirement` are the words at these two days."""
    picture = Picture(HEAD + len(lanes) * LANE + 20)
    _draw_years(picture, span)
    for place, lane in enumerate(lanes):
        _draw_lane(picture, span, lane, HEAD + place * LANE)
    _draw_marks(picture, span, today, retirement)
    return picture


def _draw_years(picture: Picture, span: Span) -> None:
    bottom = picture.height - 18
    for year in years(span.begins_on, span.ends_on):
        x = span.at(dt.date(year, 1, 1))
        if x > WIDTH - YEAR / 2:  # its number would be cut
            continue
        picture.shapes.append(Shape("line", x, HEAD - 4, 0, bottom - HEAD + 4, "year"))
        picture.words.append(Words(x, picture.height - 5, str(year), "year", "middle"))


def years(begins_on: dt.date, ends_on: dt.date) -> list[int]:
    """The years that are written: every one, every second, fifth or tenth, so that they do not lie on each other."""
    step = next((step for step in (1, 2, 5) if (ends_on - begins_on).days / DAYS_A_YEAR / step <= MOST_TICKS), 10)
    return [year for year in range(begins_on.year + 1, ends_on.year + 1) if year % step == 0]


def _draw_lane(picture: Picture, span: Span, lane: Lane, top: float) -> None:
    picture.shapes.append(Shape("line", LABEL, top + LANE - 3, WIDTH - LABEL - END, 0, "lane"))
    picture.words.append(Words(LABEL - 8, top + 18, lane.name, "name", "end"))
    for bar in lane.bars:
        _draw_bar(picture, span, bar, top + 2)
    free = 0.0
    for point in sorted(lane.points, key=lambda point: point.on):
        x = span.at(point.on)
        look = "ahead" if point.on > span.today else "point"
        picture.shapes.append(Shape("dot", x, top + 14, 5, 5, look))
        wide = len(point.words) * LETTER
        crosses = x <= span.at(span.today) < x + 8 + wide
        if x > free and x + 8 + wide < WIDTH and not crosses and _room_after(span, lane, point) > wide + 14:
            picture.words.append(Words(x + 8, top + 18, point.words, "inside"))
            free = x + 8 + wide
        elif crosses and x - 8 - wide > max(free, LABEL):
            picture.words.append(Words(x - 8, top + 18, point.words, "inside", "end"))
            free = x
        else:
            free = max(free, x + 5)


def _room_after(span: Span, lane: Lane, point: Point) -> float:
    """How far it is to the next point of the row."""
    later = [span.at(other.on) for other in lane.points if other.on > point.on]
    return min(later, default=WIDTH) - span.at(point.on)


def _draw_bar(picture: Picture, span: Span, bar: Bar, top: float) -> None:
    """What lasts is drawn to today, and beyond it as what is foreseen."""
    start = span.at(bar.starts_on)
    ends_on = bar.ends_on or span.open_end(bar.starts_on)
    end = span.at(ends_on)
    now = span.at(span.today)
    if bar.starts_on > span.today:
        picture.shapes.append(Shape("box", start, top, max(end - start, 2), BAR, "ahead"))
    else:
        until = min(end, now) if ends_on > span.today else end
        if end > until:
            picture.shapes.append(Shape("box", until, top, end - until, BAR, "foreseen"))
        picture.shapes.append(Shape("box", start, top, max(until - start, 2), BAR, "bar"))
    at, room = _free_side(start, end, now)
    if text := fitting(bar.words, room):
        picture.words.append(Words(at, top + 16, text, "inside"))


def _free_side(start: float, end: float, now: float) -> tuple[float, float]:
    """(where words begin, their room) in a bar: on the wider side of the line of today where it crosses the bar."""
    if not start < now < end:
        return start + 5, end - start - 8
    before, after = now - start - 8, end - now - 8
    return (start + 5, before) if before >= after else (now + 5, after)


def fitting(text: str, room: float) -> str:
    """As much of a text as finds room, whole or cut with a sign; nothing where only a stump would stand."""
    most = int(room / LETTER)
    if len(text) <= most:
        return text
    return text[: most - 1].rstrip() + "…" if most >= 5 else ""


def _draw_marks(picture: Picture, span: Span, today: str, retirement: str) -> None:
    bottom, now = picture.height - 18, span.at(span.today)
    picture.shapes.append(Shape("line", now, HEAD - 8, 0, bottom - HEAD + 8, "today"))
    if span.retires_on is None:
        picture.words.append(Words(now, 20, today, "today", _side(now)))
        return
    end = span.at(span.retires_on)
    picture.shapes.append(Shape("line", end, HEAD - 8, 0, bottom - HEAD + 8, "end"))
    is_close = abs(end - now) < (len(today) + len(retirement)) * LETTER
    picture.words.append(Words(now, 10 if is_close else 22, today, "today", _side(now)))
    picture.words.append(Words(end, 22, retirement, "end", _side(end)))


def _side(x: float) -> str:
    """Words near an end go inwards."""
    return "end" if x > WIDTH - 110 else "start" if x < LABEL + 60 else "middle"
