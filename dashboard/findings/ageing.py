"""Whether findings get done: their age by working days, and the burn-up, on the pages that list them."""

from audit_models.casework.findings.ageing import Band, Month, age_bands, burn_up
from audit_models.casework.findings.register import Filters
from audit_models.exports.sheet import Column, Sheet
from audit_models.text import Text
from dashboard import html, session
from dashboard.casework import basis, reach
from dashboard.components import card, twin
from dashboard.exports import listing
from dashboard.figures import ageing as figures
from dashboard.figures.theme import graph
from dashboard.html import Component
from dashboard.view import View

TITLE = Text("进度与时长", "Progress and age")
NOTE = Text(
    "时长自发现之日起按工作日计；逾期指答复或整改期限已过。",
    "Age in working days since it was found; overdue: the answer or the rectification is past its day.",
)
AGES = Text("未办结问题的时长", "Age of open findings")
BURN_UP = Text("发现与办结（累计）", "Found and ended, cumulated")
AGE = Text("时长", "Age")
OPEN = Text("未办结", "Open")
OVERDUE = Text("其中逾期", "Of these overdue")
MONTH = Text("月份", "Month")
FOUND = Text("累计发现", "Found")
ENDED = Text("累计办结", "Ended")


def ageing_card(page: str, filters: Filters, view: View) -> Component | None:
    """Both charts with their numbers below; nothing where nothing was found yet."""
    who = reach(view)
    with session.casework().read() as connection:
        months = burn_up(connection, who, filters)
        bands = age_bands(connection, who, basis(view), filters)
    if not months:
        return None
    parts = [
        (AGES, figures.ages(bands, lang=view.lang), _of_bands(bands, view), "ages"),
        (BURN_UP, figures.burn_up(months, lang=view.lang), _of_months(months), "burn-up"),
    ]
    drawn = [
        html.Div(
            [
                html.H3(view.say(title)),
                graph(f"{page}-{name}", figure, lang=view.lang, label=view.say(title)),
                twin(listing(sheet, view.lang), view.lang),
            ]
        )
        for title, figure, sheet, name in parts
    ]
    return card(view.say(TITLE), html.Div(drawn, className="two"), note=view.say(NOTE))


def _of_bands(bands: list[Band], view: View) -> Sheet:
    rows = [[view.say(band.name), band.open, band.overdue] for band in bands]
    return Sheet(AGES, [Column(AGE), Column(OPEN), Column(OVERDUE)], rows)


def _of_months(months: list[Month]) -> Sheet:
    rows = [[f"{one.month:%Y-%m}", one.found, one.ended] for one in months]
    return Sheet(BURN_UP, [Column(MONTH), Column(FOUND), Column(ENDED)], rows)
