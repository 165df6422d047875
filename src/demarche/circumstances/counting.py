"""What a number counts: by the parse where there is one, else by the words that follow."""

import re
from dataclasses import dataclass

from demarche.circumstances.figures import Figure
from demarche.circumstances.units import counted as counted_words
from demarche.circumstances.units import normal_unit, singular, units
from demarche.circumstances.wordlists import words
from demarche.language.tree import Tree


@dataclass(frozen=True, slots=True)
class Counted:
    """The noun phrase that a number counts: `head` noun as written, `normal` for comparison.

    `token`: index of the head noun; `end`: characters; `sure`: the parse says so.
    """

    token: int
    head: str
    phrase: str
    normal: str
    end: int
    kind: str | None
    sure: bool


_STOP = words(
    """a an the of in on at to for from with and or but by as is was were are be been has have
        had will would could may might can than that which who when where while after before
        since until if his her its their our my your this these those he she it they we you i
        not per into over about against during between through under more less only also then
        there out up down off said says each all both times ago later earlier"""
)
_LEADING = words("of the its their his her these those our - – other more")
_CASUALTIES = {"dead": "killed", "killed": "killed", "wounded": "wounded", "injured": "wounded",
               "hurt": "wounded", "missing": "missing", "arrested": "arrested",
               "detained": "arrested", "displaced": "displaced", "homeless": "displaced",
               "hospitalized": "wounded", "hospitalised": "wounded"}  # fmt: skip


def counted_thing(tree: Tree, figure: Figure) -> Counted | None:
    """The thing counted by a number, or None where no noun follows that it could count."""
    last = tree.token_at(max(figure.start, figure.end - 1))
    if last is None:
        return None
    if figure.end < tree.ends[last]:
        return _inside(tree, figure, last)
    after = last + 1
    end = tree.sentences[tree.sentence_of[last]][1]
    if after < end and tree.words[after] in ("-", "–"):
        if not figure.spelled and figure.mantissa == int(figure.mantissa) and figure.mantissa > 31:
            pass
        after += 1
    if after < end and tree.words[after].lower() in _CASUALTIES:
        return _casualties(tree, last, end)
    noun, sure = _by_parse(tree, last, end)
    if noun is None:
        noun = _by_words(
            tree, after, end, partitive=figure.open or figure.fraction or figure.spelled
        )
    if noun is None:
        return _casualties(tree, last, end)
    return _phrase(tree, after, noun, sure)


def _inside(tree: Tree, figure: Figure, token: int) -> Counted | None:
    """ "five-year" as one token: the noun is the token's rest."""
    rest = tree.text[figure.end : tree.ends[token]]
    match = re.match(r"-([A-Za-z]+)", rest)
    if not match:
        return None
    word = match.group(1)
    return Counted(token, word, word, normal_unit(word), figure.end + match.end(), None, False)


def _by_parse(tree: Tree, last: int, end: int) -> tuple[int | None, bool]:
    if not tree.upos[last]:
        return None, False
    node = last
    for _ in range(3):
        head = tree.heads[node]
        if head == node:
            break
        if tree.deps[node] in ("nummod", "nummod:gov", "compound", "det", "amod") and (
            last < head < min(end, last + 9)
        ):
            free = not any(_bars(tree, k) for k in range(last + 1, head))
            if free and tree.upos[head] in ("NOUN", "PROPN", "ADJ"):
                return _whole_compound(tree, head, end), True
            node = head
            continue
        break
    of = _of_noun(tree, last, end)
    return (of, True) if of is not None else (None, False)


def _whole_compound(tree: Tree, noun: int, end: int) -> int:
    """From "forces" to "troops" in "1,500 special forces troops"."""
    while tree.deps[noun] == "compound" and noun < tree.heads[noun] < min(end, noun + 4):
        noun = tree.heads[noun]
    return noun


def _bars(tree: Tree, token: int) -> bool:
    """Whether a token cannot stand between a number and the noun that it counts."""
    word = tree.words[token].lower()
    return (
        word in (",", ";", "(", "%", "/")
        or (word in _STOP and word not in ("of", "the", "and", "a"))
        or any(c.isdigit() for c in word)
        or tree.upos[token] in ("NUM", "AUX", "ADP", "SCONJ", "PRON")
    )


def _of_noun(tree: Tree, last: int, end: int) -> int | None:
    """The noun in "one of the best speakers", "dozens of people"."""
    if last + 1 >= end or tree.words[last + 1].lower() != "of":
        return None
    for kid in tree.kids(last, "nmod", "obl"):
        if kid > last and tree.upos[kid] in ("NOUN", "PROPN"):
            return kid
    return _by_words(tree, last + 1, end, partitive=True)


def _by_words(tree: Tree, start: int, end: int, partitive: bool) -> int | None:
    """The last of the nouns that follow at once; over "of (the)" where parts are told."""
    at = start
    if partitive and at < end and tree.words[at].lower() == "of":
        at += 1
        while at < end and tree.words[at].lower() in (
            "the",
            "its",
            "their",
            "his",
            "these",
            "those",
            "our",
        ):
            at += 1
    noun = None
    while at < end and at < start + 6:
        word, pos = tree.words[at], tree.upos[at]
        if not re.match(r"[^\W\d_][\w’'-]*$", word) or word.lower() in _STOP:
            break
        if pos:
            if pos in ("NOUN", "PROPN"):
                if noun is not None and pos == "PROPN" and tree.upos[noun] == "NOUN":
                    break
                noun = at
            elif (
                pos not in ("ADJ", "ADV") and tree.deps[at] not in ("amod", "compound")
            ) or noun is not None:
                break
        else:
            if noun is not None and re.search(r"(?:ed|ing|ly)$", word):
                break
            noun = at
            if re.search(r"(?<!s)s$", word) or word.lower() in (
                "people",
                "men",
                "women",
                "children",
            ):
                break
        at += 1
    return noun


def _casualties(tree: Tree, last: int, end: int) -> Counted | None:
    """ "12 dead and 30 wounded", "at least 40 were killed": people, and what befell them."""
    for at in range(last + 1, min(end, last + 4)):
        word = tree.words[at].lower()
        if word in _CASUALTIES:
            return Counted(
                last, "people", "people", "people", tree.ends[last], _CASUALTIES[word], False
            )
        if word not in (
            "were",
            "was",
            "are",
            "have",
            "been",
            "had",
            "others",
            "more",
            "left",
            "being",
        ):
            break
    _, verbs = counted_words()
    if tree.upos[last] and tree.deps[last] in ("obj", "nsubj:pass"):
        verb = tree.lemmas[tree.heads[last]].lower()
        if verb in verbs:
            return Counted(last, "people", "people", "people", tree.ends[last], verbs[verb], False)
    return None


def _phrase(tree: Tree, after: int, noun: int, sure: bool) -> Counted:
    first = after
    while first < noun and tree.words[first].lower() in _LEADING:
        first += 1
    words = [w for w in tree.words[first : noun + 1] if w not in ("-", "–")]
    head = tree.words[noun]
    table = units()
    measure = table.after.get(head.lower())
    if measure and measure[1] != "percent" and len(head) > 2:
        normal = measure[0]
        if normal != "point":
            return Counted(noun, head, head, normal, tree.ends[noun], None, sure)
    phrase = " ".join(words)
    return Counted(
        noun, head, phrase, normal_unit(phrase), tree.ends[noun], kind_of(tree, noun), sure
    )


def kind_of(tree: Tree, noun: int) -> str | None:
    """The kind of people or arms: by what befell them, else by what they are."""
    nouns, verbs = counted_words()
    if tree.upos[noun]:
        head = tree.heads[noun]
        lemma = tree.lemmas[head].lower()
        if tree.deps[noun] in ("nsubj:pass", "obj") and lemma in verbs:
            return verbs[lemma]
        if (
            tree.deps[noun] == "nsubj"
            and lemma in verbs
            and lemma in ("die", "perish", "flee", "disappear")
        ):
            return verbs[lemma]
        if (
            tree.deps[noun] in ("nsubj", "nsubj:pass", "obj")
            and tree.words[head].lower() in _CASUALTIES
        ):
            return _CASUALTIES[tree.words[head].lower()]
        for kid in tree.kids(noun, "acl", "amod"):
            if tree.words[kid].lower() in _CASUALTIES:
                return _CASUALTIES[tree.words[kid].lower()]
            if tree.lemmas[kid].lower() in verbs and tree.deps[kid] == "acl":
                return verbs[tree.lemmas[kid].lower()]
    word = tree.words[noun].lower()
    return nouns.get(word) or nouns.get(singular(word))
