"""Verdicts on what was reported: "called the reports groundless", "these claims are lies".

They answer what was said before without telling it again; a source that retracts its own claim is
found here too. Word lists: `knowledge/claims/verdicts.tsv`.
"""

from functools import cache
from importlib.resources import files

from demarche.language.tree import Tree
from demarche.layers import Reading, Said

_CLAIMS = frozenset({"claim", "allegation", "accusation", "statement", "report", "assertion"})


@cache
def _words() -> dict[str, frozenset[str]]:
    text = files("demarche").joinpath("knowledge/claims/verdicts.tsv").read_text("utf-8")
    rows = [row.split("\t") for row in text.splitlines() if row and not row.startswith("#")]
    return {name: frozenset(words.split()) for name, words in rows}


def find_verdicts(reading: Reading, anaphors: frozenset[str]) -> None:
    """Add the statements that call a report false; mark those that say so, and that retract."""
    tree = reading.tree
    for token, lemma in enumerate(tree.lemmas):
        lower = lemma.lower()
        if lower in _words()["calling"] and tree.upos[token] == "VERB":
            _called(reading, token, anaphors)
        elif lower in _words()["false"] | _words()["true"]:
            _judged(reading, token, anaphors)
    for said in reading.statements:
        _taken_back(tree, said)


def _called(reading: Reading, verb: int, anaphors: frozenset[str]) -> None:
    """ "Moscow called the reports groundless": a denial by its subject."""
    tree = reading.tree
    things = [t for t in tree.kids(verb, "obj", "nsubj:pass") if _is_report(tree, t, anaphors)]
    below = [k for t in (verb, *things) for k in tree.children[t]]
    said_of = [k for k in below if tree.lemmas[k].lower() in _words()["false"]]
    doers = [k for k in (*tree.kids(verb, "nsubj"), *tree.kids(verb, "obl")) if k not in things]
    source = next(
        (reading.mentions.by_head[k] for k in doers if k in reading.mentions.by_head), None
    )
    if not things or not said_of:
        return
    for said in reading.statements:
        if said.cue[0] == verb:
            said.act, said.stance, said.heads = "deny", "denying", (things[0],)
            return
    if source is None:
        return
    content = sorted({t for thing in things for t in tree.subtree(thing)} | set(said_of))
    reading.statements.append(
        Said(
            source=source,
            source_tokens=tuple(range(source.start, source.end)),
            cue=(verb,),
            content=tuple(content),
            heads=(things[0],),
            act="deny",
            stance="denying",
            directness="indirect",
            why=f"verdict: {tree.lemmas[verb]} ... {tree.lemmas[said_of[0]]}",
        )
    )


def _judged(reading: Reading, token: int, anaphors: frozenset[str]) -> None:
    """ "These claims are lies", said by somebody: the statement denies."""
    tree = reading.tree
    subjects = tree.kids(token, "nsubj")
    if not tree.kids(token, "cop") or not any(_is_report(tree, t, anaphors) for t in subjects):
        return
    negated = any(tree.lemmas[k].lower() in ("not", "never", "no") for k in tree.children[token])
    if "if" in (tree.lemmas[k].lower() for k in tree.kids(token, "mark")):
        return
    false = tree.lemmas[token].lower() in _words()["false"]
    holding = [said for said in reading.statements if token in said.content]
    if holding and holding[-1].stance == "neutral":
        holding[-1].stance = "denying" if false != negated else "endorsing"


def _taken_back(tree: Tree, said: Said) -> None:
    """ "Israel retracted its claim that ...": the cue is the claim, the verb takes it back."""
    noun = said.cue[0]
    verb = tree.heads[noun]
    if (
        tree.lemmas[noun].lower() in _CLAIMS
        and tree.deps[noun] == "obj"
        and tree.lemmas[verb].lower() in _words()["taking_back"]
    ):
        said.cue = (verb, *said.cue)
        said.act, said.stance = "deny", "denying"


def _is_report(tree: Tree, token: int, anaphors: frozenset[str]) -> bool:
    return tree.lemmas[token].lower() in anaphors and tree.upos[token] in ("NOUN", "PRON")
