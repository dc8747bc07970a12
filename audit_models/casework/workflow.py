"""What a workflow is: one table of transitions, and the refusals that follow from it.

Findings, special inspections and leads each have a table of their own; none has a second list of what
may follow what.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from audit_models.access import Permission, Principal
from audit_models.errors import Refused
from audit_models.text import Text

StateT = TypeVar("StateT", bound=StrEnum)
ActionT = TypeVar("ActionT", bound=StrEnum)
PartT = TypeVar("PartT", bound=StrEnum)


@dataclass(frozen=True)
class Transition(Generic[StateT, ActionT, PartT]):
    """One row: from which states an action leads where, who may do it, and what must be filled."""

    sources: tuple[StateT, ...]
    action: ActionT
    target: StateT | None
    """None: the state stays as it is."""
    name: Text
    permission: Permission
    differs_from: tuple[PartT, ...] = ()
    """Parts that the person must not have played in the same matter."""
    only: PartT | None = None
    """The one part that may do it."""
    needs: tuple[str, ...] = ()
    """Fields that must be filled, here or before."""
    may: tuple[str, ...] = ()
    """Further fields that can be filled here."""
    needs_note: bool = False
    """A reason in words is asked for."""

    def leads_from(self, state: StateT) -> StateT:
        return self.target or state


class NotHere(Refused):
    """It does not exist, or the reader may not see it: one answer for both."""

    def __init__(self) -> None:
        super().__init__(
            "没有找到：它不存在，或不在您可以查看的范围内。",
            "Not found: it does not exist, or you may not see it.",
        )


class NotAllowed(Refused):
    """The person's role, or the part that he played in the matter, forbids it."""

    @classmethod
    def role(cls) -> "NotAllowed":
        return cls("您的角色不能进行此操作。", "Your role may not do this.")


def find(
    table: Sequence[Transition[StateT, ActionT, PartT]],
    state: StateT,
    action: str,
    state_names: dict[StateT, Text],
) -> Transition[StateT, ActionT, PartT]:
    """The row for an action in a state.

    Raises:
        Refused: the action does not exist, or cannot be taken in this state.
    """
    for one in table:
        if one.action == action and state in one.sources:
            return one
    where = state_names[state]
    raise Refused(
        f"当前状态为“{where.zh}”，不能进行此操作；请刷新后查看可用操作。",
        f"The state is '{where.en}', where this cannot be done; reload to see what can.",
    )


def refuse_without(permission: Permission, principal: Principal) -> None:
    """Refuse whoever's role does not have the permission."""
    if not principal.may(permission):
        raise NotAllowed.role()
