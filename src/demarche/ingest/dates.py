"""Publication dates: what the model takes."""

import re
from datetime import UTC, date, datetime

from demarche.errors import InputError

_PARTIAL = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")


def publication_date(value: str) -> str:
    """An ISO 8601 publication date, date-time, month or year, checked and made canonical.

    Raises InputError for anything else.
    """
    value = value.strip()
    if _PARTIAL.fullmatch(value):
        return value
    for parse in (date.fromisoformat, datetime.fromisoformat):
        try:
            return parse(value).isoformat()
        except ValueError:
            continue
    raise InputError(f"{value!r} is not a date", "give it as 2024-10-21 or 2024-10-21T09:30+09:00")


def compact_date(value: str) -> str | None:
    """ISO 8601 of the digits that crawlers and GDELT write: 20241021, or 20241021093000 in UTC."""
    try:
        if value.isdigit() and len(value) == 8:
            return datetime.strptime(value, "%Y%m%d").date().isoformat()
        if value.isdigit() and len(value) == 14:
            return datetime.strptime(value, "%Y%m%d%H%M%S").replace(tzinfo=UTC).isoformat()
    except ValueError:
        pass
    return None
