"""Words of a question that say nothing of its topic. Dropped from questions only, never from paragraphs.

Chinese ones are folded (Simplified), so that both scripts lose the same words; Cantonese 係 folds to 系, which is also part
of 体系, 关系, 系统, and is dropped only where it stands for "is".
"""

from __future__ import annotations

import re
from functools import lru_cache

ENGLISH = frozenset(
    """a about all also am an and any are as at be been being but by can could did do does doing done else ever few for from
    get give given had has have having he her here him his how i if in into is it its just kind let like list many may me
    might mine more most much must my no not of on one or our out own please say says shall she should so some such tell
    than that the their them then there these they thing this those through to too up us used very want was we were what
    whatever when where whether which while who whom whose why will with would you your
    there's what's who's it's i'm i'd we're they're don't doesn't didn't isn't aren't wasn't weren't hasn't haven't
    can't couldn't won't wouldn't shouldn't let's that's here's how's when's where's anyone something anything""".split()
)

# Whole phrases, blanked wherever they stand; longest first, so that 有没有 goes before 没有.
_PHRASES = """什么时候 什么地方 什么样 为什么 做什么 有没有 是不是 能不能 可不可以 会不会 请告诉我 告诉我 我想知道 想知道
    我想问 想问 请问 请介绍 介绍一下 简单介绍 什么 怎么样 怎么 怎样 如何 哪一年 哪一个 哪一些 哪一 哪些 哪个 哪里
    哪间 哪家 哪几 哪年 何时 何年 何处 何地 为何 有何 几时 几多 多少 多久 边个 边度 边间 边啲 点样 点解 点算 点先
    而家 同埋 系咪 系唔系 即系 仲有 有冇 我哋 你哋 佢哋 咁多 嗰个 嗰啲 乜嘢 做乜 呢个 呢啲 呢间 系咩 咩嚟""".split()
#: Dropped where the segmenter finds them standing alone.
_WORDS = frozenset(
    """的 地 得 着 过 是 在 和 与 及 或 也 都 就 又 将 会 要 可 能 有 被 把 从 由 到 于 为 以 对 等 其 之 所 该 此 即
    则 而 并 但 个 些 吗 呢 吧 啊 呀 了 我 你 您 他 她 它 们 谁 哪 几 请 究竟 到底 是否 关于 有关 对于 以及 而且
    或者 因为 所以 但是 如果 这个 这些 那个 那些 它们 他们 我们 你们 这 那 可以 能够 会 一下 一共 总共 现在 嘅 咗 喺
    唔 佢 哋 冇 咁 嚟 畀 俾 啲 嗰 乜 咩 嘢 睇 揾 啦 喇 嘛 咧 噃 㗎 晒 仲 先至 系 边 咪""".split()
)
#: Words that shape a question rather than name its topic: how much, when, which share, what happens. They help to find a
#: paragraph, but one that answers need not say them. Folded, Chinese words as the segmenter cuts them, English stems.
_FRAMES = """多大 几个 目标 第一 百分之 比例 面积 数目 数字 名字 名称 大概 大约 最多 最高 最少 最低 最早 最快 共有 总共 合共 一共
    开始 起步 做完 完成 之前 之后 以前 以后 后来 最初 起初 现时 目前 已经 打算 准备 预计 使用 属于 包括 涵盖 投入 设立 成立
    公布 提到 列出 说明 根据 按照 文件 简报 报道 文章 部分 方面 情况 时间 日期 期间 年份 金额 款项 费用 数额 总数 总额
    钱 各 给 间 里 做 家 两 月 年 日 用 拿 头 占 叫 宗 共 笔 来 跟 帮 何 最 攞 按 内 找 办 说 讲 算 搞 花 获 话 份 类 个 种
    𠮶 点 啲 畀 佢 嘅 咗 唔 系""".split()
_FRAME_STEMS = """money sum amount help space chang found goe go take took share between begin began begun start open run pay paid
    someon much mani name number figur total size length rough about around accord mention state describ document paper slide
    panel text articl newspap happen exact current alreadi yet expect plan aim target goal end due date day month year time
    kind type sort part put set make made use back over under befor after sinc until first last each
    every main come came""".split()


@lru_cache(maxsize=1)
def frames() -> frozenset[str]:
    """Words that only frame a question."""
    return frozenset(_FRAMES) | frozenset(_FRAME_STEMS)


_PHRASE = re.compile("|".join(sorted(map(re.escape, _PHRASES), key=lambda phrase: (-len(phrase), phrase))))
_IS = re.compile(r"(?<![关体联院派星水世谱母嫡直语科])系(?![统列数别主所])")


def blank_phrases(folded: str) -> str:
    """A folded question with its Chinese question phrases blanked; every other character keeps its place."""
    for pattern in (_PHRASE, _IS):
        folded = pattern.sub(lambda found: " " * len(found[0]), folded)
    return folded


def is_stop_word(word: str) -> bool:
    """Whether a folded English word or a segmented Chinese word says nothing of a question's topic."""
    return word in ENGLISH or word in _WORDS
