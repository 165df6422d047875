"""What counts as politics: an event needs somebody political among those who take part."""

from demarche.events.arguments import Syntax
from demarche.language.tree import Tree
from demarche.layers import Named

_ARMED_OR_ELECTED = frozenset({"MIL", "LEG", "REB", "PTY", "PRM", "SEP", "UAF", "GOV"})
CROWDS = frozenset(
    {"protester", "demonstrator", "activist", "journalist", "reporter", "dissident", "migrant"}
    | {"refugee", "militant", "striker", "rioter", "opposition", "civilian", "opponent", "editor"}
    | {"separatist", "extremist", "terrorist", "settler", "hostage", "detainee", "dissenter"}
    | {"crowd", "marcher", "supporter", "insurgent", "rebel", "peacekeeper", "whistleblower"}
)
_OF_THE_STATE = frozenset({"JUD", "SPY", "COP", "OPP", "ELI"})
_ORGANIZED = frozenset({"COP", "JUD", "LAB", "REF", "REL", "OPP", "MED", "EDU"})
_UNLOCATED = frozenset({"UNK", "MNC", ""})
_SETTINGS = frozenset({"war", "conflict", "crisis", "dispute", "tension", "unrest", "fighting"})
_BONDS = frozenset(
    {"treaty", "pact", "alliance", "accord", "agreement", "partnership", "cooperation", "tie"}
    | {"relation", "relationship", "friendship", "deal", "contract"}
)
"""Nouns of what lasts between states; signing or breaking them is told by verbs."""
_SPEAKERS = frozenset({"PTY", "LEG", "JRN", "ELI", "JUD", "EDU"})
_PRIVATE = frozenset({"CVL", "LAB", "MED", "EDU", "BUS", "AGR", "CRM", "ELI"})
_JUSTICE = frozenset({"COERCE", "ACCUSE", "SANCTION", "RETREAT", "ASSAULT"})
Roles = tuple[Named, ...]
_INTERNATIONAL = frozenset({"IGO", "NGO"})


def weight(syntax: Syntax, mention: Named) -> int:
    """How political an actor is: 2 a state, an army, a party ...; 1 somebody of a state; else 0."""
    best = max((code_weight(a.country, a.sector) for a in mention.actors), default=0)
    return best or int(bool(mention.actors) and syntax.lemmas[mention.head] in CROWDS)


def code_weight(country: str, sector: str) -> int:
    """How political the parts of a code are: 2, 1 or 0, as `weight` says."""
    located = country not in _UNLOCATED
    if (
        country in _INTERNATIONAL
        or sector in _ARMED_OR_ELECTED
        or (located and sector in _OF_THE_STATE)
    ):
        return 2
    return int(located or sector in _ORGANIZED)


def is_ordinary_justice(syntax: Syntax, kind: str, actors: Roles, recipients: Roles) -> bool:
    """Police and courts at work on people of no politics: the arrest of a burglar."""
    if kind not in _JUSTICE or not recipients or (kind == "ASSAULT" and not actors):
        return False
    if not all(a.sector in ("COP", "JUD") for m in actors for a in m.actors):
        return False
    if any(syntax.lemmas[m.head] in CROWDS for m in recipients):
        return False
    countries = {a.country for m in (*actors, *recipients) for a in m.actors} - _UNLOCATED
    return len(countries) < 2 and all(a.sector in _PRIVATE for m in recipients for a in m.actors)


def is_background(tree: Tree, syntax: Syntax, token: int) -> bool:
    """A war that is only named ("since the war in Ukraine") is a setting, not an event told."""
    if syntax.lemmas[token] not in _SETTINGS or tree.upos[token] != "NOUN":
        return False
    return tree.deps[token].partition(":")[0] in ("obl", "nmod", "compound", "appos", "dep")


def is_standing(syntax: Syntax, token: int, owners: tuple[int, ...], is_theme: bool) -> bool:
    """A bond that somebody has ("its treaty with Pyongyang") is none that is made now.

    `is_theme`: another event does something with it: "ended a treaty with Pyongyang".
    """
    return (bool(owners) or is_theme) and syntax.lemmas[token] in _BONDS


def is_war_of_words(actors: tuple[Named, ...], mode: str | None) -> bool:
    """Politicians and journalists who "attack" somebody do it in words."""
    sectors = {actor.sector for mention in actors for actor in mention.actors}
    return mode is None and bool(sectors) and sectors <= _SPEAKERS


def is_political(
    syntax: Syntax, kind: str, roles: tuple[Named, ...], off_topic: int, nearby: int
) -> bool:
    """Whether an event is one of politics.

    `off_topic`: how many words of the sentence speak of sport, shows, markets; `nearby`: the weight
    of the most political actor in the sentence.
    """
    weights = [weight(syntax, mention) for mention in roles]
    best = max(weights, default=0)
    if off_topic > 1 and kind not in ("ASSAULT", "MOBILIZE"):
        return False
    if off_topic and best < 2:
        return False
    if best == 2:
        return True
    if kind == "PROTEST" and weights:
        return True
    return best == 1 and (len([w for w in weights if w]) > 1 or nearby == 2)
