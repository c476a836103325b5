"""Charts as plain SVG, made here: no script, no library, the same text for the same numbers.

Every chart starts at zero, but for `intervals`, where one compares places and not lengths; each writes its values beside its marks, takes its colours from the stylesheet (light, dark,
grey print), and tells a screen reader what it shows. `title` is what it is about; the table that the page shows
beside it is its full reading. All sizes are units of the drawing, which is 400 wide.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from markupsafe import Markup, escape

WIDTH = 400
LABEL_WIDTH, VALUE_WIDTH = 164, 46
ROW, BAR = 21, 14
PLOT = 150
LONGEST_LABEL = 22
THIN = "\u202f"


def whole(number: float) -> str:
    """12 450: thousands apart."""
    return f"{number:,.0f}".replace(",", THIN)


def bars(rows: Sequence[tuple[str, int]], title: str) -> Markup:
    """One bar a line, label before it, value behind it."""
    most, room = max((value for _label, value in rows), default=0) or 1, WIDTH - LABEL_WIDTH - VALUE_WIDTH
    parts = []
    for line, (label, value) in enumerate(rows):
        top, length = line * ROW, value / most * room
        parts += [
            _text(LABEL_WIDTH - 8, top + 12, _short(label), "chart-label", "end"),
            _bar(LABEL_WIDTH, top + 1, length, BAR, "chart-a"),
            _text(LABEL_WIDTH + length + 5, top + 12, whole(value), "chart-value"),
        ]
    parts.append(_line(LABEL_WIDTH, 0, LABEL_WIDTH, len(rows) * ROW - 5))
    return _drawing(parts, len(rows) * ROW, title, rows)


def columns(rows: Sequence[tuple[str, int]], title: str) -> Markup:
    """Columns in their order, each with its value above it: a distribution."""
    most, step = max((value for _label, value in rows), default=0) or 1, WIDTH / max(len(rows), 1)
    parts = []
    for place, (label, value) in enumerate(rows):
        height, middle = value / most * (PLOT - 18), (place + 0.5) * step
        if value:
            parts += [
                _bar(place * step + step * 0.12, PLOT - height, step * 0.76, height, "chart-a"),
                _text(middle, PLOT - height - 5, whole(value), "chart-value", "middle"),
            ]
        parts.append(_text(middle, PLOT + 15, label, "chart-label", "middle"))
    parts.append(_line(0, PLOT, WIDTH, PLOT))
    return _drawing(parts, PLOT + 22, title, rows)


def lines(years: Sequence[str], series: Sequence[tuple[str, Sequence[int]]], title: str) -> Markup:
    """Up to two lines over the years, each named at its end, with its first, last and highest value."""
    most = max((value for _name, values in series for value in values), default=0) or 1
    left, right, top = 16, 116, 16
    across = (WIDTH - left - right) / max(len(years) - 1, 1)
    at = lambda place, value: (left + place * across, PLOT - value / most * (PLOT - top))  # noqa: E731
    parts = [_line(left, PLOT, WIDTH - right, PLOT)]
    ends = _apart([at(0, values[-1])[1] for _name, values in series])
    for (name, values), look, end in zip(series, "ab", ends, strict=False):
        points = [at(place, value) for place, value in enumerate(values)]
        drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(Markup('<polyline class="chart-line chart-line-{}" points="{}"/>').format(look, drawn))
        parts.append(_text(points[-1][0] + 8, end + 4, f"{name} {whole(values[-1])}", f"chart-name-{look}"))
        for place in sorted({0, values.index(max(values))} - {len(values) - 1}):
            if not values[place]:
                continue
            x, y = points[place]
            parts.append(Markup('<circle class="chart-{}" cx="{:.1f}" cy="{:.1f}" r="3"/>').format(look, x, y))
            parts.append(_text(x, y - 7, whole(values[place]), "chart-value", "middle"))
    every = max(1, len(years) // 5)
    for place in range(0, len(years), every):
        parts.append(_text(at(place, 0)[0], PLOT + 15, years[place], "chart-label", "middle"))
    told = [(f"{name} {year}", value) for name, values in series for year, value in zip(years, values, strict=True)]
    return _drawing(parts, PLOT + 22, title, told)


def pyramid(rows: Sequence[tuple[str, int, int]], names: tuple[str, str], title: str) -> Markup:
    """Two sides of each line, youngest below: the ages of women and men."""
    most = max((value for _label, *values in rows for value in values), default=0) or 1
    gap, value_room, head = 62, 34, 20
    room, middle = (WIDTH - gap) / 2 - value_room, WIDTH / 2
    parts = [
        _text(middle - gap / 2, 11, names[0], "chart-name-b", "end"),
        _text(middle + gap / 2, 11, names[1], "chart-name-a"),
    ]
    for line, (label, first, second) in enumerate(reversed(rows)):
        top, far, near = head + line * ROW, middle - gap / 2, middle + gap / 2
        one, other = first / most * room, second / most * room
        parts += [
            _text(middle, top + 12, label, "chart-label", "middle"),
            _bar(far - one, top + 1, one, BAR, "chart-b"),
            _text(far - one - 4, top + 12, whole(first), "chart-value", "end"),
            _bar(near, top + 1, other, BAR, "chart-a"),
            _text(near + other + 4, top + 12, whole(second), "chart-value"),
        ]
    told = [(f"{label} {name}", value) for label, *pair in rows for name, value in zip(names, pair, strict=True)]
    return _drawing(parts, head + len(rows) * ROW, title, told)


def stack(parts_of: Sequence[tuple[str, int]], title: str) -> Markup:
    """One bar for the whole, cut into its parts, which stand below in words: how far something has come."""
    total, left, parts = sum(value for _label, value in parts_of) or 1, 0.0, []
    for place, (label, value) in enumerate(parts_of):
        width, top, look = value / total * WIDTH, 50 + place * ROW, f"chart-{'abc'[place]}"
        if value:
            parts.append(_bar(left, 2, width, 28, look))
        parts += [
            _bar(0, top - 10, 12, 12, look),
            _text(20, top, f"{label}{THIN}: {whole(value)} ({value / total:.0%})".replace("%", f"{THIN}%"), "chart-label"),
        ]
        left += width
    return _drawing(parts, 50 + (len(parts_of) - 1) * ROW + 8, title, parts_of)


def intervals(rows: Sequence[tuple[str, float, float, float]], title: str, written: Callable[[float], str]) -> Markup:
    """One value a line between its bounds (label, low, value, high), on an axis cut to what is shown; `written` says a value."""
    least, most = min((row[1] for row in rows), default=0), max((row[3] for row in rows), default=1)
    step = next(step for step in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 1e9) if (most - least) / step <= 5)
    first, last = math.floor(least / step) * step, math.ceil(most / step) * step
    room, height = WIDTH - LABEL_WIDTH - VALUE_WIDTH, len(rows) * ROW
    across = lambda value: LABEL_WIDTH + (value - first) / (last - first or 1) * room  # noqa: E731
    parts = []
    for place in range(round((last - first) / step) + 1):
        x = across(first + place * step)
        parts += [_line(x, 0, x, height, "chart-grid"), _text(x, height + 14, written(first + place * step), "chart-label", "middle")]
    for line, (label, low, value, high) in enumerate(rows):
        middle = line * ROW + ROW / 2
        parts += [
            _text(LABEL_WIDTH - 8, middle + 4, _short(label), "chart-label", "end"),
            _line(across(low), middle, across(high), middle, "chart-line chart-line-a"),
            Markup('<circle class="chart-a" cx="{:.1f}" cy="{:.1f}" r="4"/>').format(across(value), middle),
            _text(WIDTH - VALUE_WIDTH + 8, middle + 4, written(value), "chart-value"),
        ]
    return _drawing(parts, height + 22, title, [(f"{label} {written(value)}", f"{written(low)}–{written(high)}") for label, low, value, high in rows])


# --- pieces --------------------------------------------------------------------------------------


def _drawing(parts: Sequence[Markup], height: float, title: str, told: Sequence[tuple[str, int | str]]) -> Markup:
    """The parts in their frame, with what a screen reader says."""
    description = "; ".join(f"{label} {value if isinstance(value, str) else whole(value)}" for label, value, *_rest in told)
    head = Markup(
        '<svg class="chart" viewBox="0 0 {0} {1:.0f}" width="{0}" height="{1:.0f}" role="img"><title>{2}</title><desc>{3}</desc>'
    ).format(WIDTH, height, title, description)
    return head + Markup("").join(parts) + Markup("</svg>")


def _text(x: float, y: float, words: str, look: str, anchor: str = "start") -> Markup:
    return Markup(f'<text x="{x:.1f}" y="{y:.1f}" class="{look}" text-anchor="{anchor}">{escape(words)}</text>')


def _bar(x: float, y: float, width: float, height: float, look: str) -> Markup:
    """A bar; a small number is still seen, and nothing is not."""
    if not width or not height:
        return Markup("")
    return Markup(f'<rect class="{look}" x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.8):.1f}" height="{max(height, 0.8):.1f}"/>')


def _line(x1: float, y1: float, x2: float, y2: float, look: str = "chart-axis") -> Markup:
    return Markup('<path class="{}" d="M{:.1f} {:.1f}L{:.1f} {:.1f}"/>').format(look, x1, y1, x2, y2)


def _short(label: str) -> str:
    """A long label is cut; the table below has all of it."""
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1].rstrip() + "…"


def _apart(heights: list[float], least: float = 15) -> list[float]:
    """Two names at the end of two lines must not lie on each other."""
    if len(heights) < 2 or abs(heights[0] - heights[1]) >= least:
        return heights
    shift = (least - abs(heights[0] - heights[1])) / 2
    return [heights[0] - shift, heights[1] + shift] if heights[0] <= heights[1] else [heights[0] + shift, heights[1] - shift]
