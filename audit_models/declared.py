"""Declarations in YAML: contract, policy, mappings and the headers of definitions."""

from collections.abc import Hashable
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

# The reader in C is ten times faster and may be missing; what they read is the same.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Strict(BaseModel):
    """A declaration in YAML: a key that is not known is an error, not a silent no-op."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _OneOfEach(_Loader):  # type: ignore[misc]
    """YAML in which a key that is written twice is an error: plain YAML silently keeps the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen = set()
        for key_node, _ in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge":
                continue
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} is written twice", key_node.start_mark
                )
            seen.add(key)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return mapping


def read_yaml(text: str) -> Any:
    """What a text in YAML declares.

    Raises:
        yaml.YAMLError: it is not valid YAML, or names a key twice.
    """
    return yaml.load(text, Loader=_OneOfEach)  # noqa: S506 (a safe loader)
