"""The first cut of a text: names, role nouns, unknown names, pronouns, none overlapping."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from demarche.actors.entries import Entry, Form, FormKind, Person, Role
from demarche.actors.knowledge import Knowledge, Match
from demarche.actors.name_parts import drop_name_parts
from demarche.actors.tables import word_set
from demarche.language.tree import Tree

ItemKind = Literal["name", "role", "proper", "pronoun"]

PRONOUNS: dict[str, str] = {
    "he": "m", "him": "m", "his": "m", "himself": "m",
    "she": "f", "her": "f", "hers": "f", "herself": "f",
    "it": "n", "its": "n", "itself": "n",
    "they": "p", "them": "p", "their": "p", "theirs": "p", "themselves": "p",
    "i": "1", "me": "1", "my": "1", "mine": "1", "myself": "1",
    "we": "1", "us": "1", "our": "1", "ours": "1", "ourselves": "1",
    "both": "b", "each": "e",
}  # fmt: skip
"""Pronouns that may stand for an actor, with gender, number or person."""

_PARTICLES = word_set("particles")
_TIMELY = word_set("timely")
_NOMINAL = frozenset({"NOUN", "PROPN"})
_STATE_KINDS = frozenset({"state", "adjective", "demonym", "demonyms", "capital", "seat"})
_HALVES = word_set("halves")
"""Countries that call each other by a direction."""
PLACE_PREPOSITIONS = word_set("place-prepositions")


@dataclass(frozen=True, slots=True)
class Hit:
    """Tokens `start` to `end` (exclusive) read as these forms."""

    start: int
    end: int
    forms: tuple[Form, ...]


@dataclass(slots=True)
class Item:
    """Tokens `start` to `end` (exclusive) that are read as one thing; `head` heads them."""

    start: int
    end: int
    head: int
    kind: ItemKind
    forms: tuple[Form, ...] = ()
    absorbed: bool = False
    """Part of a larger mention, and no mention of its own."""

    def form(self, *kinds: FormKind) -> Form | None:
        """The first reading of one of these kinds."""
        return next((form for form in self.forms if form.kind in kinds), None)

    def entry(self, *kinds: FormKind) -> Entry | None:
        """The entry of the first reading of one of these kinds."""
        form = self.form(*kinds)
        return form.of if form is not None and isinstance(form.of, Entry) else None

    @property
    def role(self) -> Role | None:
        """The role noun, where it is one."""
        found = self.forms[0].of if self.kind == "role" else None
        return found if isinstance(found, Role) else None

    @property
    def persons(self) -> list[Person]:
        """The known persons that it may name."""
        return [form.of for form in self.forms if isinstance(form.of, Person)]


@dataclass(slots=True)
class Cut:
    """All items of a text in order; `at` gives the item that a token belongs to."""

    items: list[Item]
    at: dict[int, Item] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for item in self.items:
            for token in range(item.start, item.end):
                self.at[token] = item


def span_head(tree: Tree, start: int, end: int, prefer: int | None = None) -> int:
    """The token of a span that hangs outside it; of several, `prefer`, or the first nominal one.

    A name that a parse tears apart has a second root in it, which is the head only if alone.
    """
    outside = [
        t for t in range(start, end) if not start <= tree.heads[t] < end or tree.heads[t] == t
    ]
    if prefer in outside:
        return prefer
    nominal = [t for t in outside if tree.upos[t] in _NOMINAL]
    hanging = [t for t in nominal if tree.heads[t] != t]
    return (hanging or nominal or outside or [end - 1])[0]


def cut(tree: Tree, knowledge: Knowledge, date: str | None = None) -> Cut:
    """Read a text into items: longest names and roles first, then what is left.

    `date` (ISO 8601): actors whose code changes with time have the one of that day.
    """
    matches = knowledge.matches(tree)
    hits = [hit for match in matches if (hit := _plausible(tree, match, knowledge))]
    hits = _with_context(hits)
    hits.sort(key=lambda hit: (hit.start - hit.end, _is_role(hit), hit.forms[0].context, hit.start))
    taken = bytearray(len(tree) + 1)
    items: list[Item] = []
    for hit in hits:
        if any(taken[hit.start : hit.end]):
            continue
        item = _item(tree, hit)
        if item is not None:
            item.forms = tuple(_at(form, date) for form in item.forms)
            taken[hit.start : hit.end] = b"\x01" * (hit.end - hit.start)
            if item.form("nothing") is None:
                items.append(item)
    items.sort(key=lambda item: item.start)
    items = drop_name_parts(tree, items, taken, knowledge)
    items.extend(_proper(tree, taken))
    for token, word in enumerate(tree.words):
        if word.lower() in PRONOUNS and not taken[token]:
            low = word.lower()
            if low in ("each", "both"):
                if low == "each" and tree.words[token + 1 : token + 2] != ["other"]:
                    continue
                if low == "both" and tree.upos[token] == "CCONJ":
                    continue
            items.append(Item(token, token + 1, token, "pronoun"))
    items.sort(key=lambda item: item.start)
    return Cut(items)


def _at(form: Form, date: str | None) -> Form:
    """The form with the code that its actor has on the date."""
    if not isinstance(form.of, Entry) or not form.of.terms:
        return form
    return replace(form, of=form.of.at(date))


def _is_role(hit: Hit) -> bool:
    return hit.forms[0].kind == "role"


def _plausible(tree: Tree, match: Match, knowledge: Knowledge) -> Hit | None:
    """The match less the readings that tags and neighbours speak against."""
    start, end, readings = match
    last = end - 1
    forms = []
    for form in readings:
        if form.kind == "role":
            role = form.of
            assert isinstance(role, Role)
            if role.kind == "title":
                if not tree.words[start][0].isupper():
                    continue
            elif role.name == "deputy" and _before_noun(tree, end):
                # "The deputy U.S. ambassador": a rank, no office of its own.
                continue
            elif not _the_displaced(tree, start, end) and (
                not any(tree.upos[t] in _NOMINAL for t in range(start, end))
                or tree.upos[last] in ("VERB", "AUX", "ADV")
            ):
                continue
        elif end - start == 1:
            tag = tree.upos[start]
            if form.kind in ("adjective", "demonym", "demonyms", "region_adjective"):
                if tag not in ("ADJ", "PROPN", "NOUN"):
                    continue
            elif (
                tag not in _NOMINAL
                and not (form.exact or tree.words[start].isupper())
                and (tag != "ADJ" or form.kind not in ("state", "actor"))
            ):
                continue
            if form.kind == "city" and not _placed(tree, start, end, form, knowledge):
                continue
        forms.append(form)
    return Hit(start, end, tuple(forms)) if forms else None


def _the_displaced(tree: Tree, start: int, end: int) -> bool:
    """ "The displaced", "the wounded": people by an adjective or participle alone."""
    return (
        end - start == 1
        and start > 0
        and tree.words[start - 1].lower() == "the"
        and tree.upos[start] in ("VERB", "ADJ")
        and tree.deps[start] in ("nsubj", "obj", "obl", "nmod", "iobj", "nsubj:pass", "conj")
    )


def _before_noun(tree: Tree, end: int) -> bool:
    return end < len(tree) and tree.upos[end] in ("NOUN", "PROPN", "ADJ")


def _placed(tree: Tree, start: int, end: int, form: Form, knowledge: Knowledge) -> bool:
    """Whether a one-word city name stands like a place: many are words or people's names too."""
    if tree.upos[start] != "PROPN":
        return False
    doubtful = form.surface in knowledge.words
    before = tree.words[start - 1].lower() if start else ""
    after = tree.words[end] if end < len(tree) else ""
    if before in PLACE_PREPOSITIONS or tree.deps[start] in ("compound", "nmod"):
        return True
    return not doubtful and (after != "," or before not in ("mr", "mr."))


def _with_context(hits: list[Hit]) -> list[Hit]:
    """Drop readings that need another mention of the same thing where there is none."""
    sure: set[str] = set()
    for hit in hits:
        for form in hit.forms:
            if not form.context and not isinstance(form.of, Role):
                sure.add(form.of.id)
                if isinstance(form.of, Entry):
                    sure.add(form.of.code)
                if isinstance(form.of, Entry) and form.kind in _STATE_KINDS:
                    sure.add(form.of.code.partition(".")[0].lower())
    if any(half.lower() in sure for half in _HALVES):
        # Where the South is named, "the North" needs no other mention.
        sure.update(half.lower() for half in _HALVES)
    kept = []
    for hit in hits:
        forms = tuple(
            form
            for form in hit.forms
            if not form.context
            or form.kind == "surname"
            or isinstance(form.of, Role)
            or form.of.id in sure
            or (isinstance(form.of, Entry) and form.of.code in sure)
            or (isinstance(form.of, Entry) and form.of.code.partition(".")[0].lower() in sure)
        )
        if forms:
            kept.append(Hit(hit.start, hit.end, forms))
    return kept


def _item(tree: Tree, hit: Hit) -> Item | None:
    roles = [form for form in hit.forms if form.kind == "role"]
    names = _unique(form for form in hit.forms if form.kind != "role")
    if names and names[-1].kind == "nothing":
        names = _dated(tree, hit, names)
    if roles and all(form.kind == "surname" for form in names) and _name_after(tree, hit.end):
        # "Bishop Anton Relle" is no Bishop by name.
        names = ()
    if names:
        return Item(hit.start, hit.end, span_head(tree, hit.start, hit.end), "name", names)
    capital = tree.words[hit.start][0].isupper()
    titled = [f for f in roles if isinstance(f.of, Role) and f.of.kind == "title"]
    plain = [f for f in roles if f not in titled]
    chosen = titled if titled and capital and not plain else plain or titled
    role = chosen[0].of
    assert isinstance(role, Role)
    head = next(
        (t for t in range(hit.start, hit.end) if tree.words[t].lower().strip(".") == role.head),
        None,
    )
    return Item(hit.start, hit.end, hit.end - 1 if head is None else head, "role", tuple(chosen))


def _name_after(tree: Tree, token: int) -> bool:
    return token < len(tree) and tree.upos[token] == "PROPN"


def words_are_names(tree: Tree, hit: Hit) -> bool:
    """Whether a stop phrase may be a name here: "May" and "March", but no day of the week."""
    return hit.end - hit.start == 1 and tree.words[hit.start] in ("May", "March", "June", "August")


def _dated(tree: Tree, hit: Hit, names: tuple[Form, ...]) -> tuple[Form, ...]:
    """ "May" is a month next to a number or a preposition of time, else whoever is called so."""
    others = tuple(form for form in names if form.kind != "nothing")
    before = tree.words[hit.start - 1].lower() if hit.start else ""
    after = tree.words[hit.end] if hit.end < len(tree) else ""
    timely = before in _TIMELY or after.isdigit() or before.isdigit()
    named = words_are_names(tree, hit)
    return others if others and named and not timely else names[-1:]


def _unique(forms: Iterable[Form]) -> tuple[Form, ...]:
    seen: dict[tuple[str, str], Form] = {}
    for form in forms:
        assert not isinstance(form.of, Role)
        seen.setdefault((form.kind, form.of.id), form)
    return tuple(seen.values())


def _proper(tree: Tree, taken: bytearray) -> list[Item]:
    """Runs of proper nouns that the knowledge does not have."""
    found: list[Item] = []
    words, upos = tree.words, tree.upos
    token, size = 0, len(tree)
    while token < size:
        if upos[token] != "PROPN" or taken[token] or not words[token][0].isalpha():
            token += 1
            continue
        stop = token + 1
        sentence = tree.sentence_of[token]
        while stop < size and tree.sentence_of[stop] == sentence and not taken[stop]:
            if upos[stop] == "PROPN" and words[stop][0].isalnum():
                stop += 1
            elif (
                (words[stop] in "-'’" or words[stop].lower() in _PARTICLES)
                and stop + 1 < size
                and not taken[stop + 1]
                and (upos[stop + 1] == "PROPN" or words[stop] == "-")
                and words[stop + 1][0].isalpha()
            ):
                stop += 2
            else:
                break
        tag = (
            token
            and words[token - 1] == "("
            and words[token][:2] in ("R", "D", "I", "R-", "D-", "I-")
        )
        if words[token][0].isupper() and (stop - token > 1 or len(words[token]) > 1) and not tag:
            found.append(Item(token, stop, span_head(tree, token, stop), "proper"))
        token = stop
    return found
