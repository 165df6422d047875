"""First person in a quotation: "we", "our troops" and "I" are the speaker's side."""

from dataclasses import replace

from demarche.actors.codes import SPECIAL
from demarche.actors.items import PRONOUNS
from demarche.actors.knowledge import knowledge
from demarche.actors.tables import word_set
from demarche.actors.turns import link_turns
from demarche.language.tree import Tree
from demarche.layers import Mentions, Named, Said
from demarche.model import Actor, ActorKind

_COUNTRY = word_set("country")
_FIGHTERS = frozenset({"REB", "UAF", "PRM", "CRM"})
"""Sectors whose own forces are no state's."""


def link_quotes(tree: Tree, mentions: Mentions, statements: list[Said]) -> Mentions:
    """The mentions with first-person pronouns, and what they own, given to who speaks.

    In interviews and speeches also outside quotations, there with "you" (`turns`).
    """
    speaker = _speakers(statements)
    found: list[Named] = []
    for mention in mentions.all:
        owner = _first_person_owner(tree, mention)
        source = speaker.get(owner) if owner is not None else None
        found.append(mention if source is None else _owned(tree, mention, source))
    heads = {mention.head for mention in found}
    for token in sorted(speaker):
        low = tree.words[token].lower()
        if PRONOUNS.get(low) != "1" or token in heads or tree.words[token] == "US":
            continue
        found.append(_spoken(tree, token, token + 1, speaker[token], f"{low!r} in a quotation"))
        head = tree.heads[token]
        ours = tree.deps[token] == "nmod:poss" and tree.lemmas[head].lower() in _COUNTRY
        if ours and head not in heads:
            heads.add(head)
            found.append(_country(tree, token, head, speaker[token]))
    found += link_turns(tree, mentions.all, {*speaker, *heads})
    found.sort(key=lambda mention: (mention.start, -mention.end))
    return Mentions(found)


def _speakers(statements: list[Said]) -> dict[int, Named]:
    """The source of the innermost direct or mixed statement around each token."""
    found: dict[int, Named] = {}
    size: dict[int, int] = {}
    for said in statements:
        if said.source is None or said.directness == "indirect" or not said.source.actors:
            continue
        for token in said.content:
            if token not in found or len(said.content) < size[token]:
                found[token], size[token] = said.source, len(said.content)
    return found


def _first_person_owner(tree: Tree, mention: Named) -> int | None:
    for token in range(mention.start, mention.head):
        if tree.words[token].lower() in ("our", "my"):
            return token
    return None


def _spoken(tree: Tree, start: int, end: int, source: Named, what: str) -> Named:
    words = tree.text[tree.starts[source.start] : tree.ends[source.end - 1]]
    return Named(
        start,
        end,
        end - 1,
        source.actors,
        "pronoun",
        f"{what}: the speaker, {words!r}",
        round(0.9 * source.score, 3),
        tuple((actor.id, round(0.9 * source.score, 3)) for actor in source.actors),
    )


def _country(tree: Tree, start: int, head: int, source: Named) -> Named:
    """ "Our country": the speaker's."""
    named = _spoken(tree, start, head + 1, source, f"'our {tree.lemmas[head]}' in a quotation")
    actors = []
    for actor in source.actors:
        if actor.country in ("UNK", *SPECIAL):
            actors.append(actor)
        else:
            country = actor.country
            sector = "CVL" if tree.lemmas[head].lower() == "people" else "GOV"
            kind: ActorKind = "group" if sector == "CVL" else "state"
            ident = country.lower() if sector == "GOV" else f"{country.lower()}.cvl.people"
            actors.append(Actor(id=ident, code=f"{country}.{sector}", kind=kind, name=country))
    named.actors = tuple(actors)
    return named


def _owned(tree: Tree, mention: Named, source: Named) -> Named:
    """ "Our troops": the role's sector in the speaker's country or organisation."""
    owner = source.actors[0]
    words = tree.text[tree.starts[mention.start] : tree.ends[mention.end - 1]]
    actors = []
    for actor in mention.actors:
        if owner.country == "UNK":
            actors.append(actor)
            continue
        whole = owner.country in SPECIAL or owner.sector in _FIGHTERS
        code = owner.code if whole else f"{owner.country}.{actor.sector}"
        tail = actor.id.rsplit(".", 1)[-1]
        role = tail.replace("-", " ")
        name = knowledge().owned(owner.country, role) or f"{owner.name} {role}"
        actors.append(Actor(id=f"{code.lower()}.{tail}", code=code, kind=actor.kind, name=name))
    return replace(
        mention,
        actors=tuple(actors),
        how="composed",
        why=f"{words!r} in a quotation: the speaker's, {owner.name}",
        score=round(0.85 * source.score, 3),
        candidates=tuple((actor.id, 0.85) for actor in actors),
    )
