"""Terms as documents define them; no half of a name is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.glossary import terms_of
from corpus.loaders import load
from corpus.metadata import Metadata
from corpus.splitting.splitter import split


def _terms(text: str, *languages: str) -> list[tuple[str, ...]]:
    found = split(load(Path("a.txt"), text.encode()), Metadata(id="d", languages=languages or ("zh-Hant",)))
    return [tuple(form for _, form in term.forms) for term in terms_of("d", found.pieces, found.paragraphs)]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("成立「香港數據研究院」（「研究院」），支援業界。", ("香港數據研究院", "研究院")),
        ("公布《城市發展藍圖》（「《藍圖》」）。", ("《城市發展藍圖》", "《藍圖》")),
        ("公布《城市發展藍圖》（《藍圖》）。", ("《城市發展藍圖》", "《藍圖》")),
        ("涉及有關數據及科技局（「數科局」）的措施。", ("數據及科技局", "數科局")),
        ("計劃由國家信息管理辦公室（「信管辦」）推行。", ("國家信息管理辦公室", "信管辦")),
        ("委託顧問公司（「顧問」）研究。", ("顧問公司", "顧問")),
        ("八所大學資助委員會（資委會）資助的院校。", ("大學資助委員會", "資委會")),
        ("土地包括87公頃的南面園區（即河灣科技園，下稱河科園）。", ("河灣科技園", "河科園")),
        ("開發一系列基礎模型 (Foundation Model)。", ("基礎模型", "Foundation Model")),
        ("入門網站「數據一線通」（DATA.ONE）提供數據。", ("數據一線通", "DATA.ONE")),
        ("香港數據中心（數據中心）已啟用。", ("香港數據中心", "數據中心")),
    ],
)
def test_definitions_in_brackets(text: str, forms: tuple[str, ...]):
    assert _terms(text) == [forms]


@pytest.mark.parametrize(
    "text",
    [
        "項目最多（31%），其次為電子（18%）。",
        "企業（特別是中小企）受惠。",
        "個人資料（私隱）條例。",
        "局長陳大文（左）出席。",
        "收集樣本（包括臨床樣本）的安排。",
        "科學、科技、工程和數學（STEM）課程。",
        "網站（www.gov.test）已推出。",
        "以（政府）1：（公司）2 的形式配對。",
        "（一）甲；（二）乙。",
    ],
)
def test_remarks_in_brackets_define_nothing(text: str):
    assert _terms(text) == []


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Data flow within the Greater Bay Area (GBA) grows.", ("Greater Bay Area", "GBA")),
        ("It promotes research and development (R&D) and more.", ("research and development", "R&D")),
        ("The eight University Grants Committee (UGC)-funded universities.", ("University Grants Committee", "UGC")),
        ("Land in the Hong Kong-Shenzhen I&T Park (HSITP) is ready.", ("Hong Kong-Shenzhen I&T Park", "HSITP")),
    ],
)
def test_english_acronyms(text: str, forms: tuple[str, ...]):
    assert _terms(text, "en") == [forms]


@pytest.mark.parametrize(
    "text", ["The Government (2023) decided.", "The new scheme (NOT) works.", "We went (USA) there."]
)
def test_brackets_that_spell_nothing_out(text: str):
    assert _terms(text, "en") == []


BILINGUAL = """# 數據中心

## Data Centre (DC)

- 成立「**香港數據研究院**」，撥款**30億元**

Set up the **Hong Kong Data Research Institute** with **\\$3 billion**

- 聘用**技術人員**，放寬**研究人才**的限制

Employ **technical personnel** and relax the **number of talents**

- 設立「**健康中心 Health Hub**」

Set up the **Health Hub**
"""


def test_bold_names_and_headings_of_two_languages():
    assert set(_terms(BILINGUAL, "zh-Hant", "en")) == {
        ("Data Centre", "DC"),
        ("數據中心", "Data Centre", "DC"),
        ("香港數據研究院", "Hong Kong Data Research Institute"),
        ("健康中心", "Health Hub"),
    }


def test_a_term_names_the_paragraph_that_defines_it():
    text = "1. 成立「香港數據研究院」（「研究院」）。\n\n2. 又見「香港數據研究院」（「研究院」）。\n"
    found = split(load(Path("a.txt"), text.encode()), Metadata(id="d", languages=("zh-Hant",)))
    (term,) = terms_of("d", found.pieces, found.paragraphs)
    assert (term.paragraph_id, term.kind) == ("d/1", "abbreviation")
    assert {language for language, _ in term.forms} == {"zh-Hant"}
