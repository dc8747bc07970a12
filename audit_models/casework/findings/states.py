"""The life of a finding as one table: 疑点 → 下发 → 核实 → 认定 → 整改 → 验证 → 双签销号, and the ways aside.

Who verifies is neither who took it up nor who answers for it; who settles it did not verify it; who
proves the rectification did not rectify; the two who sign are two, and neither rectified nor verified
(incompatible duties, domain §6.2; conditions of closure, §6.4).
"""

from collections.abc import Mapping
from enum import StrEnum

from audit_models.access import Permission as P
from audit_models.casework.workflow import Transition
from audit_models.text import Text


class State(StrEnum):
    SUSPECTED = "suspected"
    HANDED_DOWN = "handed_down"
    ANSWERED = "answered"
    VERIFIED = "verified"
    RECTIFYING = "rectifying"
    RECTIFIED = "rectified"
    PROVEN = "proven"
    SIGNED = "signed"
    CLOSED = "closed"
    CLEARED = "cleared"
    TRANSFERRED = "transferred"
    MERGED = "merged"


STATE_NAMES: dict[State, Text] = {
    State.SUSPECTED: Text("疑点", "Lead"),
    State.HANDED_DOWN: Text("已下发，待答复", "Handed down, to be answered"),
    State.ANSWERED: Text("已答复，待核实", "Answered, to be verified"),
    State.VERIFIED: Text("属实，待认定", "Verified, to be settled"),
    State.RECTIFYING: Text("整改中", "Being rectified"),
    State.RECTIFIED: Text("已整改，待验证", "Rectified, to be proven"),
    State.PROVEN: Text("已验证，待签批", "Proven, to be signed"),
    State.SIGNED: Text("一人已签，待第二人", "Signed once, second signature due"),
    State.CLOSED: Text("已销号", "Closed"),
    State.CLEARED: Text("不属实", "Cleared"),
    State.TRANSFERRED: Text("已移送", "Transferred"),
    State.MERGED: Text("已并入", "Merged into another"),
}

OPEN = (
    State.SUSPECTED,
    State.HANDED_DOWN,
    State.ANSWERED,
    State.VERIFIED,
    State.RECTIFYING,
    State.RECTIFIED,
    State.PROVEN,
    State.SIGNED,
)
ENDED = (State.CLOSED, State.CLEARED, State.TRANSFERRED, State.MERGED)
UNDER_RECTIFICATION = (State.RECTIFYING, State.RECTIFIED, State.PROVEN, State.SIGNED)
"""What the deadline of rectification runs for: on time means closed in time."""


class Action(StrEnum):
    TAKE_UP = "take_up"
    AMEND = "amend"
    ASSIGN = "assign"
    MOVE = "move"
    HAND_DOWN = "hand_down"
    DECLINE = "decline"
    ANSWER = "answer"
    ASK_AGAIN = "ask_again"
    CONFIRM = "confirm"
    CLEAR = "clear"
    VERIFY_AGAIN = "verify_again"
    DETERMINE = "determine"
    RECTIFY = "rectify"
    RETURN = "return"
    PROVE = "prove"
    SIGN = "sign"
    COUNTERSIGN = "countersign"
    REFUSE_TO_SIGN = "refuse_to_sign"
    TRANSFER = "transfer"
    REOPEN = "reopen"
    MERGE = "merge"
    TAKE_IN = "take_in"
    UNDO = "undo"


BESIDE: Mapping[Action, Text] = {
    Action.TAKE_UP: Text("登记", "Taken up"),
    Action.TAKE_IN: Text("并入重复问题", "A duplicate was merged into it"),
    Action.UNDO: Text("撤销上一步", "The last step was undone"),
}
"""What happens to a finding beside the table of transitions."""


class Part(StrEnum):
    """What somebody was in a finding."""

    TAKER = "taker"
    OWNER = "owner"
    ANSWERER = "answerer"
    VERIFIER = "verifier"
    RECTIFIER = "rectifier"
    FIRST_SIGNER = "first_signer"


PART_NAMES: Mapping[Part, Text] = {
    Part.TAKER: Text("登记人", "who took it up"),
    Part.OWNER: Text("责任人", "its owner"),
    Part.ANSWERER: Text("答复人", "who answered it"),
    Part.VERIFIER: Text("核实人", "who verified it"),
    Part.RECTIFIER: Text("整改人", "who rectified it"),
    Part.FIRST_SIGNER: Text("第一签批人", "its first signer"),
}
PLAYED_BY: Mapping[Part, frozenset[Action]] = {
    Part.TAKER: frozenset({Action.TAKE_UP}),
    Part.ANSWERER: frozenset({Action.ANSWER}),
    Part.VERIFIER: frozenset({Action.CONFIRM, Action.CLEAR}),
    Part.RECTIFIER: frozenset({Action.RECTIFY}),
}
"""Whoever ever did this in the matter has played the part, however often it was returned since."""

CONCERNED = (Part.OWNER, Part.ANSWERER, Part.RECTIFIER)
FACTS = ("description", "amount_cny", "topic", "stage", "department", "category")
OUTCOME = ("measures", "similar_cases", "recovered_cny", "rules_improved", "people_accountable")

S, A = State, Action
FindingTransition = Transition[State, Action, Part]
TRANSITIONS: tuple[FindingTransition, ...] = (
    FindingTransition(
        (S.SUSPECTED, S.HANDED_DOWN, S.ANSWERED), A.AMEND, None, Text("补充事实", "Add facts"),
        P.TAKE_UP, may=(*FACTS, "severity"),
    ),
    FindingTransition(
        (S.HANDED_DOWN, S.RECTIFYING), A.ASSIGN, None, Text("更换责任人", "Change the owner"),
        P.TAKE_UP, needs=("owner_id",), needs_note=True,
    ),
    FindingTransition(
        (S.SUSPECTED, S.HANDED_DOWN, S.ANSWERED), A.MOVE, S.SUSPECTED,
        Text("转交其他单位", "Move to another unit"), P.TAKE_UP,
        needs=("unit_code",), needs_note=True,
    ),
    FindingTransition(
        (S.SUSPECTED,), A.HAND_DOWN, S.HANDED_DOWN, Text("下发", "Hand down"),
        P.TAKE_UP, needs=("owner_id", "unit_code", "severity"), may=("description",),
    ),
    FindingTransition(
        (S.HANDED_DOWN,), A.DECLINE, S.SUSPECTED, Text("退回，非本单位", "Send back: not ours"),
        P.RECTIFY, only=Part.OWNER, needs_note=True,
    ),
    FindingTransition(
        (S.HANDED_DOWN,), A.ANSWER, S.ANSWERED, Text("答复", "Answer"),
        P.RECTIFY, only=Part.OWNER, needs=("answer",),
    ),
    FindingTransition(
        (S.ANSWERED,), A.ASK_AGAIN, S.HANDED_DOWN, Text("退回补充", "Ask again"),
        P.VERIFY, differs_from=CONCERNED, needs_note=True,
    ),
    FindingTransition(
        (S.ANSWERED,), A.CONFIRM, S.VERIFIED, Text("核实属实", "Verify as true"),
        P.VERIFY, differs_from=(Part.TAKER, *CONCERNED), needs=("verdict",), may=("amount_cny",),
        needs_note=True,
    ),
    FindingTransition(
        (S.ANSWERED,), A.CLEAR, S.CLEARED, Text("核实不属实", "Clear"),
        P.VERIFY, differs_from=(Part.TAKER, *CONCERNED), needs_note=True,
    ),
    FindingTransition(
        (S.VERIFIED,), A.VERIFY_AGAIN, S.ANSWERED, Text("退回重新核实", "Have it verified again"),
        P.DETERMINE, differs_from=(*CONCERNED, Part.VERIFIER), needs_note=True,
    ),
    FindingTransition(
        (S.VERIFIED,), A.DETERMINE, S.RECTIFYING, Text("认定并要求整改", "Settle and ask for a remedy"),
        P.DETERMINE, differs_from=(*CONCERNED, Part.VERIFIER),
        needs=("characterisation", "ground", "requirement", "severity"), may=("due_on", "category"),
    ),
    FindingTransition(
        (S.RECTIFYING,), A.RECTIFY, S.RECTIFIED, Text("提交整改", "Submit the rectification"),
        P.RECTIFY, only=Part.OWNER, needs=OUTCOME,
    ),
    FindingTransition(
        (S.RECTIFIED,), A.RETURN, S.RECTIFYING, Text("退回重整", "Return"),
        P.VERIFY, differs_from=CONCERNED, needs_note=True,
    ),
    FindingTransition(
        (S.RECTIFIED,), A.PROVE, S.PROVEN, Text("验证通过", "Confirm that it holds"),
        P.VERIFY, differs_from=CONCERNED, needs_note=True,
    ),
    FindingTransition(
        (S.PROVEN,), A.SIGN, S.SIGNED, Text("签批销号（第一人）", "Sign the closure, first"),
        P.CLOSE, differs_from=(*CONCERNED, Part.VERIFIER),
    ),
    FindingTransition(
        (S.SIGNED,), A.COUNTERSIGN, S.CLOSED, Text("签批销号（第二人）", "Sign the closure, second"),
        P.CLOSE, differs_from=(*CONCERNED, Part.VERIFIER, Part.FIRST_SIGNER),
    ),
    FindingTransition(
        (S.PROVEN, S.SIGNED), A.REFUSE_TO_SIGN, S.RECTIFYING,
        Text("不予签批，退回重整", "Refuse to sign, return"),
        P.CLOSE, differs_from=CONCERNED, needs_note=True,
    ),
    FindingTransition(
        (S.SUSPECTED, S.HANDED_DOWN, S.ANSWERED), A.MERGE, S.MERGED,
        Text("并入另一问题（重复）", "Merge into another: a duplicate"),
        P.TAKE_UP, differs_from=CONCERNED, needs=("merged_into",), needs_note=True,
    ),
    FindingTransition(
        (S.ANSWERED, S.VERIFIED, S.RECTIFYING, S.RECTIFIED), A.TRANSFER, S.TRANSFERRED,
        Text("移送", "Transfer to an authority"),
        P.DETERMINE, differs_from=CONCERNED, needs=("receiver",), needs_note=True,
    ),
    FindingTransition(
        (S.CLOSED,), A.REOPEN, S.RECTIFYING, Text("重新打开", "Reopen"),
        P.TAKE_UP, differs_from=CONCERNED, may=("due_on",), needs_note=True,
    ),
    FindingTransition(
        (S.CLEARED, S.TRANSFERRED), A.REOPEN, S.ANSWERED, Text("重新打开", "Reopen"),
        P.TAKE_UP, differs_from=CONCERNED, needs_note=True,
    ),
)  # fmt: skip
