"""Which sense of a predicate the words around it allow."""

from dataclasses import dataclass, replace

from demarche.events.arguments import WHEN, Arguments, Syntax
from demarche.events.cast import Cast
from demarche.events.lexicon import Lexicon, Need, Sense
from demarche.events.tables import Support, support_verbs
from demarche.language.tree import Tree

_INNER = frozenset(
    ("obj", "obl", "nmod", "compound", "amod", "advmod", "nsubj:pass", "xcomp", "iobj", "case")
)
_INNER |= {"compound:prt", "mark", "obl:agent", "nmod:poss", "advcl", "fixed", "flat", "det"}
_COMPLEMENT_MARKS = frozenset({"to", "of", "for", "from", "against", "on", "in", "with", "into"})
_MEASURES = frozenset(
    {"part", "number", "dozen", "hundred", "thousand", "million", "batch", "group", "half", "ton"}
    | {"third", "rest", "majority", "series", "lot", "bulk", "tonne", "amount", "percent", "wave"}
    | {"contingent", "handful", "score", "shipment", "convoy", "load", "piece", "set", "list"}
    | {"round"}
)
"""Nouns that only measure what follows "of"."""
_PERSONAL = frozenset({"he", "she", "him", "her", "who", "whom", "they", "them", "we", "us"})


@dataclass(slots=True)
class Pick:
    """A predicate in a text with the sense that was chosen for it.

    `words`: the tokens of the sense, the head first. A support verb has a `support` row, and
    `event`: the noun that says what happened.
    """

    token: int
    sense: Sense | None
    words: tuple[int, ...]
    args: Arguments
    support: Support | None = None
    event: int | None = None


def is_complement(dep: str, mark: str) -> bool:
    """Whether a clause is an argument; of adverbial ones only "to do", "of doing" and the like."""
    return not dep.startswith("advcl") or mark in _COMPLEMENT_MARKS


def mend(tree: Tree, lexicon: Lexicon) -> list[str]:
    """Lower-case lemmas; a verb's that the lexicon does not know is tried with other endings.

    A rule-based lemmatiser makes "fre" of "freed" and "boycot" of "boycotted".
    """
    index = lexicon.index
    lemmas = [lemma.lower() for lemma in tree.lemmas]
    for token, lemma in enumerate(lemmas):
        if tree.upos[token] != "VERB" or ("verb", lemma) in index or len(lemma) < 3:
            continue
        word = tree.words[token].lower()
        for form in (lemma + "e", lemma + lemma[-1], lemma[:-1], word):
            if ("verb", form) in index and word.startswith(form[:-1]):
                lemmas[token] = form
                break
    return lemmas


class Chooser:
    """Chooses senses for the predicates of one tree."""

    def __init__(self, syntax: Syntax, cast: Cast, lexicon: Lexicon) -> None:
        self.syntax = syntax
        self.cast = cast
        self.index = lexicon.index
        self._sentences: dict[int, frozenset[str]] = {}

    def choose(self, token: int) -> Pick | None:
        """The first sense, strictest first, whose words are there and whose needs hold."""
        if self.syntax.is_naming(token):
            return None
        for part, head in self._readings(token):
            senses = self.index.get((part, head))
            if not senses:
                continue
            args = self.arguments(token, part)
            domain: dict[str, tuple[int, str]] | None = None
            for sense in senses:
                words: tuple[int, ...] = (token,)
                if len(sense.words) > 1:
                    if domain is None:
                        domain = self._domain(token, args)
                    extra = self._matched(sense, domain)
                    if extra is None:
                        continue
                    words = (token, *extra)
                if all(self._holds(need, token, args, words) for need in sense.needs):
                    return Pick(token, sense, words, args)
        return None

    def arguments(self, token: int, part: str) -> Arguments:
        """The predicate's arguments; for a preposition ("was against") those of its clause."""
        tree = self.syntax.tree
        if tree.deps[token] == "case" and part == "adjective":
            head = tree.heads[token]
            clause = self.syntax.arguments(head)
            return Arguments(
                subj=clause.subj,
                obj=self.syntax.spread(head),
                obl={tree.words[token].lower(): self.syntax.spread(head)},
                negated=clause.negated,
                modal=clause.modal,
            )
        args = self.syntax.arguments(token)
        if part == "verb" and not args.obj and (tree.upos[token] == "NOUN" or "of" in args.obl):
            return self._nominalized(token, args)
        return args

    def _nominalized(self, token: int, args: Arguments) -> Arguments:
        """A verb used as a noun: "its sending of troops", "the sending of troops by X"."""
        is_noun = self.syntax.tree.upos[token] == "NOUN"
        if not is_noun and not self.syntax.tree.words[token].lower().endswith("ing"):
            return args
        thing = args.obl.get("of", ())
        subject = args.subj or args.poss or args.obl.get("by", ())
        for token in () if subject else thing:  # "of troops by X": the parser hangs X on the troops
            subject = self.syntax.arguments(token).obl.get("by", ())
        if is_noun and not subject:
            subject = args.mod if thing else ()
        return replace(args, subj=subject, obj=thing or args.mod)

    def _readings(self, token: int) -> tuple[tuple[str, str], ...]:
        """Parts of speech and lemmas under which the token may stand in the lexicon."""
        tree, upos = self.syntax.tree, self.syntax.tree.upos[token]
        lemma = self.syntax.lemmas[token]
        if upos in ("VERB", "AUX"):
            if tree.deps[token] == "amod" or (upos == "AUX" and tree.deps[token] != "root"):
                return ()
            word = tree.words[token].lower()
            if (
                word != lemma
                and ("adjective", word) in self.index
                and self.syntax.is_passive(token)
            ):
                return (("adjective", word), ("verb", lemma))  # "is prepared to"
            if tree.deps[token].startswith("nsubj") and ("noun", word) in self.index:
                return (("noun", word), ("verb", lemma))  # "fighting broke out"
            return (("verb", lemma),)
        if upos in ("NOUN", "PROPN"):
            if lemma.endswith("ing") and len(lemma) > 5:
                return (("noun", lemma), *(("verb", verb) for verb in self._bare(lemma)))
            return (("noun", lemma),)
        if upos in ("ADJ", "ADV"):
            if tree.deps[token] in ("amod", "compound"):
                return ()
            return (("adjective", lemma), *(("verb", verb) for verb in self._past(token)))
        if upos in ("ADP", "SCONJ") and tree.deps[token] == "case":
            head = tree.heads[token]
            if tree.kid(head, "cop") is not None:
                return (("adjective", lemma),)
        return ()

    def _bare(self, gerund: str) -> list[str]:
        """Verbs that a noun in -ing may come from: shelling shell, invading invade, hitting hit."""
        stem = gerund[:-3]
        forms = [stem, stem + "e"]
        if len(stem) > 2 and stem[-1] == stem[-2]:
            forms.append(stem[:-1])
        return [form for form in forms if ("verb", form) in self.index]

    def _past(self, token: int) -> list[str]:
        """Verbs whose past form is taken for an adjective: "rebels advanced on the town"."""
        tree, word = self.syntax.tree, self.syntax.tree.words[token].lower()
        if not word.endswith("ed") or tree.kids(token, "cop") or not tree.kids(token, "nsubj"):
            return []
        return [form for form in (word[:-2], word[:-1]) if ("verb", form) in self.index]

    def _domain(self, token: int, args: Arguments) -> dict[str, tuple[int, str]]:
        """Words below the predicate that a sense of several words may name.

        Each lemma has its token and, in an oblique, the preposition that must be a word of the
        sense too: "suspended aid because of the fighting" does not suspend the fighting.
        """
        tree, lemmas = self.syntax.tree, self.syntax.lemmas
        found: dict[str, tuple[int, str]] = {}
        obliques = {t: p for p, tokens in args.obl.items() for t in tokens if not self._is_when(t)}
        direct = [k for k in tree.children[token] if tree.deps[k] in _INNER and k not in obliques]
        level = [(t, "") for t in (*args.obj, *direct) if not self._is_when(t)]
        level += list(obliques.items())
        for phrase in (*args.obj, *obliques):
            for case in tree.kids(phrase, "case"):
                follows = case > token or tree.upos[token] != "VERB"
                word = tree.words[case].lower()
                if follows and (word != "in" or case == token + 1):  # "in" is a particle, if any
                    found.setdefault(word, (case, ""))
        for depth in range(3):
            below: list[tuple[int, str]] = []
            for node, preposition in level:
                found.setdefault(lemmas[node], (node, preposition))
                found.setdefault(tree.words[node].lower(), (node, preposition))
                if tree.upos[node] == "VERB" or depth == 2:
                    continue
                for kid in tree.children[node]:
                    if tree.deps[kid] in _INNER and tree.deps[kid] != "case":
                        below.append((kid, preposition))
                    elif tree.deps[kid] == "case" and tree.deps[node] == "nmod" and depth:
                        found.setdefault(tree.words[kid].lower(), (kid, ""))
            level = below
        return found

    def _is_when(self, token: int) -> bool:
        return self.syntax.lemmas[token] in WHEN or self.syntax.tree.upos[token] == "NUM"

    @staticmethod
    def _matched(sense: Sense, domain: dict[str, tuple[int, str]]) -> tuple[int, ...] | None:
        """The tokens of the sense's other words, or None where one is missing."""
        tokens = []
        for word in sense.words[1:]:
            token, preposition = domain.get(word, (-1, ""))
            if token < 0 or (preposition and preposition.split()[0] not in sense.words):
                return None
            tokens.append(token)
        return tuple(tokens)

    def _holds(self, need: Need, token: int, args: Arguments, words: tuple[int, ...]) -> bool:
        if need.slot == "near":
            sentence = self.syntax.tree.sentence_of[token]
            lemmas = self._sentences.get(sentence)
            if lemmas is None:
                first, last = self.syntax.tree.sentences[sentence]
                lemmas = self._sentences[sentence] = frozenset(self.syntax.lemmas[first:last])
            return need.values.isdisjoint(lemmas) == need.negated
        if need.slot in ("before", "below"):
            return need.values.isdisjoint(self._around(need.slot, token, args)) == need.negated
        if need.slot == "neg":
            return args.negated != need.negated
        if need.slot == "passive":
            return args.passive != need.negated
        tokens = self.fillers(need.slot, args, words)
        if need.slot == "obj" and need.kind == "class" and "clause" in need.values:
            return bool(args.complements) != need.negated
        if need.slot == "subj" and not tokens and args.passive and not need.negated:
            return need.kind in ("sector", "class")  # nobody is said to have done it
        if need.kind == "any":
            return bool(tokens) != need.negated
        return any(self._fits(need, t) for t in tokens) != need.negated

    def _around(self, slot: str, token: int, args: Arguments) -> frozenset[str]:
        """Lemmas and words of the subject and all before it, or of all that hangs below."""
        tree = self.syntax.tree
        if slot == "before":
            first, _ = tree.sentences[tree.sentence_of[token]]
            found = {*range(first, token), *args.subj}
        else:
            found = {*args.obj, *(t for t in tree.subtree(token) if t > token)}
        return frozenset(
            word for t in found for word in (self.syntax.lemmas[t], tree.words[t].lower())
        )

    def fillers(self, slot: str, args: Arguments, words: tuple[int, ...]) -> tuple[int, ...]:
        """The tokens in a slot of the predicate or of the words matched with it."""
        tokens = args.slot(slot)
        if tokens or slot in ("subj", "obj", "iobj"):
            if slot == "obj" and len(words) > 1:
                return tuple(t for t in tokens if t not in words)
            return tokens
        if slot in ("xsubj", "tosubj"):
            return tuple(
                subject
                for clause, mark in args.complements
                if is_complement(self.syntax.tree.deps[clause], mark)
                and (self.syntax.tree.deps[clause] != "parataxis" or len(args.complements) == 1)
                and (slot == "xsubj" or mark in ("to", ""))
                for subject in self.syntax.subject(clause)
                if subject not in args.subj
            )
        nouns = [*words[1:], *(args.obj if slot[:2] == "P:" else ())]
        for word in nouns:
            if self.syntax.tree.upos[word] in ("NOUN", "PROPN"):
                found = self.syntax.arguments(word).slot(slot)
                if found:
                    return found
        return ()

    def _fits(self, need: Need, token: int) -> bool:
        tree, lemmas = self.syntax.tree, self.syntax.lemmas
        if need.kind == "lemma":
            if lemmas[token] in need.values or tree.words[token].lower() in need.values:
                return True
            if any(
                lemmas[k] in need.values
                for k in tree.children[token]
                if tree.deps[k] in ("compound", "amod", "flat")
            ):
                return True
            is_measure = lemmas[token] in _MEASURES or tree.upos[token] in ("DET", "PRON", "NUM")
            parts = self.syntax.arguments(token).obl.get("of", ()) if is_measure else ()
            return any(self._fits(need, part) for part in parts if part != token)
        if need.kind == "sector":
            return any(
                actor.sector in need.values
                or actor.country in need.values
                or (actor.country == "IGO" and "GOV" in need.values)  # they act as states do
                for actor in self.cast.actors(token)
            )
        return any(self._is(kind, token) for kind in need.values)

    def _is(self, kind: str, token: int) -> bool:
        tree = self.syntax.tree
        mention = self.cast.at(token)
        if kind == "number":
            return tree.upos[token] in ("NUM", "SYM") or self.syntax.lemmas[token] in (
                "percent", "dollar", "euro", "%", "million", "billion",
            )  # fmt: skip
        if kind == "clause":
            return tree.upos[token] == "VERB"
        if kind == "thing":
            return mention is None and self.syntax.lemmas[token] not in _PERSONAL
        if kind == "place":
            return "place" in tree.ents[token] or (
                mention is not None and any(a.kind in ("place", "state") for a in mention.actors)
            )
        if kind == "person" and self.syntax.lemmas[token] in _PERSONAL:
            return True
        if kind == "actor":
            return mention is not None or bool(self.cast.resolve(token, deep=True))
        if mention is None:
            return kind == "person" and tree.ents[token].endswith("person")
        if kind == "person":
            return any(a.kind in ("person", "group", "source") for a in mention.actors)
        return any(a.kind == "state" or a.sector == "GOV" for a in mention.actors)

    def _measured(self, nouns: tuple[int, ...], has_event: dict[int, Pick]) -> tuple[int, ...]:
        """Event nouns, through what measures them: "tons of food aid", "a series of attacks"."""
        found = []
        for noun in nouns:
            measured = () if noun in has_event else self.syntax.arguments(noun).obl.get("of", ())
            found += [t for t in measured if t in has_event] or [noun]
        return tuple(found)

    def support(self, token: int, has_event: dict[int, Pick]) -> Pick | None:
        """A reading of the verb as support of an event noun among its arguments."""
        rows = support_verbs().get(self.syntax.lemmas[token])
        if not rows or self.syntax.tree.upos[token] not in ("VERB", "AUX"):
            return None
        args = self.syntax.arguments(token)
        domain: dict[str, tuple[int, str]] | None = None
        for row in rows:
            if len(row.verb) > 1:
                domain = domain if domain is not None else self._domain(token, args)
                if any(word not in domain for word in row.verb[1:]):
                    continue
            for noun in self._measured(args.slot(row.slot), has_event):
                pick = has_event.get(noun)
                if pick is not None and pick.sense is not None and pick.sense.type != "NONE":
                    return Pick(token, pick.sense, (token, noun), args, row, noun)
        return None
