"""What takes up an earlier mention: pronouns, "the ministry", "the minister", "the group".

Candidates are weighed much as Lappin and Leass (1994) do: how near, in which grammatical role, in
the subject of the reporting verb; what cannot be meant (number, gender, another argument of the
same verb) is left out.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from demarche.actors.codes import SPECIAL
from demarche.actors.entries import Role
from demarche.actors.items import PRONOUNS, Item
from demarche.actors.phrases import POSSESSIVES, Phrase
from demarche.actors.scene import Found, Scene
from demarche.actors.sides import PAIRS, each_other, pair
from demarche.actors.tables import word_set
from demarche.language.tree import Tree
from demarche.layers import Named
from demarche.model import Actor

_RANK = {
    "nsubj": 80, "csubj": 60, "root": 60, "obj": 50, "iobj": 45, "obl": 40, "nmod": 30, "appos": 40,
    "conj": 45, "compound": 15, "amod": 10,
}  # fmt: skip
_SPEECH = word_set("speech")
_EXPLETIVE_HEADS = word_set("expletive-heads")
_EVENTFUL = word_set("eventful")
"""Verbs whose "it" is mostly what has just been told."""
_REFLEXIVE = frozenset({"himself", "herself", "itself", "themselves"})
_RANKS = word_set("ranks")


def antecedent_of_pronoun(scene: Scene, token: int) -> Found | None:
    """The mention that a third-person pronoun takes up, or None."""
    kind = PRONOUNS.get(scene.tree.words[token].lower(), "")
    if kind not in ("m", "f", "n", "p"):
        return None
    best: Found | None = None
    best_score = 20.0
    weighed: dict[str, float] = {}
    barred = _arguments_beside(scene, token)
    for found in reversed(scene.history[-60:]):
        score = _weigh(scene, token, kind, found)
        if score is None or (len(found.named.actors) == 1 and found.actor.id in barred):
            continue
        weighed[found.actor.id] = max(score, weighed.get(found.actor.id, 0.0))
        if score > best_score:
            best, best_score = found, score
    scene.weighed[token] = weighed
    return _all_of(scene, best) if kind == "p" and best is not None else best


def _arguments_beside(scene: Scene, token: int) -> set[str]:
    """Who the other arguments of the pronoun's verb are: "he told him" speaks of two."""
    tree = scene.tree
    here = tree.sentence_of[token]
    return {
        found.actor.id
        for found in scene.history[-30:]
        if tree.sentence_of[found.named.head] == here
        and len(found.named.actors) == 1
        and not found.named.start <= token < found.named.end
        and _same_argument(tree, token, found.named.head)
    }


def _runners_up(
    scene: Scene, token: int, meant: tuple[Actor, ...], best: float
) -> list[tuple[str, float]]:
    """The next best antecedents of a pronoun, scored against 250, the most that one can reach."""
    taken = {actor.id for actor in meant}
    others = [
        (ident, round(min(score / 250, best), 3))
        for ident, score in scene.weighed.get(token, {}).items()
        if ident not in taken and score > 20
    ]
    return sorted(others, key=lambda other: (-other[1], other[0]))[:3]


def _parts(scene: Scene, found: Found) -> list[Found]:
    """A mention and those coordinated with it."""
    heads = scene.tree.conjuncts(found.named.head)
    parts = [scene.by_head.get(head) for head in heads[1:]] if len(heads) > 1 else []
    return [found, *(part for part in parts if part is not None and part.named.actors)]


def _all_of(scene: Scene, found: Found) -> Found:
    """A coordination as one: "they" after "Russia and North Korea"."""
    parts = _parts(scene, found)
    if len(parts) == 1:
        return found
    actors = tuple(dict.fromkeys(actor for part in parts for actor in part.named.actors))
    first, last = found.named, parts[-1].named
    named = replace(first, end=last.end, actors=actors, score=min(p.named.score for p in parts))
    return Found(named, plural=True)


def _weigh(scene: Scene, token: int, kind: str, found: Found) -> float | None:
    tree, named = scene.tree, found.named
    if not named.actors or named.start <= token < named.end or named.start > token:
        return None
    distance = tree.sentence_of[token] - tree.sentence_of[named.head]
    if distance > 3 or not _agrees(kind, found):
        return None
    many = found.plural or len(named.actors) > 1 or len(_parts(scene, found)) > 1
    if kind == "p" and not many and tree.words[token].lower() in ("them", "themselves"):
        # Things are taken up by "them" as often as people: only many can be meant.
        return None
    if distance == 0 and _same_argument(tree, token, named.head):
        return None
    dep = tree.deps[named.head].partition(":")[0]
    score = 100.0 - 35 * distance + _RANK.get(dep, 20)
    if tree.deps[named.head] == "nmod:poss":
        score += 15
    if found.adjective:
        score -= 25
    if distance == 0:
        score += 25 if dep == "nsubj" else 0
        score -= min(token - named.end, 30) * 1.5
        if kind != "p" or many:
            score += 35 if _own_subject(tree, token) == named.head else 0
        owner = tree.heads[named.head] if tree.deps[named.head] == "nmod:poss" else named.head
        if tree.deps[owner].startswith("nsubj") and _reports(tree, owner, token):
            score += 40 if owner == named.head else 60
    elif dep == "nsubj" and tree.heads[tree.heads[named.head]] == tree.heads[named.head]:
        score += 15
    if tree.deps[token].partition(":")[0] == dep == "nsubj":
        score += 20
    if named.how in ("pronoun", "coreference"):
        score += 15
    if found.actor.code == "UNK.UNK":
        score -= 10
    if kind in ("m", "f") and found.gender == kind:
        score += 15
    if kind == "p" and not many:
        score -= 70
    return score


def _agrees(kind: str, found: Found) -> bool:
    actor = found.actor
    single_person = actor.kind in ("person", "source") and not found.plural
    if actor.kind == "place" or (actor.code == "UNK.UNK" and len(found.words) == 1):
        # A lone unknown word may be anything; a place is no doer.
        return False
    if kind == "p" and single_person:
        return len(found.named.actors) > 1 or (actor.kind == "source" and not found.gender)
    if kind in ("m", "f"):
        return single_person and found.gender in ("", kind)
    if kind == "n":
        return actor.kind not in ("person", "source") and not found.plural
    return True


def _same_argument(tree: Tree, token: int, head: int) -> bool:
    """Whether pronoun and candidate are arguments of one verb: "Kim asked him"."""
    if tree.words[token].lower() in _REFLEXIVE or tree.words[token].lower() in POSSESSIVES:
        return False
    governor = tree.heads[token]
    if tree.deps[token] in ("conj", "appos"):
        governor = tree.heads[governor]
    if tree.heads[head] == governor and head != governor:
        return True
    # A conjoined verb without a subject of its own shares that of the first.
    if tree.deps[governor] == "conj" and tree.kid(governor, "nsubj") is None:
        return tree.heads[head] == tree.heads[governor] and tree.deps[head].startswith("nsubj")
    return False


def _own_subject(tree: Tree, token: int) -> int | None:
    """The subject of the clause that a possessive stands in: "Italy cut its budget"."""
    if tree.words[token].lower() not in POSSESSIVES:
        return None
    for ancestor in tree.ancestors(token):
        subject = tree.kid(ancestor, "nsubj")
        if subject is not None:
            return subject if subject < token else None
        if tree.upos[ancestor] == "VERB" and tree.deps[ancestor] not in ("conj", "xcomp"):
            return None
    return None


def _reports(tree: Tree, subject: int, token: int) -> bool:
    """Whether the pronoun stands below the verb, of saying or thinking, that has this subject."""
    verb = tree.heads[subject]
    if tree.lemmas[verb].lower() not in _SPEECH:
        return False
    return any(ancestor == verb for ancestor in tree.ancestors(token))


def pleonastic(scene: Scene, token: int) -> bool:
    """Whether an "it" stands for nobody ("it is clear that") or for what is told."""
    tree = scene.tree
    if tree.words[token].lower() != "it":
        return False
    dep, head = tree.deps[token], tree.heads[token]
    if dep.startswith("expl") or dep in ("obj", "iobj"):
        return True
    if tree.lemmas[head].lower() in _EXPLETIVE_HEADS:
        return True
    if not dep.startswith("nsubj"):
        return False
    if tree.lemmas[head].lower() in _EVENTFUL:
        return True
    clause = tree.kid(head, "ccomp", "csubj", "xcomp", "acl", "advcl")
    copular = tree.kid(head, "cop") is not None
    if copular and clause is not None and clause > head:
        return True
    if copular and tree.upos[head] in ("NOUN", "PROPN", "PRON"):
        return True
    return copular and not any(tree.lemmas[a].lower() in _SPEECH for a in tree.ancestors(token))


def resolve_pronoun(scene: Scene, item: Item) -> Found | None:
    """A pronoun as a mention: third person by its antecedent, "both" and "each other" by pairs."""
    tree, token = scene.tree, item.start
    kind = PRONOUNS[tree.words[token].lower()]
    if kind == "1":
        return None
    if kind == "b":
        if token + 1 < len(tree) and tree.words[token + 1].lower() in PAIRS:
            return None
        return pair(scene, token, token + 1, 2, "both", "")
    if kind == "e":
        return each_other(scene, token)
    if kind == "n" and pleonastic(scene, token):
        return None
    earlier = antecedent_of_pronoun(scene, token)
    if earlier is None:
        earlier = _ahead(scene, token, kind)
    if earlier is None:
        return None
    source = earlier.named
    named = Named(
        token,
        token + 1,
        token,
        source.actors,
        "pronoun",
        f"{tree.words[token]!r} takes up {scene.words(source.start, source.end)!r}",
        round(0.8 * source.score, 3),
        (
            *((actor.id, round(0.8 * source.score, 3)) for actor in source.actors),
            *_runners_up(scene, token, source.actors, 0.8 * source.score),
        ),
    )
    gender = kind if kind in "mf" else ""
    if gender and not earlier.gender:
        earlier.gender = gender
    return Found(named, earlier.plural, gender, earlier.words)


def _ahead(scene: Scene, token: int, kind: str) -> Found | None:
    """The subject after a fronted phrase: "In his speech, Putin said"."""
    tree = scene.tree
    if tree.words[token].lower() not in POSSESSIVES and tree.deps[token] != "nsubj":
        return None
    first, last = tree.sentences[tree.sentence_of[token]]
    root = next((t for t in range(first, last) if tree.heads[t] == t), None)
    if root is None or root < token:
        return None
    subject = tree.kid(root, "nsubj")
    item = scene.cut.at.get(subject) if subject is not None else None
    if item is None or item.start <= token or item.kind == "pronoun":
        return None
    found = scene.resolve(item)
    return found if found is not None and found.named.actors and _agrees(kind, found) else None


def earlier_role(scene: Scene, item: Item, phrase: Phrase, found: Found) -> Found | None:
    """The earlier mention that "the ministry", "the minister" or "the troops" takes up."""
    tree = scene.tree
    role = item.role
    assert role is not None
    words = found.words
    modified = bool(phrase.words)
    bare = phrase.determiner == "" and not role.plural
    if bare and role.kind == "person":
        return None
    here = tree.sentence_of[item.start]
    for earlier in reversed(scene.history[-120:]):
        named = earlier.named
        if named.how == "pronoun" or not named.actors or earlier.adjective:
            continue
        actor = named.actors[0]
        if actor.code.startswith("UNK") and here - tree.sentence_of[named.head] > 6:
            continue
        if role.sector == "MIL" and actor.sector == "REB":
            continue
        if not modified and _held_office(scene, role, actor):
            return earlier
        if not _takes_up(words, earlier.words, role.kind, role.plural, earlier):
            continue
        distance = here - tree.sentence_of[named.head]
        if modified and distance > 2 and not set(phrase.words) & set(earlier.words):
            continue
        if distance <= 3 or _still_there(scene, actor, here) or _alone(scene, words[-1:], actor):
            return earlier
    if phrase.determiner not in ("the", "this", "these", "those"):
        return None
    if role.kind == "organisation" and not role.plural:
        # "The party" may be any; "the Labour Party" is that one.
        return _kind_of(scene, words[-1], here) if words == (role.head,) or modified else None
    return _fighters(scene, item) if role.sector == "REB" and role.plural else None


def _fighters(scene: Scene, item: Item) -> Found | None:
    """ "The militants": the last armed group named, if it is no party to the same deed."""
    tree, here = scene.tree, scene.tree.sentence_of[item.start]
    above = {*tree.ancestors(item.head)}
    for earlier in reversed(scene.history[-120:]):
        named = earlier.named
        if here - tree.sentence_of[named.head] > 10:
            return None
        group = named.actors and named.actors[0].kind == "group" and named.how == "name"
        if not group or named.actors[0].sector != "REB" or earlier.plural:
            continue
        if tree.sentence_of[named.head] != here or tree.heads[named.head] not in above:
            return earlier
    return None


def _still_there(scene: Scene, actor: Actor, here: int) -> bool:
    """Whether the last sentences, or the whole article, are about an actor's country."""
    if scene.main_country() == actor.country:
        return True
    near = [scene.sentence_countries.get(s, Counter()) for s in range(here - 2, here + 1)]
    return not any(near) or any(actor.country in counts for counts in near)


def _held_office(scene: Scene, role: Role, actor: Actor) -> bool:
    """Whether a person named before holds the office, as far as an undated article can tell."""
    if scene.date is not None or role.kind != "person" or role.plural or role.inherits:
        return False
    return any(office.title.lower() == role.name.lower() for office in actor.offices)


def _alone(scene: Scene, words: tuple[str, ...], actor: Actor) -> bool:
    """Whether only one country's things of a kind were spoken of: one council, one court."""
    return all(
        other.named.actors[0].country == actor.country
        for other in scene.history
        if other.named.actors and other.words[-1:] == words
    )


def _takes_up(
    words: tuple[str, ...], earlier: tuple[str, ...], kind: str, plural: bool, found: Found
) -> bool:
    if not earlier or not words:
        return False
    if plural != found.plural and not (kind == "collective" and found.actor.kind == "group"):
        return False
    for start in range(len(earlier) - len(words), -1, -1):
        if earlier[start : start + len(words)] == words:
            # "The president" is not the vice president, nor the former one.
            return start == 0 or earlier[start - 1] not in _RANKS
    return False


_WHAT_IT_IS: dict[str, Callable[[Actor], bool]] = {
    "group": lambda a: a.kind == "group" or a.country == "NGO",
    "movement": lambda a: a.kind == "group",
    "militia": lambda a: a.kind == "group",
    "alliance": lambda a: a.country == "IGO",
    "bloc": lambda a: a.country == "IGO",
    "organisation": lambda a: a.country in SPECIAL or a.kind == "group",
    "organization": lambda a: a.country in SPECIAL or a.kind == "group",
    "body": lambda a: a.country == "IGO",
    "charity": lambda a: a.country == "NGO",
    "company": lambda a: a.country == "MNC" or a.sector == "BUS",
    "firm": lambda a: a.country == "MNC" or a.sector == "BUS",
    "agency": lambda a: a.kind == "organisation" and a.sector not in ("GOV", "CVL"),
    "party": lambda a: a.sector in ("PTY", "OPP"),
    "watchdog": lambda a: a.country in ("NGO", "IGO"),
    "newspaper": lambda a: a.sector == "JRN",
}
"""Whom a word for a kind of organisation may take up."""


def _kind_of(scene: Scene, head: str, here: int) -> Found | None:
    """An organisation taken up by what it is: "the alliance", "the group", "the company"."""
    wanted = _WHAT_IT_IS.get(head)
    if wanted is None:
        return None
    for earlier in reversed(scene.history[-60:]):
        actor = earlier.named.actors[0] if earlier.named.actors else None
        if actor is None or earlier.named.how == "pronoun" or actor.kind in ("person", "state"):
            continue
        if here - scene.tree.sentence_of[earlier.named.head] > 4:
            return None
        if wanted(actor):
            return earlier
    return None
