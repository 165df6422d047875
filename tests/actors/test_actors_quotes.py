"""First person in quotations, and what has to hold for every mention."""

from demarche.actors import find_mentions, link_quotes
from demarche.language import load
from demarche.language.tree import Tree, from_doc
from demarche.layers import Mentions, Said
from demarche.model import Document


def read(text: str) -> tuple[Tree, Mentions]:
    tree = from_doc(load()(text))
    return tree, find_mentions(tree, Document(id="d", text=text))


def said(tree: Tree, mentions: Mentions, speaker: str, quote: str) -> Said:
    source = next(m for m in mentions.all if speaker in tree.span(m.start, m.end - 1).text)
    first = tree.text.index(quote)
    inside = tuple(t for t in range(len(tree)) if first <= tree.starts[t] < first + len(quote))
    return Said(source, (source.head,), (), inside, (), "assert", "neutral", "direct")


def code(tree: Tree, mentions: Mentions, words: str) -> set[str]:
    found = [m for m in mentions.all if tree.span(m.start, m.end - 1).text == words]
    return {actor.code for mention in found for actor in mention.actors}


def test_link_quotes_gives_we_and_our_to_the_speaker() -> None:
    tree, mentions = read(
        'The Moldovan foreign minister said: "We will not let our soldiers leave our country."'
    )
    linked = link_quotes(tree, mentions, [said(tree, mentions, "Moldovan", "We will not")])
    linked = link_quotes(
        tree,
        mentions,
        [said(tree, mentions, "Moldovan", "We will not let our soldiers leave our country")],
    )
    assert code(tree, linked, "We") == {"MDA.GOV"}
    assert code(tree, linked, "our soldiers") == {"MDA.MIL"}
    assert code(tree, linked, "our country") == {"MDA.GOV"}


def test_link_quotes_leaves_indirect_speech_alone() -> None:
    tree, mentions = read("The Moldovan foreign minister told us that he would come.")
    assert link_quotes(tree, mentions, []).all == mentions.all
    assert code(tree, mentions, "us") == set()


def test_find_mentions_is_deterministic_and_ordered() -> None:
    text = "Russian troops entered Ukraine. The Kremlin said its army had met no resistance there."
    tree, first = read(text)
    second = find_mentions(tree, Document(id="d", text=text))
    assert first.all == second.all
    assert [m.start for m in first.all] == sorted(m.start for m in first.all)
    for mention in first.all:
        assert mention.start <= mention.head < mention.end
        assert 0 < mention.score <= 1


def test_find_mentions_of_nothing() -> None:
    tree, mentions = read("It rained all day.")
    assert mentions.all == []
    assert link_quotes(tree, mentions, []).all == []
