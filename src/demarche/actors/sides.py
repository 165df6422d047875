"""Sides taken up at once: the two countries, both sides, each other; and "the country"."""

from demarche.actors.codes import SPECIAL
from demarche.actors.items import Item
from demarche.actors.scene import Found, Scene
from demarche.actors.tables import word_set
from demarche.language.tree import Tree
from demarche.layers import Named
from demarche.model import Actor

_REPORTS = word_set("reports")
PAIRS = frozenset(
    [
        "countries",
        "nations",
        "sides",
        "neighbours",
        "neighbors",
        "states",
        "leaders",
        "presidents",
        "ministers",
        "men",
        "allies",
        "powers",
        "governments",
        "rivals",
        "koreas",
        "foes",
        "enemies",
        "parties",
        "capitals",
        "armies",
        "militaries",
        "premiers",
        "women",
        "delegations",
        "officials",
        "envoys",
        "nations'",
        "partners",
    ]
)
_ARGUMENTS = frozenset({"nsubj", "nsubj:pass", "obj", "iobj", "obl", "conj", "nmod"})
_OPPOSED = frozenset({"warring", "rival", "opposing", "feuding", "conflicting"})
_SINGLE = frozenset({"country", "side", "nation", "party"})
_LEADERS = word_set("leaders")
_NUMBERS = {"two": 2, "both": 2, "three": 3, "four": 4, "2": 2, "3": 3}
_COUNTRY_WORDS = word_set("country-words")


_NEIGHBOURS = frozenset({"neighbour", "neighbor", "rival", "foe", "adversary"})
_STATES = frozenset({"countries", "nations", "states", "neighbours", "neighbors"})
_HEADS = frozenset(
    {"president", "premier", "king", "queen", "chancellor", "leader", "prime", "emir", "ruler"}
    | {"sultan", "chairman", "crown", "general"}
)
"""Words of the titles of those who lead a state or a side."""
_APART = frozenset({"REB", "OPP", "PTY", "LAB", "BUS", "PRM", "UAF"})
"""Sectors that are a side of their own in their country."""
_COUNTRY_BEFORE = frozenset({"the", "this", "that", "his", "her", "their"})


def descriptions(scene: Scene) -> list[Item]:
    """ "The two countries", "both sides", "the country": phrases that no role noun heads."""
    tree, at = scene.tree, scene.cut.at
    found: list[Item] = []
    for token, word in enumerate(tree.words):
        low = word.lower()
        if _are_the_two(tree, token):
            found.append(Item(token, token + 1, token, "proper"))
        elif (low in PAIRS or low in _SINGLE) and tree.upos[token] in ("NOUN", "PROPN"):
            before = tree.words[_number_before(tree, token)].lower()
            if before in _NUMBERS or (before == "each" and low in _SINGLE):
                found.append(Item(token, token + 1, token, "proper"))
        country = low in _COUNTRY_WORDS and tree.upos[token] == "NOUN" and token not in at
        if country and tree.words[_number_before(tree, token)].lower() in _COUNTRY_BEFORE:
            found.append(Item(token, token + 1, token, "proper"))
        if low in _NEIGHBOURS and _owned(tree, token) is not None and not _named_after(tree, token):
            found.append(Item(token, token + 1, token, "proper"))
    return found


def _are_the_two(tree: Tree, token: int) -> bool:
    """ "The sides", "the warring parties", "the two": both of them, with no number or noun."""
    low = tree.words[token].lower()
    before = max(token - 1, 0)
    if low == "two" and tree.deps[token] in _ARGUMENTS:
        return tree.words[before].lower() in ("the", "these") and not tree.kids(token, "nmod")
    if low == "parties" or (low == "factions" and token):
        if tree.words[before].lower() not in _OPPOSED:
            return False
        before = max(before - 1, 0)
    elif low != "sides":
        return False
    return tree.words[before].lower() == "the" and not tree.kids(token, "nmod")


def _owned(tree: Tree, token: int) -> int | None:
    """The first token of "its", "the country's" before a noun."""
    before = _number_before(tree, token)
    return before if tree.words[before].lower() in ("its", "their", "'s", "’s") else None


def _named_after(tree: Tree, token: int) -> bool:
    after = token + 1 + (tree.words[token + 1 : token + 2] == [","])
    return after < len(tree) and tree.upos[after] == "PROPN"


def _neighbour(scene: Scene, token: int) -> Found | None:
    """ "Its neighbour": the other state that the last sentences spoke of, where it is but one."""
    tree = scene.tree
    start = _owned(tree, token)
    item = scene.cut.at.get(start) if start is not None else None
    owner = scene.resolve(item) if item is not None and item.kind == "pronoun" else None
    if owner is None or start is None:
        return None
    own = {actor.country for actor in owner.named.actors}
    others: dict[str, Actor] = {}
    for earlier in reversed(scene.history[-40:]):
        if tree.sentence_of[token] - tree.sentence_of[earlier.named.head] > 3:
            break
        for actor in earlier.named.actors:
            whole = scene.knowledge.states.get(actor.country)
            if whole is not None and actor.country not in own:
                others.setdefault(actor.country, whole.actor())
    if len(others) != 1:
        return None
    actor = next(iter(others.values()))
    why = f"{scene.words(start, token + 1)!r}: the only other state spoken of, {actor.name}"
    named = Named(start, token + 1, token, (actor,), "coreference", why, 0.6, ((actor.id, 0.6),))
    return Found(named, words=(tree.words[token].lower(),))


def _number_before(tree: Tree, token: int) -> int:
    """The token of "two" before a noun: "the two nuclear-armed neighbours"."""
    before = max(token - 1, 0)
    first = max(token - 5, 0)
    while before > first and (
        tree.upos[before] in ("ADJ", "NOUN", "VERB") or tree.words[before] == "-"
    ):
        before -= 1
    return before


def resolve_description(scene: Scene, token: int) -> Found | None:
    """The actors of a description that `descriptions` found at `token`."""
    tree = scene.tree
    low = tree.words[token].lower()
    if tree.words[token - 1].lower() == "each" and low in _SINGLE:
        noun = "countries" if low in _COUNTRY_WORDS else "sides"
        return pair(scene, token - 1, token + 1, 2, low, noun)
    if low in _NEIGHBOURS:
        return _neighbour(scene, token)
    if _are_the_two(tree, token):
        start = token - 2 if tree.words[token - 1].lower() in _OPPOSED else token - 1
        return _sides(scene, start, token + 1, 2)
    if low in PAIRS:
        start = _number_before(tree, token)
        number = _NUMBERS[tree.words[start].lower()]
        if start and tree.words[start - 1].lower() in ("the", "these", "its"):
            start -= 1
        return pair(scene, start, token + 1, number, low, low)
    after = tree.words[token + 1].lower() if token + 1 < len(tree) else ""
    if after == "of" or tree.deps[token] == "compound":
        return None
    first = _number_before(tree, token)
    owner = tree.words[first].lower() in ("his", "her", "their")
    for earlier in reversed(scene.history[-60:]):
        actor = earlier.named.actors[0] if earlier.named.actors else None
        if actor is None or len(earlier.named.actors) > 1 or earlier.named.how == "pronoun":
            continue
        if tree.sentence_of[token] - tree.sentence_of[earlier.named.head] > 3:
            break
        if owner and earlier.actor.kind not in ("person", "source", "group"):
            continue
        whole = scene.knowledge.states.get(actor.country)
        if whole is not None and not earlier.adjective:
            actor = whole.actor()
            named = Named(
                first,
                token + 1,
                token,
                (actor,),
                "coreference",
                f"{scene.words(first, token + 1)!r} takes up {actor.name}",
                0.7,
                ((actor.id, 0.7),),
            )
            return Found(named, words=(low,))
    return None


def pair(scene: Scene, start: int, end: int, number: int, low: str, noun: str) -> Found | None:
    """The last two (or three) different sides named before, less who does something to them."""
    if noun == "sides":
        return _sides(scene, start, end, number)
    if noun == "koreas":
        states = scene.knowledge.states
        koreas = tuple(states[code].actor() for code in ("KOR", "PRK"))
        return _taken_up(scene, start, end, koreas, "the two of that name", low)
    people = noun in _LEADERS
    sides = _last_sides(scene, start, end, number, noun, people)
    if len(sides) < number and people and number == 2:
        # Leaders who are not named are those of the sides.
        return _sides(scene, start, end, number)
    if len(sides) < number:
        return None
    actors = tuple(reversed(list(sides.values())[:number]))
    return _taken_up(scene, start, end, actors, f"the last {number} sides named", low)


def _last_sides(
    scene: Scene, start: int, end: int, number: int, noun: str, people: bool
) -> dict[str, Actor]:
    """The last sides named before, nearest first, by what tells them apart."""
    tree = scene.tree
    doing = _doing(scene, end - 1)
    sides: dict[str, Actor] = {}
    here = tree.sentence_of[start]
    for earlier in reversed(scene.history[-80:]):
        named = earlier.named
        if here - tree.sentence_of[named.head] > 8 or len(sides) >= number:
            break
        for actor in reversed(named.actors):
            if actor.country == "UNK" or {actor.id, actor.country} & doing:
                continue
            if people and (actor.kind != "person" or not _leads(actor, earlier, noun)):
                continue
            if actor.kind not in ("state", "organisation", "person", "group"):
                continue
            whole = scene.knowledge.states.get(actor.country)
            if noun in _STATES:
                if whole is None:
                    continue
                actor = whole.actor()
            special = actor.country in SPECIAL
            sides.setdefault(actor.id if people or special else actor.country, actor)
    return sides


def _leads(actor: Actor, found: Found, noun: str) -> bool:
    """Whether a person may be one of "both leaders": no spokeswoman is."""
    if noun not in ("leaders", "presidents", "premiers"):
        return True
    titles = [office.title.lower() for office in actor.offices]
    words = {word for title in titles for word in title.split()} | set(found.words)
    return bool(words & _HEADS)


def _doing(scene: Scene, token: int) -> set[str]:
    """Ids and countries of who does what is done to the phrase: "China urged both sides"."""
    tree = scene.tree
    while tree.deps[token].partition(":")[0] in ("nmod", "conj", "appos"):
        token = tree.heads[token]
    while tree.deps[token].partition(":")[0] in ("obj", "obl", "iobj"):
        token = tree.heads[token]
        if tree.upos[token] in ("VERB", "AUX"):
            break
    else:
        return set()
    found: set[str] = set()
    for verb in (token, *tree.ancestors(token)):
        subject = tree.kid(verb, "nsubj")
        if subject is not None:
            for part in tree.conjuncts(subject):
                if part in scene.by_head:
                    for actor in scene.by_head[part].named.actors:
                        found |= {actor.id, actor.country}
            break
        if tree.deps[verb] not in ("conj", "xcomp", "advcl"):
            break
    return found - {"UNK"}


def _sides(scene: Scene, start: int, end: int, number: int) -> Found | None:
    """ "Both sides": those the article speaks of most, less whoever speaks of the sides here."""
    tree = scene.tree
    verb = tree.heads[end - 1]
    verbs = [verb, *tree.ancestors(verb)]
    if tree.deps[end - 1].startswith("nsubj"):
        # "A and B agreed; both sides kept ...": only who reports it is no side.
        verbs = [v for v in verbs[1:] if tree.lemmas[v].lower() in _REPORTS]
    subjects = [tree.kid(v, "nsubj") for v in verbs]
    speaking = _doing(scene, end - 1)
    for subject in subjects:
        for part in tree.conjuncts(subject) if subject is not None else ():
            if part in scene.by_head:
                for actor in scene.by_head[part].named.actors:
                    speaking |= {actor.id, actor.country}
    counts: dict[str, int] = {}
    actors: dict[str, Actor] = {}
    here = tree.sentence_of[start]
    for position, earlier in enumerate(scene.history):
        if here - tree.sentence_of[earlier.named.head] > 12:
            continue
        for actor in earlier.named.actors:
            whole = scene.knowledge.states.get(actor.country)
            if actor.sector in _APART or whole is None:
                key, side = actor.id, actor
            else:
                key, side = actor.country, whole.actor()
            if actor.country in ("UNK", "NGO") or actor.kind == "place" or actor.sector == "JRN":
                continue
            if key in speaking or actor.id in speaking:
                continue
            counts[key] = counts.get(key, 0) + 100 + position
            actors.setdefault(key, side)
    ranked = sorted(counts, key=lambda key: (-counts[key], key))[:number]
    if len(ranked) < number:
        return None
    chosen = tuple(actors[key] for key in sorted(ranked, key=list(actors).index))
    return _taken_up(scene, start, end, chosen, "the sides that the article speaks of", "sides")


def _taken_up(
    scene: Scene, start: int, end: int, actors: tuple[Actor, ...], who: str, word: str
) -> Found:
    """Tokens `start` to `end` as a mention of several actors named before."""
    why = f"{scene.words(start, end)!r}: {who}, " + " and ".join(actor.name for actor in actors)
    candidates = tuple((actor.id, 0.65) for actor in actors)
    named = Named(start, end, end - 1, actors, "coreference", why, 0.65, candidates)
    return Found(named, plural=True, words=(word,))


def each_other(scene: Scene, token: int) -> Found | None:
    """ "Each other": all whom the subject names."""
    tree = scene.tree
    verb = tree.heads[token + 1] if tree.heads[token] == token + 1 else tree.heads[token]
    for governor in (verb, *tree.ancestors(verb)):
        subject = tree.kid(governor, "nsubj")
        if subject is None or subject >= token:
            continue
        actors: list[Actor] = []
        for part in tree.conjuncts(subject):
            item = scene.cut.at.get(part)
            found = scene.resolve(item) if item is not None else None
            if found is None:
                found = next((f for f in reversed(scene.history) if f.named.head == part), None)
            if found is not None:
                actors.extend(a for a in found.named.actors if a not in actors)
        if len(actors) > 1:
            head = token + 1 if tree.heads[token] == token + 1 else token
            named = Named(
                token,
                token + 2,
                head,
                tuple(actors),
                "pronoun",
                "'each other': all that the subject names",
                0.75,
                tuple((actor.id, 0.75) for actor in actors),
            )
            return Found(named, plural=True)
        return None
    return None
