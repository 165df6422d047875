"""How the pages call things, and the marks for stances: a shape each, never a colour alone."""

from markupsafe import Markup

STANCES: dict[str, tuple[str, str]] = {
    "asserts": ("asserts", "yes"),
    "accuses": ("accuses", "yes"),
    "expects": ("expects", "yes"),
    "suggests": ("suggests", "may"),
    "conditional": ("if", "may"),
    "cannot_confirm": ("cannot confirm", "unsure"),
    "declines_comment": ("declines to comment", "unsure"),
    "demands": ("demands", "demand"),
    "denies": ("denies", "no"),
    "retracts": ("retracts", "no"),
}
"""Stance → what it is called, and the group that colours it."""

STATUSES: dict[str, tuple[str, str]] = {
    "disputed": ("Disputed", "some say so, others deny it"),
    "denied": ("Denied", "only denials so far"),
    "unconfirmed": ("Unconfirmed", "somebody could not confirm it; nobody denies it"),
    "retracted": ("Retracted", "taken back by who said it"),
    "corroborated": ("Corroborated", "independent publishers tell it in their own voice"),
    "uncontested": ("Uncontested", "said, and nobody denies it"),
}

QUADS: dict[int, str] = {
    1: "Verbal cooperation",
    2: "Material cooperation",
    3: "Verbal conflict",
    4: "Material conflict",
}

FACTS: dict[str, str] = {
    "CT+": "certain",
    "PR+": "probable",
    "PS+": "possible",
    "CT-": "certainly not",
    "PR-": "probably not",
    "PS-": "possibly not",
    "Uu": "not committed",
}
"""FactBank values in words."""

_SHAPES: dict[str, str] = {
    "asserts": '<circle cx="8" cy="8" r="6.5" class="m-fill"/>',
    "accuses": '<path d="M8 1 15 8 8 15 1 8Z" class="m-fill"/>',
    "expects": '<path d="M3 2 14 8 3 14Z" class="m-fill"/>',
    "suggests": '<circle cx="8" cy="8" r="6" class="m-line"/>'
    '<path d="M8 2a6 6 0 0 0 0 12Z" class="m-fill"/>',
    "conditional": '<circle cx="8" cy="8" r="6" class="m-line m-dash"/>',
    "cannot_confirm": '<circle cx="8" cy="8" r="6.5" class="m-line"/>'
    '<path d="M6 6.4a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.3v.2" class="m-line"/>'
    '<circle cx="8" cy="11.9" r="1" class="m-fill"/>',
    "declines_comment": '<circle cx="8" cy="8" r="6.5" class="m-line"/>'
    '<path d="M4.6 8h6.8" class="m-line"/>',
    "demands": '<path d="M8 1.5 15 14.5H1Z" class="m-line"/>'
    '<path d="M8 6v4" class="m-line"/><circle cx="8" cy="12.2" r=".9" class="m-fill"/>',
    "denies": '<path d="M3 3 13 13M13 3 3 13" class="m-cross"/>',
    "retracts": '<circle cx="8" cy="8" r="6" class="m-line"/>'
    '<path d="M2.5 13.5 13.5 2.5" class="m-cross"/>',
}

_STATUS_SHAPES: dict[str, str] = {
    "disputed": '<path d="M1 8a5 5 0 0 1 7-4.6A5 5 0 0 0 8 12.6 5 5 0 0 1 1 8Z" class="m-fill"/>'
    '<circle cx="10" cy="8" r="5" class="m-line"/>',
    "denied": _SHAPES["denies"],
    "unconfirmed": _SHAPES["cannot_confirm"],
    "retracted": _SHAPES["retracts"],
    "corroborated": '<circle cx="5.6" cy="8" r="4.6" class="m-fill"/>'
    '<circle cx="11" cy="8" r="4" class="m-line"/>',
    "uncontested": _SHAPES["asserts"],
}

STATUS_GROUPS: dict[str, str] = {
    "disputed": "no",
    "denied": "no",
    "unconfirmed": "unsure",
    "retracted": "no",
    "corroborated": "yes",
    "uncontested": "yes",
}


def mark(stance: str, *, label: bool = False) -> Markup:
    """The mark of a stance as SVG; with `label`, its name beside it, else its name for readers."""
    name, group = STANCES[stance]
    return _svg(_SHAPES[stance], group, name, label)


def status_mark(status: str, *, label: bool = True) -> Markup:
    """The mark of a status, with its name."""
    return _svg(_STATUS_SHAPES[status], STATUS_GROUPS[status], STATUSES[status][0], label)


def _svg(shape: str, group: str, name: str, label: bool) -> Markup:
    text = Markup('<span class="mark-name">{}</span>' if label else '<span class="vh">{}</span>')
    return Markup(
        '<span class="mark g-{}" title="{}"><svg viewBox="0 0 16 16" aria-hidden="true">{}</svg>{}'
        "</span>"
    ).format(group, name, Markup(shape), text.format(name))


def shape(stance: str) -> Markup:
    """Only the drawing of a stance's mark, 16 by 16, for use inside another SVG."""
    return Markup(_SHAPES[stance])
