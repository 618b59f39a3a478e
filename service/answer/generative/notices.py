"""What the service says about how an answer was made, in the asker's language. Never part of the answer itself."""

from __future__ import annotations

_WHY: dict[str, dict[str, str]] = {
    "unreachable": {"en": "it cannot be reached", "zh-Hant": "無法連線", "zh-Hans": "无法连接"},
    "slow": {"en": "it did not answer in time", "zh-Hant": "未能及時回應", "zh-Hans": "未能及时回应"},
    "refused": {"en": "it refused the request", "zh-Hant": "拒絕了請求", "zh-Hans": "拒绝了请求"},
    "redirected": {"en": "it sent us elsewhere", "zh-Hant": "要求轉往別處", "zh-Hans": "要求转往别处"},
    "broken": {"en": "it broke off in the middle", "zh-Hant": "回應中途中斷", "zh-Hans": "回应中途中断"},
    "endless": {"en": "it would not stop", "zh-Hant": "回應沒有終止", "zh-Hans": "回应没有终止"},
    "nonsense": {"en": "what it sent cannot be read", "zh-Hant": "回應無法讀取", "zh-Hans": "回应无法读取"},
    "empty": {"en": "it said nothing", "zh-Hant": "沒有回應內容", "zh-Hans": "没有回应内容"},
    "unproven": {
        "en": "nothing of what it wrote could be proven",
        "zh-Hant": "所寫內容全部未能證實",
        "zh-Hans": "所写内容全部未能证实",
    },
}
_FALLEN_BACK = {
    "en": "The language model was not used: {why}. This answer was put together from the documents without it.",
    "zh-Hant": "沒有採用語言模型：{why}。這個答案直接取自文件。",
    "zh-Hans": "没有采用语言模型：{why}。这个答案直接取自文件。",
}
_REMOVED = {
    "en": "Sentences of the language model that the documents do not prove were left out: {count}.",
    "zh-Hant": "語言模型所寫而文件未能證實的句子已刪去，數目：{count}。",
    "zh-Hans": "语言模型所写而文件未能证实的句子已删去，数目：{count}。",
}


def fallen_back(kind: str, language: str) -> str:
    """Why the model's answer is not shown. ``kind`` is an EndpointFailed's, or "unproven"."""
    return _FALLEN_BACK[language].format(why=_WHY[kind][language])


def left_out(count: int, language: str) -> str:
    """That so many sentences were removed."""
    return _REMOVED[language].format(count=count)
