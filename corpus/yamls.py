"""YAML as people write it by hand: values, lists and mappings, each written where it stands."""

from __future__ import annotations

from typing import Any

import yaml


class _Plain(yaml.SafeLoader):
    """Refuses aliases: a few lines of them stand for more values than any memory holds ("billion laughs")."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()
            raise yaml.constructor.ConstructorError(None, None, "an alias is not read here", event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        """Refuses a key written twice: of two values one would be lost unsaid."""
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(None, None, f"{key.value!r} stands twice", key.start_mark)
                seen.add(key.value)
        return super().construct_mapping(node, deep)


def _date(loader: _Plain, node: Any) -> Any:
    """A date, or the text of one that no calendar has: whoever asked for a date says where it stands."""
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return node.value


_Plain.add_constructor("tag:yaml.org,2002:timestamp", _date)


def plain_yaml(text: str) -> Any:
    """The value of a YAML text. Raises yaml.YAMLError, ValueError, RecursionError."""
    return yaml.load(text, Loader=_Plain)  # a SafeLoader
