"""LaTeX markup in BibTeX fields as plain text: accents, symbols, dashes; braces go, unknown commands stay."""

from __future__ import annotations

import re
import unicodedata

from mscq.library.fields import raised

_ABOVE = {"'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307"}
_LETTERED = {
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323",
    "b": "\u0331",
}  # fmt: skip
_SYMBOLS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å",
    "AA": "Å", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "i": "i", "j": "j", "ldots": "…", "dots": "…",
    "textendash": "–", "textemdash": "—", "textquoteright": "’", "textquoteleft": "‘", "textquotedblleft": "“",
    "textquotedblright": "”", "textasciitilde": "~", "textunderscore": "_", "textbackslash": "\ue005",
    "textregistered": "®", "texttrademark": "™", "textdegree": "°", "degree": "°", "times": "×", "texttimes": "×",
    "pm": "±", "geq": "≥", "ge": "≥", "leq": "≤", "le": "≤", "approx": "≈", "sim": "~", "rightarrow": "→",
    "textmu": "μ", "textalpha": "α", "textbeta": "β", "textgamma": "γ", "infty": "∞", "cdot": "·",
}  # fmt: skip
_GREEK = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi"
_SYMBOLS |= {
    name: unicodedata.lookup(f"GREEK SMALL LETTER {name}".replace("lambda", "lamda")) for name in _GREEK.split()
}
_SYMBOLS |= {
    name.capitalize(): unicodedata.lookup(f"GREEK CAPITAL LETTER {name}")
    for name in ("gamma", "delta", "theta", "xi", "pi", "sigma", "phi", "psi", "omega")
}
_SYMBOLS["omega"] = "ω"

_ESCAPED = {"{": "\ue001", "}": "\ue002", "$": "\ue003", "~": "\ue004", "\\": " ", "&": "&", "%": "%", "_": "_"}
_ESCAPED |= {"#": "#", " ": " ", "-": "", ",": " ", "/": ""}
_BACK = str.maketrans({"\ue001": "{", "\ue002": "}", "\ue003": "$", "\ue004": "~", "\ue005": "\\"})

_ACCENT = re.compile(r"\\(['`^\"~=.])\s*(?:\{\s*\\?([A-Za-z])\s*\}|\\?([A-Za-z]))")
_LETTER_ACCENT = re.compile(r"\\([uvHckrdb])(?:\s*\{\s*\\?([A-Za-z])\s*\}|\s+([A-Za-z]))")
_ESCAPE = re.compile(r"\\([{}$~\\&%_# \-,/])")
_STYLED = re.compile(r"\\(?:text|math)?(?:it|bf|sc|sf|tt|rm|em|emph|superscript|subscript|up|normal)\s*(?=\{)")
_RAISED = re.compile(r"\\textsuperscript\s*\{([0-9+-]+)\}")
_COMMAND = re.compile(r"\\([A-Za-z]+)(?:\{\}|\s+(?=[^\s{]))?")
_DASH_AND_QUOTE = re.compile(r"-{2,3}|``|''")
_WRITTEN = {"---": "—", "--": "–", "``": "“", "''": "”"}


def _accented(match: re.Match[str]) -> str:
    mark = _ABOVE.get(match[1]) or _LETTERED[match[1]]
    return unicodedata.normalize("NFC", (match[2] or match[3]) + mark)


def plain(text: str) -> str:
    """Return a field without its LaTeX markup. Never raises; what is not known stays as written."""
    if "\\" in text:
        text = _ACCENT.sub(_accented, text)
        text = _LETTER_ACCENT.sub(_accented, text)
        text = _ESCAPE.sub(lambda match: _ESCAPED[match[1]], text)
        text = _RAISED.sub(lambda match: raised(match[1]), text)
        text = _STYLED.sub("", text)
        text = _COMMAND.sub(lambda match: _SYMBOLS.get(match[1], match[0]), text)
    text = _DASH_AND_QUOTE.sub(lambda match: _WRITTEN[match[0]], text)
    return text.replace("{", "").replace("}", "").replace("$", "").replace("~", "\u00a0").translate(_BACK)


def verbatim(text: str) -> str:
    """Return a DOI or address: only escaped signs are undone, dashes and tildes stay."""
    return _ESCAPE.sub(lambda match: _ESCAPED[match[1]], text).translate(_BACK).strip("{} ")
