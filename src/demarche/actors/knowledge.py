"""The compiled knowledge: one automaton over every surface form, and who held which office when."""

import gc
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick, Implementation

from demarche.actors.codes import SPECIAL
from demarche.actors.entries import TOP_OFFICES, Entry, Form, Person, Role
from demarche.actors.folding import fold
from demarche.actors.forms import all_forms
from demarche.actors.tables import given_names, table, user_folders
from demarche.language.tree import Tree

_PREFIXES = frozenset({"ex-"})
"""What may stand before a name or role noun in one token: "ex-president"."""


Match = tuple[int, int, tuple[Form, ...]]
"""First token, one past the last, and the forms that these tokens may be read as."""

_SPELLINGS = 50
"""Ways to write a name, in capitals or not, whose reading is kept in mind."""


@dataclass(slots=True)
class Knowledge:
    """All forms with the automaton that finds them; build it once with `knowledge()`."""

    forms: list[Form]
    persons: dict[str, Person]
    words: dict[str, frozenset[str]]
    given: dict[str, str]
    """Given names that tell the gender: `m` or `f`."""
    patterns: list[str] = field(default_factory=list)
    meanings: list[tuple[Form, ...]] = field(default_factory=list)
    spellings: list[dict[str, tuple[Form, ...]] | None] = field(default_factory=list)
    """Of each pattern, the forms that fit the text's capitals; None where none are asked for."""
    automaton: AhoCorasick = field(init=False)
    holders: dict[tuple[str, str], list[tuple[str, str, Person]]] = field(default_factory=dict)
    states: dict[str, Entry] = field(default_factory=dict)
    state_names: dict[str, Entry] = field(default_factory=dict)
    """States by their names of one word, folded."""
    adjectives: dict[str, str] = field(default_factory=dict)
    """The adjective of a state, by its code: `North Korean`."""
    bodies: dict[str, str] = field(default_factory=dict)
    """What a last word says of a name that nobody knows: `commission` GOV, `university` EDU."""

    def __post_init__(self) -> None:
        by_pattern: dict[str, list[Form]] = defaultdict(list)
        for form in self.forms:
            core = fold(form.surface).strip()
            if form.surface.startswith("The "):
                core = core.removeprefix("the ")
            if core:
                by_pattern[f" {core} "].append(form)
            if isinstance(form.of, Role) and form.of.kind == "organisation" and " " not in core:
                self.bodies.setdefault(core, form.of.sector)
            if form.kind == "state" and isinstance(form.of, Entry):
                self.states.setdefault(form.of.code.partition(".")[0], form.of)
                if core.isalpha() and len(core) > 5:
                    self.state_names.setdefault(core, form.of)
            if form.kind == "adjective" and isinstance(form.of, Entry):
                self.adjectives.setdefault(form.of.code.partition(".")[0], form.surface)
        self.patterns = list(by_pattern)
        self.meanings = [tuple(_preferred(forms)) for forms in by_pattern.values()]
        self.spellings = [
            None if all(form.kind == "role" for form in forms) else {} for forms in self.meanings
        ]
        self.automaton = AhoCorasick(
            self.patterns,
            store_patterns=False,
            # Measured: 42 MB/s, 15 times the default automaton, and as quick to build.
            implementation=Implementation.ContiguousNFA,
        )
        holders: dict[tuple[str, str], list[tuple[str, str, Person]]] = defaultdict(list)
        for person in self.persons.values():
            for office in person.offices:
                key = (owner_part(office.code), office_key(office.title))
                holders[key].append((office.start or "", office.end or "9999", person))
        self.holders = dict(holders)

    def holder(self, owner: str, title: str, date: str | None) -> Person | None:
        """Who held an office of a country, or of a body by its code, on a date (ISO).

        None when nobody, or more than one, is known.
        """
        if date is None:
            return None
        found = [
            person
            for start, end, person in self.holders.get((owner, office_key(title)), ())
            if start <= date and date[: len(end)] <= end
        ]
        if len({person.id for person in found}) > 1:
            if title not in TOP_OFFICES:
                return None
            # On the day of a handover, and where dates are rough, the newer holder is meant.
            found = found[-1:]
        return found[0] if found else None

    def owned(self, country: str, role: str) -> str | None:
        """What a state's people, officials and bodies are called: "North Korean troops".

        The same in every article, however each calls them ("its troops", "1,500 soldiers").
        """
        adjective = self.adjectives.get(country)
        return f"{adjective} {role}" if adjective else None

    def misspelt(self, word: str) -> Entry | None:
        """The state whose name a word misses by one letter left out, doubled or swapped.

        Its last letter stays: "Romani" and "Somali" are no misprints of Romania and Somalia.
        """
        if len(word) < 6 or not word[0].isupper():
            return None
        typo = fold(word).strip()
        found = {
            state.code: state
            for name, state in self.state_names.items()
            if name[0] == typo[0] and name[-1] == typo[-1] and _one_slip(typo, name)
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def matches(self, tree: Tree) -> list[Match]:
        """Every form in the text whose ends are ends of tokens and whose capitals are right.

        In the order of their ends. Every match of a text passes here: what can be looked up is not
        worked out again.
        """
        text, starts, ends = tree.text, tree.starts, tree.ends
        if not starts:
            return []
        spellings, meanings, final = self.spellings, self.meanings, ends[-1]
        folded = f" {fold(text)} "
        found: list[Match] = []
        # In `folded` all is one to the right; the pattern has a space at each end.
        for number, first, stop in self.automaton.find_matches_as_indexes(folded, overlapping=True):
            last = stop - 2
            start = bisect_right(starts, first) - 1
            if starts[start] != first and (
                start < 0 or not _may_begin(text[starts[start] : first])
            ):
                continue
            end = start
            if ends[end] != last:
                if final < last:
                    continue
                while ends[end] < last:
                    end += 1
                if ends[end] != last and any(c.isalnum() for c in text[last : ends[end]]):
                    continue
            known = spellings[number]
            if known is None:
                found.append((start, end + 1, meanings[number]))
                continue
            words = text[first:last]
            forms = known.get(words)
            if forms is None:
                forms = tuple(f for f in meanings[number] if cased(f, words))
                if len(known) < _SPELLINGS:
                    known[words] = forms
            if forms:
                found.append((start, end + 1, forms))
        return found


def _may_begin(before: str) -> bool:
    """Whether a name may begin inside a token, after these characters."""
    return before.lower() in _PREFIXES or not any(c.isalnum() for c in before)


def _one_slip(typo: str, name: str) -> bool:
    """Whether a word is a name less one letter, with one doubled, or with two swapped."""
    if len(typo) == len(name):
        return any(
            typo == name[:i] + name[i + 1] + name[i] + name[i + 2 :] for i in range(len(name) - 1)
        )
    if len(typo) + 1 == len(name):
        return any(typo == name[:i] + name[i + 1 :] for i in range(len(name)))
    if len(typo) == len(name) + 1:
        return any(typo == name[:i] + name[i] + name[i:] for i in range(len(name)))
    return False


def _preferred(forms: list[Form]) -> list[Form]:
    """A name of the user's own takes the place of the built-in names that are spelt so.

    Family names and those that need a context stand beside them; role nouns stay.
    """
    if not any(takes_over(form) for form in forms):
        return forms
    return [form for form in forms if form.mine or form.kind == "role"]


def takes_over(form: Form) -> bool:
    """Whether a form of the user's own hides built-in names that are spelt like it."""
    return form.mine and not form.context and form.kind not in ("surname", "role")


def office_key(title: str) -> str:
    """An office's title as it is compared: spellings and turned words of one office are one.

    >>> office_key("Minister of Foreign Affairs"), office_key("defense secretary")
    ('foreign minister', 'defence secretary')
    """
    key = " ".join(fold(title).split()).replace("defense", "defence")
    office, joined, portfolio = key.partition(" of ")
    if not joined:
        office, joined, portfolio = key.partition(" for ")
    if joined and office in ("minister", "ministry"):
        key = f"{portfolio.removeprefix('the ')} {office}"
    key = key.replace("foreign affairs minister", "foreign minister")
    return "prime minister" if key == "premier" else key


def owner_part(code: str) -> str:
    """What an office belongs to: the country, or the whole code of an organisation."""
    country = code.partition(".")[0]
    return code if country in SPECIAL else country


def cased(form: Form, words: str) -> bool:
    """Whether the words in the text have the capitals that the form asks for."""
    if form.kind == "role":
        return True
    surface = form.surface.removeprefix("The ").lstrip(" .'’\"")
    if form.exact:
        return words.startswith(surface.rstrip(" .'’\"")) or words == surface
    if surface.isupper() and len(surface) > 3 and words.istitle():
        return True
    return all(w.isupper() for s, w in zip(surface, words, strict=False) if s.isupper())


def knowledge() -> Knowledge:
    """The built-in knowledge with the user's own (`--knowledge DIR`), compiled once a process.

    Raises KnowledgeError where a line of the user's breaks its schema.
    """
    return _knowledge(user_folders())


@cache
def _knowledge(folders: tuple[Path, ...]) -> Knowledge:
    del folders  # only tells that other knowledge is asked for
    # Nothing of what is made here is garbage: the collector would only walk it again and again.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _compile()
    finally:
        if collecting:
            gc.enable()


def _compile() -> Knowledge:
    forms, persons = all_forms()
    words: dict[str, set[str]] = defaultdict(set)
    for row in table("words"):
        word, kind = row.cells
        if kind == "nothing":
            entry = Entry("nothing", "", "group", word, row.where)
            forms.append(Form(word, "nothing", entry, mine=row.mine))
        words[word].add(kind)
    return Knowledge(
        forms, persons, {form: frozenset(kinds) for form, kinds in words.items()}, given_names()
    )
