"""Two made-up documents, a library that holds them in memory, and a way of answering that looks up one word."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.errors import BadInput, NotFound, PinciteError
from corpus.progress import Progress, silent
from corpus.records import Context, Document, Fact, Paragraph, Problem, Term
from corpus.store.past import Version
from service.answer.records import Answer, Citation, CitedFact, OtherFact, Passage, Question
from service.doors.rooms import Rooms
from service.settings import Settings, load_settings

_HOME = tempfile.TemporaryDirectory(prefix="pincite-fakes-")
HOSTILE = '<script>alert("x")</script> & <img src=x onerror=alert(1)> \u202egnihton 80 %'

HARBOUR = Document(
    id="harbour-2024",
    title={"zh-Hant": "海港計劃", "en": "The Harbour Plan"},
    publisher={"zh-Hant": "海港處", "en": "Harbour Office"},
    languages=("zh-Hant", "en"),
    source="harbour.md",
    sha256="0" * 64,
    date="2024-05-06",
    kind="paper",
    restates="The Harbour Plan (original)",
)
NOTES = Document(
    id="notes",
    title={"en": "Notes on <piers>"},
    publisher={"en": "Pier Society"},
    languages=("en",),
    source="notes.txt",
    sha256="1" * 64,
    as_of="2023-12-31",
    problems=(Problem("no-date", "No date was found.", ""),),
)
ZH = Paragraph(
    "harbour-2024/3@zh-Hant", "harbour-2024", "3", 0, "新碼頭最快於二零二五年三月啟用。", "zh-Hant",
    context=Context(headings=("碼頭",)), counterpart="harbour-2024/3@en",
)  # fmt: skip
EN = Paragraph(
    "harbour-2024/3@en", "harbour-2024", "3", 1, "The new pier opens in March 2025 at the earliest.", "en",
    context=Context(headings=("Piers",)), counterpart="harbour-2024/3@zh-Hant",
)  # fmt: skip
ROW = Paragraph(
    "harbour-2024/annex-1.r2", "harbour-2024", "annex-1.r2", 2, "12 000", "en", kind="row",
    context=Context(headings=("Annex 1",), columns=(("Visitors (thousand)", "12 000"),)),
)  # fmt: skip
LATER = Paragraph("notes/s1.1", "notes", "s1.1", 0, "The new pier may open in April 2025.", "en")
EVIL = Paragraph("notes/s1.2", "notes", "s1.2", 1, HOSTILE, "en")


def fact_in(paragraph: Paragraph, text: str, **given: object) -> Fact:
    start = paragraph.text.index(text)
    values: dict = {"kind": "date", "value": "", "subject": "new pier"} | given
    return Fact(text=text, start=start, end=start + len(text), paragraph_id=paragraph.id, **values)


MARCH = {"value": "2025-03", "edtf": "2025-03", "interval": ("2025-03-01", "2025-03-31")}
APRIL = {"value": "2025-04", "edtf": "2025-04", "interval": ("2025-04-01", "2025-04-30")}
FACTS = (
    fact_in(ZH, "二零二五年三月", qualifier="earliest", qualifiers=("earliest",), **MARCH),
    fact_in(EN, "March 2025", qualifier="earliest", qualifiers=("earliest",), **MARCH),
    fact_in(ROW, "12 000", kind="count", value="12000000", unit="visitor", subject="=visitors"),
    fact_in(LATER, "April 2025", **APRIL),
    fact_in(EVIL, "80 %", kind="percentage", value="80", unit="%", subject="nothing"),
)
TERMS = (Term((("zh-Hant", "新碼頭"), ("en", "new pier")), "bilingual", "harbour-2024", ZH.id),)


@dataclass(frozen=True)
class FakeHit:
    paragraph: Paragraph
    score: float
    rank: int


class FakeSnapshot:
    def __init__(self, documents: dict[str, Document], paragraphs: list[Paragraph], version: int) -> None:
        self._documents, self._paragraphs = documents, paragraphs
        self.index_version = f"fake-{version}"

    def documents(self) -> list[Document]:
        return list(self._documents.values())

    def document(self, document_id: str) -> Document:
        if document_id not in self._documents:
            raise NotFound(f"There is no document {document_id!r}.", "List them.")
        return self._documents[document_id]

    def paragraphs(self, document_id: str) -> list[Paragraph]:
        self.document(document_id)
        return [p for p in self._paragraphs if p.document_id == document_id]

    def paragraph(self, paragraph_id: str) -> Paragraph:
        for paragraph in self._paragraphs:
            if paragraph.id == paragraph_id:
                return paragraph
        raise NotFound(f"There is no paragraph {paragraph_id!r}.", "Search for it.")

    def facts(
        self, kind: str | None = None, document: str | None = None, paragraph_ids: Collection[str] | None = None
    ) -> list[Fact]:
        here = {p.id: p.document_id for p in self._paragraphs}
        return [
            f
            for f in FACTS
            if f.paragraph_id in here
            and kind in (None, f.kind)
            and document in (None, here[f.paragraph_id])
            and (paragraph_ids is None or f.paragraph_id in paragraph_ids)
        ]

    def terms(self) -> Sequence[Term]:
        return TERMS

    def search(
        self, query: str, top_k: int = 8, documents: Collection[str] | None = None, language: str | None = None
    ) -> list[FakeHit]:
        words = query.casefold().strip("?？").split()
        scored = [
            (sum(word in p.text.casefold() for word in words), p)
            for p in self._paragraphs
            if documents is None or p.document_id in documents
        ]
        scored.sort(key=lambda pair: (-pair[0], pair[1].id))
        return [FakeHit(p, float(score), rank) for rank, (score, p) in enumerate(scored[:top_k], 1)]


@dataclass(frozen=True)
class FakeReport:
    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    failed: tuple[tuple[Path, PinciteError], ...] = ()
    notes: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class FakeLibrary:
    """Adding a file makes a document with one paragraph: the file's text. A file that says "broken" is refused."""

    def __init__(self, empty: bool = False) -> None:
        self._documents = {} if empty else {d.id: d for d in (HARBOUR, NOTES)}
        self._paragraphs = [] if empty else [ZH, EN, ROW, LATER, EVIL]
        self._version = 1
        self.switching = False
        self.uploads = Path("nowhere")

    def switch(self, progress: Progress = silent) -> FakeReport:
        return FakeReport()

    def snapshot(self, readable: frozenset[str] | None = None) -> FakeSnapshot:
        return FakeSnapshot(dict(self._documents), list(self._paragraphs), self._version)

    def generation_open(self) -> str:
        return f"fake-{self._version}"

    def earlier(self, paragraph_id: str, readable: frozenset[str] | None = None) -> list[tuple[Document, Paragraph]]:
        return []

    def as_of(self, day: str, readable: frozenset[str] | None = None) -> FakeSnapshot:
        return self.snapshot(readable)

    def versions(self, document_id: str, readable: frozenset[str] | None = None) -> list[Version]:
        return [Version(self.snapshot(readable).document(document_id), None, len(self.version(document_id, 1)))]

    def version(self, document_id: str, number: int, readable: frozenset[str] | None = None) -> list[Paragraph]:
        return self.snapshot(readable).paragraphs(document_id)

    def elsewhere(self, folder: Path) -> list[str]:
        return []

    def said_of(self, folder: Path) -> list[str]:
        return []

    def places(self) -> dict[str, int]:
        return {}

    def tidy_uploads(self, waiting: Collection[str]) -> None:
        """It reads no file twice, so none is kept."""
        for folder in self.uploads.iterdir() if self.uploads.is_dir() else ():
            if folder.name not in waiting:
                shutil.rmtree(folder)

    def sync(self, folder: Path, progress: Progress = silent, *, only: bool = False) -> FakeReport:
        return self.add(sorted(folder.glob("*.md")), progress)

    def add(self, paths: Sequence[Path], progress: Progress = silent, collection: str = "") -> FakeReport:
        added, failed = [], []
        for done, path in enumerate(paths, 1):
            text = path.read_text(encoding="utf-8")
            progress("read", done, len(paths))
            if "broken" in text:
                failed.append((path, BadInput(f"{path.name} cannot be read.", "Mend it.")))
                continue
            document = replace(NOTES, id=path.stem, source=path.name, problems=())
            self._documents[document.id] = document
            self._paragraphs.append(Paragraph(f"{path.stem}/s1.1", path.stem, "s1.1", 0, text, "en"))
            added.append(document.id)
        self._version += 1
        return FakeReport(added=tuple(added), failed=tuple(failed))

    def remove(self, document_id: str) -> None:
        del self._documents[document_id]
        self._paragraphs = [p for p in self._paragraphs if p.document_id != document_id]


def fake_ask(snapshot: FakeSnapshot, question: Question) -> Answer:
    """Answers what has "pier" or 碼頭 in it, refuses the rest."""
    hits = snapshot.search(question.question, question.top_k, question.documents)
    passages = tuple(Passage(h.paragraph, snapshot.document(h.paragraph.document_id), h.score, h.rank) for h in hits)
    chinese = any(ord(c) > 0x2E7F for c in question.question)
    language = question.language if question.language != "auto" else ("zh-Hant" if chinese else "en")
    known = {"language": language, "passages": passages, "index_version": snapshot.index_version}
    known |= {"id": "a1", "standalone_question": question.question, "timings_ms": {"search": 1.5, "total": 2.0}}
    if "pier" not in question.question.casefold() and "碼頭" not in question.question:
        text = "文件沒有提及。" if chinese else "The documents do not say."
        return Answer(answered=False, answer=text, confidence=0.1, reason="no-evidence", **known)
    start = EN.text.index("March")
    citation = Citation(1, HARBOUR, EN, start, len(EN.text) - 1, ZH)
    return Answer(
        answered=True,
        answer="最快2025年3月。[1]" if chinese else "March 2025 at the earliest [1], the Harbour Office says.",
        confidence=0.9,
        citations=(citation,),
        facts=(CitedFact(FACTS[1], 1),),
        others=(OtherFact(FACTS[3], NOTES, LATER, "differs"),),
        **known,
    )


def fake_extract(text: str, *, language: str, reference_date: str | None = None) -> list[Fact]:
    at = text.find("80 %")
    if at < 0:
        return []
    return [Fact("percentage", "80 %", at, at + 4, "80", unit="%", as_of=reference_date, subject=language)]


def fake_rooms(
    ask: Callable = fake_ask, open_library: Callable = lambda data, encoder, progress: FakeLibrary()
) -> Rooms:
    return Rooms(ask, fake_extract, open_library)


def settings(**flags: object) -> Settings:
    """In a data folder of their own. The test client calls the service by that name."""
    data = Path(_HOME.name) / uuid.uuid4().hex
    return load_settings({}, {"hosts": "testserver", "data": data, **flags})
