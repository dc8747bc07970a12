"""The trail's actions, objects and results in words; what has none is shown as it was recorded."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from audit_models.casework import leads, uploads
from audit_models.casework.campaigns import states as campaigns
from audit_models.casework.findings import states as findings
from audit_models.text import Text

ACTIONS: Mapping[str, Text] = {
    "sign_in": Text("登录", "Sign-in"),
    "sign_in_demonstration": Text("演示登录", "Demonstration sign-in"),
    "sign_in_oidc": Text("统一身份认证登录", "Sign-in by the identity provider"),
    "sign_out": Text("退出", "Sign-out"),
    "change_password": Text("更改口令", "Password changed"),
    "reset_password": Text("重置口令", "Password reset"),
    "add_account": Text("新增账号", "Account opened"),
    "disable_account": Text("停用账号", "Account disabled"),
    "enable_account": Text("恢复账号", "Account enabled"),
    "grant_in_force": Text("授权生效", "Grant in force"),
    "change_grant": Text("变更角色或单位", "Role or unit granted"),
    "bind_identity": Text("绑定统一身份", "Identity bound"),
    "unbind_identity": Text("解除统一身份", "Identity unbound"),
    "simulate": Text("模拟授权范围", "Scope simulated"),
    "denied": Text("拒绝", "Denied"),
    "digest": Text("待办提要", "Digest written"),
    "export": Text("导出", "Export"),
    "personal_data": Text("查看个人信息", "Personal data read"),
    "move_threshold": Text("调整阈值", "Threshold moved"),
    "retire_rule": Text("停用规则", "Rule retired"),
    "reinstate_rule": Text("重新启用规则", "Rule in use again"),
    "rebase_limits": Text("重设控制限", "Limits begun anew"),
    "withdraw_rebase": Text("撤回控制限重设", "Limits no longer begun anew"),
    "deny_tie": Text("认定关系不成立", "Tie found not to hold"),
    "withdraw_tie_denial": Text("撤回关系认定", "Tie holds again"),
    "write_note": Text("写批注", "Note written"),
    "withdraw_note": Text("撤回批注", "Note taken back"),
    "save_view": Text("保存视图", "View kept"),
    "remove_view": Text("删除视图", "View removed"),
    "upload": Text("上传数据", "Data handed in"),
    "finding_take_up": Text("登记问题", "Finding taken up"),
    "take_up": Text("登记疑点", "Hit taken up"),
    "finding_link": Text("关联", "Linked"),
    "finding_hit": Text("补充疑点", "Hit added"),
    "finding_comment": Text("评论", "Comment"),
    "evidence_add": Text("添加证据", "Evidence added"),
    "evidence_read": Text("查看证据", "Evidence read"),
    "campaign_plan": Text("专项方案", "Inspection planned"),
    "campaign_sample": Text("抽样", "Sample drawn"),
    "campaign_self_check": Text("自查表", "Self-check list"),
    "campaign_outcome": Text("现场结果", "Outcome on site"),
    "lead_receive": Text("收到线索", "Lead received"),
    "lead_read": Text("查看线索", "Lead read"),
    "accept_break": Text("接受日志断点", "Break of the trail accepted"),
    "lead_name": Text("指定线索人员", "Person named for a lead"),
}
KINDS: Mapping[str, Text] = {
    "account": Text("账号", "Account"),
    "callback": Text("页面调用", "Callback"),
    "campaign": Text("专项督察", "Inspection"),
    "evidence": Text("证据", "Evidence"),
    "file": Text("文件", "File"),
    "finding": Text("问题", "Finding"),
    "form": Text("表单", "Form"),
    "scope": Text("授权范围", "Scope"),
    "hit": Text("疑点", "Hit"),
    "indicator": Text("指标", "Indicator"),
    "lead": Text("线索", "Lead"),
    "personal_data": Text("个人信息", "Personal data"),
    "project": Text("客户工程", "Project"),
    "rule": Text("规则", "Rule"),
    "self_check": Text("迎检资料", "Package for a visit"),
    "tie": Text("关系", "Tie"),
    "trail": Text("审计日志", "Trail"),
    "upload": Text("上传", "Upload"),
    "view": Text("视图", "View"),
}
RESULTS: Mapping[str, Text] = {
    "done": Text("完成", "Done"),
    "denied": Text("拒绝", "Denied"),
    "hash differs": Text("校验值不符", "Hash differs"),
}


def action_name(action: str) -> Text:
    """An action in words."""
    return _named().get(action, Text(action, action))


def recorded_as(text: str) -> str:
    """What the trail has for a word that the page shows: 登录 was recorded as `sign_in`."""
    found = [action for action, name in _named().items() if text in name]
    return found[0] if found else text


@cache
def _named() -> Mapping[str, Text]:
    """Every action; a step of a workflow is called as on its own page (`finding_verify`)."""
    states = {f"upload_{state}": _joined(KINDS["upload"], n) for state, n in uploads.STATES.items()}
    beside = {
        f"finding_{action}": _joined(KINDS["finding"], n) for action, n in findings.BESIDE.items()
    }
    return {
        **beside,
        **ACTIONS,
        **states,
        **_steps("finding", findings.TRANSITIONS),
        **_steps("campaign", campaigns.TRANSITIONS),
        **_steps("lead", leads.TRANSITIONS),
    }


def _steps(kind: str, transitions: Iterable[Any]) -> dict[str, Text]:
    return {f"{kind}_{one.action.value}": _joined(KINDS[kind], one.name) for one in transitions}


def _joined(kind: Text, step: Text) -> Text:
    return Text(f"{kind.zh}：{step.zh}", f"{kind.en}: {step.en}")
