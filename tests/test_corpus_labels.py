"""Labels of made-up documents in the shapes of real ones: printed numbers win, else place counts (docs/LABELS.md)."""

from __future__ import annotations

from pathlib import Path

from corpus.loaders import load
from corpus.metadata import Metadata, from_mapping
from corpus.splitting.splitter import Split, split


def _split(text: str, name: str = "a.txt", **known: object) -> Split:
    loaded = load(Path(name), text.encode())
    return split(loaded, Metadata(id="d", **known) if known else from_mapping(loaded.front, name))  # type: ignore[arg-type]


def _labels(text: str, name: str = "a.txt", **known: object) -> list[str]:
    return [p.label for p in _split(text, name, **known).paragraphs]


PAPER = """2025年3月1日
討論文件

數據政策的進展

目的

本文件介紹數據政策的進展。

背景

2. 政府去年公布政策，詳情載於

附件一，指標載於附件二。

3. 政策包括：

- (i) 開放數據；
- (ii) 保障安全；及
- (iii) 培訓人才。

未來路向

4. 部門會繼續推行，詳情見附件三。

數據局
2025 年 3 月

政策措施

(按策略分類)

措施\t進度
總則\t推行中。
(一) 人才\t
培訓\t已開始。

措施\t進度
住宿\t研究中。

工作指標

(一) 今年的指標

1. 善用科技：
 - 設立平台；及
 - 擴展服務。
2. 增加課程。

(二) 去年的指標¹

1. 開放數據。
2. 培育企業：

- 資助至少 10 間；及
- 吸引投資。

¹ 部分指標已更新。

3. 增加用量。

園區的規劃

本附件介紹園區的規劃。

背景

2. 園區分兩期發展，第一期的面積由

原定 **5 000** 平方米增加至 8 000 平方米。

3. 用途見下表：

用途\t百分比\t面積 (平方米)
實驗室\t60%\t4 800
辦公室\t40%\t3 200

4. 詳見圖 A。

圖 A - 用途
"""

PAPER_LABELS = (
    "cover.1 cover.2 cover.3 1 2 3 3.i 3.ii 3.iii 4 signature note-1 annex-1.r1 annex-1.r2 annex-1.r3"
    " annex-2.1.1 annex-2.1.1.b1 annex-2.1.1.b2 annex-2.1.2"
    " annex-2.2.1 annex-2.2.2 annex-2.2.2.b1 annex-2.2.2.b2 fn-1 annex-2.2.3"
    " annex-3.1 annex-3.2 annex-3.3 annex-3.3.r1 annex-3.3.r2 annex-3.4 caption-1"
).split()

PAPER_IN_MARKDOWN = """---
id: d
title: 數據政策的進展
---

2025年3月1日

討論文件

# 數據政策的進展

## 文件的目的

文件說明政策走到哪裏。

## 由來

2. 去年政府公布了政策，見附件一，指標見附件二。

3. 政策有三部分：

   - (i) 開放；
   - (ii) 安全；及
   - (iii) 人才。

## 往後

4. 推行會繼續，見附件三。

數據局\\
2025 年 3 月

# 附件一　措施

（以策略分類）

| 措施 | 進度 |
| --- | --- |
| 總則 | 仍在推行。 |
| (一) 人才 | |
| 培訓 | 開始了。 |
| 住宿 | 仍在研究。 |

# 附件二　指標

## (一) 今年

1. 用好科技：

   - 建立平台；及
   - 擴大服務。

2. 課程增加。

## (二) 去年[^1]

1. 數據開放。

2. 企業培育：
   - 最少資助 10 間；及
   - 引入投資。

3. 用量增加。

[^1]: 有些指標更新了。

# 附件三　園區

規劃在此說明。

## 由來

2. 發展分為兩期，首期面積增至 8 000 平方米，原定為 **5 000** 平方米。

3. 下表列出用途：

| 用途 | 百分比 | 面積 (平方米) |
| --- | ---: | ---: |
| 實驗室 | 60% | 4 800 |
| 辦公室 | 40% | 3 200 |

4. 見圖 A。

圖 A - 用途
"""


def test_a_paper_with_unnamed_annexes():
    found = _split(PAPER)
    assert [p.label for p in found.paragraphs] == PAPER_LABELS
    assert [p.kind for p in found.problems] == ["no-publisher"]


def test_a_restatement_in_well_formed_markdown_has_the_same_labels():
    assert sorted(_labels(PAPER_IN_MARKDOWN, "a.md")) == sorted(PAPER_LABELS)


def test_what_a_row_and_an_item_inherit():
    found = {p.label: p for p in _split(PAPER).paragraphs}
    assert found["annex-1.r1"].context.category == ""
    assert found["annex-1.r3"].context.category == "(一) 人才"
    assert found["annex-3.3.r2"].context.columns == (("用途", "辦公室"), ("百分比", "40%"), ("面積 (平方米)", "3 200"))
    assert found["annex-2.2.2.b1"].context.stem == "培育企業："
    assert found["3.ii"].context.stem == "政策包括："
    assert found["annex-3.2"].text.endswith("由原定 5 000 平方米增加至 8 000 平方米。")
    assert found["caption-1"].context.headings == found["annex-3.4"].context.headings


def test_a_missing_annex_is_said():
    found = _split(PAPER.split("園區的規劃")[0])
    assert "annex-missing" in [p.kind for p in found.problems]
    assert "annex-2.2.3" in [p.label for p in found.paragraphs]


SLIDES = """計劃簡報

Briefing on the plan

27/10/2025

重點

Highlights

- ① 開放數據
Open up data
- ② 培育人才
Nurture talent
- ③ 發展河灣
Develop the Riverbend
- ④ 增加土地
More land

①

開放數據

Open up data

建立平台

Build a platform

- 設立**數據中心**，支援各部門

Set up a **Data Centre** to support departments

①

開放數據

Open up data

便利市民

Serve the public

- 一年內推出服務

Launch the service within one year

②

培育人才

Nurture talent

增加課程

More courses

- 增加課程名額

More places

研究新措施

Study new measures

- 便利河灣的人員進出

Make travel in the Riverbend easier

4

增加土地

More land



北區

North District

兩公頃土地改作他用
Change the use of two hectares



邁向未來

Towards the future



數據局
Data Bureau"""


def test_slides_in_two_languages():
    found = _split(SLIDES, languages=("zh-Hant", "en"), title={"zh-Hant": "計劃簡報"})
    labels = [
        "cover.1",
        "cover.2",
        "s0.1",
        "s0.2",
        "s0.3",
        "s0.4",
        "s1.1",
        "s1.2",
        "s2.1",
        "s3.1",
        "s4.1",
        "closing.1",
        "closing.2",
    ]
    assert list(dict.fromkeys(p.label for p in found.paragraphs)) == labels
    assert [p.id for p in found.paragraphs if not p.counterpart] == ["d/cover.2"]
    english = {p.label: p for p in found.paragraphs if p.language == "en"}
    assert english["s1.1"].context.headings == ("Open up data", "Build a platform")
    assert english["s3.1"].context.headings == ("Develop the Riverbend", "Study new measures")
    assert english["s4.1"].context.headings == ("More land", "North District")
    assert [p.kind for p in found.problems] == ["section-inferred", "no-publisher"]


def test_a_section_nobody_speaks_of_is_missing():
    silent = SLIDES.replace("便利河灣的人員進出", "便利人員進出").replace(
        "Make travel in the Riverbend easier", "Make travel easier"
    )
    found = _split(silent, languages=("zh-Hant", "en"), title={"zh-Hant": "計劃簡報"})
    assert "section-missing" in [p.kind for p in found.problems]
    assert "s2.2" in [p.label for p in found.paragraphs]


NEWS = """# 1 新計劃展開 企業受惠

政府推出計劃，支援企業升級。

▲企業代表參觀新設施。

▼河灣園區將於明年落成。

回顧今年，城市的科技發展穩步前進。

來年亦有多項新猷。

日報記者 陳大文

# 3 河灣園區 明年落成

河灣園區的首期工程接近完成，明年落成。

▲河灣園區的工程。

# 城市脈搏 科技先行

展望未來 同心協力

# 2 人才計劃 反應熱烈

人才簽署儀式

▶各方簽署協議。

人才計劃收到大量申請。
"""


def test_a_newspaper_with_sections_out_of_order():
    found = _split(NEWS)
    labels = "s1.1 caption-1 caption-2 s0.1 s0.2 byline s3.1 caption-3 headline.1 headline.2 caption-4 caption-5 s2.1"
    assert [p.label for p in found.paragraphs] == labels.split()
    headings = {p.label: p.context.headings for p in found.paragraphs}
    assert headings["s0.1"] == headings["byline"] == headings["headline.2"] == ()
    assert headings["caption-2"] == ("河灣園區 明年落成",)
    assert headings["caption-1"] == ("新計劃展開 企業受惠",)


FACTS = """創新政策：政府推動創新，改善民生。

數據局於去年成立，負責統籌。

科技園公司（園方）：園方管理三個園區，提供設施。

另有一個平台正在籌備，將匯聚人才。

園方正擴建設施，以應付需要。

其中，南面的工程已經完成。

一些設施包括：

- **實驗室：**供企業使用。
- **宿舍：**供人員居住。
"""


def test_run_in_heads_begin_sections():
    found = {p.label: p for p in _split(FACTS).paragraphs}
    assert list(found) == ["s1.1", "s1.2", "s2.1", "s2.2", "s2.3", "s2.4", "s2.5", "s2.5.b1", "s2.5.b2"]
    heads = {label: p.context.headings for label, p in found.items()}
    assert heads["s1.1"] == ("創新政策",) and heads["s1.2"] == ()
    assert heads["s2.1"] == heads["s2.3"] == heads["s2.4"] == ("科技園公司",)
    assert heads["s2.2"] == heads["s2.5"] == ()
    assert heads["s2.5.b1"] == ("實驗室",)
    assert found["s2.1"].text.startswith("科技園公司（園方）：")
    assert found["s2.5.b2"].context.stem == "一些設施包括："


def test_markdown_headings_in_place_of_run_in_heads_count_the_same():
    text = "## 創新政策\n\n政府推動創新。\n\n數據局已成立。\n\n## 科技園公司\n\n園方管理園區。\n"
    assert _labels(text, "a.md") == ["s1.1", "s1.2", "s2.1"]


def test_lists_within_lists():
    text = "- ◆ 撥款100億元：\n\n- ➤ 撥出60億元\n\n- ➤ 撥出40億元\n\n- ◆ 另設基金\n"
    assert _labels(text) == ["s1.1", "s1.1.b1", "s1.1.b2", "s1.2"]
    assert _labels("- 撥款：\n  - 甲\n  - 乙\n- 另設\n", "a.md") == ["s1.1", "s1.1.b1", "s1.1.b2", "s1.2"]


def test_numbers_that_start_again_without_annexes_count_by_place():
    assert _labels("## 甲\n\n1. 安裝。\n2. 執行。\n\n## 乙\n\n1. 檢查。\n", "a.md") == ["s1.1", "s1.2", "s2.1"]


def test_an_unnumbered_text_below_a_numbered_one():
    assert _labels("1. 第一段。\n\n接著說明。\n\n2. 第二段。\n\n3. 第三段。\n") == ["1", "1.p2", "2", "3"]


def test_articles_and_chapters():
    text = "第一章　總則\n\n第一條　辦法適用於部門。\n\n第二章　管理\n\n第二條　部門須報告。\n"
    found = _split(text)
    assert [(p.label, p.text, p.context.headings) for p in found.paragraphs] == [
        ("1", "辦法適用於部門。", ("第一章　總則",)),
        ("2", "部門須報告。", ("第二章　管理",)),
    ]


def test_one_number_twice_is_said_and_stays_unique():
    found = _split("1. 甲段。\n\n2. 乙段。\n\n2. 丙段。\n\n3. 丁段。\n")
    assert [p.label for p in found.paragraphs] == ["1", "2", "2-2", "3"]
    assert "duplicate-label" in [p.kind for p in found.problems]


def test_unnumbered_sections_behind_numbered_ones():
    assert _labels("# 1. 甲\n\n文。\n\n# 2. 乙\n\n文。\n\n# 結語\n\n文。\n\n# 鳴謝\n\n文。\n", "a.md") == [
        "s1.1",
        "s2.1",
        "s2a.1",
        "s2b.1",
    ]


def test_printed_annexes_in_english():
    text = "1. One.\n\n2. Two.\n\nAnnex A\n\nList of services\n\n1. Registration.\n\nAppendix B: Fees\n\n1. None.\n"
    found = _split(text)
    assert [p.label for p in found.paragraphs] == ["1", "2", "annex-1.1", "annex-2.1"]
    assert found.paragraphs[2].context.headings == ("List of services",)


def test_a_document_in_two_halves_pairs_by_label():
    halves = (
        "# 報告\n\n## 背景\n\n1. 政府推出計劃。\n\n2. 目標有二：\n   - 效率；\n   - 節省。\n\n"
        "# Report\n\n## Background\n\n1. The Government launched it.\n\n2. It has two aims:\n   - efficiency;\n   - savings.\n"
    )
    found = _split(halves, "a.md", languages=("zh-Hant", "en"), title={"zh-Hant": "報告", "en": "Report"})
    labels = ["cover.1", "1", "2", "2.b1", "2.b2"]
    assert [p.id for p in found.paragraphs] == [f"d/{x}@{language}" for language in ("zh-Hant", "en") for x in labels]
    assert {p.counterpart for p in found.paragraphs} == {p.id for p in found.paragraphs}


def test_a_table_alone():
    assert _labels("年度\t收入\n2023\t1 200\n2024\t1 350\n") == ["s1.r1", "s1.r2"]


def test_an_edit_at_the_end_moves_no_label_before_it():
    for text, name in ((PAPER, "a.txt"), (FACTS, "a.txt"), (NEWS, "a.txt")):
        before = _labels(text, name)
        after = _labels(f"{text.rstrip()}\n\n新增的一段，說明後來的發展。\n", name)
        assert after[: len(before)] == before


def test_decimal_numbers_are_printed_numbers_and_figures_are_none():
    text = "第一章 引言\n\n1.1 政府公布政策，諮詢公眾。\n\n1.2 歡迎提出意見：\n\n(a) 電郵；或\n(b) 郵遞。\n\n"
    text += "第二章 建議\n\n2.1 設立平台，由部門管理。\n\n2.2 費用約為3.4億元。\n"
    assert _labels(text) == ["1.1", "1.2", "1.2.a", "1.2.b", "2.1", "2.2"]
    assert _labels("3.4 億元已經撥出。\n\n1.2 億元尚待批准。\n\n完成了。\n") == ["s1.1", "s1.2", "s1.3"]


def test_a_reference_to_an_item_is_no_item():
    found = _split("3. 職責如下：\n\n(a) 檢討政策；\n(b) 提出建議。\n\n(b)項由數局跟進。\n")
    assert [(p.label, p.text[:3]) for p in found.paragraphs][-1] == ("3.p2", "(b)")


def test_a_cover_ends_where_the_stock_headings_begin():
    text = "議會第12/2024號文件\n\n科技事務委員會\n討論文件\n\n網絡安全\n\n引言\n\n本文件介紹工作。\n\n"
    found = _split(text + "背景\n\n2. 去年成立小組。\n\n數局\n二零二四年三月\n")
    assert [p.label for p in found.paragraphs] == ["cover.1", "cover.2", "cover.3", "cover.4", "1", "2", "signature"]
    assert found.metadata.title == {"zh-Hant": "網絡安全"}
