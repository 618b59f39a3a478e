"""Values as the page and the ledger show them: in the reader's language, without qualifier or preposition."""

import pytest

from corpus.facts import extract
from corpus.facts.render import show_value


@pytest.mark.parametrize(
    ("text", "language", "kind", "english", "traditional", "simplified"),
    [
        (
            "it opens in the second half of 2031 at the earliest",
            "en",
            "date",
            "second half of 2031",
            "2031年下半年",
            "2031年下半年",
        ),
        ("最快2031年第三季啟用", "zh-Hant", "date", "third quarter of 2031", "2031年第三季", "2031年第三季"),
        ("a grant of HK$30 billion", "en", "money", "HK$30 billion", "300億元", "300亿元"),
        ("撥款最多4億5,000萬元", "zh-Hant", "money", "HK$450 million", "4億5,000萬元", "4亿5,000万元"),
        ("近12 000個座位", "zh-Hant", "count", "12,000 座位", "12,000個座位", "12,000个座位"),
        ("about 12,000 seats", "en", "count", "12,000 seats", "12,000 seats", "12,000 seats"),
        ("佔地約35公頃", "zh-Hant", "quantity", "35 hectares", "35公頃", "35公顷"),
    ],
)
def test_a_value_is_shown_in_the_readers_language(text, language, kind, english, traditional, simplified):
    fact = next(f for f in extract(text, language=language) if f.kind == kind)
    assert show_value(fact, "en") == english
    assert show_value(fact, "zh-Hant") == traditional
    assert show_value(fact, "zh-Hans") == simplified
