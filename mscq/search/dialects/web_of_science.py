"""Web of Science: ``TS=(mesenchymal NEAR/3 stem*) AND PY=2010-2020``, ``#1 AND #2``."""

from __future__ import annotations

from mscq.search.dialects.scan import Dialect, field, left_out, near, nothing, rule, scope, word
from mscq.search.fields import FILTER

DIALECT = Dialect(
    "Web of Science",
    (
        rule(r"(?:doctype|language)\s*=\s*all[^\n;]{0,80};?", nothing),
        rule(r"(?P<codes>[a-z]{2,4})\s*=\s*", scope),
        rule(r"(?:language|document type)s?\s*:\s*\((?P<what>[^()\n]{1,150})\)", field(FILTER)),
        rule(r"timespan\s*[=:]\s*(?P<what>\d{4}\s*-\s*\d{4})", field(FILTER)),
        rule(r"(?:timespan|indexes|editions|databases|refined by)\s*[=:](?:(?!timespan)[^\n]){0,300}", left_out),
        rule(r"near(?:/(?P<n>\d{1,3}))?(?!\w)", near(unsaid=15)),
        rule(r"onear(?:/(?P<n>\d{1,3}))?(?!\w)", near(ordered=True)),
        rule(r"same(?!\w)", near(unsaid=15)),
        rule(r"[\[\]{}]", nothing),
    ),
    word=word("=", one_or_none="$"),
)
