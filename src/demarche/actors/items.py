"""The first cut of a text: names, role nouns, unknown names, pronouns, none overlapping."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from demarche.actors.entries import Entry, Form, FormKind, Person, Role
from demarche.actors.folding import fold
from demarche.actors.knowledge import Hit, Knowledge
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
_ORGANISED = word_set("organised")
_TIMELY = word_set("timely")
_DIRECTIONS = word_set("directions")
_NOMINAL = frozenset({"NOUN", "PROPN"})
_STATE_KINDS = frozenset({"state", "adjective", "demonym", "demonyms", "capital", "seat"})
_HALVES = word_set("halves")
"""Countries that call each other by a direction."""
_PLACE_PREPOSITIONS = word_set("place-prepositions")


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
    """The token of a span that hangs outside it; of several, `prefer`, or the first nominal one."""
    outside = [
        t for t in range(start, end) if not start <= tree.heads[t] < end or tree.heads[t] == t
    ]
    if prefer in outside:
        return prefer
    nominal = [t for t in outside if tree.upos[t] in _NOMINAL]
    return (nominal or outside or [end - 1])[0]


def cut(tree: Tree, knowledge: Knowledge, date: str | None = None) -> Cut:
    """Read a text into items: longest names and roles first, then what is left.

    `date` (ISO 8601): actors whose code changes with time have the one of that day.
    """
    hits = [kept for hit in knowledge.hits(tree) if (kept := _plausible(tree, hit, knowledge))]
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
    items = _drop_name_parts(tree, items, taken, knowledge)
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


def _plausible(tree: Tree, hit: Hit, knowledge: Knowledge) -> Hit | None:
    """The hit less the readings that tags and neighbours speak against."""
    start, end = hit.start, hit.end
    last = end - 1
    forms = []
    for form in hit.forms:
        if form.kind == "role":
            role = form.of
            assert isinstance(role, Role)
            if role.kind == "title":
                if not tree.words[start][0].isupper():
                    continue
            elif role.name == "deputy" and _before_noun(tree, end):
                # "The deputy U.S. ambassador": a rank, no office of its own.
                continue
            elif not any(tree.upos[t] in _NOMINAL for t in range(start, end)) or tree.upos[
                last
            ] in ("VERB", "AUX", "ADV"):
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


def _before_noun(tree: Tree, end: int) -> bool:
    return end < len(tree) and tree.upos[end] in ("NOUN", "PROPN", "ADJ")


def _placed(tree: Tree, start: int, end: int, form: Form, knowledge: Knowledge) -> bool:
    """Whether a one-word city name stands like a place: many are words or people's names too."""
    if tree.upos[start] != "PROPN":
        return False
    doubtful = form.surface in knowledge.words
    before = tree.words[start - 1].lower() if start else ""
    after = tree.words[end] if end < len(tree) else ""
    if before in _PLACE_PREPOSITIONS or tree.deps[start] in ("compound", "nmod"):
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


def _drop_name_parts(
    tree: Tree, items: list[Item], taken: bytearray, knowledge: Knowledge
) -> list[Item]:
    """Names of places inside names of people: "Michael Jordan", "Georgia Meloni", "Jack London"."""
    kept: list[Item] = []
    words_ = tree.words
    items = _drop_double_surnames(tree, items, taken)
    for item in items:
        if item.kind != "name" or (item.end - item.start > 1 and item.form("surname") is None):
            kept.append(item)
            continue
        token = item.start
        kinds = knowledge.words.get(tree.words[token], frozenset())
        place = item.form("state", "capital", "city", "region") is not None
        before = token - 1
        after = item.end
        if place and before >= 0 and words_[before] in _DIRECTIONS and not taken[before]:
            item.start, taken[before] = before, 1
            kept.append(item)
            continue
        free_before = (
            before >= 0
            and tree.upos[before] == "PROPN"
            and not taken[before]
            and _same_name(tree, before, token)
        )
        free_after = (
            after < len(tree)
            and tree.upos[after] == "PROPN"
            and not taken[after]
            and _same_name(tree, item.end - 1, after)
        )
        if (
            (
                free_before
                and words_[before] in knowledge.given
                and item.form("adjective", "demonym", "demonyms") is not None
            )
            or (
                place
                and (
                    ("given" in kinds and free_after and not _body(tree, after, knowledge))
                    or ("family" in kinds and free_before)
                )
            )
            or (place and free_before and item.form("state") is None)
            or (item.form("surname") and free_after and item.form("state", "actor") is None)
        ):
            taken[item.start : item.end] = bytes(item.end - item.start)
        elif item.form("surname") and free_before:
            # "Melania Trump" is not the Trump that the knowledge has.
            given = tree.words[before]
            fits = tuple(
                f for f in item.forms if isinstance(f.of, Person) and _fits(given, f.of.name)
            )
            if fits:
                item.forms = fits
                item.start = before
                taken[before] = 1
                kept.append(item)
            else:
                taken[item.start : item.end] = bytes(item.end - item.start)
        else:
            kept.append(item)
    return kept


def _drop_double_surnames(tree: Tree, items: list[Item], taken: bytearray) -> list[Item]:
    """Two family names in a row are the name of somebody else: "Thomas Sam"."""
    dropped: set[int] = set()
    for left, right in pairwise(items):
        alone = all(
            item.kind == "name" and {form.kind for form in item.forms} == {"surname"}
            for item in (left, right)
        )
        if alone and left.end == right.start and _same_name(tree, left.end - 1, right.start):
            dropped.update((left.start, right.start))
    for item in items:
        if item.start in dropped:
            taken[item.start : item.end] = bytes(item.end - item.start)
    return [item for item in items if item.start not in dropped]


def _body(tree: Tree, token: int, knowledge: Knowledge) -> bool:
    """Whether the proper nouns from `token` on end like a body: "India Telecom Authority"."""
    while token + 1 < len(tree) and tree.upos[token + 1] == "PROPN":
        token += 1
    last = fold(tree.words[token])
    return last in knowledge.bodies or last in _ORGANISED


def _fits(given: str, name: str) -> bool:
    """Whether a given name may be the first of a name, spelt otherwise: "Omer", "Omar"."""
    low, first = fold(given), fold(name).split()
    return low in first or (
        first[0][:1] == low[:1]
        and abs(len(first[0]) - len(low)) < 2
        and (first[0][-1:] == low[-1:] or first[0][:3] == low[:3])
    )


def _same_name(tree: Tree, left: int, right: int) -> bool:
    """Whether two neighbouring proper nouns are parts of one name."""
    if tree.sentence_of[left] != tree.sentence_of[right]:
        return False
    return (
        tree.heads[left] == right
        or tree.heads[right] == left
        or (tree.heads[left] == tree.heads[right] and tree.deps[right] in ("flat", "compound"))
    )


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
