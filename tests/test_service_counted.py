from service.answer.guards.counted import fits


class Alike:
    """Says how much of what is asked each text says and means, from a table."""

    def __init__(self, said: dict[str, float], meant: dict[str, float]) -> None:
        self._said, self._meant = said, meant

    def coverage(self, texts):
        return [self._said.get(text, 0.0) for text in texts]

    def similarity(self, texts):
        return [self._meant.get(text, 0.0) for text in texts]


def test_the_same_another_and_unknown_units():
    likeness = Alike({"laboratories": 1.0, "有實驗室的一句": 0.5}, {"研發實驗室": 0.8, "科研單位": 0.2})
    units = ["laboratories", "研發實驗室", "職位", "科研單位", "", "間", "間"]
    around = ["", "", "", "", "", "有實驗室的一句", "只有職位的一句"]
    assert fits("laboratories", units, around, likeness) == [1.0, 1.0, -1.0, 0.0, 0.0, 0.0, -1.0]


def test_nothing_asked_tells_nothing():
    assert fits(None, ["jobs"], [""], Alike({}, {})) == [0.0]
