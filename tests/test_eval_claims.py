"""The sets of quotations and claims: sound in themselves, and met by the desk."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from harbour import library

from corpus.errors import BadInput, NotFound
from corpus.records import Paragraph
from eval.claims import WRONGS, load_claims
from eval.documents import read_folder
from eval.measures.claims import claim_groups, judge_claim, score_claims
from eval.measures.quotations import score_quotations
from eval.quotations import document_names, load_quotations
from service.desk.drafts import check
from service.desk.quotes import verify
from service.desk.stream import Streams
from service.library import Library

KINDS = {"number", "negation", "wording", "script", "width", "punctuation", "spacing"}


@pytest.fixture(scope="module")
def paragraphs(bundled):
    return read_folder(bundled)[1]


@pytest.fixture(scope="module")
def quotations(paragraphs):
    return load_quotations(paragraphs)


def judged(items, paragraphs):
    streams = Streams(paragraphs)
    return score_quotations(items, [verify(item.quote, streams, item.documents) for item in items])


def test_the_quotations_cover_every_verdict_and_kind(quotations):
    assert len(quotations) >= 150
    assert {item.verdict for item in quotations} == {"exact", "altered", "absent"}
    assert {kind for item in quotations for kind in item.kinds} == KINDS
    assert {note for item in quotations for note in item.notes} == {"spans", "ellipsis", "stitched", "misattributed"}
    assert len({item.id for item in quotations}) == len(quotations)


def test_no_alteration_passes_and_the_verdicts_are_right(quotations, paragraphs):
    score = judged(quotations, paragraphs)
    assert score.passed == 0
    assert score.accuracy >= 0.98, score.wrong
    assert score.kinds >= 0.98 * score.items and score.places >= 0.98 * score.placed


@pytest.mark.originals
def test_the_same_set_judges_the_originals(originals):
    paragraphs = read_folder(originals)[1]
    score = judged(load_quotations(paragraphs), paragraphs)
    assert score.passed == 0
    assert score.accuracy >= 0.98, score.wrong


def test_each_altered_quotation_differs_from_what_its_place_prints(quotations, paragraphs):
    texts = {p.id: "".join(p.text.split()) for p in paragraphs}
    for item in quotations:
        if item.verdict == "altered" and not item.notes:
            assert (
                all("".join(item.quote.split()) not in texts[place] for place in item.places) or "spacing" in item.kinds
            )


def test_items_that_do_not_fit_are_refused(tmp_path, paragraphs):
    for text, says in [
        ("verdict: exact\nitems: [{in: legco/20, with: 鯨魚}]", "does not print"),
        ("verdict: exact\nitems: [{in: legco/999}]", "no paragraph"),
        ("verdict: exact\nitems: [{in: whales/1}]", "no document"),
        ("verdict: exact\nitems: [{at: legco/20}]", "no key"),
        ("verdict: altered\nitems: [{in: legco/20, replace: [鯨魚, x]}]", "does not print"),
    ]:
        file = tmp_path / "set.yaml"
        file.write_text(text, encoding="utf-8")
        with pytest.raises(BadInput, match=says):
            load_quotations(paragraphs, file)
    with pytest.raises(NotFound):
        load_quotations(paragraphs, tmp_path / "none.yaml")


def test_the_claims_cover_what_they_must():
    claims = load_claims()
    known = set(document_names().values())
    found = [c for c in claims if c.places]
    assert len(claims) >= 150 and len({c.id for c in claims}) == len(claims) == len({(c.text, c.as_of) for c in claims})
    assert {c.wrong for c in claims} == {None, *WRONGS}
    assert {c.language for c in claims} == {"en", "zh-Hant", "zh-Hans"}
    assert all(place.partition("/")[0] in known for c in claims for place in c.places)
    assert sum(c.across for c in found) >= len(found) / 3
    assert Counter(c.split for c in claims)["test"] >= len([c for c in claims if not c.id.startswith("more")]) // 4


def test_every_place_of_a_claim_is_a_paragraph(paragraphs: list[Paragraph]):
    labels = {p.id.partition("@")[0] for p in paragraphs}
    for claim in load_claims():
        assert claim.places <= labels, claim.id


def test_no_claim_copies_its_source(paragraphs):
    """A run of 26 Chinese characters of the source in a claim would be a copy, not a statement of ours."""
    printed = "\n".join("".join(p.text.split()) for p in paragraphs)
    for claim in load_claims():
        text = "".join(claim.text.split())
        assert not any(text[i : i + 26] in printed for i in range(len(text) - 25)) or claim.language == "en", claim.id


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("verdict: supported\nitems: [{say: x, in: [legco/1], wrong: figure}]", "no verdict"),
        ("verdict: contradicted\nitems: [{say: x, in: [legco/1]}]", "no verdict"),
        ("verdict: supported\nitems: [{say: x}]", "has a place"),
        ("verdict: not_found\nitems: [{say: x, in: [legco/1]}]", "has a place"),
        ("verdict: supported\nitems: [{text: x}]", "no key"),
    ],
)
def test_claims_that_make_no_sense_are_refused(tmp_path, text, says):
    file = tmp_path / "claims.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=says):
        load_claims(file)


def test_scores_are_counted(tmp_path: Path):
    file = tmp_path / "claims.yaml"
    file.write_text(
        'verdict: supported\nitems: [{say: "The Kelp Museum received 128,000 visitors in 2023.", in: [legco/1]}]\n---\n'
        'verdict: contradicted\nitems: [{say: "The Kelp Museum received 127,000 visitors in 2023.", in: [legco/1], wrong: date},'
        ' {say: "Nine electric ferries will be bought before 2027.", in: [legco/1], wrong: figure}]',
        encoding="utf-8",
    )
    snapshot = library(tmp_path).snapshot()
    found = [judge_claim(claim, check(snapshot, claim.text)) for claim in load_claims(file)]
    assert [j.right for j in found] == [True, True, False] and [j.passed for j in found] == [False, False, True]
    score = score_claims(found)
    assert (score.items, score.right, score.passed, score.contradicted, score.reasons, score.places) == (
        3,
        2,
        1,
        1,
        0,
        0,
    )
    groups = claim_groups(found)
    assert {name: len(group) for name, group in groups.items()} == {
        "all": 3, "dev": 2, "test": 1, "en": 3, "supported": 1, "contradicted": 2, "across": 3, "wrong: date": 1,
        "wrong: figure": 1,
    }  # fmt: skip


@pytest.mark.slow
def test_the_desk_meets_the_claims(tmp_path, bundled):
    """80 in 100 verdicts right, and at most one wrong claim in a hundred passes as supported."""
    made = Library.open(tmp_path, encoder="hashing")
    made.sync(bundled)
    snapshot = made.snapshot()
    found = [judge_claim(claim, check(snapshot, claim.text, claim.as_of)) for claim in load_claims()]
    score = score_claims(found)
    assert score.accuracy >= 0.8
    assert score.passed <= score.items / 100
