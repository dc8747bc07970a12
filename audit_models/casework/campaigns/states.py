"""The life of a special inspection as one table (domain §6.4).

Transferring a matter to an authority is a step of its findings, not of the inspection.
"""

from enum import StrEnum

from audit_models.access import Permission as P
from audit_models.casework.workflow import Transition
from audit_models.text import Text


class State(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    SELF_CHECK = "self_check"
    SAMPLING = "sampling"
    ONSITE = "onsite"
    FINDING = "finding"
    NOTICE = "notice"
    RECTIFY = "rectify"
    REVIEW = "review"
    REJECTED = "rejected"
    CLOSED = "closed"
    RECHECK = "recheck"
    ARCHIVED = "archived"


STATE_NAMES: dict[State, Text] = {
    State.DRAFT: Text("方案", "Plan"),
    State.APPROVED: Text("已批准下发", "Approved"),
    State.SELF_CHECK: Text("自查", "Self-check"),
    State.SAMPLING: Text("抽样", "Sampling"),
    State.ONSITE: Text("现场核查", "On site"),
    State.FINDING: Text("问题确认", "Findings confirmed"),
    State.NOTICE: Text("下发整改通知", "Notice given"),
    State.RECTIFY: Text("整改", "Rectification"),
    State.REVIEW: Text("复核", "Review"),
    State.REJECTED: Text("退回重整", "Returned"),
    State.CLOSED: Text("销号", "Closed"),
    State.RECHECK: Text("回头看", "Looked at again"),
    State.ARCHIVED: Text("归档", "Archived"),
}


class Action(StrEnum):
    APPROVE = "approve"
    RETURN_PLAN = "return_plan"
    BEGIN_SELF_CHECK = "begin_self_check"
    BEGIN_SAMPLING = "begin_sampling"
    GO_ON_SITE = "go_on_site"
    CONFIRM_FINDINGS = "confirm_findings"
    GIVE_NOTICE = "give_notice"
    BEGIN_RECTIFICATION = "begin_rectification"
    BEGIN_REVIEW = "begin_review"
    REJECT = "reject"
    CLOSE = "close"
    RECHECK = "recheck"
    ARCHIVE = "archive"


class Part(StrEnum):
    PLANNER = "planner"


S, A = State, Action
CampaignTransition = Transition[State, Action, Part]
TRANSITIONS: tuple[CampaignTransition, ...] = (
    CampaignTransition((S.DRAFT,), A.APPROVE, S.APPROVED, Text("批准方案", "Approve the plan"),
                       P.DETERMINE, differs_from=(Part.PLANNER,)),
    CampaignTransition((S.APPROVED,), A.RETURN_PLAN, S.DRAFT, Text("退回方案", "Return the plan"),
                       P.DETERMINE, differs_from=(Part.PLANNER,), needs_note=True),
    CampaignTransition((S.APPROVED,), A.BEGIN_SELF_CHECK, S.SELF_CHECK,
                       Text("下发自查", "Hand down the self-check"), P.CAMPAIGN),
    CampaignTransition((S.SELF_CHECK,), A.BEGIN_SAMPLING, S.SAMPLING,
                       Text("结束自查，开始抽样", "End the self-check, draw the sample"), P.CAMPAIGN),
    CampaignTransition((S.SAMPLING,), A.GO_ON_SITE, S.ONSITE,
                       Text("开始现场核查", "Go on site"), P.CAMPAIGN),
    CampaignTransition((S.ONSITE,), A.CONFIRM_FINDINGS, S.FINDING,
                       Text("确认问题", "Confirm the findings"), P.CAMPAIGN),
    CampaignTransition((S.FINDING,), A.GIVE_NOTICE, S.NOTICE,
                       Text("下发整改通知书", "Give notice"), P.DETERMINE),
    CampaignTransition((S.NOTICE, S.REJECTED), A.BEGIN_RECTIFICATION, S.RECTIFY,
                       Text("进入整改", "Begin the rectification"), P.CAMPAIGN),
    CampaignTransition((S.RECTIFY,), A.BEGIN_REVIEW, S.REVIEW,
                       Text("开始复核", "Begin the review"), P.CAMPAIGN),
    CampaignTransition((S.REVIEW,), A.REJECT, S.REJECTED, Text("退回重整", "Return"),
                       P.VERIFY, needs_note=True),
    CampaignTransition((S.REVIEW,), A.CLOSE, S.CLOSED, Text("销号", "Close"),
                       P.CLOSE, differs_from=(Part.PLANNER,)),
    CampaignTransition((S.CLOSED,), A.RECHECK, S.RECHECK, Text("回头看", "Look again"), P.CAMPAIGN),
    CampaignTransition((S.CLOSED, S.RECHECK), A.ARCHIVE, S.ARCHIVED, Text("归档", "Archive"),
                       P.CAMPAIGN),
)  # fmt: skip
