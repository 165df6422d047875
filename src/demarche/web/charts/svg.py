"""SVG as text. Numbers go in as they are; every word goes through `esc` first."""

from collections.abc import Iterable

from markupsafe import Markup, escape


def esc(words: object) -> str:
    """Words that are safe as text and in an attribute."""
    return str(escape(words))


def joined(parts: Iterable[str]) -> Markup:
    """The finished drawing, out of parts whose words were escaped."""
    return Markup("".join(parts))
