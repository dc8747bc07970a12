"""Icons of our own, drawn on a 24 × 24 grid with one stroke; no icon font, no other host."""

from urllib.parse import quote

from dashboard import html
from dashboard.html import Component

PATHS = {
    "scorecard": "M4 5h16v14H4z M4 10h16 M9 10v9 M13 14h4",
    "monitor": "M4 4h6v6H4z M14 4h6v6h-6z M4 14h6v6H4z M14 14h6v6h-6z",
    "indicator": "M4 19h16 M4 15l5-5 4 3 7-8",
    "rules": "M6 21V4 M6 5h12l-3 4 3 4H6",
    "risk": "M4 19V9 M9 19V5 M14 19v-7 M19 19v-4 M3 19h18",
    "coverage": "M4 4h16v16H4z M4 9h16 M4 14h16 M10 4v16 M15 4v16",
    "audit_tests": "M10 4a6 6 0 1 0 0 12 6 6 0 0 0 0-12z M14.5 14.5l5.5 5.5 M7.5 10h5",
    "process": "M4 5h6v5H4z M14 5h6v5h-6z M14 15h6v5h-6z M10 7.5h4 M17 10v5",
    "project": "M7 4h10v16H7z M10 8h4 M10 12h4 M10 16h2",
    "dictionary": "M5 5h6a2 2 0 0 1 1 2v12a2 2 0 0 0-1-1H5z M19 5h-6a2 2 0 0 0-1 2v12a2 2 0 0 1 1-1h6z",
    "restatement": "M5 12a7 7 0 0 1 12-5l2 2 M19 4v5h-5 M19 12a7 7 0 0 1-12 5l-2-2 M5 20v-5h5",
    "policy": "M6 3h9l4 4v14H6z M14 3v5h5 M9 12h7 M9 16h5",
    "campaigns": "M4 6h10v14H4z M8 6V4h12v14h-6 M7 11h4 M7 15h4",
    "leads": "M6 11h12v9H6z M8 11V8a4 4 0 0 1 8 0v3 M12 14v3",
    "findings": "M6 4h12v16H6z M9 4V2h6v2 M9 12l2 2 4-4",
    "data": "M4 6c0-3 16-3 16 0v12c0 3-16 3-16 0z M4 6c0 3 16 3 16 0 M4 12c0 3 16 3 16 0",
    "accounts": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z M4 20c1-5 15-5 16 0",
    "grants": "M8 14a4 4 0 1 0 0-8 4 4 0 0 0 0 8z M12 10h9 M18 10v4 M15 10v3",
    "trail": "M5 4h14v16H5z M9 8h6 M9 12h6 M9 16h3",
    "print": "M7 9V4h10v5 M7 17H4V9h16v8h-3 M7 14h10v6H7z",
    "link": "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1 M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
    "bookmark": "M7 4h10v16l-5-4-5 4z",
    "density": "M4 5h16 M4 10h16 M4 14h16 M4 19h16",
    "theme": "M20 14a8 8 0 1 1-9-10 6 6 0 0 0 9 10z",
    "rail": "M4 6h16 M4 12h16 M4 18h16",
    "previous": "M15 5l-7 7 7 7",
    "next": "M9 5l7 7-7 7",
    "up": "M12 20V5 M5 12l7-7 7 7",
    "keyboard": "M3 6h18v12H3z M7 10h.1 M11 10h.1 M15 10h.1 M8 14h8",
}


def icon(name: str) -> Component:
    """An icon in the colour of the text around it; a screen reader passes it over."""
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="black"'
        ' stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">'
        f'<path d="{PATHS[name]}"/></svg>'
    )
    mask = f'url("data:image/svg+xml,{quote(drawing)}")'
    return html.Span(
        className="icon",
        style={"maskImage": mask, "WebkitMaskImage": mask},
        **{"aria-hidden": "true"},
    )
