"""Which papers there are: name, letters of its number, template."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from audit_models.papers.facts import PaperFacts
from audit_models.text import Text


@dataclass(frozen=True)
class Paper:
    """One kind of paper; its template is `data/templates/<template>.<lang>.docx`."""

    template: str
    name: Text
    mark: Text
    """How its number begins."""

    def number(self, facts: PaperFacts) -> str:
        """The number of the paper about one finding: the same finding always has the same."""
        return f"{self.mark.zh}-{facts.unit_code or '0'}-{facts.id[:12].upper()}"


@dataclass(frozen=True)
class Inspection:
    """A special inspection: what was ordered, and what was found."""

    id: str
    title: str
    unit: str
    scope: str
    period: str
    basis: Sequence[str]
    overview: str
    recommendations: Sequence[str]
    findings: Sequence[PaperFacts]
    preparer: str = ""
    prepared_on: date | None = None
    reviewer: str = ""


EVIDENCE_SHEET = Paper("evidence_sheet", Text("取证单", "Evidence sheet"), Text("取证", "ES"))
WORKING_PAPER = Paper(
    "working_paper", Text("审计工作底稿", "Audit working paper"), Text("底稿", "WP")
)
NOTICE = Paper(
    "rectification_notice", Text("整改通知书", "Rectification notice"), Text("整改", "RN")
)
REGISTER = Paper("finding_register", Text("问题台账", "Register of findings"), Text("台账", "RG"))
INSPECTION = Paper(
    "inspection_report", Text("专项督察报告", "Special inspection report"), Text("督察", "SI")
)
SELF_CHECK = Paper(
    "self_check", Text("迎检自查报告", "Self-check for a regulator's visit"), Text("自查", "SC")
)

PAPERS: dict[str, Paper] = {
    paper.template: paper for paper in (EVIDENCE_SHEET, WORKING_PAPER, NOTICE)
}
"""Papers about one finding."""
KINDS = (*PAPERS.values(), REGISTER, INSPECTION, SELF_CHECK)
