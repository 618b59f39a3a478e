"""The words by which a follow-up leans on what was said before it, in English and Chinese."""

from __future__ import annotations

import re

OPENERS = re.compile(
    r"^(?:and|but|so|then|ok(?:ay)?|what about|how about|also|咁|噉|那麼|那么|那|而|還有|还有|另外|同埋|仲有)[\s,，、]*",
    re.IGNORECASE,
)
CLOSERS = re.compile(r"(?:的話呢|的话呢|呢|then|too|as well|咧)?[\s?？。.!！]*$", re.IGNORECASE)
#: Closes a follow-up that changes the topic: 「碩士呢？」, "and the other one then?"
ASIDE = re.compile(r"(?:呢|咧|的話呢|的话呢|then|too)[\s?？。.!！]*$", re.IGNORECASE)
POINTERS_LATIN = re.compile(
    r"\b(?:it|its|they|them|their|that|this|those|these|there|he|she|his|her|one)\b", re.IGNORECASE
)
POINTERS_HAN = (
    "它",
    "他",
    "她",
    "佢",
    "其",
    "該",
    "该",
    "此",
    "這",
    "这",
    "那個",
    "那个",
    "嗰",
    "上述",
    "前者",
    "後者",
    "當中",
    "当中",
    "入面",
    "后者",
)
#: Words by which the asker leaves the topic.
CHANGES_TOPIC = re.compile(
    r"^(?:something else|another (?:question|topic|matter)|different (?:question|topic)|changing the subject|new topic"
    r"|換個話題|换个话题|另一個問題|另一个问题|轉個話題|问点别的|問點別的|講第二樣)[\s,，.。:：!！]*",
    re.IGNORECASE,
)
#: Words by which the asker takes the last question back.
CORRECTS = re.compile(
    r"^(?:no[,.]?\s+)?(?:sorry,?\s+)?(?:i (?:meant?|am asking)|what i meant (?:is|was))\s+(?:about\s+)?"
    r"|^(?:不是|唔係|不對|不对)?[，,\s]*我(?:是|係)?(?:想)?(?:問|问|指)(?:的是|嘅係)?",
    re.IGNORECASE,
)
ASKS = re.compile(r"^(?:what|which|who|whom|whose|how|is|are|does|do|did|will|has|have)\b|甚么|什么|乜|哪|吗|点样")
PREPOSED = re.compile(r"(?:in|at|by|on|until|as of|from|before|after|since)\b", re.IGNORECASE)
MOMENT_WORDS = (
    r"\b(?:the|end|start|beginning|middle|early|late|mid|in|by|at|of|on|year|for|about|what)\b"
    r"|[年月日底初末中到至於在的]"
)
PRONOUN_LATIN = re.compile(
    r"\b(?:it|its|their|(?:this|that|these|those)\s+"
    r"(?:scheme|programme|plan|centre|fund|project|park|body|office|site|lab))\b",
    re.IGNORECASE,
)
PRONOUN_HAN = re.compile(
    r"(?:[這这該该此]|嗰)(?:個|个|項|项|間|间|筆|笔)?(?:計劃|计划|基金|項目|项目|中心|機構|机构|園區|园区)?|[它他她佢]哋?們?们?|其中|當中|当中|入面"
)
AMONG = ("其中", "當中", "当中", "入面")
CUE_HAN = re.compile(r"[何幾几誰谁多哪邊边甚什乜點点]")
AUXILIARY = r"(?:did|do|does|are|is|were|was|have|has|had|will|would|can|could|should)"
VERBS = (
    r"been|open|start|begin|finish|close|end|launch(?:ed)?|come|cost|cover|get|run|pay|set|built|planned|expected|ready"
    r"|completed?|established|founded|published|announced|operated?|take|give|receive|apply|support(?:ed)?|approved?"
)
PLACES = "hong kong|shenzhen|macao|macau|guangdong|guangzhou|mainland|kowloon|香港|深圳|澳门|广东|广州|内地|九龙"
#: A follow-up with this much of its own, in content(), is a question of its own.
OWN = 6
#: Words that stand for one another in a question: one of a row takes another's place. Folded.
ROWS = (
    r"\b(?:bachelor|master|doctorate|phd|doctor)(?:'s|’s)?\b|学士|硕士|博士",
    r"\b(?:first|second|third|fourth|next|last) (?:phase|stage|round|cluster|site|quarter|half)\b",
    r"(?:第?[一二三四五首]|下一)(?:期|阶段|季|轮|个平台|号地盘)",
    r"(?:深圳|香港|澳门|广东)(?:园区|政府|部分)",
    r"\b(?:this|last|next) year\b|今年|去年|明年",
)
