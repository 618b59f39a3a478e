"""The patterns of printed dates, built from ``tables/calendar.tsv``. Every repetition is bounded: matching is linear."""

from __future__ import annotations

import re

from corpus.facts.tables import alternation, calendar_words

_WORDS = calendar_words()


def _forms(kind: str, latin: bool) -> str:
    return alternation(form for form in _WORDS.get(kind, {}) if form.isascii() == latin)


_ONE = "[一二三四五六七八九]"
_HAN_YEAR = (
    r"(?:[一二][零〇○一二三四五六七八九]{3}|二千零(?:[二三]?十[一二三四五六七八九]?|[一二三四五六七八九]))(?= ?年)"
)
_Y = rf"(?P<y>(?<![0-9,.])(?:19|20)[0-9]{{2}}|{_HAN_YEAR}) ?年(?!级|会|刊|票|薪|资)"
_M = r"(?P<m>(?<![0-9.])(?:1[0-2]|0?[1-9])|十[一二]?|[一二三四五六七八九])"
_M0 = r"(?:(?P<m0>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]) ?(?:至|到|-|–) ?)?"
_D = rf"(?P<d>3[01]|[12][0-9]|0?[1-9]|三十一?|[二廿]?十?{_ONE}|二?十|廿)"
_D0 = r"(?:(?P<d0>3[01]|[12][0-9]|0?[1-9]) ?(?:至|到|-|–|~) ?)?"
_WEEKDAY = r"(?: ?\(? ?(?:星期|周|礼拜)[一二三四五六日天] ?\)?)?"
_MONTH = (
    rf"{_M0}{_M} ?月(?!球|饼|台|票|薪|租|费|刊|历)(?:份)?"
    rf"(?: ?(?:{_D0}{_D} ?[日号](?!本|常|后|程){_WEEKDAY}|(?P<mp>底|末|初(?!步|创|次|始|期)|上旬|中旬|下旬"
    r"|中(?!国|央|期|心|小|学))|(?! ?[0-9]{1,3} ?[日号])))"
)
_QUARTER = r"(?:第 ?(?P<q>[一二三四1-4]) ?季(?:度)?|(?P<q1>首季(?:度)?)|(?P<q4>末季|尾季))"
_HALF = r"(?P<h>上|下)半年(?:度)?"
_PLACE = r"(?P<p>初(?![步创次始期级中衷选])|中(?![国央期旬心小学文介间部层英外银环共大科标西港转试游])|底|末|后期|后半(?!年))"
_SEASON = rf"(?P<s>{_forms('season', False)})(?<=[季天])|(?P<s1>[春夏秋冬])(?![一-鿿])"
_FIRST_MANY = r"首 ?(?P<fm>[二两三四五六七八九十]|十一|[1-9]|1[01]) ?(?P<fu>季|个月)(?:度)?"
_PART = rf"(?:{_FIRST_MANY}|{_MONTH}|{_QUARTER}|{_HALF}|(?:年 ?)?{_PLACE}|{_SEASON})"
_YEAR_WORD = rf"(?P<ry>{_forms('year', False)})|(?P<ay>{_forms('anchor-year', False)})"
#: where no year is printed, a numeral, 每 or a year word before it would change the meaning
_NOT_AFTER = r"(?<![0-9零〇一二三四五六七八九十百千万两几数多余近每逢半个本上下去今明后同当翌次前])"
_BARE = (
    rf"{_NOT_AFTER}(?:年 ?(?P<bp>初(?!步|创|次|始|级|中)|中(?!国|央|期|心|小|学|文|介|间|无)|底|末)"
    r"|(?P<bn>年内(?!地|部|容))|(?P<bme>月底|月末))"
)
_SPLIT_YEAR = (
    r"(?P<fy>(?<![0-9./-])(?:19|20)[0-9]{2}) ?[-/–] ?(?P<fz>(?:19|20)[0-9]{2}(?![0-9])|[0-9]{2}(?![0-9/-]))"
    r"(?: ?(?P<fw>学年|财政年度|年度|财年|school years?|academic years?|financial years?|fiscal years?))?"
)
_NUMERIC = (
    r"(?<![0-9/.-])(?:(?P<nd>[0-9]{1,2})/(?P<nm>[0-9]{1,2})/(?P<ny>(?:19|20)[0-9]{2})"
    r"|(?P<iy>(?:19|20)[0-9]{2})(?P<is>[-/.])(?P<im>[0-9]{1,2})(?P=is)(?P<id>[0-9]{1,2}))(?![0-9/-]|\.[0-9])"
)
_DECADE = r"(?P<dec>(?<![0-9])(?:19|20)[0-9]0) ?(?:年代|s(?![a-z]))|(?P<hdec>(?<![一二三四五六七八九十])[二三四五六七八九])十年代"
_MONTH_WORD = rf"(?P<rm>{_forms('month-of', False)}|{_forms('month-of', True)})(?: ?(?P<rmp>底|末|初|中旬|上旬|下旬))?"
_OTHER = "|".join(
    [
        rf"(?P<am>{_forms('anchor-month', False)}|{_forms('anchor-month', True)})",
        rf"(?P<ap>{_forms('anchor-period', False)}|(?:the )?{_forms('anchor-period', True)})"
        rf"(?: (?:of |in )?(?:the )?(?:(?P<apr>{_forms('year', True)})|(?P<apb>a year (?:earlier|before|ago))"
        r"|(?P<apy>(?:19|20)[0-9]{2})))?",
        rf"(?P<rq>{_forms('quarter-of', False)}|{_forms('quarter-of', True)})",
        rf"(?P<rw>{_forms('week-of', False)})(?P<rwd>[一二三四五六日天](?!个|项|家|间))?",
        rf"(?P<rwe>{_forms('week-of', True)})",
        rf"(?P<rd>{_forms('day-of', False)}|{_forms('day-of', True)})(?!新闻)",
    ]
)
_CHINESE_RANGE = r"(?P<y1>(?<![0-9])(?:19|20)[0-9]{2}) ?(?:至|到|-|–|~) ?(?P<y2>(?:19|20)[0-9]{2}) ?年(?!度)"

#: One printed date in Chinese, or in figures.
CHINESE = re.compile(
    "|".join(
        [
            _NUMERIC,
            _DECADE,
            _CHINESE_RANGE,
            _SPLIT_YEAR,
            rf"(?:{_Y}|{_YEAR_WORD})(?: ?的? ?{_PART}| ?(?P<yp>同期)|(?! ?[0-9]{{1,3}} ?月))",
            _BARE,
            rf"{_NOT_AFTER}(?P<bare>{_QUARTER.replace('?P<q', '?P<bq')}|{_HALF.replace('?P<h', '?P<bh')}"
            rf"|{_MONTH.replace('?P<m', '?P<bm').replace('?P<d', '?P<bd')})",
            _MONTH_WORD,
            r"(?P<sw>本|今|下|上|来|去|明)(?:个|一)?(?P<sk>学年|财政年度)",
            _OTHER,
        ]
    )
)
#: Every date of ``CHINESE`` begins with one of these characters.
CHINESE_START = re.compile(
    "["
    + "0-9一二三四五六七八九十第首末尾上下年月"
    + "".join(
        sorted(
            {
                form[0]
                for kind in _WORDS
                if kind not in ("month", "season")
                for form in _WORDS[kind]
                if not form.isascii() or kind.endswith(("-of", "month", "period"))
            }
            - set("0123456789一二三四五六七八九十第首末尾上下年月")
        )
    )
    + "]"
)

_MON = rf"(?P<mon>{alternation(_WORDS['month'])})\.?"
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})(?![0-9]|,[0-9]{3}|\.[0-9]|[-/][0-9]{2}(?![0-9-]))"
_REL = rf"(?P<rel>{_forms('year', True)})|(?P<arel>{_forms('anchor-year', True)})"
_YR = rf"(?:(?:,? ?(?:of|in)? )?(?:the )?(?:year )?(?:{_YEAR}|{_REL}))"
_DAY = r"(?P<day>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![0-9])"
_DAY0 = r"(?:(?P<day0>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)? ?(?:to|-|–|and) ?)?"
_WEEKDAY_EN = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? (?:the )?)?"
_POS = (
    r"(?P<pos>early|mid|middle of|late|end|end of|end-of|beginning of|start of|close of|year-end"
    r"|the beginning of|the end of)"
)
_COUNTS = "two three four five six seven eight nine ten eleven".split()
_NTH = r"(?P<nth>first|second|third|fourth|last|1st|2nd|3rd|4th)"


def _own(pattern: str, prefix: str) -> str:
    """The same pattern with its group names prefixed, so that it can stand beside its twin in one expression."""
    return pattern.replace("(?P<", f"(?P<{prefix}")


ENGLISH = re.compile(
    r"(?<![a-z0-9])(?:"
    + "|".join(
        [
            rf"{_WEEKDAY_EN}{_DAY0}{_DAY}(?: of)? {_MON}(?:{_YR})?",
            _own(
                rf"{_WEEKDAY_EN}{_MON} {_DAY}(?:(?:-|–| to )(?P<dayto>3[01]|[12][0-9]|[1-9])(?![0-9]))?(?:,? ?{_YEAR})?",
                "b_",
            ),
            _own(rf"(?:{_POS}(?: |-)(?:the )?)?{_MON}(?:{_YR})?(?![a-z])", "c_"),
            _own(rf"{_NTH} (?P<what>quarter|half)(?:{_YR})?", "d_"),
            _own(rf"first (?P<count>[2-9]|1[01]|{'|'.join(_COUNTS)}) (?P<many>months|quarters){_YR}", "n_"),
            _own(rf"(?P<what>latter half)(?:{_YR})?", "e_"),
            _own(rf"(?P<what>[qh])(?P<nth>[1-4])(?:[ ,]{{0,2}}{_YEAR})?(?![a-z0-9])", "f_"),
            _own(rf"{_YEAR}[ ,]{{0,2}}(?P<what>[qh])(?P<nth>[1-4])(?![a-z0-9])", "g_"),
            _own(rf"(?P<nth>[1-4])(?P<what>[qh]) ?{_YEAR}", "h_"),
            _own(rf"{_POS}(?: |-)(?:the )?(?:{_YEAR}|{_REL}|(?P<bare>year)(?![a-z-]))", "i_"),
            _own(rf"(?P<nl>last|next|this) {_MON}", "o_"),
            rf"(?P<q_pom>early|mid|late|end|end of|the end of|beginning of)(?: |-)(?P<q_om>{_forms('month-of', True)})",
            r"(?P<q_sw>this|(?:the )?current|next|last|the coming|coming|the previous|the past|the following) "
            r"(?P<q_sk>school|academic|financial|fiscal) year",
            r"(?P<q_bme>month-end|(?:the )?end of (?:the|this) month)",
            _own(rf"(?P<pos>year-end)(?: (?:of )?{_YEAR})?", "j_"),
            _own(rf"(?P<s>{_forms('season', True)}){_YR}", "k_"),
            _own(_REL, "l_"),
            _own(_YEAR, "m_"),
        ]
    )
    + r")(?![0-9a-z])"
)
#: Every date of ``ENGLISH`` begins with one of these.
ENGLISH_START = re.compile(r"(?<![a-z0-9])[0-9a-z]")
#: "March and April 2024", "the third and fourth quarters of 2024": the year that a later date of the pair prints
LATER_YEAR = re.compile(
    rf" ?(?:and|to|or|until|till|through|-|–|,) ?(?:the )?(?:[0-9]{{1,2}}(?:st|nd|rd|th)? )?"
    rf"(?:{alternation(_WORDS['month'])}|(?:second|third|fourth|2nd|3rd|4th) (?:quarter|half)s?(?: of)?)(?: [0-9]{{1,2}})?,? "
    r"(?P<year>(?:19|20)[0-9]{2})(?![0-9])"
)
