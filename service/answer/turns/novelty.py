"""Words of a sentence that its source does not have: what a sentence may add of its own are words that say nothing by themselves.

In the source's own language every other word must stand in the source, by its stem or in another inflection: then the museum
cannot take the library's place, nor "closed" that of "opened". Synonyms are lost with the lies.
"""

from __future__ import annotations

import re

from corpus.spans import fold_text, is_han
from index.segmenter import segment
from index.stopwords import ENGLISH
from index.tokens import analyse, stem

#: Stems of words that only carry a statement: verbs of saying and being, connectives, general nouns.
_PLAIN = frozenset(
    stem(word)
    for word in """according accordingly additional additionally after agreed aim aimed allow also altogether amount amounted
    amounts announced another answer around become before being below both bring brought called came carries carry come
    comes concerning consist consists current currently describe described document documents done during each either
    expect expected far first following further given gives go goes held hold include included includes including intend
    intended later latter made makes making many mean means mention mentioned more moreover namely new now number occur
    only order other others out over overall paper paragraph part per place plan planned plans point present previous
    previously put provide provided provides regarding regard related report reported respectively same say says second seen
    set several show shows since so some source stand stands state stated states still such take taken takes task tell
    term text thereby therefore these third those thus time times together total under until upon use used uses using
    way well whereas which while within written year years yes""".split()
)
_FORMS = """buy bought|build built|begin began begun|bring brought|choose chose chosen|fall fell fallen|find found|get got
    |give gave given|go went gone|grow grew grown|hold held|keep kept|know knew known|lead led|lose lost|make made|meet met
    |pay paid|rise rose risen|run ran|see saw seen|sell sold|send sent|spend spent|stand stood|take took taken|teach taught
    |think thought|wear wore worn|win won|write wrote written|break broke broken|drive drove driven"""
_IRREGULAR = {form: row.split()[0] for row in _FORMS.split("|") for form in row.split()[1:]}
# Folded (Simplified).
_PLAIN_HAN = frozenset(
    """的 了 在 是 为 与 和 及 或 并 而 也 亦 都 就 又 将 会 要 可 能 有 被 把 从 由 到 至 于 以 对 向 其 之 所 该 此 这 那 即
    则 但 每 各 等 中 内 外 上 下 前 后 时 年 月 日 项 个 名 间 家 所 位 条 次 新 旧 共 约 已 曾 正 现 当 各 再 还 更 最 凡 如
    因 故 按 据 就 乘 须 需 予 让 使 令 给 说 称 指 达 设 并 且 等 者 处 里 另 某 全 本 一 受 获 得""".split()
)
_PLAIN_HAN_WORDS = frozenset(
    """文件 文件中 资料 内容 段落 原文 指出 表示 说明 提到 提及 列明 载明 写道 显示 包括 其中 以及 并且 而且 同时 此外 另外 因此
    所以 由于 根据 按照 有关 相关 关于 对于 目前 现时 现在 当时 当中 之后 之前 以后 以前 期间 届时 预计 预期 计划 将会 可以
    能够 已经 正在 进行 作为 成为 属于 分别 合共 一共 总共 共有 约为 大约 达到 数目 总数 总额 金额 年度 当年 该年 它们 他们
    这些 那些 这个 该项 上述 下列 如下 即是 也就是 以便 从而 藉此 借此 用于 用以 为了 透过 通过 没有 并非 不会 不能 未有 尚未
    需要 必须 所有 全部 部分 部份 各项 多项 一项 方面 情况 问题 答案 时间 日期 地方 大家 人们""".split()
)
_HAN_RUN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")


def is_plain(word: str) -> bool:
    """Whether a folded Latin word says nothing by itself."""
    return word in ENGLISH or stem(word) in _PLAIN


def _base(word: str) -> str:
    return stem(_IRREGULAR.get(word, word))


def _latin(folded: str) -> list[tuple[str, int]]:
    found = [(token.start, token.end) for token in analyse(folded) if token.kind in ("latin", "code")]
    return [(folded[a:b].replace("’", "'").removesuffix("'s"), a) for a, b in found]


def novel_words(text: str, source: str) -> list[str]:
    """Words of ``text``, folded, that ``source`` does not have and that say something by themselves."""
    folded, printed = fold_text(text), fold_text(source)
    have = {_base(word) for word, _ in _latin(printed)}
    novel = [word for word, _ in _latin(folded) if word.isalpha() and not is_plain(word) and _base(word) not in have]
    return novel + [word for run in _HAN_RUN.findall(folded) for word in _novel_han(run, printed)]


def _novel_han(run: str, printed: str) -> list[str]:
    novel = []
    for word in segment(run):
        if word in printed or word in _PLAIN_HAN_WORDS or word in _PLAIN_HAN:
            continue
        # A word of characters that each say nothing says nothing: 共有, 就此.
        if all(c in _PLAIN_HAN or not is_han(c) for c in word):
            continue
        novel.append(word)
    return novel
