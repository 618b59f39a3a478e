"""Every sentence the service itself says to an asker, in the three languages. Nothing here is ever shown as a quotation."""

from __future__ import annotations

from service.answer.quoting import marks, shown

PHRASES: dict[str, dict[str, str]] = {
    # No title, label or date of a document stands in an answer: every figure in it must stand in a cited span.
    "value": {
        "en": "{value}: “{quote}” [{n}].",
        "zh-Hant": "{value}：「{quote}」[{n}]。",
        "zh-Hans": "{value}：“{quote}” [{n}]。",
    },
    "range": {"en": "from {low} to {high}", "zh-Hant": "{low}至{high}", "zh-Hans": "{low}至{high}"},
    "equal": {"en": "They are equal.", "zh-Hant": "兩者相同。", "zh-Hans": "两者相同。"},
    "polar-yes": {
        "en": "Yes, {value}: “{quote}” [{n}].",
        "zh-Hant": "是，{value}：「{quote}」[{n}]。",
        "zh-Hans": "是，{value}：“{quote}” [{n}]。",
    },
    "polar-other": {
        "en": "The documents say something else, {value}: “{quote}” [{n}].",
        "zh-Hant": "文件所說的不同，是{value}：「{quote}」[{n}]。",
        "zh-Hans": "文件所说的不同，是{value}：“{quote}” [{n}]。",
    },
    "derived": {
        "en": "{value}, derived from two figures of the document: {a} less {b} [{n}].",
        "zh-Hant": "{value}，由文件的兩個數字推算：{a}減{b} [{n}]。",
        "zh-Hans": "{value}，由文件的两个数字推算：{a}减{b} [{n}]。",
    },
    "derived-two": {
        "en": "{value}, derived: {a} [{n}] less {b} [{m}].",
        "zh-Hant": "{value}（推算：{a}[{n}]減{b}[{m}]）。",
        "zh-Hans": "{value}（推算：{a}[{n}]减{b}[{m}]）。",
    },
    "derived-half": {
        "en": "{value}, derived: half of {whole} [{n}].",
        "zh-Hant": "{value}（推算：{whole}[{n}]的一半）。",
        "zh-Hans": "{value}（推算：{whole}[{n}]的一半）。",
    },
    "derived-sum": {
        "en": "{value}, derived by adding up {parts}.",
        "zh-Hant": "{value}（推算：{parts}相加）。",
        "zh-Hans": "{value}（推算：{parts}相加）。",
    },
    "derived-rest": {
        "en": "{value}, derived: {whole} [{n}] less {parts}.",
        "zh-Hant": "{value}（推算：{whole}[{n}]減{parts}）。",
        "zh-Hans": "{value}（推算：{whole}[{n}]减{parts}）。",
    },
    "beside": {
        "en": "{label}: {value}, “{quote}” [{n}].",
        "zh-Hant": "{label}：{value}，「{quote}」[{n}]。",
        "zh-Hans": "{label}：{value}，“{quote}” [{n}]。",
    },
    "larger": {"en": "The larger is {label}.", "zh-Hant": "較大的是{label}。", "zh-Hans": "较大的是{label}。"},
    "smaller": {"en": "The smaller is {label}.", "zh-Hant": "較小的是{label}。", "zh-Hans": "较小的是{label}。"},
    "later": {"en": "The later is {label}.", "zh-Hant": "較遲的是{label}。", "zh-Hans": "较迟的是{label}。"},
    "earlier": {"en": "The earlier is {label}.", "zh-Hant": "較早的是{label}。", "zh-Hans": "较早的是{label}。"},
    "part-missing": {
        "en": "The documents do not answer the rest of the question: {missing}",
        "zh-Hant": "問題的另一部分，文件沒有答案：{missing}",
        "zh-Hans": "问题的另一部分，文件没有答案：{missing}",
    },
    "part-unsaid": {
        "en": "The documents do not answer “{part}”.",
        "zh-Hant": "至於「{part}」，文件沒有答案。",
        "zh-Hans": "至于“{part}”，文件没有答案。",
    },
    "also-same": {
        "en": "Elsewhere in the same document: {value} [{n}].",
        "zh-Hant": "同一文件另有一處：{value} [{n}]。",
        "zh-Hans": "同一文件另有一处：{value} [{n}]。",
    },
    "also-later": {
        "en": "A later document: {value} [{n}].",
        "zh-Hant": "較後的文件：{value} [{n}]。",
        "zh-Hans": "较后的文件：{value} [{n}]。",
    },
    "also-earlier": {
        "en": "An earlier document: {value} [{n}].",
        "zh-Hant": "較早的文件：{value} [{n}]。",
        "zh-Hans": "较早的文件：{value} [{n}]。",
    },
    "also-differs": {
        "en": "Another document: {value} [{n}].",
        "zh-Hant": "另一文件：{value} [{n}]。",
        "zh-Hans": "另一文件：{value} [{n}]。",
    },
    "statement": {"en": "“{quote}” [{n}]", "zh-Hant": "「{quote}」[{n}]", "zh-Hans": "“{quote}” [{n}]"},
    "statement-in": {
        "en": "The document says, in {tongue}: “{quote}” [{n}]",
        "zh-Hant": "文件原文為{tongue}：“{quote}” [{n}]",
        "zh-Hans": "文件原文为{tongue}：“{quote}” [{n}]",
    },
    "tongue-en": {"en": "English", "zh-Hant": "英文", "zh-Hans": "英文"},
    "tongue-zh": {"en": "Chinese", "zh-Hant": "中文", "zh-Hans": "中文"},
    "list": {"en": "{stem}{items}", "zh-Hant": "{stem}{items}", "zh-Hans": "{stem}{items}"},
    "refusal": {
        "en": "The documents do not answer this: {missing} The nearest paragraphs are listed below.",
        "zh-Hant": "文件沒有這個問題的答案：{missing}最接近的段落列於下方。",
        "zh-Hans": "文件没有这个问题的答案：{missing}最接近的段落列于下方。",
    },
    "missing-kind": {
        "en": "they give no {kind} for it.",
        "zh-Hant": "當中沒有相關的{kind}。",
        "zh-Hans": "当中没有相关的{kind}。",
    },
    "missing-whose": {
        "en": "they give no {kind} for {whose}.",
        "zh-Hant": "當中沒有{whose}的{kind}。",
        "zh-Hans": "当中没有{whose}的{kind}。",
    },
    "missing-about": {
        "en": "nothing in them says this of {whose}.",
        "zh-Hant": "當中沒有就{whose}提及這一點。",
        "zh-Hans": "当中没有就{whose}提及这一点。",
    },
    "missing-names": {
        "en": "they say how many there are, and do not name them.",
        "zh-Hant": "當中只提及數目，沒有列出名稱。",
        "zh-Hans": "当中只提及数目，没有列出名称。",
    },
    "missing-stage": {
        "en": "they give it for another phase or batch, not for the one asked about.",
        "zh-Hant": "當中只提及另一期或另一批次，沒有所問的一期或批次。",
        "zh-Hans": "当中只提及另一期或另一批次，没有所问的一期或批次。",
    },
    "number-of": {"en": "number of {unit}", "zh-Hant": "{unit}數目", "zh-Hans": "{unit}数目"},
    "missing-all": {
        "en": "nothing in them speaks of it closely enough.",
        "zh-Hant": "當中沒有足夠相關的內容。",
        "zh-Hans": "当中没有足够相关的内容。",
    },
    "missing-documents": {
        "en": "there are no documents to search.",
        "zh-Hant": "沒有可供搜尋的文件。",
        "zh-Hans": "没有可供搜索的文件。",
    },
}

KIND_NAMES: dict[str, dict[str, str]] = {
    "date": {"en": "date", "zh-Hant": "日期", "zh-Hans": "日期"},
    "money": {"en": "amount of money", "zh-Hant": "金額", "zh-Hans": "金额"},
    "percentage": {"en": "percentage", "zh-Hant": "百分比", "zh-Hans": "百分比"},
    "count": {"en": "number", "zh-Hant": "數目", "zh-Hans": "数目"},
    "quantity": {"en": "measurement", "zh-Hant": "量度數值", "zh-Hans": "量度数值"},
    "ratio": {"en": "ratio", "zh-Hant": "比例", "zh-Hans": "比例"},
    "duration": {"en": "length of time", "zh-Hant": "時間長度", "zh-Hans": "时间长度"},
    "organisation": {"en": "organisation", "zh-Hant": "機構", "zh-Hans": "机构"},
    "person": {"en": "person", "zh-Hant": "人物", "zh-Hans": "人物"},
    "place": {"en": "place", "zh-Hant": "地點", "zh-Hans": "地点"},
    "scheme": {"en": "scheme", "zh-Hant": "計劃", "zh-Hans": "计划"},
    "title": {"en": "document title", "zh-Hant": "文件名稱", "zh-Hans": "文件名称"},
    "change": {"en": "change", "zh-Hant": "變化", "zh-Hans": "变化"},
}


def say(phrase: str, language: str, **values: object) -> str:
    """The phrase in the language, with its values put in."""
    if "quote" not in values:
        return PHRASES[phrase][language].format(**values)
    quote = shown(str(values["quote"]))
    return marks(PHRASES[phrase][language], quote).format(**{**values, "quote": quote})
