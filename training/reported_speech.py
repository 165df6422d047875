"""Reported speech turned about: "X said that Y" as "Y, said X" and as "Y1, X said, Y2".

Newspapers put the speaker last or in the middle far more often than the treebanks' other genres do;
there are some thirty such trees to learn from. These are made of trees annotated by hand, by moving
whole constituents, so that nothing is labelled by a machine.
"""

from __future__ import annotations

import random
from dataclasses import replace

from demarche.language.conllu import Word

VERBS = frozenset(
    """
    say tell add report claim argue note state announce warn insist admit declare suggest predict
    explain recall write confirm deny complain reply believe think stress conclude find show hope
    acknowledge concede maintain estimate
    """.split()  # noqa: SIM905
)

OTHERS = {
    "VBD": """
    complained shouted warned insisted added replied predicted recalled wrote argued claimed
    conceded joked stressed explained concluded noted announced declared confirmed tweeted
    testified pleaded asked countered reported cautioned
    """.split(),  # noqa: SIM905
    "VBZ": """
    complains warns insists adds replies predicts recalls writes argues claims concedes jokes
    stresses explains concludes notes announces declares confirms reports cautions
    """.split(),  # noqa: SIM905
}
"""What may stand for the verb of saying when the speech stands before it."""


def turn_about(
    words: list[Word], entities: list[str] | None, rng: random.Random
) -> tuple[list[Word], list[str] | None]:
    """The sentence with its reporting clause moved, or as it was where it has no such clause."""
    parts = _parts(words)
    if parts is None:
        return words, entities
    verb, subject, content, others, head = parts
    order = _order(words, verb, subject, content, others, head, rng)
    if order is None:
        return words, entities
    place = {old: new for new, (old, _) in enumerate(order) if old >= 0}
    made: list[Word] = []
    names: list[str] = []
    for old, word in order:
        word.head = place[word.head] if word.head >= 0 else -1
        made.append(word)
        names.append(entities[old] if entities is not None and old >= 0 else "O")
    return made, names if entities is not None else None


def _subtree(words: list[Word], top: int) -> list[int]:
    inside = {top}
    grew = True
    while grew:
        grew = False
        for i, w in enumerate(words):
            if i not in inside and w.head in inside:
                inside.add(i)
                grew = True
    return sorted(inside)


def _parts(words: list[Word]) -> tuple[int, list[int], list[int], list[int], int] | None:
    verb = next((i for i, w in enumerate(words) if w.head == -1), -1)
    if words[verb].lemma not in VERBS or words[verb].xpos not in ("VBD", "VBZ", "VBP"):
        return None
    kids = [i for i, w in enumerate(words) if w.head == verb]
    allowed = ("nsubj", "ccomp", "punct", "obl", "advmod", "obj", "iobj", "obl:unmarked")
    if any(words[k].deprel not in allowed for k in kids):
        return None
    subjects = [k for k in kids if words[k].deprel == "nsubj"]
    contents = [k for k in kids if words[k].deprel == "ccomp"]
    if len(subjects) != 1 or len(contents) != 1:
        return None
    subject, content = _subtree(words, subjects[0]), _subtree(words, contents[0])
    others = sorted(
        i
        for k in kids
        if words[k].deprel not in ("nsubj", "ccomp", "punct")
        for i in _subtree(words, k)
    )
    if subject != list(range(verb)) or content[0] <= verb:
        return None
    if content != list(range(content[0], content[-1] + 1)) or (others and others[0] < verb):
        return None
    head = contents[0]
    while (
        content
        and words[content[0]].deprel in ("punct", "mark")
        and words[content[0]].head == head
        and (words[content[0]].upos == "PUNCT" or words[content[0]].lemma == "that")
    ):
        content = content[1:]
    while content and words[content[-1]].upos == "PUNCT":
        content = content[:-1]
    if len(content) < 3 or head not in content:
        return None
    kept = set(content) | set(subject) | set(others) | {verb}
    if any(words[i].head not in kept for i in kept if i != verb):
        return None
    return verb, subject, content, others, head


def _order(
    words: list[Word],
    verb: int,
    subject: list[int],
    content: list[int],
    others: list[int],
    head: int,
    rng: random.Random,
) -> list[tuple[int, Word]] | None:
    quoted = rng.random() < 0.65
    pronoun = len(subject) == 1 and words[subject[0]].upos == "PRON"
    inverted = not pronoun and rng.random() < 0.65
    interrupted = rng.random() < 0.35
    cut = None
    if interrupted:
        cut = _after_subject(words, content, head)
        if cut is None:
            return None
    opening, closing = rng.choice((("“", "”"), ('"', '"'))) if quoted else ("", "")

    def copy(i: int, space: bool = True, form: str | None = None) -> tuple[int, Word]:
        return i, replace(words[i], form=form or words[i].form, space_after=space)

    def sign(form: str, to: int, tag: str, space: bool) -> tuple[int, Word]:
        return -1, Word(form, form, "PUNCT", tag, "_", to, "punct", "", space)

    def run(indices: list[int], glued: bool) -> list[tuple[int, Word]]:
        """The words in their order, with no space after the last where a sign follows."""
        out = [copy(i, words[i].space_after or i + 1 not in indices) for i in indices]
        if glued and out:
            out[-1][1].space_after = False
        return out

    speaker = run(subject, False)
    first = speaker[0][1]
    if first.upos not in ("PROPN",) and first.form != "I" and not first.form.isupper():
        first.form = first.form[:1].lower() + first.form[1:]
    stand_ins = OTHERS.get(words[verb].xpos)
    verb_form = rng.choice(stand_ins) if stand_ins and rng.random() < 0.4 else None
    said = [copy(verb, form=verb_form)]
    clause = [*said, *speaker] if inverted else [*speaker, *said]
    clause += run(others, False)

    def words_of(indices: list[int]) -> list[tuple[int, Word]]:
        return run(indices, True)

    if cut is None:
        body = words_of(content)
        body[0][1].form = body[0][1].form[:1].upper() + body[0][1].form[1:]
        out = [sign(opening, head, "``", False)] if quoted else []
        mark = rng.choice("?!") if quoted and rng.random() < 0.15 else ","
        out += [*body, sign(mark, head, "." if mark != "," else ",", not quoted)]
        if quoted:
            out.append(sign(closing, head, "''", True))
        clause[-1][1].space_after = False
        return [*out, *clause, sign(".", verb, ".", True)]
    left, right = content[:cut], content[cut:]
    body = words_of(left)
    body[0][1].form = body[0][1].form[:1].upper() + body[0][1].form[1:]
    out = [sign(opening, head, "``", False)] if quoted else []
    out += [*body, sign(",", verb, ",", not quoted)]
    if quoted:
        out.append(sign(closing, head, "''", True))
    clause[-1][1].space_after = False
    out += [*clause, sign(",", verb, ",", True)]
    if quoted:
        out.append(sign(opening, head, "``", False))
    out += words_of(right)
    out.append(sign(".", head, ".", not quoted))
    if quoted:
        out.append(sign(closing, head, "''", True))
    for old, word in out:
        if old == verb:
            word.head, word.deprel = head, "parataxis"
        elif old == head:
            word.head, word.deprel = -1, "root"
    return out


def _after_subject(words: list[Word], content: list[int], head: int) -> int | None:
    """Where the content's subject ends, if it begins the content; else after a third of it."""
    subject = next(
        (i for i in content if words[i].head == head and words[i].deprel.startswith("nsubj")), None
    )
    if subject is None:
        return None
    tree = _subtree(words, subject)
    if tree != content[: len(tree)] or len(tree) == len(content):
        return None
    return len(tree)
