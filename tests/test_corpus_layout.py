"""The splitter on the five originals, one test per item of the list of damage that was made by reading them line by line.

``001:92`` is line 92 of the file whose name begins with 001. What a line must hold is sliced from the file at run time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import pytest

from corpus.catalogue import files_of
from corpus.loaders import load
from corpus.reader import read_document
from corpus.records import Paragraph, ParsedDocument

pytestmark = pytest.mark.originals
ORIGINALS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


@dataclass(frozen=True)
class Original:
    source: str
    parsed: ParsedDocument

    @cached_property
    def starts(self) -> list[int]:
        """Where each line begins, the first line at index 0."""
        return [0, *(match.end() for match in re.finditer("\n", self.source)), len(self.source) + 1]

    def line(self, number: int) -> str:
        return self.source[self.starts[number - 1] : self.starts[number] - 1]

    def at(self, number: int) -> list[Paragraph]:
        """The paragraphs any of whose characters stand in that line."""
        low, high = self.starts[number - 1], self.starts[number] - 1
        return [
            paragraph
            for paragraph in self.parsed.paragraphs
            if any(source < high and low < source + length for _, source, length in paragraph.source_map.runs)
        ]

    def one(self, number: int) -> Paragraph:
        found = self.at(number)
        assert len(found) == 1, f"line {number}: {[p.id for p in found]}"
        return found[0]

    def label(self, number: int) -> str:
        return self.one(number).label

    def labelled(self, label: str, language: str | None = None) -> Paragraph:
        found = [p for p in self.parsed.paragraphs if p.label == label and language in (None, p.language)]
        assert len(found) == 1, label
        return found[0]

    @property
    def problems(self) -> dict[str, int]:
        kinds = [problem.kind for problem in self.parsed.document.problems]
        return {kind: kinds.count(kind) for kind in kinds}


@lru_cache(maxsize=5)
def original(number: str) -> Original:
    path, metadata = next((p, m) for p, m in files_of(ORIGINALS) if p.name.startswith(number))
    return Original(load(path).source, read_document(path, metadata))


ALL = ("000", "001", "002", "003", "004")


@pytest.mark.parametrize("number", ALL)
def test_every_character_of_a_paragraph_stands_in_the_source_where_its_map_says(number: str):
    found = original(number)
    for paragraph in found.parsed.paragraphs:
        for start, source, length in paragraph.source_map.runs:
            assert paragraph.text[start : start + length] == found.source[source : source + length]
        covered = sum(length for _, _, length in paragraph.source_map.runs)
        assert covered >= len(paragraph.text) - 4  # what is made is a space or a tab between joined lines


@pytest.mark.parametrize("number", ALL)
def test_nothing_printed_is_lost(number: str):
    """What no paragraph holds is markers, headings, heads and categories of tables: all of it is in some context."""
    found = original(number)
    covered = bytearray(len(found.source))
    for paragraph in found.parsed.paragraphs:
        for _, source, length in paragraph.source_map.runs:
            covered[source : source + length] = b"\1" * length
    left = "".join(" " if covered[i] else c for i, c in enumerate(found.source))
    contexts = {
        text
        for paragraph in found.parsed.paragraphs
        for text in (
            *paragraph.context.headings,
            paragraph.context.category,
            *(h for h, _ in paragraph.context.columns),
        )
    }
    for line in re.split(r"[\n\t]", left):
        text = re.sub(r"</?p>|\\|\*", "", line).strip()
        text = re.sub(r"^\s*(?:#+|-|◆|➤|▲|▼|▶|¹|\([ivx]+\)|[①-⑳]|\d{1,2}[. ]|\s)*", "", text).strip()
        text = re.sub(r"^\([一二]\)\s*", "", text) if f"{text}" not in contexts else text
        assert not text or text.isdigit() or text in contexts, text


@pytest.mark.parametrize("number", ALL)
def test_ids_are_unique_and_counterparts_point_at_each_other(number: str):
    paragraphs = {p.id: p for p in original(number).parsed.paragraphs}
    assert len(paragraphs) == len(original(number).parsed.paragraphs)
    for paragraph in paragraphs.values():
        assert ("@" in paragraph.id) == (paragraph.counterpart is not None)
        if paragraph.counterpart:
            assert paragraphs[paragraph.counterpart].counterpart == paragraph.id
            assert paragraphs[paragraph.counterpart].language != paragraph.language


# A. Typing errors stay as they are printed.


@pytest.mark.parametrize(
    ("number", "line", "printed"),
    [
        ("000", 43, "提出"),
        ("000", 49, "before end this year"),
        ("000", 71, "over a hundred of"),
        ("000", 141, "境外海內外"),
        ("001", 16, "科技興國"),
        ("001", 90, "資料辦"),
        ("001", 120, "首批新創科的土地"),
        ("001", 151, "第二屆段"),
        ("001", 257, "圖 A用途"),
        ("001", 257, "示意圖圖 C"),
        ("003", 7, "支持"),
        ("003", 13, "资料办"),
        ("003", 55, "科技兴国"),
        ("003", 65, "小区"),
        ("003", 99, "提供¹免费"),
        ("003", 119, "计算机"),
        ("003", 123, "供货商"),
        ("004", 85, "加快建設粵港澳"),
    ],
)
def test_a_text_stays_as_printed(number: str, line: int, printed: str):
    assert printed in original(number).line(line)
    assert (
        printed in original(number).one(line).text
        if number != "000"
        else any(printed in p.text for p in original(number).at(line))
    )


def test_a_html_tags_are_cleaned_off_a_cell():
    row = original("001").one(183)
    assert "<p>" in original("001").line(183)
    assert "<" not in row.text and ">" not in row.text
    assert row.text.count("\t") == 1


def test_a_full_width_category_numbers_count_like_half_width_ones():
    categories = [
        p.context.category for p in original("001").parsed.paragraphs if p.kind == "row" and p.context.category
    ]
    numerals = [re.match(r"[(（]([一二三四五六七八])[)）]", c).group(1) for c in dict.fromkeys(categories)]  # type: ignore[union-attr]
    assert "".join(numerals) == "一二三四五六七八"


def test_a_footnote_mark_without_footnote_is_a_problem():
    assert original("003").problems["footnote-missing"] == 1


# B. Sentences broken by page breaks.

BROKEN = [("001", a, b) for a, b in ((20, 22), (58, 60), (80, 82), (106, 108), (244, 246))] + [
    ("003", a, b) for a, b in ((9, 11), (45, 47), (57, 59), (65, 67), (91, 93), (105, 107), (136, 123))
]


@pytest.mark.parametrize(("number", "first", "second"), BROKEN)
def test_b_a_broken_sentence_is_one_paragraph(number: str, first: int, second: int):
    found = original(number)
    paragraph = found.one(first)
    assert found.one(second) == paragraph
    head, tail = found.line(first)[-4:].strip("* "), found.line(second)[:4].strip("* ")
    assert f"{head}{tail}" in paragraph.text


@pytest.mark.parametrize("number", ALL)
def test_b_no_other_paragraphs_were_joined(number: str):
    joined = {(n, line) for n, a, b in BROKEN for line in (a, b)}
    found = original(number)
    for line in range(1, len(found.starts)):
        for paragraph in found.at(line):
            if (number, line) not in joined and paragraph.kind != "title":
                start, end = paragraph.source_map.to_source(0, len(paragraph.text)) or (0, 0)
                assert "\n\n" not in found.source[start:end], paragraph.id


def test_b_a_tail_printed_before_its_sentence_is_said():
    problem = next(p for p in original("003").parsed.document.problems if p.kind == "displaced-tail")
    assert problem.place == "line 136"
    assert "line 123" in problem.message
    assert original("003").label(136) == "s18.1.b2"


@pytest.mark.parametrize("number", ALL)
def test_b_nothing_is_left_in_mid_sentence(number: str):
    assert "broken-sentence" not in original(number).problems


def test_b_a_continuation_that_looks_like_an_annex_opens_none():
    assert original("001").label(22) == "4"


# C. Flattened tables and lists.


def test_c_annex_1_is_read_row_by_row_without_heads_and_categories():
    found = original("001")
    heads = [136, 144, 155, 165, 173, 181]
    categories = [138, 148, 157, 159, 162, 169, 178, 182]
    rows = [n for n in range(136, 184) if found.line(n).strip() and n not in heads + categories]
    assert [found.label(n) for n in rows] == [f"annex-1.r{i}" for i in range(1, len(rows) + 1)]
    assert all(not found.at(n) for n in heads + categories)


def test_c_rows_carry_their_column_heads():
    found = original("001")
    head = tuple(found.line(136).split("\t"))
    for n in (137, 151, 166, 183):
        assert tuple(name for name, _ in found.one(n).context.columns) == head
        assert "\t".join(cell for _, cell in found.one(n).context.columns) == found.one(n).text


@pytest.mark.parametrize(
    ("line", "category"),
    [
        (139, 138),
        (145, 138),
        (147, 138),
        (149, 148),
        (156, 148),
        (161, 159),
        (166, 162),
        (168, 162),
        (174, 169),
        (177, 169),
        (179, 178),
        (183, 182),
    ],
)
def test_c_a_category_goes_on_across_repeated_heads(line: int, category: int):
    found = original("001")
    assert found.one(line).context.category == found.line(category).strip()


def test_c_a_row_above_the_first_category_belongs_to_none():
    assert original("001").one(137).context.category == ""


def test_c_two_paragraphs_joined_in_a_cell_stay_one_row():
    assert "。 " in original("001").line(179)
    assert "。 " in original("001").one(179).text


def test_c_the_small_table_hangs_on_the_paragraph_that_introduces_it():
    found = original("001")
    head = found.line(250).split("\t")
    assert [found.label(n) for n in range(251, 256)] == [f"annex-3.6.r{i}" for i in range(1, 6)]
    assert found.one(251).context.columns == tuple(zip(head, found.line(251).split("\t"), strict=True))
    assert "平方米" in found.one(255).context.as_text()


def test_c_captions_of_lost_figures_stand_apart():
    found = original("001")
    captions = [found.one(n) for n in (274, 279, 283)]
    assert [p.label for p in captions] == ["caption-1", "caption-2", "caption-3"]
    assert {p.kind for p in captions} == {"caption"}
    assert {p.context.headings for p in captions} == {found.one(257).context.headings}  # 257 refers to them


def test_c_a_note_to_a_lost_picture_stands_in_chinese_only():
    note = original("002").one(135)
    assert (note.kind, note.language, note.counterpart) == ("note", "zh-Hant", None)
    assert "@" not in note.id


@pytest.mark.parametrize(
    ("number", "stem", "items", "labels"),
    [
        ("001", 108, range(110, 115), ["24.i", "24.ii", "24.iii", "24.iv", "24.v"]),
        ("001", 261, range(263, 267), ["annex-3.8.i", "annex-3.8.ii", "annex-3.8.iii", "annex-3.8.iv"]),
        ("001", 189, (190, 191), ["annex-2.1.1.b1", "annex-2.1.1.b2"]),
        ("001", 201, (202, 203), ["annex-2.2.3.b1", "annex-2.2.3.b2"]),
        ("001", 205, (206,), ["annex-2.2.5.b1"]),
        ("001", 207, (208, 209), ["annex-2.2.6.b1", "annex-2.2.6.b2"]),
        ("001", 213, (215, 216), ["annex-2.2.7.b1", "annex-2.2.7.b2"]),
        ("001", 218, (220, 221), ["annex-2.2.8.b1", "annex-2.2.8.b2"]),
        ("001", 225, (227, 228), ["annex-2.2.10.b1", "annex-2.2.10.b2"]),
        ("002", 77, (81, 85), ["s1.3.b1", "s1.3.b2"]),
        ("003", 101, (103, 104, 105, 109), [f"s12.3.b{i}" for i in range(1, 5)]),
        ("003", 133, (135, 136), ["s18.1.b1", "s18.1.b2"]),
    ],
)
def test_c_a_list_takes_its_stem_along(number: str, stem: int, items: range, labels: list[str]):
    found = original(number)
    assert [found.label(n) for n in items] == labels
    for n in items:
        assert found.one(n).context.stem.endswith("：")
        assert found.one(n).context.stem in found.one(stem).text


def test_c_stems_travel_in_the_language_of_the_item():
    found = original("002")
    assert found.one(83).context.stem == found.one(79).text
    assert found.one(81).context.stem == found.one(77).text


# D. Numbering.


def test_d_the_main_text_is_numbered_1_to_28():
    labels = [p.label for p in original("001").parsed.paragraphs]
    assert [x for x in labels if x.isdigit()] == [str(n) for n in range(1, 29)]
    assert original("001").label(12) == "1"


def test_d_annexes_count_anew_and_print_no_name():
    found = original("001")
    labels = [p.label for p in found.parsed.paragraphs]
    assert [x for x in labels if re.fullmatch(r"annex-2\.1\.\d+", x)] == [f"annex-2.1.{n}" for n in range(1, 6)]
    assert [x for x in labels if re.fullmatch(r"annex-2\.2\.\d+", x)] == [f"annex-2.2.{n}" for n in range(1, 11)]
    assert [x for x in labels if re.fullmatch(r"annex-3\.\d+", x)] == [f"annex-3.{n}" for n in range(1, 11)]
    assert found.label(232) == "annex-3.1"
    assert "annex-missing" not in found.problems
    assert {p.context.headings[0] for p in found.parsed.paragraphs if p.label.startswith("annex-")} == {
        found.line(132),
        found.line(185),
        found.line(230),
    }


def test_d_a_footnote_between_two_items_interrupts_nothing():
    found = original("001")
    assert (found.label(211), found.one(211).kind) == ("fn-1", "footnote")
    assert (found.label(207), found.label(213)) == ("annex-2.2.6", "annex-2.2.7")
    assert "footnote-missing" not in found.problems


def test_d_circled_and_bare_slide_marks_number_the_sections():
    found = original("000")
    marks = {33: "1", 59: "1", 81: "2", 107: "3", 145: "4", 159: "5", 206: "7"}
    for mark, section in marks.items():
        first = next(n for n in range(mark, mark + 40) if found.line(n).startswith("- ") or n == 217)
        assert found.at(first)[0].label.split(".")[0] == f"s{section}", mark
    assert found.label(69) == "s1.4"  # a second slide ① goes on counting


def test_d_the_section_nobody_printed_is_told_by_the_agenda():
    found = original("000")
    assert [found.label(n) for n in (177, 181, 185, 189, 193, 202)] == [f"s6.{i}" for i in range(1, 7)]
    assert found.one(177).context.headings[0] == found.labelled("s0.6", "zh-Hant").text
    assert found.label(169) == "s5.1"
    assert found.problems == {"section-inferred": 1}


def test_d_sections_out_of_order_keep_their_printed_numbers():
    found = original("004")
    bodies = {
        5: "s1.1",
        23: "s2.1",
        31: "s3.1",
        39: "s4.1",
        47: "s8.1",
        55: "s9.1",
        63: "s10.1",
        77: "s5.1",
        91: "s6.1",
        95: "s7.1",
    }
    assert {n: found.label(n) for n in bodies} == bodies


def test_d_lead_and_byline_are_not_part_of_the_item_they_stand_under():
    found = original("004")
    assert [found.label(n) for n in (15, 17, 19)] == ["s0.1", "s0.2", "byline"]
    assert all(found.one(n).context.headings == () for n in (15, 17, 19))


def test_d_the_page_headline_is_no_section():
    found = original("004")
    assert [(found.label(n), found.one(n).kind) for n in (69, 71)] == [("headline.1", "title"), ("headline.2", "title")]


def test_d_repeated_and_too_deep_slide_numbers_are_one_series():
    found = original("002")
    firsts = {
        57: "s1.1",
        65: "s1.2",
        77: "s1.3",
        99: "s1.4",
        111: "s1.6",
        125: "s2.1",
        147: "s2.3",
        162: "s3.1",
        182: "s3.3",
        212: "s4.1",
    }
    assert {n: found.label(n) for n in firsts} == firsts


# E. Headings.


def test_e_headings_without_markup_are_context_not_paragraphs():
    found = original("001")
    headings = [10, 14, 24, 26, 30, 32, 36, 42, 44, 48, 52, 56, 62, 66, 68, 74, 78, 84, 88, 94, 98, 104, 122]
    headings += [132, 185, 230, 234, 242, 259, 268]
    inherited = {heading for p in found.parsed.paragraphs for heading in p.context.headings}
    for n in headings:
        assert not found.at(n), n
        assert found.line(n).strip() in inherited, n


@pytest.mark.parametrize(
    ("line", "path"),
    [
        (12, [10]),
        (28, [24, 26]),
        (34, [24, 26, 30, 32]),
        (38, [24, 26, 30, 36]),
        (46, [24, 26, 42, 44]),
        (54, [24, 26, 42, 52]),
        (58, [24, 26, 56]),
        (64, [24, 62]),
        (70, [24, 62, 66, 68]),
        (76, [24, 62, 74]),
        (86, [24, 62, 84]),
        (90, [24, 62, 88]),
        (96, [24, 94]),
        (100, [24, 94, 98]),
        (106, [24, 94, 104]),
        (124, [122]),
        (232, [230]),
        (236, [230, 234]),
        (248, [230, 242]),
        (272, [230, 268]),
    ],
)
def test_e_stacked_headings_nest(line: int, path: list[int]):
    found = original("001")
    assert found.one(line).context.headings == tuple(found.line(n).strip() for n in path)


def test_e_cover_and_signature_are_titles():
    found = original("001")
    assert [found.label(n) for n in (3, 4, 6, 8)] == ["cover.1", "cover.2", "cover.3", "cover.4"]
    assert {found.label(n) for n in range(126, 131)} == {"signature"}
    assert {found.one(n).kind for n in (3, 8, 126)} == {"title"}


def test_e_empty_agenda_sections_are_items_of_the_agenda():
    found = original("002")
    assert [found.label(n) for n in (27, 33, 39, 45)] == ["s0.1", "s0.2", "s0.3", "s0.4"]
    assert [found.label(n) for n in (29, 35, 41, 47)] == ["s0.1", "s0.2", "s0.3", "s0.4"]
    assert found.one(27).context.headings == (found.line(21).lstrip("# "),)
    assert found.one(29).context.headings == (found.line(23),)


def test_e_an_english_heading_is_the_twin_of_the_chinese_one_at_any_level():
    found = original("002")
    for item, chinese, english in (
        (57, 53, 55),
        (65, 61, 63),
        (99, 95, 97),
        (125, 121, 123),
        (147, 143, 145),
        (162, 158, 160),
    ):
        assert found.one(item).context.headings[-1] == found.line(chinese).lstrip("# ")
        twin = next(p for p in found.parsed.paragraphs if p.id == found.one(item).counterpart)
        assert twin.context.headings[-1] == found.line(english).lstrip("# ")


def test_e_body_text_marked_as_heading_is_text():
    found = original("002")
    assert {found.one(n).kind for n in (77, 81, 85, 162, 166)} == {"item"}


def test_e_the_closing_title_is_no_heading():
    found = original("002")
    assert (found.label(228), found.one(228).kind) == ("closing.1", "title")


def test_e_run_in_heads_are_headings_and_stay_in_the_text():
    found = original("003")
    for n in (3, 15, 17, 19, 23, 41, 45, 55, 81, 91, 95, 97, 111, 113, 115, 117, 125, 133, 138):
        paragraph = found.one(n)
        head = paragraph.context.headings[-1]
        assert paragraph.text.startswith(head) and re.match(r"(?:（.*?）)?：", paragraph.text[len(head) :]), n


@pytest.mark.parametrize("line", [9, 13, 31, 33, 35, 37, 39, 43, 75, 77, 79, 83, 85, 87, 89, 127, 129])
def test_e_a_follower_inherits_no_wrong_run_in_head(line: int):
    assert original("003").one(line).context.headings == ()


@pytest.mark.parametrize(("line", "head"), [(21, 19), (27, 23), (29, 23), (99, 97), (121, 117)])
def test_e_a_follower_that_shows_it_belongs_inherits(line: int, head: int):
    found = original("003")
    assert found.one(line).context.headings == found.one(head).context.headings != ()


def test_e_captions_and_banner_stand_apart_from_the_body():
    found = original("004")
    captions = [9, 13, 27, 35, 41, 51, 59, 67, 81, 85, 89, 99]
    assert [found.label(n) for n in captions] == [f"caption-{i}" for i in range(1, 13)]
    assert {found.one(n).kind for n in captions} == {"caption"}


def test_e_a_caption_set_under_another_section_finds_its_own():
    found = original("004")
    assert found.one(13).context.headings == found.one(47).context.headings
    assert found.one(9).context.headings == found.one(5).context.headings


def test_e_headline_halves_joined_by_a_space_are_one_heading():
    found = original("004")
    assert found.one(5).context.headings == (found.line(3).removeprefix("# 1 "),)


# F. Bilingual pairing.


@pytest.mark.parametrize(
    ("number", "chinese", "english"),
    [
        ("000", a, b)
        for a, b in (
            (5, 7),
            (5, 8),
            (18, 19),
            (30, 31),
            (43, 45),
            (91, 93),
            (202, 204),
            (217, 218),
            (222, 224),
            (222, 225),
            (229, 230),
        )
    ]
    + [
        ("002", a, b)
        for a, b in (
            (5, 9),
            (7, 10),
            (16, 17),
            (27, 29),
            (77, 79),
            (85, 87),
            (111, 113),
            (147, 148),
            (149, 150),
            (228, 230),
            (228, 231),
        )
    ],
)
def test_f_a_line_and_its_translation_are_counterparts(number: str, chinese: int, english: int):
    found = original(number)
    ours, theirs = found.one(chinese), found.one(english)
    assert (ours.language, theirs.language) == ("zh-Hant", "en")
    assert ours.counterpart == theirs.id and theirs.counterpart == ours.id
    assert ours.label == theirs.label


def test_f_only_dates_and_the_chinese_note_stand_alone():
    alone = {
        number: [p.label for p in original(number).parsed.paragraphs if not p.counterpart] for number in ("000", "002")
    }
    assert alone == {"000": ["cover.2"], "002": ["cover.2", "note-1"]}


def test_f_a_subheading_without_bullet_heads_what_follows_a_line_of_white_space():
    found = original("000")
    assert not found.line(201).strip() and found.line(201)
    assert found.one(202).context.headings[-1] == found.line(197)
    assert found.one(204).context.headings[-1] == found.line(199)


def test_f_back_covers_are_marked():
    assert [p.label for p in original("000").parsed.paragraphs if p.label.startswith("closing")] == [
        "closing.1"
    ] * 2 + ["closing.2"] * 2
    assert [p.label for p in original("002").parsed.paragraphs if p.label.startswith("closing")] == ["closing.1"] * 2


def test_f_a_last_heading_with_nothing_below_it_is_text():
    found = original("000")
    assert found.label(217) == "s7.1"
    assert found.one(217).context.headings == (found.line(208), found.line(214))


# G. Characters.


@pytest.mark.parametrize("number", ALL)
def test_g_no_markup_is_left(number: str):
    for paragraph in original(number).parsed.paragraphs:
        texts = (paragraph.text, *paragraph.context.headings, paragraph.context.stem, paragraph.context.category)
        assert not any(re.search(r"\*|\\|^#|</?p>|^[-◆➤▲▼▶①②] ", text) for text in texts), paragraph.id
        assert paragraph.text == paragraph.text.strip()


@pytest.mark.parametrize(
    ("number", "line"),
    [("000", 97), ("000", 101), ("000", 139)]
    + [("002", n) for n in (59, 79, 83, 87, 101, 105, 113, 148, 184, 192, 222)],
)
def test_g_an_escaped_dollar_is_a_dollar(number: str, line: int):
    found = original(number)
    printed = re.findall(r"\\(\$[\d,.]+)", found.line(line))
    assert printed
    below = next(n for n in range(line, line + 10) if found.at(n))
    text = " ".join((found.at(below)[-1].text, *(h for p in found.at(below) for h in p.context.headings)))
    english = next(
        p
        for p in found.parsed.paragraphs
        if p.id in (found.at(below)[-1].id, found.at(below)[-1].counterpart) and p.language == "en"
    )
    text += " ".join((english.text, *english.context.headings))
    assert all(amount in text for amount in printed)


def test_g_bold_inside_a_number_or_label_leaves_the_text_whole():
    assert "535 250" in original("001").one(246).text
    assert original("003").one(103).text.startswith(original("003").line(103)[4:20])


def test_g_spaces_between_chinese_and_digits_stay_as_printed():
    for number, line in (("001", 92), ("001", 100), ("003", 59), ("003", 127)):
        found = original(number)
        plain = re.sub(r"^\d+\. ", "", found.line(line)).replace("**", "")
        assert plain in found.one(line).text


@pytest.mark.parametrize("number", ["000", "003", "004"])
def test_g_a_last_line_without_line_end_is_read(number: str):
    found = original(number)
    assert not found.source.endswith("\n")
    assert found.at(len(found.starts) - 1)
