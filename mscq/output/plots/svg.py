"""Pieces of SVG: text, links, shapes, the frame of a drawing for light and dark screens, and a page around it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STYLE = """
svg.mscq { --ink: #1c1c1c; --paper: #ffffff; --soft: #616161; --rule: #d8d8d8; --link: #0b57a4;
  --good: #17692c; --bad: #a11218; --mixed: #7a3e9d; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { svg.mscq { --ink: #ececec; --paper: #161616; --soft: #a6a6a6; --rule: #3a3a3a;
  --link: #8ab8f0; --good: #6fd08c; --bad: #ff8a8a; --mixed: #cda4ea; } }
svg.mscq text { font: 13px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: var(--ink); white-space: pre; }
svg.mscq .number { font-variant-numeric: tabular-nums; }
svg.mscq .title { font-size: 20px; font-weight: 600; }
svg.mscq .section { font-size: 16px; font-weight: 600; }
svg.mscq .strong { font-weight: 600; }
svg.mscq .soft { fill: var(--soft); }
svg.mscq .small { font-size: 11.5px; }
svg.mscq .bubble-full { fill: var(--link); stroke: var(--link); stroke-width: 1.6; }
svg.mscq .bubble-open { fill: var(--paper); stroke: var(--link); stroke-width: 1.6; }
svg.mscq .bubble-words { fill: var(--paper); stroke: var(--soft); stroke-width: 1.6; stroke-dasharray: 3 2.5; }
svg.mscq text.bubble-number, svg.mscq a text.bubble-number { fill: var(--paper); font-weight: 600; }
svg.mscq a text.number { text-decoration: none; }
svg.mscq .slide { font-size: 20px; } svg.mscq .slide-note { font-size: 17px; }
svg.mscq .slide-head { font-size: 21px; font-weight: 600; }
svg.mscq .slide-title { font-size: 40px; font-weight: 600; } svg.mscq .wide { stroke-width: 2.4; }
svg.mscq a text { fill: var(--link); text-decoration: underline; }
svg.mscq .back { fill: var(--paper); }
svg.mscq .rule { stroke: var(--rule); stroke-width: 1; }
svg.mscq .axis { stroke: var(--soft); stroke-width: 1; }
svg.mscq .line { stroke: var(--ink); stroke-width: 1; stroke-dasharray: 3 3; }
svg.mscq .dir { --on: var(--ink); } svg.mscq .benefit { --on: var(--good); } svg.mscq .harm { --on: var(--bad); }
svg.mscq .mixed { --on: var(--mixed); }
svg.mscq .dir text.mark { fill: var(--on); font-weight: 700; text-decoration: none; }
svg.mscq .bar { stroke: var(--on); stroke-width: 1.6; fill: none; }
svg.mscq .dots { stroke: var(--on); stroke-width: 1.6; stroke-dasharray: 1.5 3.5; fill: none; }
svg.mscq .full { fill: var(--on); stroke: var(--on); stroke-width: 1.6; }
svg.mscq .open { fill: var(--paper); stroke: var(--on); stroke-width: 1.6; }
"""
_PAGE_STYLE = """
:root { color-scheme: light dark; --paper: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --paper: #161616; } }
body { margin: 0; background: var(--paper); }
main { overflow-x: auto; padding: 1rem; }
section { font: 16px/1.5 system-ui, sans-serif; color: light-dark(#1c1c1c, #ececec); max-width: 72rem;
  margin: 0 auto; padding: 0 1rem 3rem; }
section a { color: light-dark(#0b57a4, #8ab8f0); } section li:target, section details:target { outline: 2px solid; }
section summary { cursor: pointer; }
svg { display: block; margin: 0 auto; max-width: 100%; height: auto; min-width: 40rem; }
@media print { svg { width: 100%; height: auto; } }
"""


def clean(text: str) -> str:
    """Text for an XML document: escaped, without characters that XML has no place for."""
    return escape(_NOT_XML.sub("", text), quote=True)


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    """A run of text, its baseline at ``y``."""
    cls = f' class="{kind}"' if kind else ""
    at = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{x:g}" y="{y:g}"{cls}{at}>{clean(words)}</text>'


def link(href: str | None, inner: str) -> str:
    """A drawing that leads somewhere, or as it is where there is no address."""
    return f'<a href="{clean(href)}">{inner}</a>' if href else inner


def stroke(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """A straight line."""
    return f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" class="{kind}"/>'


def square(x: float, y: float, side: float, kind: str) -> str:
    """A square about a point."""
    half = side / 2
    return f'<rect x="{x - half:g}" y="{y - half:g}" width="{side:g}" height="{side:g}" class="{kind}"/>'


def cross(x: float, y: float, reach: float, kind: str) -> str:
    """A diagonal cross about a point."""
    arms = (
        f"M {x - reach:g} {y - reach:g} l {2 * reach:g} {2 * reach:g} m 0 {-2 * reach:g} l {-2 * reach:g} {2 * reach:g}"
    )
    return f'<path d="{arms}" class="{kind}"/>'


def circle(x: float, y: float, radius: float, kind: str) -> str:
    """A circle about a point."""
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" class="{kind}"/>'


def arrow(x: float, y: float, way: int, kind: str = "full") -> str:
    """A small triangle whose tip is at a point; it points right where ``way`` is 1, left where it is -1."""
    return f'<path d="M {x:g} {y:g} l {-7 * way} -4.5 v 9 z" class="{kind}"/>'


def titled(title: str, inner: Iterable[str], kind: str = "") -> str:
    """A group with a title, which browsers show as a tip and screen readers say."""
    cls = f' class="{kind}"' if kind else ""
    return f"<g{cls}><title>{clean(title)}</title>{''.join(inner)}</g>"


def document(width: float, height: float, title: str, description: str, parts: Iterable[str]) -> str:
    """A whole SVG document with its accessible name and description, its colours for light and dark."""
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mscq" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" role="group" aria-labelledby="mscq-title mscq-desc">\n'
        f'<title id="mscq-title">{clean(title)}</title>\n<desc id="mscq-desc">{clean(description)}</desc>\n'
        f'<style>{_STYLE}</style>\n<rect width="100%" height="100%" class="back"/>\n{body}\n</svg>\n'
    )


def page(title: str, svg: str, after: str = "") -> str:
    """An HTML document that shows an SVG document and carries it whole, with what is said after it."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{clean(title)}</title>\n<style>{_PAGE_STYLE}</style>\n</head>\n<body>\n<main>\n{svg}</main>\n{after}</body>\n</html>\n"
    )
