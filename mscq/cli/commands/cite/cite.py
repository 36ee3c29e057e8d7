"""Citations by key, PMID, PMCID, DOI, NBK or trial number, or address.

The default is the NLM form, as PubMed prints it. '-' in place of an id reads standard input: ids parted by anything,
or sentences, of which a number alone is not taken for a PMID. Filters cite every paper that they select. The suffix
of -o tells the format (refs.bib, refs.ris). With --library FILE your own references are cited too. Styles are an
extra: pip install 'mscq[styles]'; mscq styles WORDS finds them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, cast

import typer

from mscq.cite import CitationOptions, Reference, UnknownFormat, format_for_file, format_named, formats, reference
from mscq.cli import console
from mscq.cli.completion import offers as completion
from mscq.cli.given import given_in
from mscq.cli.named import lines_as_texts, named_by, words_as_texts
from mscq.cli.options import LibraryFiles
from mscq.cli.request import Request
from mscq.errors import BadFile, ExitCode, MscqError, NothingFound, NotUnderstood, UnknownPaper
from mscq.output.answer import ANY_SUFFIX, Answer, Scalar
from mscq.output.forms import FORM_OF_SUFFIX
from mscq.records.derived import Reviewed

if TYPE_CHECKING:
    from mscq.cite import Reference
    from mscq.cli.given import Given
    from mscq.library.collection import Library
    from mscq.library.own_paper import OwnPaper
    from mscq.output.report import Report
    from mscq.records.models import Paper

ORDER = 1
DRAWS = True
EXAMPLES = (
    "mscq cite 40353645",
    "mscq cite islam2023 PMC9524813 10.1186/s13018-023-04131-7",
    "mscq cite --condition lupus --design rct --format bibtex",
)
FILTERS = ("condition", "route", "source", "cell", "donor", "design", "year", "phase", "level", "nct", "controlled")


class Form(NamedTuple):
    """How references are written: a format or a style by its name, and the function that writes them.

    ``notation`` is the suffix of files in its notation.
    """

    name: str
    render: Callable[[Sequence[Reference]], str]
    notation: str = ".txt"


def command(
    ctx: typer.Context,
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            help="Citation key, PMID, PMCID, DOI, NBK or trial number, or their address; - reads them",
            autocompletion=completion.papers,
        ),
    ] = None,
    format_name: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            metavar="NAME",
            help="nlm, bibtex, biblatex, ris, nbib, csl-json ...",
            autocompletion=completion.formats,
        ),
    ] = "",
    style: Annotated[
        str,
        typer.Option(
            "--style",
            "-s",
            metavar="NAME",
            help="CSL style: apa, vancouver, nature, or a .csl file",
            autocompletion=completion.styles,
        ),
    ] = "",
    in_text: Annotated[
        bool, typer.Option("--in-text", help="In the text: (Islam et al., 2023), or [1] by the style's rule")
    ] = False,
    full_journal: Annotated[
        bool | None, typer.Option("--full-journal/--abbrev", help="Journal titles in full, or abbreviated")
    ] = None,
    library_files: LibraryFiles = None,
) -> Answer:
    from mscq.output.wording import counted

    request = Request(ctx)
    library = request.library(library_files)
    papers, missing = _papers(request, ids or [], library)
    form = _form(format_name, style, in_text, full_journal)
    references = [_reference(paper) for paper in papers]
    named = bool(format_name or style or in_text)
    any_suffix = {ANY_SUFFIX: lambda: form.render(references)}
    if named:
        _tell_clash(given_in(ctx), form, format_name)
    _warn(references, [one for one in references if one.key in request.kb])
    return Answer(
        data=lambda: [_record(paper, form, library) for paper in papers],
        rows=lambda: [_row(paper, form, library) for paper in papers],
        report=lambda: _report(papers, form),
        text=lambda: form.render(references),
        notation=form.notation,
        holds=counted(len(references), "citation"),
        drawings=any_suffix if named else _by_suffix(references, full_journal, given_in(ctx).file),
        exit_code=ExitCode.NOTHING_FOUND if missing else ExitCode.OK,
    )


def _papers(request: Request, ids: list[str], library: Library | None) -> tuple[list[Paper | OwnPaper], bool]:
    texts = _texts(ids)
    if not texts and not request.has_filters:
        raise NotUnderstood("cite needs an id, '-' for standard input, or a filter (see: mscq cite --help)")
    selection = request.selection()
    kb = request.kb
    if library is not None:
        from mscq.library import called

        named = named_by(texts, partial(called.named, library), kb.unknown, called.Names(library.store))
    else:
        named = named_by(texts, kb.named, kb.unknown)
    papers: dict[str, Paper | OwnPaper] = {paper.id: paper for paper in named.papers}
    unknown = named.unknown
    for note in named.notes:
        console.note(note)
    if not selection.is_empty:
        from mscq.evidence.selection import Selector

        selected: list[Paper | OwnPaper] = [*Selector(request.kb, selection).papers(), *request.own(library, selection)]
        if not selected and not papers:
            raise NothingFound("no paper fits these filters")
        papers |= {paper.id: paper for paper in selected}
    if not (papers or unknown):
        raise NothingFound("no paper is named there (see: mscq cite --help)")
    if unknown and not papers:
        *others, last = _with_conditions(request, _as_one(request, unknown))
        for problem in others:
            console.note(str(problem))
        raise last
    for problem in _with_conditions(request, unknown):
        console.note(str(problem))
    found = _citable(papers.values()) if library is not None else list(papers.values())
    return found, bool(unknown) or named.left or len(found) < len(papers)


def _as_one(request: Request, unknown: list[UnknownPaper]) -> list[UnknownPaper]:
    """Several words as one where they are the name of a condition: multiple sclerosis."""
    whole = " ".join(one.text for one in unknown)
    return [UnknownPaper(whole)] if len(unknown) > 1 and _condition(request, whole) else unknown


def _with_conditions(request: Request, unknown: list[UnknownPaper]) -> list[UnknownPaper]:
    """What to say of words that name no paper: of one that names a condition, how to cite the papers on it."""
    seen = [(one, _condition(request, one.text)) for one in unknown]
    return [UnknownPaper(one.text, one.suggestions, see, read_as=one.read_as) if see else one for one, see in seen]


def _condition(request: Request, text: str) -> str | None:
    """The command that cites the papers on a condition; None where the text names none."""
    from shlex import quote

    try:
        request.kb.resolve("conditions", text)
    except NotUnderstood:
        return None
    return f"mscq cite --condition {quote(text)}"


def _citable(papers: Iterable[Paper | OwnPaper]) -> list[Paper | OwnPaper]:
    """The papers that can be cited; what is the reader's own is said on stderr."""
    found: list[Paper | OwnPaper] = []
    for paper in papers:
        if not isinstance(paper, Reviewed):
            from mscq.output.screens.own_references import citable

            if not citable(paper):
                console.note(f"{paper.id} is not cited: your file gives no title of it")
                continue
            cut_off = "; its list of authors is cut off there" if paper.entry.authors_cut_off else ""
            console.note(f"note: {paper.id} is your own reference, cited as your file has it{cut_off}")
        found.append(paper)
    if not found:
        raise NothingFound("nothing to cite")
    return found


def _reference(paper: Paper | OwnPaper) -> Reference:
    if isinstance(paper, Reviewed):
        return reference(paper)
    from mscq.output.screens.own_references import own_reference

    return own_reference(paper)


def _texts(ids: list[str]) -> list[str]:
    """What was asked for, '-' replaced by the lines of standard input."""
    texts: list[str] = []
    words: list[str] = []
    for one in ids:
        if one == "-":
            texts += [*words_as_texts(words), *lines_as_texts(_from_stdin())]
            words = []
        else:
            words.append(one)
    return texts + words_as_texts(words)


def _from_stdin() -> list[str]:
    try:
        return console.read().splitlines()
    except (UnicodeDecodeError, OSError) as error:
        raise BadFile("standard input", f"cannot be read: {error}") from error


def _form(name: str, style: str, in_text: bool, full_journal: bool | None) -> Form:
    """Return the format or style asked for. Raises NotUnderstood, or MissingExtra where styles are not installed."""
    options = CitationOptions(full_journal=full_journal, style=style or ("apa" if in_text else None))
    if name and options.style:
        raise NotUnderstood("--format and --style (or --in-text) exclude each other")
    if options.style:
        return _style_form(options, in_text)
    try:
        chosen = format_named(name or "nlm")
    except UnknownFormat as error:
        if not _is_style(name):
            raise
        raise NotUnderstood(f"'{name}' is a style, and no format: mscq cite ... --style {name}") from error
    return Form(chosen.name, partial(chosen.render, options=options), *chosen.suffixes[:1])


def _tell_clash(given: Given, form: Form, format_name: str) -> None:
    """Say it where the suffix of the file stands for another format than the one asked for; text may have any name."""
    from mscq.cli.delivery import tell_clash

    suffix = Path(given.file or "").suffix.lower()
    other = next((one for one in formats().values() if suffix in one.suffixes), None)
    own = formats().get(form.name)
    takes_any = own is not None and not own.suffixes  # biblatex is written to .bib, which is bibtex's
    in_text = ("nlm", *(() if own else ("markdown",)))
    clashes = other is not None and other is not own and other.name not in in_text and not takes_any
    tell_clash(given, f"--format {form.name}" if format_name else f"--style {form.name}", clashes)


def _is_style(name: str) -> bool:
    from mscq.cite.styles.names import resolve

    try:
        return resolve(name) is not None
    except MscqError:
        return False


def _by_suffix(
    references: Sequence[Reference], full_journal: bool | None, file: str | None
) -> Mapping[str, Callable[[], str]]:
    """What writes the references to a file, by its suffix; of other packages, what writes this file.

    Raises UnknownFormat where only a format that cannot be used might.
    """
    chosen = {suffix: one for one in formats().values() for suffix in one.suffixes}
    suffix = Path(file or "").suffix.lower()
    if file is not None and suffix and suffix not in {*chosen, *FORM_OF_SUFFIX}:
        try:
            chosen[suffix] = format_for_file(file)
        except UnknownFormat as error:
            if error.faults:
                raise
    options = CitationOptions(full_journal=full_journal)
    return {suffix: partial(one.render, references, options) for suffix, one in chosen.items()}


def _style_form(options: CitationOptions, in_text: bool) -> Form:
    from mscq.cite import styles

    assert options.style is not None
    write = styles.in_text if in_text else styles.render
    return Form(options.style, lambda references: write(references, options))


def _warn(references: Sequence[Reference], reviewed: Sequence[Reference]) -> None:
    for one in references:
        if one.notice is not None:
            console.note(f"warning: {one.key} is {one.notice.status.value}: {one.notice.notice or 'see PubMed'}")
    lacking = [one for one in reviewed if one.incomplete]
    if len(lacking) > 3:
        keys = ", ".join(one.key for one in lacking)
        counts = Counter(name for one in lacking for name in one.incomplete)
        fields = ", ".join(f"{name} {n}" for name, n in counts.most_common())
        console.note(
            f"note: {len(lacking)} of {len(reviewed)} citations lack fields that no page read shows ({fields}): {keys}"
        )
    else:
        for one in lacking:
            console.note(f"note: {one.key} lacks {', '.join(one.incomplete)}: no page read shows more")


def _record(paper: Paper | OwnPaper, form: Form, library: Library | None) -> dict[str, Any]:
    from mscq.output.records import paper_record

    if library is None:
        record = paper_record(cast("Paper", paper))
    else:
        from mscq.output.screens.own_references import any_record

        record = any_record(paper, library)
    return {**record, "format": form.name, "citation": form.render([_reference(paper)]).rstrip("\n")}


def _row(paper: Paper | OwnPaper, form: Form, library: Library | None) -> dict[str, Scalar]:
    record = _record(paper, form, library)
    names = ("id", *(["own"] if library is not None else []), "pmid", "doi", "title", "year", "citation")
    return {name: record[name] for name in names}


def _report(papers: Sequence[Paper | OwnPaper], form: Form) -> Report:
    from mscq.output.report import Bullets, Figure, Report, line

    texts = [form.render([_reference(paper)]).strip() for paper in papers]
    if any("\n" in text for text in texts):
        return Report("Citations", [Figure([line(each) for each in text.split("\n")]) for text in texts])
    return Report("Citations", [Bullets([line(text) for text in texts])])
