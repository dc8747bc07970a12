"""The model card: what inspections that the model never saw say of it and of its rivals."""

from collections.abc import Callable, Sequence
from typing import Any

from audit_models import format as fmt
from audit_models import views
from audit_models.errors import Refused
from audit_models.exports.sheet import file_name
from audit_models.models.card import RIVAL_NAMES, beaten_by, card_markdown, drift_notice
from audit_models.models.explain import feature_title
from audit_models.records import records
from audit_models.text import Lang, Text
from dashboard import html
from dashboard.components import card, table
from dashboard.exports import File, Sheets, file_buttons
from dashboard.html import Component
from dashboard.view import Row, View

CARD = Text("模型卡", "Model card")
RIVAL = Text("排序依据", "Ordered by")
AREA = Text("ROC AUC（95% 区间）", "ROC AUC (95% interval)")
PRECISION = Text("前{k}份查实率", "Confirmed of first {k}")
SPLIT = Text(
    "由{learned}份合同学习；{since}起的{held}份检查（其中查实{confirmed}份）及其承包商未参与学习，以下数字据此得出。",
    "Learned from {learned} contracts; the {held} inspections since {since} ({confirmed} confirmed) and"
    " their contractors were kept out, and give the numbers below.",
)
CHECKS = Text(
    "Brier 分 {brier}（恒用平均查实率为 {base}，越低越好）；打乱标签后 AUC {permuted}；去掉最重要的特征“{top}”后 {without}。",
    "Brier score {brier} (a constant rate gives {base}; lower is better); AUC with permuted labels"
    " {permuted}, without the top feature, {top}, {without}.",
)
DRIFT = Text("特征漂移提示：", "Drift notice: ")
AS_FILE_ZH = Text("模型卡（中文，Markdown）", "Model card in Chinese, Markdown")
AS_FILE_EN = Text("模型卡（英文，Markdown）", "Model card in English, Markdown")
NO_MODEL = Text(
    "没有启用的概率模型，因此没有模型卡。", "No probability model is in use, so there is no card."
)


def drift_text(states: Sequence[Row], view: View) -> str | None:
    """The notice that features drifted, where they did."""
    for row in states:
        notice = drift_notice(row["card"]["card"]) if row["card"] else None
        if notice:
            return view.say(DRIFT) + view.say(notice)
    return None


def validation_card(states: Sequence[Row], view: View) -> Component | None:
    """Precision and areas beside the rivals, what shakes them, and the card as a file."""
    cards = [row["card"] for row in states if row["card"]]
    if not cards:
        return None
    facts, found = cards[0], cards[0]["card"]
    columns = [(view.say(RIVAL), ""), (view.say(AREA), "num")]
    columns += [(view.say(PRECISION).format(k=k), "num") for k in (10, 30, 100)]
    lines = [
        [
            view.say(RIVAL_NAMES[name]),
            _interval(measures["roc_auc"]),
            *[_share(measures["precision"][str(k)]) for k in (10, 30, 100)],
        ]
        for name in RIVAL_NAMES
        if (measures := found["rivals"].get(name))
    ]
    split = view.say(SPLIT).format(
        learned=found["learned_from"],
        held=found["held_out"],
        confirmed=found["confirmed_held_out"],
        since=found["held_out_from"],
    )
    checks = view.say(CHECKS).format(
        brier=f"{found['brier']:.3f}",
        base=f"{found['brier_of_base_rate']:.3f}",
        permuted=fmt.fixed(found["permuted_labels"], digits=2),
        without=fmt.fixed(found["without_top_feature"], digits=2),
        top=view.say(feature_title(found["top_feature"])),
    )
    notes = [html.Li(view.say(Text(*note))) for note in facts["notes"]]
    words = [("card_zh", "中文", AS_FILE_ZH), ("card_en", "English", AS_FILE_EN)]
    return card(
        view.say(CARD),
        html.P(split),
        table(columns, lines),
        html.P(view.say(beaten)) if (beaten := beaten_by(found)) else None,
        html.P(checks),
        html.Ul(notes),
        file_buttons("risk", words, view.lang),
    )


def _file(lang: Lang) -> Callable[[View], File]:
    """The card of the model in use, in one language."""

    def build(view: View) -> File:
        for row in records(views.model_states(view.snapshot)):
            if row["card"]:
                name = file_name(CARD.in_(lang), row["card"]["model_hash"], kind="md")
                return File(name, card_markdown(row["card"], lang).encode())
        raise Refused(*NO_MODEL)

    return build


CARDS: Sheets = {"card_zh": _file("zh"), "card_en": _file("en")}


def _interval(found: list[Any]) -> str:
    value, low, high = found
    if value is None or low is None or high is None:
        return fmt.NO_NUMBER
    return f"{value:.2f} ({low:.2f}–{high:.2f})"


def _share(value: float | None) -> str:
    return fmt.NO_NUMBER if value is None else f"{100 * value:.0f}%"
