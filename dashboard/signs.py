"""Signs for signals, drawn by ourselves: a shape, a word and a colour, so that none is needed alone."""

from audit_models.colours import BAD, GOOD, QUIET
from audit_models.judgement import ASSURANCES, VARIATIONS
from audit_models.text import Text
from dashboard import html
from dashboard.components import picture
from dashboard.html import Component
from dashboard.view import Row, View

VARIATION: dict[str, tuple[str, str, Text]] = {
    "improvement": (
        GOOD,
        '<circle cx="10" cy="10" r="9" fill="{c}"/>'
        '<path d="M5 12.5 8.5 9l2.5 2 4-4.5" fill="none" stroke="#fff" stroke-width="2"/>',
        VARIATIONS["improvement"],
    ),
    "concern": (
        BAD,
        '<path d="M10 1 19.5 18.5H.5z" fill="{c}"/>'
        '<path d="M10 7v5.5M10 14.6v1.6" stroke="#fff" stroke-width="2.2"/>',
        VARIATIONS["concern"],
    ),
    "neutral": (
        QUIET,
        '<circle cx="10" cy="10" r="9" fill="{c}"/>'
        '<path d="M5 10h10M10 5v10" stroke="#fff" stroke-width="2"/>',
        VARIATIONS["neutral"],
    ),
    "common_cause": (
        QUIET,
        '<circle cx="10" cy="10" r="8.2" fill="none" stroke="{c}" stroke-width="1.6"'
        ' stroke-dasharray="3 2"/>'
        '<path d="M5 10c2-3 3-3 5 0s3 3 5 0" fill="none" stroke="{c}" stroke-width="1.6"/>',
        VARIATIONS["common_cause"],
    ),
    "none": (
        QUIET,
        '<path d="M5 10h10" stroke="{c}" stroke-width="1.6"/>',
        VARIATIONS["none"],
    ),
}
ASSURANCE: dict[str, tuple[str, str, Text]] = {
    "will": (
        GOOD,
        '<rect x="1.5" y="1.5" width="17" height="17" rx="2" fill="{c}"/>'
        '<path d="M5 10l3.5 3.5L15 7" fill="none" stroke="#fff" stroke-width="2.2"/>',
        ASSURANCES["will"],
    ),
    "wont": (
        BAD,
        '<path d="M10 .5 19.5 10 10 19.5.5 10z" fill="{c}"/>'
        '<path d="M7 7l6 6M13 7l-6 6" stroke="#fff" stroke-width="2.2"/>',
        ASSURANCES["wont"],
    ),
    "may": (
        QUIET,
        '<path d="M10 1.5 18.5 10 10 18.5 1.5 10z" fill="none" stroke="{c}" stroke-width="1.7"/>',
        ASSURANCES["may"],
    ),
    "none": (
        QUIET,
        '<path d="M5 10h10" stroke="{c}" stroke-width="1.6"/>',
        ASSURANCES["none"],
    ),
}

BECAUSE = {
    "will": Text(
        "目标在控制限之外、好的一侧：按现状每月都能达标",
        "The target lies beyond the limits on the good side: as things are, it is met every month",
    ),
    "wont": Text(
        "目标在控制限之外、差的一侧：流程不改变就达不到",
        "The target lies beyond the limits on the bad side: it is not met until the process changes",
    ),
    "may": Text(
        "目标在控制限之内：是否达标由偶然决定，时好时坏",
        "The target lies within the limits: whether it is met is a matter of chance",
    ),
    "none": Text(
        "没有目标或没有控制限，不作判断", "Without a target or limits there is no judgement"
    ),
}


def variation(found: Row | None, view: View, *, why: str = "", is_small: bool = False) -> Component:
    """Whether the month is special; `why` says it in one sentence on hover."""
    return _sign(VARIATION, str(found["variation"]) if found else "none", why, view, is_small)


def assurance(found: Row | None, view: View, *, is_small: bool = False) -> Component:
    """Whether the target will be met by the process as it is; why, on hover."""
    value = str(found["assurance"]) if found else "none"
    return _sign(ASSURANCE, value, view.say(BECAUSE.get(value, BECAUSE["none"])), view, is_small)


def _sign(
    known: dict[str, tuple[str, str, Text]], value: str, why: str, view: View, is_small: bool
) -> Component:
    colour, drawing, word = known.get(value, known["none"])
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" width="20" height="20">'
        f"{drawing.format(c=colour)}</svg>"
    )
    return html.Span(
        [picture(svg, alt="", class_name="sign-shape"), html.Span(view.say(word))],
        className=f"sign is-{value}{' is-small' if is_small else ''}",
        title=why,
    )
