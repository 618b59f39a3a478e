"""Text that speaks to a language model instead of to a reader. A paragraph that does is not shown to one."""

from __future__ import annotations

import re

from corpus.spans import fold_text

# Folded: lower case, Simplified characters.
_SPEAKS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|prompts?|rules|guidelines|above|previous)\b"
    r"|\b(?:system|developer) (?:prompt|message)\b"
    r"|\b(?:you are|act as|pretend to be) (?:now )?(?:an? )?(?:ai|assistant|language model|chat\w+)\b"
    r"|\bas an ai\b|\b(?:tell|inform|assure) the (?:reader|user|asker) that\b|<\|?(?:im_start|system|assistant)"
    r"|(?:忽略|无视|忘记|不要理会|不理会|撇除).{0,12}(?:指示|指令|规则|提示|命令|要求)|系统提示"
    r"|你(?:现在|而家)?(?:是|系)(?:一个|个)?(?:ai|人工智能助手|语言模型)"
    r"|(?:告诉|话俾)(?:读者|用户|使用者)",
    re.DOTALL,
)


def speaks_to_a_model(text: str) -> bool:
    """Whether the text reads like an order to a language model. A document about such orders reads so too; what is lost is
    one paragraph of what a model is shown, nothing of what the service itself finds and quotes."""
    return _SPEAKS.search(fold_text(text)) is not None
