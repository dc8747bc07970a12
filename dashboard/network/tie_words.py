"""Parties and ties in words."""

from audit_models.contract import load_contract
from audit_models.text import Text

NO_REGISTRATIONS = Text(
    "无可用工商数据：仅显示规则分。承包商的电话、地址、账号、法定代表人与已知关系均未提供，关系网络没有依据。",
    "No company registration data: rules only. Phones, addresses, accounts and legal representatives of contractors"
    " and known relations were not delivered, so ties have nothing to go by.",
)
PARTIES = {
    "contractor": Text("承包商", "Contractor"),
    "employee": Text("员工", "Employee"),
    "customer": Text("客户", "Customer"),
}
TIE_NAMES = {
    "phone": Text("同一电话", "Same phone"),
    "address": Text("同一地址", "Same address"),
    "account": Text("同一账号", "Same account"),
    "legal_rep": Text("法定代表人姓名相同", "Same name of legal representative"),
    "name": Text("名称相同", "Same name"),
    "sound": Text("名称读音相同", "Names sound alike"),
    "contract": Text("签有合同", "Contract"),
    "managed": Text("客户经理经办其合同", "Account manager of its contracts"),
    "subcontract": Text("分包", "Subcontract"),
}
STRENGTHS = {
    "equal": Text("登记相同", "Equal entry"),
    "recorded": Text("已有记录", "Recorded"),
    "possible": Text("可能", "Possible"),
}


def tie_name(kind: str) -> Text:
    """A kind of tie in words; those of relations as the contract names them."""
    return TIE_NAMES.get(kind) or load_contract()["relations"].columns["kind"].codes[kind]
