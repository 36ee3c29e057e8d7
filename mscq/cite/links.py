"""Addresses of a paper: PubMed, PubMed Central, the DOI's, the NCBI Bookshelf, its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mscq.records.models import Bibliography

__all__ = ["PLACES", "addresses", "bookshelf", "doi", "pmc", "pubmed"]

PLACES = ("pubmed", "pmc", "doi", "bookshelf", "address")
"""Where a paper can lead, the first that is known before the others."""

_SAFE_IN_A_DOI = "/:;()!$'*+,=@&"


def pubmed(pmid: str) -> str:
    """Return the address of a paper in PubMed."""
    return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"


def pmc(pmcid: str) -> str:
    """Return the address of a paper in PubMed Central; the number begins with PMC."""
    return f"https://pmc.ncbi.nlm.nih.gov/articles/{pmcid}/"


def doi(name: str) -> str:
    """Return a DOI as an address; what an address may not hold is percent-encoded (DOI Handbook, 3.5)."""
    from urllib.parse import quote

    return f"https://doi.org/{quote(name, safe=_SAFE_IN_A_DOI, errors='replace')}"


def bookshelf(accession: str) -> str:
    """Return the address of a book or chapter in the NCBI Bookshelf; the accession begins with NBK."""
    return f"https://www.ncbi.nlm.nih.gov/books/{accession}/"


def addresses(bibliography: Bibliography, accession: str | None = None) -> dict[str, str]:
    """Return the addresses of a paper by place, in the order of ``PLACES``; ``accession`` is its NBK number."""
    found = (
        bibliography.pmid and pubmed(bibliography.pmid),
        bibliography.pmcid and pmc(bibliography.pmcid),
        bibliography.doi and doi(bibliography.doi),
        accession and bookshelf(accession),
        bibliography.url,
    )
    return {place: address for place, address in zip(PLACES, found, strict=True) if address}
