"""LaTeX markup in BibTeX fields as plain text: accents, symbols, dashes; braces go, unknown commands stay."""

from __future__ import annotations

import re
import unicodedata

from mscq.library.fields import raised

_ABOVE = {"'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307"}
_LETTERED = {
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323",
    "b": "\u0331", "textcommabelow": "\u0326", "textogonek": "\u0328",
}  # fmt: skip
_SYMBOLS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å",
    "AA": "Å", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "i": "i", "j": "j", "ldots": "…", "dots": "…",
    "textendash": "–", "textemdash": "—", "textquoteright": "’", "textquoteleft": "‘", "textquotedblleft": "“",
    "textquotedblright": "”", "textasciitilde": "~", "textunderscore": "_", "textbackslash": "\ue005",
    "textregistered": "®", "texttrademark": "™", "textdegree": "°", "degree": "°", "times": "×", "texttimes": "×",
    "pm": "±", "geq": "≥", "ge": "≥", "leq": "≤", "le": "≤", "approx": "≈", "sim": "~", "rightarrow": "→",
    "DJ": "Đ", "dj": "đ", "NG": "Ŋ", "ng": "ŋ", "textquotesingle": "'", "textquotedbl": '"', "textquotedblplain": '"',
    "texteuro": "€", "euro": "€", "textsterling": "£", "pounds": "£", "textcopyright": "©", "copyright": "©",
    "textellipsis": "…", "textperiodcentered": "·", "textpm": "±", "textgreater": ">", "textless": "<", "textbar": "|",
    "textbullet": "•", "bullet": "•", "textasciicircum": "^", "textdollar": "\ue003", "textsection": "§", "S": "§",
    "textdagger": "†", "dag": "†", "ddag": "‡", "guillemotleft": "«", "guillemotright": "»", "textonehalf": "½",
    "textonequarter": "¼", "textthreequarters": "¾", "textonesuperior": "¹", "texttwosuperior": "²",
    "textthreesuperior": "³", "textordfeminine": "ª", "textordmasculine": "º", "nobreakspace": "\u00a0", "slash": "/",
    "neq": "≠", "ne": "≠", "to": "→", "leftarrow": "←", "propto": "∝", "prime": "′", "circ": "°", "div": "÷",
    "deg": "°", "ast": "*", "ll": "≪", "gg": "≫", "varepsilon": "ε", "varphi": "φ", "vartheta": "ϑ",
    "quad": " ", "par": " ", "mbox": "", "hbox": "", "relax": "", "protect": "", "allowbreak": "", "TeX": "TeX",
    "newline": " ", "linebreak": " ", "textvisiblespace": " ", "textmu": "μ",
    "textalpha": "α", "textbeta": "β", "textgamma": "γ", "infty": "∞", "cdot": "·",
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
_LETTER_ACCENT = re.compile(r"\\([uvHckrdb]|textcommabelow|textogonek)(?:\s*\{\s*\\?([A-Za-z])\s*\}|\s+([A-Za-z]))")
_ESCAPE = re.compile(r"\\([{}$~\\&%_# \-,/])")
_QUOTED = re.compile(r"\\(?:mkbibquote|enquote)\s*\{([^{}]{0,2000})\}")
_OF_TWO = re.compile(
    r"\\(?:href|textcolor|foreignlanguage|texorpdfstring|hyperref)\s*[{\[][^{}\[\]]{0,2000}[}\]]\s*(?=\{)"
)
_MATH = re.compile(r"\$([^$]{1,400})\$")
_EXPONENT = re.compile(r"\^\s*(?:\{([^{}]{0,40})\}|([\w+-]))")
_INDEX = re.compile(r"_\s*(?=\{|\w)")
_WRAPPING = re.compile(r"\\([A-Za-z]{2,})\*? ?(?:\[[^\[\]]{0,100}\])?(?=\{[^}])")
_RAISED = re.compile(r"\\textsuperscript\s*\{([0-9+-]+)\}")
_COMMAND = re.compile(r"\\([A-Za-z]+)(?:\{\}|\s+(?=[^\s{]))?")
_DASH_AND_QUOTE = re.compile(r"-{2,3}|``|''")
_WRITTEN = {"---": "—", "--": "–", "``": "“", "''": "”"}


def _lowered(match: re.Match[str]) -> str:
    """Math without its signs for raised and lowered text: 10^6 gives ten to the sixth, H_{2} gives H2."""
    text = _EXPONENT.sub(lambda power: raised(power[1] if power[1] is not None else power[2]), match[1])
    return _INDEX.sub("", text)


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
        text = _QUOTED.sub(r"“\1”", _OF_TWO.sub("", text))
        text = _WRAPPING.sub(lambda match: match[0] if match[1] in _SYMBOLS else "", text)  # unknown: its text stays
        text = _COMMAND.sub(lambda match: _SYMBOLS.get(match[1], match[0]), text)
    if "$" in text:
        text = _MATH.sub(_lowered, text)
    text = _DASH_AND_QUOTE.sub(lambda match: _WRITTEN[match[0]], text)
    return text.replace("{", "").replace("}", "").replace("$", "").replace("~", "\u00a0").translate(_BACK)


def verbatim(text: str) -> str:
    """Return a DOI or address: only escaped signs are undone, dashes and tildes stay."""
    return _ESCAPE.sub(lambda match: _ESCAPED[match[1]], text).translate(_BACK).strip("{} ")
