"""The frame of an HTML page: its style, the script that sorts its tables, and the policy that allows nothing else.

Without the script the page is whole: tables stand in the order they were written in.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape

# both are ASCII, so that a page in ASCII holds them as they were hashed
STYLE = r"""
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1c1c1c; --good: #17692c; --bad: #a11218; --mixed: #7a3e9d;
  --soft: #616161; --link: #0b57a4; --rule: #d8d8d8; --shade: #f3f3f3; }
@media screen and (prefers-color-scheme: dark) {
  :root { --paper: #161616; --ink: #ececec; --good: #6fd08c; --bad: #ff8a8a; --mixed: #cda4ea; --soft: #a6a6a6;
    --link: #8ab8f0; --rule: #3a3a3a; --shade: #242424; }
}
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem;
  background: var(--paper); color: var(--ink); overflow-wrap: break-word; }
h1, h2, h3 { line-height: 1.3; } h2 { font-size: 1.3rem; margin-top: 2rem; } h3 { font-size: 1.1rem; }
h1 small, h2 small, h3 small { font-weight: 400; font-size: 1rem; } summary h2, summary h3 { display: inline; }
h1 + p:not(.legend) { font-size: 1.1rem; max-width: 50rem; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--rule); }
thead th { position: sticky; top: 0; background: var(--paper); } tbody [scope=row] { font-weight: 400; }
tr:has(+ .on) > * { border-bottom: 0; }
tbody [scope=rowgroup] { padding-top: .9rem; }
.right { text-align: right; } .whole { white-space: nowrap; }
caption { text-align: left; color: var(--soft); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th button { font: inherit; color: inherit; background: none; border: 0; padding: 0; text-align: inherit;
  cursor: pointer; }
th button::after { content: " \2195" / ""; color: var(--soft); font-weight: 400; }
[aria-sort=ascending] button::after { content: " \2191" / ""; color: inherit; }
[aria-sort=descending] button::after { content: " \2193" / ""; color: inherit; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
pre { overflow-x: auto; line-height: 1.3; }
details { border-bottom: 1px solid var(--rule); } summary { cursor: pointer; padding: .5rem 0; }
.legend { background: var(--shade); border-radius: .4rem; padding: .4rem .8rem; }
.legend .chip:not(:first-child) { margin-left: 1rem; }
.strong, .heading { font-weight: 600; } .dim, .uncontrolled { color: var(--soft); } .benefit { color: var(--good); }
.harm, .warning { color: var(--bad); } .mixed { color: var(--mixed); } .match { text-decoration: underline; }
.chip { white-space: nowrap; } .alone { border: 1px solid currentColor; border-radius: 1rem; padding: 0 .5rem; }
footer { margin: 2rem 0; }
.table[tabindex] { overflow-x: auto; }
@media (max-width: 72rem) {
  .stacks .whole { white-space: normal; } .table { overflow-x: auto; } thead th { position: static; }
}
@media (max-width: 48rem) {
  body { margin: 1rem auto; } h1 { font-size: 1.6rem; } h1 small { display: block; }
  .stacks, .stacks thead, .stacks tbody, .stacks th, .stacks td { display: block; border: 0; padding: 0; }
  .stacks tr { display: flex; flex-wrap: wrap; gap: 0 1rem; padding: .4rem 0; }
  .stacks tr:not(:has(+ .on)) { border-bottom: 1px solid var(--rule); }
  .stacks tbody th:not([scope=row]), .stacks td:not(.whole) { flex: 1 0 100%; }
  .stacks .right { text-align: left; } .stacks td:empty { display: none; }
  .stacks td.right[data-title]::before { content: attr(data-title) " "; color: var(--soft); }
}
@media print {
  body { font-size: 10pt; max-width: none; margin: 0; } a { color: inherit; }
  tr, li { break-inside: avoid; } h1, h2, h3, summary { break-after: avoid; } thead th { position: static; }
  th button::after { content: ""; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
"""

# a title of a column sorts up, down, and back to the order of the page; rows that go on stay with the one above
SCRIPT = r"""
"use strict";
const words = new Intl.Collator("en", { numeric: true });
const NUMBER = /^(?:n\s)?([-\u2212]?\d[\d,]*(?:\.\d+)?)/;
const SIGNS = /^[^\p{L}\p{N}\u2212-]+/u;
const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell", TH: "columnheader" };

function lotsOf(body) {
  const lots = [];
  for (const row of body.rows) {
    if (row.querySelector("[scope=rowgroup]")) continue;
    if (row.className === "on" && lots.length) lots.at(-1).push(row); else lots.push([row]);
  }
  return lots;
}

function comparing(texts) {
  const found = texts.filter(Boolean);
  if (!found.every((text) => NUMBER.test(text))) return words.compare;
  const number = (text) => parseFloat(NUMBER.exec(text)[1].replace(/,/g, "").replace("\u2212", "-"));
  return (one, other) => number(one) - number(other);
}

function sort(bodies, place, way) {
  const text = (lot) => lot[0].cells[place].textContent.replace(SIGNS, "").trim();
  const compare = comparing(bodies.flatMap(([, lots]) => lots.map(text)));
  const order = (one, other) => {
    const [a, b] = [text(one), text(other)];
    return a && b ? way * compare(a, b) : (a ? 0 : 1) - (b ? 0 : 1);
  };
  for (const [body, lots] of bodies) body.append(...(way ? [...lots].sort(order) : lots).flat());
}

for (const table of document.querySelectorAll("table")) {
  if (table.className === "stacks") {  // what is laid out as blocks is no table to every reader of screens
    for (const one of [table, ...table.querySelectorAll("thead, tbody, tr, th, td")]) {
      one.setAttribute("role", one.scope === "row" || one.scope === "rowgroup" ? "rowheader" : ROLES[one.tagName]);
    }
  }
  const bodies = [...table.tBodies].map((body) => [body, lotsOf(body)]);
  if (!table.tHead || bodies.every(([, lots]) => lots.length < 2)) continue;
  const titles = [...table.tHead.rows[0].cells];
  titles.forEach((title, place) => {
    if (title.tagName !== "TH") return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...title.childNodes);
    title.append(button);
    button.addEventListener("click", () => {
      const next = { ascending: "descending", descending: "" }[title.getAttribute("aria-sort")] ?? "ascending";
      for (const one of titles) one.removeAttribute("aria-sort");
      if (next) title.setAttribute("aria-sort", next);
      sort(bodies, place, { ascending: 1, descending: -1 }[next] ?? 0);
    });
  });
}

const shut = new Set();
addEventListener("beforeprint", () => {
  for (const one of document.querySelectorAll("details:not([open])")) { shut.add(one); one.open = true; }
});
addEventListener("afterprint", () => {
  for (const one of shut) one.open = false;
  shut.clear();
});
"""


def document(title: str, body: str, footer: str = "") -> str:
    """Return an HTML document that fetches nothing; ``body`` is markup, ``title`` and ``footer`` are text."""
    script = f"<script>{SCRIPT}</script>\n" if "<thead" in body or "<details" in body else ""
    allowed = f"style-src '{_hash(STYLE)}'" + (f"; script-src '{_hash(SCRIPT)}'" if script else "")
    policy = f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"
    closing = f'<footer class="dim">{escape(footer)}</footer>\n' if footer else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n{closing}{script}</body>\n</html>\n"
    )


def _hash(text: str) -> str:
    """A text as a policy names it (Content Security Policy Level 3, section 2.3.1)."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
