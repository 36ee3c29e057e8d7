"""A drawing as an HTML page that needs nothing else."""

from __future__ import annotations

from mscq.output.plots.svg import clean

_STYLE = """
:root { color-scheme: light dark; --paper: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --paper: #161616; } }
body { margin: 0; background: var(--paper); }
main { overflow-x: auto; padding: 1rem; }
svg { display: block; margin: 0 auto; max-width: none; }
@media print { svg { width: 100%; height: auto; } }
"""


def page(title: str, svg: str) -> str:
    """An HTML document that shows an SVG document and carries it whole."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{clean(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{svg}</main>\n</body>\n</html>\n"
    )
