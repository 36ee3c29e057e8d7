"""A stand-in for NCBI's E-utilities on this machine, which answers in their forms, and fails as they and networks do.

The forms are those of esearch and esummary as JSON and of efetch as PubMed XML and MEDLINE text (NBK25499); the papers
are made up.
"""

from __future__ import annotations

import gc
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
)


@dataclass(frozen=True, kw_only=True)
class Article:
    """A paper as PubMed would hold it."""

    pmid: str
    title: str = "Stem cells in a disease."
    kinds: tuple[tuple[str, str], ...] = (("D016428", "Journal Article"),)
    authors: tuple[tuple[str, str], ...] = (("Smith", "Anna B"), ("Jones", "Carl"))
    journal: tuple[str, str] = ("Journal of examples", "J Ex")
    year: int = 2026
    volume: str | None = "12"
    issue: str | None = "3"
    pages: str | None = "61-8"
    doi: str | None = None
    pmc: str | None = None
    added: str = "2026-11-23"
    notices: tuple[tuple[str, str, str | None], ...] = ()
    complete: bool = True
    ahead: int | None = None

    @property
    def xml(self) -> str:
        """The record as efetch gives it with retmode=xml."""
        people = "".join(
            f'<Author ValidYN="Y"><LastName>{escape(last)}</LastName><ForeName>{escape(fore)}</ForeName>'
            f"<Initials>{fore[:1]}</Initials></Author>"
            for last, fore in self.authors
        )
        kinds = "".join(f"<PublicationType UI={quoteattr(ui)}>{name}</PublicationType>" for ui, name in self.kinds)
        notices = "".join(
            f"<CommentsCorrections RefType={quoteattr(kind)}><RefSource>{escape(source)}</RefSource>"
            + (f'<PMID Version="1">{pmid}</PMID>' if pmid else "")
            + "</CommentsCorrections>"
            for kind, source, pmid in self.notices
        )
        year, month, day = self.added.split("-")
        ids = [("pubmed", self.pmid), ("doi", self.doi), ("pmc", self.pmc)]
        return (
            f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{self.pmid}</PMID>'
            f'<Article PubModel="Print"><Journal><ISSN IssnType="Electronic">2077-0383</ISSN>'
            f'<JournalIssue CitedMedium="Internet">{_tag("Volume", self.volume)}{_tag("Issue", self.issue)}'
            f"<PubDate><Year>{self.year}</Year><Month>Nov</Month></PubDate></JournalIssue>"
            f"<Title>{escape(self.journal[0])}</Title><ISOAbbreviation>{escape(self.journal[1])}</ISOAbbreviation>"
            f"</Journal><ArticleTitle>{escape(self.title)}</ArticleTitle>"
            + (f"<Pagination><MedlinePgn>{self.pages}</MedlinePgn></Pagination>" if self.pages else "")
            + (f'<ELocationID EIdType="doi" ValidYN="Y">{escape(self.doi)}</ELocationID>' if self.doi else "")
            + "<Abstract><AbstractText>Mesenchymal stem cells were given.</AbstractText></Abstract>"
            f'<AuthorList CompleteYN="{"Y" if self.complete else "N"}">{people}</AuthorList>'
            f"<Language>eng</Language><PublicationTypeList>{kinds}</PublicationTypeList>"
            + (
                f'<ArticleDate DateType="Electronic"><Year>{self.ahead}</Year>'
                "<Month>12</Month><Day>30</Day></ArticleDate>"
                if self.ahead
                else ""
            )
            + "</Article>"
            f"<MedlineJournalInfo><Country>England</Country><MedlineTA>{escape(self.journal[1])}</MedlineTA>"
            "<NlmUniqueID>101606588</NlmUniqueID></MedlineJournalInfo>"
            + (f"<CommentsCorrectionsList>{notices}</CommentsCorrectionsList>" if notices else "")
            + '</MedlineCitation><PubmedData><History><PubMedPubDate PubStatus="entrez">'
            f"<Year>{year}</Year><Month>{int(month)}</Month><Day>{int(day)}</Day><Hour>6</Hour><Minute>0</Minute>"
            "</PubMedPubDate></History><PublicationStatus>ppublish</PublicationStatus><ArticleIdList>"
            + "".join(f'<ArticleId IdType="{kind}">{escape(one)}</ArticleId>' for kind, one in ids if one)
            + "</ArticleIdList></PubmedData></PubmedArticle>"
        )

    @property
    def medline(self) -> str:
        """The record as efetch gives it with rettype=medline."""
        lines = [f"PMID- {self.pmid}", "OWN - NLM", "STAT- MEDLINE", f"TI  - {self.title}"]
        lines += [f"LID - {self.doi} [doi]"] if self.doi else []
        lines += ["AB  - Mesenchymal stem cells were given."]
        for last, fore in self.authors:
            lines += [f"FAU - {last}, {fore}", f"AU  - {last} {fore[:1]}"]
        lines += [f"PT  - {name}" for _, name in self.kinds]
        lines += [f"TA  - {self.journal[1]}", f"JT  - {self.journal[0]}", f"DP  - {self.year} Nov"]
        lines += [f"SO  - {self.journal[1]}. {self.year} Nov;{self.volume}({self.issue}):{self.pages}."]
        return "\n".join(lines)


def _tag(name: str, text: str | None) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""


Answer = tuple[int, Mapping[str, str], bytes]
Fault = Callable[["_Handler"], None]


def status(code: int, body: bytes = b"", **headers: str) -> Fault:
    """A fault: this status code, with these headers (``Retry_After="1"``)."""

    def answer(handler: _Handler) -> None:
        handler.reply(code, {name.replace("_", "-"): value for name, value in headers.items()}, body)

    return answer


def says(body: str, kind: str = "text/html") -> Fault:
    """A fault: this text with status 200, in the place of data."""
    return status(200, body.encode(), Content_Type=kind)


def cut(at: int = 40) -> Fault:
    """A fault: the connection ends before all that was promised is sent."""

    def answer(handler: _Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        handler.wfile.write(b"<PubmedArticleSet>"[:at])
        handler.wfile.flush()
        handler.connection.shutdown(socket.SHUT_RDWR)

    return answer


def drip(seconds: float) -> Fault:
    """A fault: an answer of which a byte comes every 20 milliseconds, for so long."""

    def answer(handler: _Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        until = time.monotonic() + seconds
        try:
            while time.monotonic() < until:
                handler.wfile.write(b" ")
                handler.wfile.flush()
                time.sleep(0.02)
        except OSError:
            return

    return answer


def slow(seconds: float) -> Fault:
    """A fault: nothing is said for so long."""

    def answer(handler: _Handler) -> None:
        time.sleep(seconds)
        handler.reply(200, {}, b"{}")

    return answer


RATE_LIMIT = '{"error":"API rate limit exceeded","api-key":"192.0.2.1","count":"4","limit":"3"}'
WEB_PAGE = "<!DOCTYPE html>\n<html><head><title>NCBI - WWW Error Blocked Diagnostic</title></head><body></body></html>"
BACKEND = '{"header":{"type":"esearch","version":"0.3"},"esearchresult":{"ERROR":"Search Backend failed:\n\'x\'."}}'


@dataclass
class Eutils:
    """What the stand-in holds, the faults that it commits first, and what it was asked.

    ``finds`` are the PMIDs of every search (those of all articles if None), ``total`` what a search says to find.
    """

    articles: dict[str, Article] = field(default_factory=dict)
    headings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    finds: Callable[[str], list[str]] | None = None
    total: Callable[[str], int] | None = None
    not_found: list[str] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    address: str = ""

    def hold(self, *articles: Article) -> None:
        """Hold these articles too."""
        self.articles |= {one.pmid: one for one in articles}

    def esearch(self, form: dict[str, str]) -> bytes:
        """A search, as JSON."""
        term = form["term"]
        if form["db"] == "mesh":
            ids = [str(number) for number, ui in enumerate(self.headings, 68_000_000) if f"{ui}[mhui]" in term]
        else:
            ids = self.finds(term) if self.finds else [*self.articles]
        missed = [one for one in self.not_found if one in term]
        result: dict[str, Any] = {
            "count": str(self.total(term) if self.total else len(ids)),
            "retmax": form["retmax"],
            "retstart": "0",
            "idlist": ids[: int(form["retmax"])],
            "translationset": [],
            "querytranslation": term,
        }
        if missed:
            result["warninglist"] = {"phrasesignored": [], "quotedphrasesnotfound": missed, "outputmessages": []}
        return json.dumps({"header": {"type": "esearch", "version": "0.3"}, "esearchresult": result}).encode()

    def efetch(self, form: dict[str, str]) -> bytes:
        """Records, as XML or MEDLINE text; ids that it lacks are passed over."""
        held = [self.articles[one] for one in form["id"].split(",") if one in self.articles]
        if form.get("rettype") == "medline":
            return ("\n" + "\n\n".join(one.medline for one in held) + "\n").encode()
        body = "".join(one.xml for one in held)
        return f"{HEAD}<PubmedArticleSet>{body}</PubmedArticleSet>".encode()

    def esummary(self, form: dict[str, str]) -> bytes:
        """MeSH descriptors, as JSON."""
        every = dict(enumerate(self.headings.items(), 68_000_000))
        found = {
            one: {"uid": one, "ds_recordtype": "descriptor", "ds_meshui": every[int(one)][0]}
            | {"ds_meshterms": [*every[int(one)][1]]}
            for one in form["id"].split(",")
        }
        return json.dumps({"header": {"type": "esummary"}, "result": {"uids": [*found], **found}}).encode()


class _Handler(BaseHTTPRequestHandler):
    """One request; kept-alive connections are closed, so that a fault concerns one."""

    state: Eutils

    def do_POST(self) -> None:
        """Answer, or commit the next fault."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
        utility = self.path.rpartition("/")[2].removesuffix(".fcgi")
        self.state.asked.append((utility, form))
        self.state.times.append(time.monotonic())
        if self.state.faults:
            self.state.faults.pop(0)(self)
            return
        self.reply(200, {}, getattr(self.state, utility)(form))

    def reply(self, code: int, headers: Mapping[str, str], body: bytes) -> None:
        """Send an answer; a reader who has gone is none of ours."""
        try:
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            return

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


_certificates = cache(ssl.create_default_context)
"""The certificates that a client trusts, read once: the stand-in has none, and each client would read them anew."""


@contextmanager
def eutils(*articles: Article) -> Iterator[Eutils]:
    """Run a stand-in that holds these articles.

    The garbage collector waits: in a thread of the stand-in it would close what is another thread's.
    """
    state = Eutils()
    state.hold(*articles)
    handler = type("Handler", (_Handler,), {"state": state})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    state.address = f"http://127.0.0.1:{server.server_address[1]}/entrez/eutils"
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True)
    gc.disable()
    thread.start()
    try:
        with patch("ssl.create_default_context", _certificates):
            yield state
    finally:
        server.shutdown()
        server.server_close()
        gc.enable()
