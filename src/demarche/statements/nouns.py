"""Cues that are no verbs: nouns, adjectives, adverbs, "according to", "so-called"."""

from demarche.language.tree import Tree
from demarche.layers import Mentions
from demarche.statements.drafts import Draft, add_content, from_cue
from demarche.statements.lexicon import Cue, lexicon
from demarche.statements.syntax import (
    NOMINAL,
    RELATIVES,
    Holder,
    holder,
    is_negated,
    is_word,
    noun_phrase,
    own_subject,
    preposition,
    trim,
)

_PRONOUN_FOR = {"him", "her", "them", "us", "me", "many", "some", "others", "most", "critics"}


def find_noun_cues(tree: Tree, taken: set[int]) -> list[Draft]:
    """`Seoul's claim that`, `issued a denial of`, `allegations of`, `a critic of`."""
    found: list[Draft] = []
    for noun in range(len(tree)):
        if noun in taken or tree.upos[noun] != "NOUN":
            continue
        cue = lexicon().nouns.get(tree.lemmas[noun].lower())
        if cue is None or (tree.deps[noun] in ("compound", "nmod:poss", "amod")):
            continue
        draft = from_cue(cue, [noun])
        draft.takes_quote = False
        if "agent" in cue.frames:
            _fill_agent_noun(tree, draft, cue, noun)
        else:
            _fill_noun(tree, draft, cue, noun)
        if draft.heads:
            found.append(draft)
    return found


def _fill_agent_noun(tree: Tree, draft: Draft, cue: Cue, noun: int) -> None:
    content = _complements(tree, cue, noun)
    if content:
        draft.holder = Holder(noun)
        if tree.kids(noun, "cop"):
            subject = own_subject(tree, noun)
            draft.holder = Holder(subject) if subject is not None else None
        for head in content:
            add_content(tree, draft, head, skip=tuple(tree.kids(head, "case")[:1]))


def _fill_noun(tree: Tree, draft: Draft, cue: Cue, noun: int) -> None:
    owner = tree.kid(noun, "nmod:poss")
    by = next((k for k in tree.kids(noun, "nmod", "acl") if preposition(tree, k) == "by"), None)
    light = _light_verb(tree, noun)
    clauses = [
        k
        for k in tree.kids(noun, "acl", "ccomp")
        if k > noun
        and any(tree.words[m].lower() in ("that", "whether") for m in tree.kids(k, "mark"))
    ]
    phrases = _complements(tree, cue, noun)
    if owner is None:  # "a Canadian allegation", "a UN report"
        owner = next(
            (k for k in tree.kids(noun, "amod", "compound") if tree.words[k][:1].isupper()), None
        )
    if owner is not None:
        draft.holder = Holder(owner)
    elif by is not None:
        draft.holder = Holder(by)
    elif light is not None:
        draft.holder = holder(tree, light)
        draft.negated = is_negated(tree, light)
    if clauses and "that" in cue.frames:
        content = clauses
    elif draft.holder is not None and phrases:
        content = phrases
    else:
        return
    if light is not None:
        draft.cue.append(light)
    draft.negated |= any(tree.words[k].lower() == "no" for k in tree.kids(noun, "det"))
    for head in content:
        case = [k for k in tree.kids(head, "case", "mark") if tree.words[k].lower() in cue.preps]
        add_content(tree, draft, head, skip=tuple(case[:1]))
        draft.cue.extend(k for k in case[:1] if k not in draft.cue)


def _complements(tree: Tree, cue: Cue, noun: int) -> list[int]:
    """Infinitives and prepositional phrases that say what the noun is about."""
    found: list[int] = []
    for kid in tree.kids(noun, "nmod", "acl", "obl", "advcl"):
        prep = preposition(tree, kid)
        if kid < noun or tree.deps[kid] in ("acl:relcl", "nmod:poss"):
            continue
        if (prep == "to" and tree.upos[kid] in ("VERB", "AUX") and "to" in cue.frames) or (
            prep in cue.preps
        ):
            found.append(kid)
    return found


def _light_verb(tree: Tree, noun: int) -> int | None:
    verb = tree.heads[noun]
    if tree.deps[noun] == "obj" and tree.lemmas[verb] in lexicon().light and verb != noun:
        return verb
    return None


def find_adjective_cues(tree: Tree, taken: set[int]) -> list[Draft]:
    """`Kim is sure that`, `they were critical of`, `eager to`."""
    found: list[Draft] = []
    for word in range(len(tree)):
        if word in taken or tree.upos[word] not in ("ADJ", "VERB"):
            continue
        cues = lexicon().adjectives.get(tree.lemmas[word].lower()) or lexicon().adjectives.get(
            tree.words[word].lower(), ()
        )
        cue = next((c for c in cues if len(c.words) == 1), None)
        if cue is None or "attributive" in cue.frames:
            continue
        owner = _predicate_holder(tree, word)
        if owner is None or tree.words[owner.head].lower() in (
            "it", "there", "this", "that", "what",
        ):  # fmt: skip
            continue
        draft = from_cue(cue, [word])
        draft.takes_quote = False
        draft.holder = owner
        draft.negated = is_negated(tree, word)
        for head in _adjective_content(tree, cue, word):
            case = [
                k for k in tree.kids(head, "case", "mark") if tree.words[k].lower() in cue.preps
            ]
            add_content(tree, draft, head, skip=tuple(case[:1]))
            draft.cue.extend(k for k in case[:1] if k not in draft.cue)
        if draft.heads:
            found.append(draft)
    return found


def _predicate_holder(tree: Tree, word: int) -> Holder | None:
    subject = own_subject(tree, word)
    if subject is not None and (tree.kids(word, "cop") or tree.deps[word] == "xcomp"):
        return holder(tree, word) if tree.upos[word] == "ADJ" else Holder(subject)
    if tree.deps[word] == "xcomp" and tree.lemmas[tree.heads[word]] in (
        "be", "become", "seem", "appear", "feel", "remain", "get", "grow", "stay", "sound", "look",
    ):  # fmt: skip
        return holder(tree, tree.heads[word])
    if tree.deps[word] == "conj" and tree.upos[word] == "ADJ":
        return _predicate_holder(tree, tree.heads[word])
    return None


def _adjective_content(tree: Tree, cue: Cue, word: int) -> list[int]:
    clauses = [k for k in tree.kids(word, "ccomp") if k > word]
    if clauses:
        return clauses
    found: list[int] = []
    for kid in tree.kids(word, "xcomp", "advcl", "obl", "csubj", "acl"):
        if kid < word:
            continue
        prep = preposition(tree, kid)
        infinitive = tree.upos[kid] in ("VERB", "AUX", "ADJ", "NOUN") and prep == "to"
        if (
            (infinitive and "to" in cue.frames and not tree.kids(kid, "case"))
            or (prep in cue.preps)
            or (prep == "that" and "that" in cue.frames)
        ):
            found.append(kid)
    return found[:1]


def find_evidential_cues(tree: Tree, taken: set[int]) -> list[Draft]:
    """`reportedly`; `the alleged attack`, `so-called`: somebody else's word, unnamed."""
    found: list[Draft] = []
    for word in range(len(tree)):
        lower = tree.words[word].lower()
        if lower == "called" and _is_so_called(tree, word):
            draft = from_cue(lexicon().adjectives["so-called"][0], [word, word - 2, word - 1])
            draft.takes_quote = False
            noun = next((t for t in tree.ancestors(word) if t > word), None)
            if noun is not None:
                add_content(tree, draft, noun, skip=(word, word - 1, word - 2))
                found.append(draft)
            continue
        if lower in lexicon().adverbs:
            head = tree.heads[word]
            if head == word:
                continue
            draft = from_cue(lexicon().adverbs[lower], [word])
            draft.takes_quote = False
            add_content(tree, draft, head, skip=(word,))
            found.append(draft)
            continue
        if word in taken:
            continue
        cue = next(
            (c for c in lexicon().adjectives.get(lower, ()) if "attributive" in c.frames), None
        )
        if cue is not None and tree.deps[word] == "amod" and tree.heads[word] > word:
            draft = from_cue(cue, [word])
            draft.takes_quote = False
            add_content(tree, draft, tree.heads[word], skip=(word,))
            found.append(draft)
    return found


def _is_so_called(tree: Tree, word: int) -> bool:
    """Whether *called* is the last part of "so-called", split by the tokenizer."""
    return word > 1 and [w.lower() for w in tree.words[word - 2 : word]] == ["so", "-"]


def find_adposition_cues(tree: Tree, mentions: Mentions) -> list[Draft]:
    """`according to X`, `per X`, `in the words of X`, and `for Moscow, ...`."""
    found: list[Draft] = []
    for word in range(len(tree)):
        for cue in lexicon().adpositions.get(tree.words[word].lower(), ()):
            tokens = _run(tree, word, cue)
            if tokens is None:
                continue
            source = _brought(tree, tokens)
            if source is None or not _is_source(tree, mentions, cue, tokens, source):
                break
            draft = from_cue(cue, tokens)
            draft.holder = Holder(source)
            draft.takes_quote = True
            _fill_adposition(tree, draft, source)
            found.append(draft)
            break
    return found


def _fill_adposition(tree: Tree, draft: Draft, source: int) -> None:
    """The content is the sentence around, or the clause that it is reported in.

    The order of words decides, since parsers hang these phrases on any noun: behind a comma at the
    end of the sentence it speaks of all before, at the front of all behind.
    """
    first, last = tree.sentences[tree.sentence_of[source]]
    words = {*draft.cue, *noun_phrase(tree, source, [])}
    words = {t for t in words if t >= draft.cue[0]}
    host = _host(tree, draft.cue[0])
    clause = range(first, last)
    if host is not None and tree.deps[host] == "ccomp":
        below = tree.subtree(host)
        if below[0] < draft.cue[0] and tree.heads[host] < below[0]:
            clause = range(below[0], below[-1] + 1)
    draft.source_tokens = trim(tree, words - set(draft.cue), quotes=False)
    draft.tokens.update(trim(tree, [t for t in clause if t not in words]))
    draft.heads = [
        t
        for t in sorted(draft.tokens)
        if is_word(tree, t) and (tree.heads[t] == t or tree.heads[t] not in draft.tokens)
    ][:3]


def _run(tree: Tree, word: int, cue: Cue) -> list[int] | None:
    tokens = list(range(word, word + len(cue.words)))
    if tokens[-1] >= len(tree):
        return None
    same = all(tree.words[t].lower() == w for t, w in zip(tokens, cue.words, strict=True))
    return tokens if same else None


def _brought(tree: Tree, tokens: list[int]) -> int | None:
    """The noun that the adposition brings: the head of the noun group right behind it."""
    last = tree.sentences[tree.sentence_of[tokens[0]]][1]
    token = tokens[-1] + 1
    head: int | None = None
    while token < last:
        if tree.words[token].lower() in RELATIVES:
            break
        if tree.upos[token] in NOMINAL or (head is None and tree.upos[token] == "X"):
            head = token
        elif not (
            tree.upos[token] in ("DET", "ADJ", "NUM", "ADV", "X")
            or (tree.upos[token] == "VERB" and tree.deps[token] == "amod")  # "a leaked report"
            or (tree.deps[token] == "case" and tree.words[token].lower() in ("'s", "’s", "'", "’"))
            or tree.words[token] in ("-", "/")
        ) or (head is not None and tree.upos[token] == "ADV"):
            break
        token += 1
    while head is not None and tree.deps[head] in ("flat", "compound") and (
        tokens[-1] < tree.heads[head] < last
    ):  # fmt: skip
        head = tree.heads[head]
    return head


def _is_source(tree: Tree, mentions: Mentions, cue: Cue, tokens: list[int], source: int) -> bool:
    """Whether a short preposition brings somebody who can hold a view."""
    first = tree.sentences[tree.sentence_of[tokens[0]]][0]
    if cue.words == ("for",):
        ends = max(noun_phrase(tree, source))
        comma = ends + 1 < len(tree) and tree.words[ends + 1] == ","
        named = mentions.by_head.get(source)
        known = (
            named is not None
            and tree.upos[source] == "PROPN"
            and any(actor.kind in ("state", "organisation") for actor in named.actors)
        )
        people = tree.words[source].lower() in _PRONOUN_FOR
        lead = tokens[0] == first or not is_word(tree, first)
        return tokens[0] <= first + 1 and lead and comma and (known or people)
    if cue.words == ("in",):
        lemma = tree.lemmas[source].lower()
        owned = tree.kid(source, "nmod:poss") is not None
        return lemma in lexicon().inquiries or (owned and lemma in lexicon().seats)
    if cue.words[0] == "per" and len(cue.words) == 1:
        return source in mentions.by_head or tree.upos[source] == "PROPN"
    return True


def _host(tree: Tree, token: int) -> int | None:
    """The clause that an adverbial speaks of: the sentence, or the clause it is reported in."""
    current = tree.heads[token]
    for _ in range(12):
        dep = tree.deps[current].partition(":")[0]
        if dep in ("ccomp", "root") or tree.heads[current] == current:
            return current
        current = tree.heads[current]
    return current
