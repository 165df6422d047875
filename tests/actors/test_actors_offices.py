"""Who held which office when: no hole in the tables, and holders resolved through sentences."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
import yaml

from demarche.actors import find_mentions
from demarche.actors.forms import people
from demarche.actors.tables import built_in_shelves, table
from demarche.language import load
from demarche.language.tree import Tree, from_doc
from demarche.model import Document, Office

HERE = Path(__file__).parent
COVERAGE = yaml.safe_load((HERE / "office_coverage.yaml").read_text(encoding="utf-8"))
ROWS = [
    (str(day), phrase, person)
    for day, phrases in yaml.safe_load(
        (HERE / "office_holders.yaml").read_text(encoding="utf-8")
    ).items()
    for phrase, person in phrases.items()
]
SLACK = timedelta(days=COVERAGE["days"])
FRAMES = (
    "{} spoke to reporters on Monday.",
    "{} met the delegation and left without a statement.",
    "{} rejected the proposal, according to an aide.",
)

Span = tuple[date, date]


def first_day(text: str) -> date:
    return date.fromisoformat(text + "-01-01"[len(text) - 4 :])


def last_day(text: str) -> date:
    """The last day of a rough date: "2004-02" is 29 February."""
    if len(text) == 10:
        return date.fromisoformat(text)
    if len(text) == 4:
        return date(int(text), 12, 31)
    year, month = int(text[:4]), int(text[5:])
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


@cache
def _offices() -> dict[str, list[Office]]:
    """Offices by the code of their country, and by the whole code of their body."""
    found: dict[str, list[Office]] = defaultdict(list)
    for person in people(list(built_in_shelves())).values():
        for office in person.offices:
            for code in {office.code, office.code.partition(".")[0]}:
                found[code].append(office)
    return found


def states() -> list[str]:
    """Codes of all states: the lines of countries.tsv down to the first that is gone."""
    codes = [row.cells[0] for row in table("countries")]
    return [code for code in codes[: codes.index("CSK")] if code != "DDR"]


def holes(code: str, titles: list[str], reached: date) -> Iterator[Span]:
    """The times longer than the slack in which nobody is known to hold any of the titles."""
    spans = sorted(
        (first_day(office.start or "1900"), last_day(office.end or str(COVERAGE["until"])))
        for office in _offices()[code]
        if office.title in titles
    )
    for start, end in [*spans, (COVERAGE["until"], COVERAGE["until"])]:
        if start - reached > SLACK:
            yield reached, start
        reached = max(reached, end)


def cases() -> Iterator[tuple[str, str, list[str], date]]:
    """What is asked: a code, a kind of office, the titles that fill it, and since when."""
    for code in states():
        since = COVERAGE["since"].get(code, COVERAGE["from"])
        if code not in COVERAGE["realms"]:
            yield code, "S", COVERAGE["state_titles"], since
        if code not in COVERAGE["head_of_state_governs"]:
            more = COVERAGE["more_government_titles"].get(code, [])
            yield code, "G", [*COVERAGE["government_titles"], *more], since
    for code in COVERAGE["ministers_of"]:
        for kind, titles in COVERAGE["minister_titles"].items():
            yield code, kind, titles, COVERAGE["ministers_from"]
    for code, title, since in COVERAGE["bodies"]:
        yield code, title, [title, f"acting {title}"], since


@pytest.mark.parametrize(
    ("code", "kind", "titles", "since"),
    [pytest.param(*case, id=f"{case[0]}-{case[1]}") for case in cases()],
)
def test_no_hole_but_those_explained(code: str, kind: str, titles: list[str], since: date) -> None:
    told = [
        (start, end)
        for country, what, start, end, _ in COVERAGE["empty"]
        if (country, what) == (code, kind)
    ]
    found = list(holes(code, titles, since))
    for start, end in found:
        assert any(a - SLACK <= start and end <= b + SLACK for a, b in told), f"{start}..{end}"
    for a, b in told:
        assert any(start <= b and a <= end for start, end in found), f"{a}..{b} is filled now"


def test_every_member_state_is_there() -> None:
    # 193 members, two observers, Taiwan and Kosovo.
    assert len(states()) == 197


@pytest.fixture(scope="module")
def sentences() -> list[Tree]:
    texts = [FRAMES[i % len(FRAMES)].format(phrase) for i, (_, phrase, _) in enumerate(ROWS)]
    return [from_doc(doc) for doc in load().pipe(texts)]


def test_there_are_enough_holders() -> None:
    assert len(ROWS) >= 150


@pytest.mark.parametrize(
    "number", range(len(ROWS)), ids=[f"{day} {phrase}" for day, phrase, _ in ROWS]
)
def test_office_holder_by_the_date(number: int, sentences: list[Tree]) -> None:
    day, _, person = ROWS[number]
    tree = sentences[number]
    mentions = find_mentions(tree, Document(id="d", text=tree.text, published=day)).all
    subject = next(m for m in mentions if m.start == 0 or m.start == 1)
    assert {actor.name for actor in subject.actors} == {person}, subject.why
    assert subject.why and subject.candidates
