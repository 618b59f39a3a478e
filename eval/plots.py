"""The report's plots as inline SVG: no library, no network, readable without a script, in light and in dark.

Series are told apart by colour and by dashes; colours are the page's own (``--s0`` …), so that they suit both schemes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from math import ceil

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 420, 260, 40, 12, 12, 46
_DASHES = ("", "6 3", "2 3", "8 3 2 3")


def _x(share: float) -> float:
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _TOP + (1 - share) * (_HEIGHT - _BOTTOM - _TOP)


def _figure(title: str, body: Sequence[str], legend: str = "") -> str:
    return (
        f'<figure><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(title)}">{"".join(body)}</svg>'
        f"<figcaption>{escape(title)}{legend}</figcaption></figure>"
    )


def _legend(names: Sequence[str]) -> str:
    keys = [
        f'<span><svg viewBox="0 0 24 8" width="24" height="8" aria-hidden="true"><line x1="0" x2="24" y1="4" y2="4" '
        f'class="line s{i % 4}" stroke-dasharray="{_DASHES[i % 4]}"/></svg> {escape(name)}</span>'
        for i, name in enumerate(names)
    ]
    return f'<span class="legend">{"".join(keys)}</span>'


def _rows(label: Callable[[float], str]) -> list[str]:
    """Lines across at quarters, each with its label."""
    return [
        f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{_y(t):.1f}" y2="{_y(t):.1f}" class="grid"/>'
        f'<text x="{_LEFT - 6}" y="{_y(t) + 4:.1f}" text-anchor="end">{escape(label(t))}</text>'
        for t in (0, 0.25, 0.5, 0.75, 1)
    ]


def _columns(places: Sequence[tuple[float, str]], across: str = "") -> list[str]:
    """Labels under the plot at the shares given, and what they count."""
    found = [
        f'<text x="{_x(at):.1f}" y="{_HEIGHT - _BOTTOM + 16}" text-anchor="middle">{escape(name)}</text>'
        for at, name in places
    ]
    if across:
        found.append(f'<text x="{_x(0.5):.1f}" y="{_HEIGHT - 8}" text-anchor="middle">{escape(across)}</text>')
    return found


def _lines(series: Mapping[str, Sequence[tuple[float, float]]], dots: bool = False) -> list[str]:
    body = []
    for i, points in enumerate(series.values()):
        drawn = " ".join(f"{_x(a):.1f},{_y(b):.1f}" for a, b in points)
        body.append(f'<polyline points="{drawn}" class="line s{i % 4}" stroke-dasharray="{_DASHES[i % 4]}"/>')
        if dots:
            body += [f'<circle cx="{_x(a):.1f}" cy="{_y(b):.1f}" r="3" class="dot s{i % 4}"/>' for a, b in points]
    return body


def _percent(share: float) -> str:
    return f"{100 * share:.0f}"


def risk_coverage_plot(curves: Mapping[str, Sequence[Sequence[float]]]) -> str:
    """Risk over coverage, one line per split. A curve is a list of [confidence, coverage, risk]."""
    series = {name: [(coverage, risk) for _, coverage, risk in curve] for name, curve in curves.items()}
    ticks = [(t, _percent(t)) for t in (0, 0.25, 0.5, 0.75, 1)]
    body = [*_rows(_percent), *_columns(ticks, "coverage, % answered"), *_lines(series)]
    return _figure("Risk, % wrong, when only the most confident are answered", body, _legend(list(series)))


def lines_plot(title: str, across: Sequence[str], series: Mapping[str, Sequence[float]]) -> str:
    """Named lines over named places, values 0 to 1, shown from the lowest quarter that is needed."""
    low = min((v for values in series.values() for v in values), default=0.0)
    # 0, 20, 40, 60 or 80: quarters of what is left are whole.
    floor = max(0, min(4, int(low * 5 - 0.05))) / 5
    scale = 1 - floor
    places = [((i + 0.5) / len(across), name) for i, name in enumerate(across)]
    points = {
        name: [((i + 0.5) / len(across), (v - floor) / scale) for i, v in enumerate(values)]
        for name, values in series.items()
    }
    rows = _rows(lambda t: f"{100 * (floor + t * scale):.0f}")
    return _figure(title, [*rows, *_columns(places), *_lines(points, dots=True)], _legend(list(series)))


def bars_plot(title: str, bars: Mapping[str, tuple[float, float, float]]) -> str:
    """One bar per name: (value, low, high) from 0 to 1, the interval as a thin line, the value above."""
    body, names = _rows(_percent), []
    for i, (name, (value, low, high)) in enumerate(bars.items()):
        middle, half = _x((i + 0.5) / len(bars)), 0.32 * (_WIDTH - _LEFT - _RIGHT) / len(bars)
        names.append(((i + 0.5) / len(bars), name))
        body.append(
            f'<rect x="{middle - half:.1f}" y="{_y(value):.1f}" width="{2 * half:.1f}" '
            f'height="{_y(0) - _y(value):.1f}" class="bar"/>'
            f'<line x1="{middle:.1f}" x2="{middle:.1f}" y1="{_y(low):.1f}" y2="{_y(high):.1f}" class="whisker"/>'
            f'<text x="{middle:.1f}" y="{_y(0) - 6:.1f}" text-anchor="middle" class="on-bar">{100 * value:.0f}</text>'
        )
    return _figure(title, [*body, *_columns(names)])


def latency_plot(milliseconds: Sequence[float], marks: Mapping[str, float]) -> str:
    """Cumulative distribution of what one question took, with its percentiles marked."""
    ordered = sorted(milliseconds)
    # The slowest hundredth would squeeze the rest against the left edge.
    most = 20.0 * max(1, ceil(max(marks.get("p99", 0.0), 1e-9) * 1.05 / 20))
    points = [(0.0, 0.0)] + [(min(1.0, ms / most), (i + 1) / len(ordered)) for i, ms in enumerate(ordered)]
    body = _rows(_percent)
    for i, (name, ms) in enumerate(marks.items()):
        at = _x(min(1.0, ms / most))
        anchor, shift = ("end", -4) if ms / most > 0.75 else ("start", 4)
        body.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{_y(0):.1f}" y2="{_y(1):.1f}" class="mark"/>')
        body.append(
            f'<text x="{at + shift:.1f}" y="{_y(0.3 - 0.1 * i):.1f}" text-anchor="{anchor}">{name} {ms:.0f} ms</text>'
        )
    ticks = [(t, f"{t * most:.0f}") for t in (0, 0.25, 0.5, 0.75, 1)]
    body += [*_columns(ticks, "milliseconds"), *_lines({"": points})]
    return _figure("Questions answered within so long, %", body)
