"""JSON that programs answer with, as CSL-JSON items: Crossref, Europe PMC, Entrez esummary, Zotero, mscq itself."""

from __future__ import annotations

from typing import Any

from mscq.library.fields import CUT_OFF, surname

_ZOTERO_TYPES = {
    "journalArticle": "article-journal",
    "preprint": "article",
    "magazineArticle": "article-magazine",
    "newspaperArticle": "article-newspaper",
    "bookSection": "chapter",
    "conferencePaper": "paper-conference",
    "webpage": "webpage",
    "computerProgram": "software",
}
_NO_REFERENCES = ("attachment", "note", "annotation")
_ZOTERO_TEXTS = {
    "container-title": ("publicationTitle", "bookTitle", "proceedingsTitle", "websiteTitle"),
    "container-title-short": ("journalAbbreviation",),
    "publisher-place": ("place",),
    "page": ("pages",),
    "URL": ("url",),
    "abstract": ("abstractNote",),
    "note": ("extra",),
    "citation-key": ("citationKey",),
}
_CROSSREF_TYPES = {
    "journal-article": "article-journal",
    "posted-content": "article",
    "book-chapter": "chapter",
    "proceedings-article": "paper-conference",
    "monograph": "book",
    "edited-book": "book",
    "dissertation": "thesis",
}


_OWN = ("papers", "hits", "entries")
"""Where mscq keeps papers: its lists, its searches, what it matched."""
_OF_OURS = {"pmid", "pmcid", "doi", "title", "year"}


def _at(value: Any, *path: str) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def items_of(value: Any) -> list[Any] | None:
    """Return the items in an answer of one of these sources; None where it is none of theirs."""
    if isinstance(_at(value, "message"), dict):
        message = value["message"]
        works = message["items"] if isinstance(message.get("items"), list) else [message]
        return [_crossref(work) for work in works]
    if isinstance(works := _at(value, "resultList", "result"), list):
        return [_europe_pmc(work) for work in works]
    if isinstance(uids := _at(value, "result", "uids"), list):
        return [_summary(_at(value, "result", str(uid))) for uid in uids]
    own = next((value[name] for name in _OWN if isinstance(_at(value, name), list)), value)
    listed = (
        [_at(one, "paper") or one for one in own] if own is not value else value if isinstance(value, list) else [value]
    )
    if listed and all(isinstance(one, dict) and one.keys() >= _OF_OURS for one in listed):
        return [_ours(one) for one in listed]
    if listed and all(isinstance(_at(one, "data", "itemType"), str) for one in listed):
        return [_zotero(one["data"]) for one in listed if one["data"]["itemType"] not in _NO_REFERENCES]
    if listed and all(isinstance(_at(one, "itemType"), str) for one in listed):
        return [_zotero(one) for one in listed if one["itemType"] not in _NO_REFERENCES]
    return None


def _ours(paper: dict[str, Any]) -> dict[str, Any]:
    if isinstance(whole := paper.get("bibliography"), dict):
        return {**whole, "id": paper.get("id")}
    first = surname(paper.get("first_author"))
    return {
        "citation-key": paper.get("id") or paper.get("key"),
        "type": "article-journal" if paper.get("journal") else None,
        "author": [first] if first else [],
        "note": CUT_OFF if first else None,
        "issued": paper.get("year"),
        "container-title": paper.get("journal"),
        "PMID": paper.get("pmid"),
        "PMCID": paper.get("pmcid"),
        "DOI": paper.get("doi"),
        "title": paper.get("title") or paper.get("text"),
    }


def _crossref(work: Any) -> Any:
    if not isinstance(work, dict):
        return work
    short = work.get("short-container-title")
    pieces = {"container-title-short": [str(short[0]).replace(".", "")]} if isinstance(short, list) and short else {}
    subtitle = work.get("subtitle")
    title = [text for part in (work.get("title"), subtitle) if isinstance(part, list) for text in part[:1]]
    if "article-number" in work and "page" not in work:
        pieces["number"] = work["article-number"]
    kind = str(work.get("type", ""))
    authors = [
        {"literal": name["name"]} if isinstance(name, dict) and "name" in name else name
        for name in _many(work.get("author"))
    ]
    return {
        **work,
        **pieces,
        "id": None,
        "title": ": ".join(map(str, title)) or None,
        "author": authors,
        "type": _CROSSREF_TYPES.get(kind, kind),
    }


def _europe_pmc(work: Any) -> Any:
    if not isinstance(work, dict):
        return work
    info = work.get("journalInfo")
    # the core answer names authors one by one and the journal apart; the lite one has it all in texts
    people = [
        {"literal": name["collectiveName"]}
        if "collectiveName" in name
        else {"family": name.get("lastName"), "given": name.get("firstName") or name.get("initials")}
        for name in _many(_at(work, "authorList", "author"))
        if isinstance(name, dict)
    ]
    return {
        "type": "article" if work.get("source") == "PPR" else "article-journal",
        "title": work.get("title"),
        "author": people or work.get("authorString"),
        "issued": work.get("firstPublicationDate") if work.get("source") == "PPR" else work.get("pubYear"),
        "container-title": _at(info, "journal", "title") or work.get("journalTitle"),
        "container-title-short": _at(info, "journal", "medlineAbbreviation"),
        "volume": _at(info, "volume") or work.get("journalVolume"),
        "issue": _at(info, "issue") or work.get("issue"),
        "page": work.get("pageInfo"),
        "ISSN": _at(info, "journal", "issn") or work.get("journalIssn"),
        "DOI": work.get("doi"),
        "PMID": work.get("pmid"),
        "PMCID": work.get("pmcid"),
        "abstract": work.get("abstractText"),
        "keyword": _at(work, "keywordList", "keyword"),
    }


def _summary(work: Any) -> Any:
    if not isinstance(work, dict) or "error" in work:
        return work
    ids = {str(one["idtype"]): one.get("value") for one in _many(work.get("articleids")) if _at(one, "idtype")}
    return {
        "type": "article-journal",
        "title": work.get("title"),
        "author": [
            {"literal": name.get("name")} if name.get("authtype") == "CollectiveName" else name.get("name")
            for name in _many(work.get("authors"))
            if isinstance(name, dict)
        ],
        "issued": work.get("pubdate"),
        "container-title": work.get("fulljournalname"),
        "container-title-short": work.get("source"),
        "volume": work.get("volume"),
        "issue": work.get("issue"),
        "page": work.get("pages"),
        "ISSN": work.get("issn") or work.get("essn"),
        "DOI": ids.get("doi"),
        "PMID": ids.get("pubmed") or work.get("uid"),
        "PMCID": ids.get("pmc"),
    }


def _zotero(data: Any) -> Any:
    kind = data["itemType"]

    def names(role: str) -> list[Any]:
        return [
            {"literal": one["name"]}
            if one.get("name")
            else {"family": one.get("lastName"), "given": one.get("firstName")}
            for one in _many(data.get("creators"))
            if isinstance(one, dict) and one.get("creatorType") == role
        ]

    texts = {
        field: next((data[name] for name in every if data.get(name)), None) for field, every in _ZOTERO_TEXTS.items()
    }
    same = {
        name: data.get(name) for name in ("title", "volume", "issue", "DOI", "ISSN", "ISBN", "publisher", "edition")
    }
    return {
        **same,
        **texts,
        "type": _ZOTERO_TYPES.get(kind, kind),
        "author": names("author"),
        "editor": names("editor"),
        "issued": data.get("date"),
        "keyword": [one["tag"] for one in _many(data.get("tags")) if _at(one, "tag")],
    }
