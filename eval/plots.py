"""The report's plots as inline SVG: no library, no network, readable without a script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 360, 220, 40, 30
_COLOURS = ("#2f6fd0", "#c0392b", "#1a7f4b", "#b7791f")


def _x(share: float) -> float:
    return _LEFT + share * (_WIDTH - _LEFT - 10)


def _y(share: float) -> float:
    return 10 + (1 - share) * (_HEIGHT - _BOTTOM - 10)


def _frame(title: str, across: str, body: Sequence[str], *, numbers: bool = True) -> str:
    """Axes from 0 to 100 %, with the body inside."""
    ticks = [
        f'<line x1="{_LEFT}" x2="{_WIDTH - 10}" y1="{_y(t):.1f}" y2="{_y(t):.1f}" stroke="currentColor" opacity=".15"/>'
        f'<text x="{_LEFT - 5}" y="{_y(t) + 4:.1f}" text-anchor="end">{t * 100:.0f}</text>'
        for t in (0, 0.25, 0.5, 0.75, 1)
    ]
    if numbers:
        ticks += [
            f'<text x="{_x(t):.1f}" y="{_HEIGHT - _BOTTOM + 14}" text-anchor="middle">{t * 100:.0f}</text>'
            for t in (0, 0.25, 0.5, 0.75, 1)
        ]
    axis = f'<text x="{_x(0.5):.1f}" y="{_HEIGHT - 3}" text-anchor="middle">{escape(across)}</text>'
    return (
        f'<figure><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" role="img" '
        f'aria-label="{escape(title)}">{"".join(ticks)}{axis}{"".join(body)}</svg>'
        f"<figcaption>{escape(title)}</figcaption></figure>"
    )


def risk_coverage_plot(curves: Mapping[str, Sequence[Sequence[float]]]) -> str:
    """Risk over coverage, one line per split. A curve is a list of [confidence, coverage, risk]."""
    lines = []
    for i, (name, curve) in enumerate(curves.items()):
        points = " ".join(f"{_x(coverage):.1f},{_y(risk):.1f}" for _, coverage, risk in curve)
        colour = _COLOURS[i % len(_COLOURS)]
        lines.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        lines.append(f'<text x="{_LEFT + 8}" y="{24 + 14 * i}" style="fill:{colour}">{escape(name)}</text>')
    return _frame("Risk (% wrong) over coverage (% answered), most confident first", "coverage, %", lines)


def lines_plot(title: str, across: Sequence[str], series: Mapping[str, Sequence[float]]) -> str:
    """Named lines over named places, values 0 to 1."""
    body = [
        f'<text x="{_x((i + 0.5) / len(across)):.1f}" y="{_HEIGHT - _BOTTOM + 14}" text-anchor="middle">{escape(name)}</text>'
        for i, name in enumerate(across)
    ]
    for i, (name, values) in enumerate(series.items()):
        colour = _COLOURS[i % len(_COLOURS)]
        points = " ".join(f"{_x((j + 0.5) / len(across)):.1f},{_y(v):.1f}" for j, v in enumerate(values))
        body.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        body.append(
            f'<text x="{_WIDTH - 14}" y="{_y(0) - 8 - 14 * i:.1f}" text-anchor="end" style="fill:{colour}">{escape(name)}</text>'
        )
    return _frame(title, "", body, numbers=False)


def bars_plot(title: str, bars: Mapping[str, tuple[float, float, float]]) -> str:
    """One bar per name: (value, low, high) from 0 to 1, the interval as a thin line."""
    body = []
    for i, (name, (value, low, high)) in enumerate(bars.items()):
        middle, half = _x((i + 0.5) / len(bars)), 0.3 * (_WIDTH - _LEFT - 10) / len(bars)
        body.append(
            f'<rect x="{middle - half:.1f}" y="{_y(value):.1f}" width="{2 * half:.1f}" '
            f'height="{_y(0) - _y(value):.1f}" fill="{_COLOURS[0]}" opacity=".75"/>'
            f'<line x1="{middle:.1f}" x2="{middle:.1f}" y1="{_y(low):.1f}" y2="{_y(high):.1f}" stroke="currentColor"/>'
            f'<text x="{middle:.1f}" y="{_HEIGHT - _BOTTOM + 14}" text-anchor="middle">{escape(name)}</text>'
        )
    return _frame(title, "", body, numbers=False)
