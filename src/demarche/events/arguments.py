"""Who and what a predicate goes with, read off the syntax: logical subject, object, obliques.

The tree says "nsubj:pass"; an event needs to know who was hit. `Arguments` undoes the passive,
follows relative pronouns to their antecedents, hands subjects down through control, raising,
participles and coordination, and spreads coordinated noun phrases. UD relations as in the
guidelines of Universal Dependencies 2; rules are kept wide where parsers err (obl or nmod, ccomp or
parataxis).
"""

from dataclasses import dataclass, field

from demarche.language.tree import Tree

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "DET", "SYM", "X"})
_CLAUSAL = ("ccomp", "xcomp", "advcl", "acl", "parataxis", "csubj")
_RELATIVE = frozenset({"who", "whom", "which", "that", "whose"})
_SUBJECT_CONTROL = frozenset(
    {"promise", "vow", "threaten", "pledge", "agree", "offer", "swear", "use", "take", "refuse"}
)
_ADDRESSED = frozenset({"call", "appeal", "plead", "press", "lean", "rely", "count", "lobby"})
_ADDRESSING = frozenset(
    {"ask", "urge", "demand", "call", "appeal", "warn", "accuse", "condemn", "praise", "thank"}
    | {"vow", "threaten", "promise", "pledge", "add", "insist", "say", "deny", "reject", "blame"}
)
"""Verbs of speech that a second one is coordinated with: said ... and asked."""
_OBJECT_ADVERBIAL = frozenset(
    {"accuse", "blame", "condemn", "criticize", "criticise", "denounce", "thank", "praise", "fault"}
    | {"prevent", "stop", "ban", "bar", "block", "prohibit", "keep", "deter", "warn", "charge"}
    | {"convict", "punish", "sanction", "arrest", "detain", "jail", "fine", "suspect", "sentence"}
    | {"slam", "blast", "rebuke", "send", "dispatch", "deploy", "deter", "discourage", "dissuade"}
    | {"try", "rap", "chide", "scold", "applaud", "commend", "congratulate", "hail", "restrain"}
)
"""Verbs whose adverbial clause without a subject is about their object: accuse X of doing."""
_GIVING = frozenset({"tell", "ask", "give", "offer", "show", "teach", "grant", "promise", "write"})
"""Verbs whose one object is often whom they tell or give, with the thing said otherwise."""
_OBJECT_RAISING = frozenset(
    {"expect", "want", "allow", "permit", "force", "order", "ask", "urge", "tell", "instruct"}
    | {"invite", "encourage", "enable", "need", "require", "compel", "authorise", "authorize"}
    | {"persuade", "advise", "remind", "request", "command", "beg", "implore", "press", "push"}
)
"""Verbs whose infinitive is about their object, be it called an adverbial: expect X to come."""

WHEN = frozenset(
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "day", "week"}
    | {"january", "february", "march", "april", "june", "july", "august", "september", "october"}
    | {"november", "december", "month", "year", "morning", "evening", "night", "time", "today"}
    | {"weekend", "afternoon", "hour", "minute", "decade", "century", "moment", "may", "past"}
)
"""Lemmas of nouns that say when: no party, no word of an idiom."""
_BLAMING = frozenset({"accusation", "allegation", "charge", "suspicion", "indictment"})
"""Nouns whose owner is not who has done it."""
_OCCURRING = frozenset(
    {"break", "begin", "start", "erupt", "take", "occur", "resume", "flare", "rage", "continue"}
    | {"collapse", "end", "open", "intensify", "escalate", "fail", "stall", "happen", "ensue"}
)
"""Verbs that only say that their subject happens: "fighting broke out between A and B"."""
_REACHING = frozenset({"reach", "arrive", "go", "flow", "enter", "come"})
"""Verbs by which their subject gets to somebody: "aid from A reached B"."""
_COPULAR = frozenset({"become", "remain", "seem", "appear", "be", "stay", "turn", "look", "feel"})
_NAMING = frozenset({"call", "describe", "term", "label", "brand", "regard", "see", "consider"})
_POSSESSIVE = frozenset({"its", "their", "his", "her", "our", "my", "your"})
_NEGATIVE = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor", "without"})


@dataclass(slots=True)
class Arguments:
    """The arguments of one predicate as token indices, in text order within each slot."""

    subj: tuple[int, ...] = ()
    obj: tuple[int, ...] = ()
    iobj: tuple[int, ...] = ()
    poss: tuple[int, ...] = ()
    mod: tuple[int, ...] = ()
    obl: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Obliques and noun modifiers by preposition, lower case; `out of` is there as such."""
    complements: tuple[tuple[int, str], ...] = ()
    """Clauses below: their head, and the word that marks them ("to", "that", "of", or "")."""
    passive: bool = False
    negated: bool = False
    modal: str = ""

    def slot(self, name: str) -> tuple[int, ...]:
        """The tokens of a slot as the lexicon names it: `subj`, `P:on`, ..."""
        if name[:2] == "P:":
            return self.obl.get(name[2:], ())
        return getattr(self, name, ())


class Syntax:
    """Arguments of the predicates of one tree, each worked out once."""

    def __init__(self, tree: Tree, lemmas: list[str] | None = None) -> None:
        self.tree = tree
        self.lemmas = lemmas or [lemma.lower() for lemma in tree.lemmas]
        self._wh = {
            t for t, lemma in enumerate(self.lemmas) if lemma in _RELATIVE or lemma == "what"
        }
        self._known: dict[int, Arguments] = {}
        self._subjects: dict[int, tuple[int, ...]] = {}

    def arguments(self, token: int) -> Arguments:
        """The arguments of the predicate at `token`, be it verb, noun or adjective."""
        known = self._known.get(token)
        if known is None:
            known = self._known[token] = Arguments()
            if self.tree.upos[token] in NOMINAL and not self._is_predicative(token):
                self._read_noun(token, known)
            else:
                self._read_clause(token, known)
        return known

    def is_passive(self, token: int) -> bool:
        """A verb in the passive: by its subject or auxiliary, or a bare past participle."""
        tree = self.tree
        relations = {tree.deps[kid] for kid in tree.children[token]}
        if "obj" in relations and relations.isdisjoint({"aux:pass", "obl:agent"}):
            return False  # "rebels kidnapped workers": a passive subject by mistake
        if tree.tags[token] == "VBD" and relations.isdisjoint({"aux:pass", "obl:agent"}):
            return False  # so is one of a finite past
        for kid in tree.children[token]:
            if tree.deps[kid] in ("nsubj:pass", "aux:pass", "obl:agent"):
                return True
            if tree.deps[kid] in ("nsubj", "aux") and tree.upos[token] == "VERB":
                return False
        dep = tree.deps[token]
        if tree.upos[token] != "VERB" or not self._is_past_participle(token):
            return False
        if dep == "conj":
            return self.is_passive(tree.heads[token])
        return dep in ("acl", "advcl", "amod", "acl:relcl", "xcomp") or (
            dep == "root" and not tree.kids(token, "obj")
        )

    def subject(self, token: int) -> tuple[int, ...]:
        """The surface subject of a predicate: its own, or the one that it shares or is given."""
        known = self._subjects.get(token)
        if known is None:
            self._subjects[token] = ()  # a loop in a broken tree ends here
            known = self._subjects[token] = self._find_subject(token)
        return known

    def spread(self, token: int) -> tuple[int, ...]:
        """A noun phrase head and the ones coordinated with it; a relative pronoun's antecedent."""
        tree = self.tree
        if self.lemmas[token] in _RELATIVE and tree.upos[token] in ("PRON", "DET"):
            for above in (token, *tree.ancestors(token)):
                if tree.deps[above].startswith("acl"):
                    return self.spread(tree.heads[above])
            return (token,) if self.lemmas[token] == "that" else ()  # "denies that"
        found = [token]
        for node in found:
            found.extend(
                k
                for k in tree.children[node]
                if tree.upos[k] in NOMINAL and (tree.deps[k] == "conj" or self._is_listed(k, node))
            )
        return tuple(sorted(found))

    def _is_listed(self, token: int, head: int) -> bool:
        """A headline's comma for "and": "China, Russia hold drills", taken for an apposition."""
        tree = self.tree
        return (
            tree.deps[token] in ("appos", "list")
            and tree.upos[token] == tree.upos[head] == "PROPN"
            and token + 1 < len(tree)
            and tree.upos[token + 1] in ("VERB", "AUX")
            and not tree.children[token][1:]
        )

    def preposition(self, token: int) -> str:
        """The preposition of a phrase, lower case, with its fixed parts: `with`, `because of`."""
        tree = self.tree
        words = []
        for kid in tree.children[token]:
            if tree.deps[kid] == "case" and tree.words[kid] not in ("'s", "’s", "'", "’"):
                words.append(tree.words[kid].lower())
                words += [tree.words[k].lower() for k in tree.kids(kid, "fixed")]
        return " ".join(words)

    def is_naming(self, token: int) -> bool:
        """Whether a verb only names: "called" in "what it called a provocation"."""
        tree, head = self.tree, self.tree.heads[token]
        return self.lemmas[token] in _NAMING and (
            (tree.deps[token].startswith("acl") and self.lemmas[head] == "what")
            or any(self.lemmas[k] == "what" for k in tree.kids(token, "obj") if k < token)
        )

    def named_by_what(self, token: int) -> tuple[int, ...]:
        """The thing that "what X called Y" speaks of: Y."""
        tree = self.tree
        clauses = [k for k in tree.children[token] if tree.deps[k] in ("acl:relcl", "acl", "ccomp")]
        head = tree.heads[token]
        if tree.deps[token] in ("obj", "dep") and self.lemmas[head] in _NAMING:
            clauses.append(head)
        for clause in clauses:
            if self.lemmas[clause] in _NAMING:
                found = [k for k in tree.kids(clause, "obj", "xcomp", "obl") if k > clause]
                return tuple(s for k in found for s in self.spread(k))
        return ()

    def _is_predicative(self, token: int) -> bool:
        return self.tree.kid(token, "cop") is not None

    def _is_past_participle(self, token: int) -> bool:
        feats = self.tree.feats[token]
        return self.tree.tags[token] == "VBN" or ("VerbForm=Part" in feats and "Past" in feats)

    def _is_gerund(self, token: int) -> bool:
        return self.tree.tags[token] == "VBG" or self.tree.words[token].lower().endswith("ing")

    def _read_clause(self, token: int, found: Arguments) -> None:
        tree, deps = self.tree, self.tree.deps
        found.passive = self.is_passive(token)
        objects: list[int] = []
        agents: list[int] = []
        complements: list[tuple[int, str]] = []
        for kid in tree.children[token]:
            dep = deps[kid]
            base = dep.partition(":")[0]
            if dep == "obl:agent":
                agents += self.spread(kid)
            elif base == "obj" or (base == "nsubj" and self._is_late_subject(kid, token)):
                if kid > token or kid in self._wh or tree.deps[token] == "acl:relcl":
                    objects += self.spread(kid)
            elif base == "iobj":
                found.iobj += self.spread(kid)
            elif dep == "obl" and self._is_bare_object(kid, token):
                objects += self.spread(kid)
            elif base in ("obl", "nmod"):
                self._add_oblique(kid, found, agents)
            elif base in _CLAUSAL:
                complements.append((kid, self._mark(kid)))
            elif base == "advmod" or dep == "det":
                if self.lemmas[kid] in _NEGATIVE:
                    found.negated = True
            elif base == "aux" and dep != "aux:pass":
                found.modal = found.modal or self._modal(kid)
        if not objects and self.lemmas[token] not in _COPULAR:
            objects += self._bare_complements(token)
            complements = [item for item in complements if item[0] not in objects]
        surface = self.subject(token)
        if found.passive:
            found.subj = tuple(agents)
            found.obj = surface if not objects or tree.kids(token, "nsubj") else tuple(objects)
            if objects and found.obj != surface:
                found.iobj = surface
        else:
            found.subj = surface
            found.obj = tuple(objects)
            if not objects and self.lemmas[token] not in _GIVING:
                found.obj = found.iobj  # "warned Iran against it", whatever the parser calls it
            found.obj = found.obj or self._shared_object(token)
        if not found.passive and deps[token] == "conj" and not found.modal:
            above = self.tree.heads[token]
            if not tree.kids(token, "nsubj", "aux") and tree.upos[above] in ("VERB", "AUX"):
                found.modal = self.arguments(above).modal
        found.complements = tuple(complements)
        if self._is_gerund(token):
            self._share_with_verb(token, found)

    def negations(self, token: int) -> tuple[int, ...]:
        """The words that negate a predicate."""
        return tuple(
            kid for kid in self.tree.kids(token, "advmod", "det") if self.lemmas[kid] in _NEGATIVE
        )

    def _read_noun(self, token: int, found: Arguments) -> None:
        tree = self.tree
        complements: list[tuple[int, str]] = []
        for kid in tree.children[token]:
            dep = tree.deps[kid]
            base = dep.partition(":")[0]
            if dep == "nmod:poss":
                found.poss += self.spread(kid)
            elif base in ("nmod", "obl"):
                self._add_oblique(kid, found, [])
            elif base in ("amod", "compound", "nmod:unmarked") or dep == "flat":
                found.mod += self._premodifiers(kid)
            elif base in ("acl", "ccomp", "xcomp"):
                complements.append((kid, self._mark(kid)))
            elif dep == "det" and self.lemmas[kid] == "no":
                found.negated = True
        found.complements = tuple(complements)
        self._share_with_verb(token, found)
        if tree.deps[token] == "conj" and not (found.poss or found.mod):
            above = self.tree.heads[token]
            if tree.upos[above] in ("NOUN", "PROPN"):
                shared = self.arguments(above)
                found.poss, found.mod = shared.poss, shared.mod

    def _share_with_verb(self, token: int, found: Arguments) -> None:
        """What a verb of happening or reaching says of the event noun that is its subject."""
        tree, head = self.tree, self.tree.heads[token]
        if not tree.deps[token].startswith("nsubj") or tree.upos[head] != "VERB":
            return
        lemma = self.lemmas[head]
        if lemma in _OCCURRING:
            for preposition in ("between", "with", "against"):
                shared = self.arguments(head).obl.get(preposition, ())
                if shared:
                    found.obl.setdefault(preposition, shared)
        elif lemma in _REACHING and "to" not in found.obl:
            args = self.arguments(head)
            shared = args.obj or args.obl.get("to", ()) or args.obl.get("in", ())
            if shared:
                found.obl["to"] = shared

    def _premodifiers(self, token: int) -> tuple[int, ...]:
        """An adjective or noun before a noun, what is coordinated with it, and what modifies it."""
        tree = self.tree
        found = [token]
        for node in found:
            found.extend(
                k
                for k in tree.children[node]
                if tree.deps[k] in ("conj", "compound", "amod", "nmod", "nmod:npmod")
            )
        return tuple(sorted(found))

    def _add_oblique(self, kid: int, found: Arguments, agents: list[int]) -> None:
        preposition = self.preposition(kid)
        phrases = self.spread(kid)
        if preposition == "by" and found.passive:
            agents += phrases
        if not preposition and self.tree.deps[kid].startswith("nmod"):
            found.mod += phrases
            return
        found.obl[preposition] = found.obl.get(preposition, ()) + phrases
        # "between A and B": a conjunct may carry its own preposition
        if " " in preposition:
            for word in preposition.split():
                found.obl[word] = found.obl.get(word, ()) + phrases

    def _bare_complements(self, token: int) -> list[int]:
        """Nouns taken for predicates of a verb that has no object: they are its object."""
        tree = self.tree
        return [
            s
            for kid in tree.kids(token, "xcomp")
            if tree.upos[kid] in ("NOUN", "PROPN") and not tree.kids(kid, "cop", "mark", "case")
            for s in self.spread(kid)
        ]

    def _is_bare_object(self, kid: int, token: int) -> bool:
        """A noun right after a verb or its particle that is taken for an oblique without a case."""
        tree = self.tree
        return (
            kid > token
            and tree.upos[kid] in ("NOUN", "PROPN")
            and self.lemmas[kid] not in WHEN
            and not tree.kids(kid, "case", "nummod", "advmod")
            and not tree.kids(token, "obj")
            and "time" not in tree.ents[kid]
            and all(t > kid or tree.heads[t] == kid or t == token or tree.deps[t] == "compound:prt"
                    for t in range(token, kid))
        )  # fmt: skip

    def _is_late_subject(self, kid: int, token: int) -> bool:
        """A second subject after the verb is an object: parsers take "X expelled Y" so at times."""
        tree = self.tree
        return kid > token and any(k < token for k in tree.kids(token, "nsubj"))

    def _mark(self, clause: int) -> str:
        for kid in self.tree.children[clause]:
            if self.tree.deps[kid] in ("mark", "case"):
                return self.tree.words[kid].lower()
        return ""

    def _modal(self, auxiliary: int) -> str:
        lemma = self.lemmas[auxiliary]
        return _MODALS.get(lemma, _MODALS.get(self.tree.words[auxiliary].lower(), ""))

    def _shared_object(self, token: int) -> tuple[int, ...]:
        """The object of "arrested and beat protesters", the gap of "sanctions that X imposed"."""
        tree = self.tree
        if tree.deps[token] == "acl:relcl":
            antecedent = tree.heads[token]
            filled = any(
                self.lemmas[k] in _RELATIVE and tree.upos[k] in ("PRON", "DET", "SCONJ")
                for k in tree.kids(token, "nsubj", "obl", "obj")
            )
            has_subject = bool(tree.kids(token, "nsubj"))
            if has_subject and not filled and not tree.kids(token, "ccomp", "xcomp"):
                return self.spread(antecedent)
            return ()
        head = tree.heads[token]
        if tree.deps[token] == "conj" and tree.upos[head] == "VERB":
            # "arrested and beat protesters", the object hung on the first verb
            return tuple(o for k in tree.kids(head, "obj") if k > token for o in self.spread(k))
        for kid in tree.children[token]:
            if tree.deps[kid] == "conj" and 1 < kid - token < 4 and tree.upos[kid] == "VERB":
                return tuple(o for k in tree.kids(kid, "obj") for o in self.spread(k))
        return ()

    def _find_subject(self, token: int) -> tuple[int, ...]:
        tree = self.tree
        own = tree.kids(token, "nsubj")
        dep, head = tree.deps[token], tree.heads[token]
        base = dep.partition(":")[0]
        if not own and base in ("xcomp", "ccomp", "advcl"):
            # "urged Iran to talk": parsers hang Iran on "talk" as an object before it
            own = [k for k in tree.kids(token, "obj", "iobj") if k < token and k not in self._wh]
        if not own and token and self._is_gerund(token):
            before = token - 1
            if tree.words[before].lower() in _POSSESSIVE and base != "acl":
                return (before,)  # "its sending troops", wherever the parser hangs "its"
        if own:
            return tuple(s for kid in own if kid < token or len(own) == 1 for s in self.spread(kid))
        if head == token:
            return ()
        if base == "conj":
            head = self._speaks_above(token, head)
            return self.subject(head) if tree.upos[head] not in NOMINAL else self._np_subject(head)
        if base == "acl":
            return self._noun_modifier_subject(token, head)
        if base == "xcomp":
            return self._controller(token, head)
        if base == "advcl":
            return self._adverbial_subject(token, head)
        if base == "ccomp":
            return self.subject(head)
        if base in ("nmod", "obl", "obj") and self._is_gerund(token):
            if self.tree.kids(token, "nmod:poss"):
                return tuple(s for k in tree.kids(token, "nmod:poss") for s in self.spread(k))
            return self.subject(head) if tree.upos[head] == "VERB" else ()
        return ()

    def _speaks_above(self, token: int, head: int) -> int:
        """Of "said that X was planning ... and asked Y", what "asked" goes with: "said".

        Parsers hang the second verb of speech on the verb of the clause; the tenses tell.
        """
        tree = self.tree
        above = head
        while tree.deps[above] == "ccomp" and (
            tree.tags[above] in ("VBG", "VBN", "VB") or tree.kids(above, "expl")
        ):  # nor does "there were" go on with "and asked"
            above = tree.heads[above]
        tensed = tree.tags[token] == "VBD" or (
            # "said it had won, and called": a participle by mistake, the comma tells
            tree.tags[token] == "VBN"
            and not tree.kids(token, "aux")
            and any(tree.words[k] == "," for k in tree.children[token] if k < token)
        )
        bare = tree.tags[head] == "VB"  # "it could prove ... and called": no bare form goes on so
        speaks = (bare or self.lemmas[token] in _ADDRESSING) and tree.tags[above] == "VBD"
        return above if tensed and speaks else head

    def _np_subject(self, head: int) -> tuple[int, ...]:
        return self.subject(head) if self._is_predicative(head) else ()

    def _noun_modifier_subject(self, token: int, noun: int) -> tuple[int, ...]:
        """Participles and relatives: the noun itself; infinitives: whoever the noun belongs to."""
        tree = self.tree
        is_infinitive = any(tree.words[k].lower() == "to" for k in tree.kids(token, "mark"))
        if is_infinitive or self._mark(token) in ("of", "for", "about", "that"):
            args = self.arguments(noun)
            if self.lemmas[noun] in _BLAMING:  # "denied the US accusation of arming rebels"
                governor = tree.heads[noun]
                answering = tree.deps[noun] in ("obj", "obl", "nsubj:pass")
                return args.obl.get("against", ()) or (
                    self.arguments(governor).subj if answering else ()
                )
            owners = args.poss or args.mod or args.obl.get("by", ()) or args.obl.get("of", ())
            if owners:
                return owners
            if tree.upos[noun] == "PROPN":  # a headline: "Germany to send tanks"
                return self.spread(noun)
            governor = tree.heads[noun]
            if governor != noun and tree.deps[noun] in ("obj", "obl", "nsubj:pass"):
                return self.arguments(governor).subj or self.subject(governor)
            return ()
        return self.spread(noun)

    def _controller(self, token: int, head: int) -> tuple[int, ...]:
        """Object control where the verb above has an object, else subject control or raising."""
        tree = self.tree
        if tree.upos[head] in NOMINAL and not self._is_predicative(head):
            return self._noun_modifier_subject(token, head)
        if self.is_passive(head) or self.lemmas[head] in _SUBJECT_CONTROL:
            return self.subject(head)
        if self.lemmas[head] in _ADDRESSED:
            for kid in tree.kids(head, "obl", "nmod"):
                if self.lemmas[kid] in WHEN:
                    continue
                if self.preposition(kid) in ("on", "upon", "to", "for", "with"):
                    return self.spread(kid)
        for thing in tree.kids(head, "obj", "iobj"):
            if thing < token:
                return self.spread(thing)
        return self.subject(head)

    def _adverbial_subject(self, token: int, head: int) -> tuple[int, ...]:
        tree = self.tree
        mark = self._mark(token)
        if tree.upos[head] in NOMINAL and not self._is_predicative(head):
            return self._noun_modifier_subject(token, head)
        if self.lemmas[head] in _ADDRESSED and mark == "to" and not tree.kids(head, "obj"):
            return self._controller(token, head)
        if self.lemmas[head] in _OBJECT_RAISING and mark == "to":
            return self._controller(token, head)
        if self.lemmas[head] in _OBJECT_ADVERBIAL and mark in ("of", "for", "from", "to", "with"):
            return self.arguments(head).obj or self.subject(head)
        return self.subject(head)


_MODALS = {
    "will": "will", "shall": "will", "'ll": "will", "’ll": "will", "wo": "will", "would": "will",
    "'d": "will", "must": "must", "should": "should", "ought": "should",
    "may": "may", "might": "may", "could": "may", "can": "may",
}  # fmt: skip
