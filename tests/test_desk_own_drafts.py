"""Two drafts as drafters write them, in our own words: right, wrong, revised and invented figures, every verdict asserted."""

import random
import re
from collections.abc import Iterator

import pytest

from corpus.facts import extract
from corpus.languages import language_of
from eval.claims import load_claims
from service.desk.drafts import check
from service.library import Library

#: (statement, verdict, reason of a contradiction). A luncheon speech, in English, on documents mostly in Chinese.
SPEECH = (
    ("Ladies and gentlemen, it is a pleasure to be back in this room with so many old friends.", "not_found", None),
    ("San Tin Technopole will provide 300 hectares of land for innovation and technology.", "supported", None),
    ("The Hong Kong Park in the Loop covers 78 hectares.", "contradicted", "figure"),
    ("Cyberport's community includes seven unicorns.", "supported", None),
    ("It is home to a further 45 decacorns, more than any city in Asia.", "not_found", None),
    (
        "The first phase of the AI supercomputing centre is to be in service in the second half of 2024 at the earliest.",
        "supported",
        None,
    ),
    ("The Government will spend HK$6 billion on its cooling system.", "not_found", None),
    ("Five R&D centres were set up by the Innovation and Technology Commission in 2006.", "supported", None),
    ("The General Support Programme has supported 403 projects.", "contradicted", "outdated"),
    ("Cyberport has not agreed to set up the AI supercomputing centre.", "contradicted", "negation"),
    ("The Digital Policy Office will be led by the Commissioner for Industry.", "contradicted", "name"),
    ("Hong Kong Science and Technology Parks Corporation was set up in May 2002.", "contradicted", "date"),
    ("Free Wi-Fi is provided at about 150 village offices.", "supported", None),
    (
        "“With $3 billion allocated, a three-year AI subsidy scheme will be launched”, as the slides put it.",
        "supported",
        None,
    ),
    (
        "“With $5 billion allocated, a three-year AI subsidy scheme will be launched”, as others had it.",
        "contradicted",
        "quotation",
    ),
    ("Two in three of our start-ups were founded by women.", "not_found", None),
)
#: A written reply to a Legislative Councillor, in Traditional Chinese, on documents in both scripts and English.
REPLY = (
    ("就議員關於創新科技發展的提問，現答覆如下。", "not_found", None),
    ("新型工業加速計劃總額為100億元。", "supported", None),
    ("計劃下每家企業最多可獲3億元資助。", "contradicted", "figure"),
    ("截至2023年12月底，科技人才入境計劃批出917個配額。", "supported", None),
    ("數碼港第五期擴建工程最快在2026年完成。", "contradicted", "date"),
    ("新田科技城會興建四萬個住宅單位。", "not_found", None),
    ("人工智能超算中心由科學園營運。", "contradicted", "name"),
    ("政府沒有為推動前沿科技領域預留30億元。", "contradicted", "negation"),
    ("重點企業預計會在香港投資近300億元。", "contradicted", "outdated"),
    ("首三座大樓由2024年年底起陸續落成。", "supported", None),
    ("三個創新園合共提供271公頃土地。", "contradicted", "figure"),
    ("「智方便」的登記用戶已突破250萬。", "supported", None),
    ("當局每年為此聘請120名顧問。", "not_found", None),
    ("專責小組最近一次會議在香港召開。", "supported", None),
)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory, bundled):
    library = Library.open(tmp_path_factory.mktemp("own-drafts"))
    library.sync(bundled)
    yield library.snapshot()
    library.close()


def draft(heading, parts, bullet):
    return f"# {heading}\n\n" + "\n".join(f"{bullet}{text}" for text, _, _ in parts) + "\n"


@pytest.mark.parametrize(
    ("heading", "parts", "bullet"),
    [("Luncheon speech", SPEECH, "- "), ("書面答覆", REPLY, "")],
    ids=["speech", "reply"],
)
def test_every_statement_of_the_draft_has_its_verdict(snapshot, heading, parts, bullet):
    text = draft(heading, parts, bullet)
    found = check(snapshot, text)
    assert [one.text for one in found] == [said for said, _, _ in parts]
    verdicts = [(one.text, one.verdict, one.reason if one.verdict == "contradicted" else None) for one in found]
    assert verdicts == list(parts)
    for one in found:
        assert text[one.start : one.end] == one.text
        assert bool(one.citations) is (one.verdict != "not_found")


# -- nothing altered passes

#: Names put in the place of a statement's own, by language; all stand in the documents.
NAMES = {
    "en": (
        "Cyberport",
        "Education Bureau",
        "Development Bureau",
        "University of Hong Kong",
        "Sha Tin",
        "Tai Po",
        "Shenzhen",
    ),
    "zh-Hant": ("數碼港", "教育局", "發展局", "生產力促進局", "香港科技大學", "沙田", "大埔", "深圳", "財政司司長"),
    "zh-Hans": ("数码港", "教育局", "发展局", "生产力促进局", "香港科技大学", "沙田", "大埔", "深圳", "财政司司长"),
}
NAMED = ("organisation", "person", "place", "scheme")


def altered(text: str, language: str, terms: tuple, rng: random.Random) -> Iterator[str]:
    """The statement with one name, one digit or one denial changed."""
    facts = extract(text, language=language, terms=terms)
    for fact in facts:
        if fact.kind in NAMED:
            others = [n for n in NAMES[language] if n not in text and fact.text not in n and n not in fact.text]
            yield from (f"{text[: fact.start]}{n}{text[fact.end :]}" for n in rng.sample(others, 2))
        else:
            for at in [i for i in range(fact.start, fact.end) if text[i] in "0123456789"][:2]:
                digit = rng.choice([d for d in "123456789" if d != text[at]])
                yield text[:at] + digit + text[at + 1 :]
    if language == "en":
        yield from (
            f"{text[: m.end()]} not{text[m.end() :]}" for m in re.finditer(r"\b(?:is|are|was|were|will|has)\b", text)
        )
    else:
        yield from (
            f"{text[: m.start()]}不{text[m.start() :]}" for m in re.finditer("會|会|可獲|可获|由|突破|有", text)
        )


def test_no_altered_statement_passes_as_supported(snapshot):
    """Of the claims that may be tuned on and of our own drafts: one thing changed in what the documents bear out."""
    rng, terms = random.Random(11), tuple(snapshot.terms())
    claims = [(c.text, c.as_of) for c in load_claims() if c.split == "dev" and c.verdict == "supported"]
    claims += [(text, None) for text, verdict, _ in (*SPEECH, *REPLY) if verdict == "supported" and "“" not in text]
    passed, tried = [], 0
    for text, as_of in claims:
        for changed in altered(text, language_of(text), terms, rng):
            tried += 1
            if all(one.verdict == "supported" for one in check(snapshot, changed, as_of)):
                passed.append(changed)
    assert passed == []
    assert tried > 250
