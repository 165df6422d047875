"""Whether a parse shows who says what: scored on sentences written for the purpose.

The file maps groups to items: `text`, the head words of `source` (or empty) and `content` (`head`),
the `cue`, the `content` as written (a list where it is interrupted), and the number of `sentences`
where that is not one. `word#2` is the second such word. From the cue alone, and by the tree alone,
source and content are looked up as a plain reader of Universal Dependencies would: what is measured
is the parse, not the rules of the statements stage.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from spacy.language import Language

from demarche.errors import DataError
from demarche.evaluate.report import Report, Share
from demarche.language.tree import Tree, from_doc

_CONTENT = ("ccomp", "parataxis", "xcomp", "csubj", "advcl", "acl", "obj")
"""Relations of what is said to the word of saying, the surest first."""
_SUBJECTS = ("nsubj", "csubj")


@dataclass(slots=True)
class Found:
    """What the tree says of one cue: tokens, None where it says nothing."""

    source: int | None
    head: int | None
    content: set[int]


def score_into(files: list[Path], nlp: Language, errors: int, report: Report) -> None:
    """Add the shares right of source, content head, content span and all three, by group too."""
    names = ("source", "head", "content", "sentences", "all")
    totals = {name: Share() for name in names}
    groups: dict[str, Share] = defaultdict(Share)
    wrong: list[str] = []
    for path in files:
        for group, items in _read(path).items():
            for item, doc in zip(items, nlp.pipe([i["text"] for i in items]), strict=True):
                right = check(item, from_doc(doc))
                for name, verdict in right.items():
                    totals[name].count(verdict)
                everything = all(right.values())
                totals["all"].count(everything)
                groups[group].count(everything)
                if not everything:
                    missed = ", ".join(n for n, v in right.items() if not v)
                    wrong.append(f"{group}: {item['cue']} ({missed}): {item['text']}")
    report.scores |= {f"attribution_{name}": share.value for name, share in totals.items()}
    report.scores |= {f"attribution_all_{group}": s.value for group, s in groups.items()}
    report.errors.extend(wrong[:errors])


def _read(path: Path) -> dict[str, list[dict[str, Any]]]:
    groups = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(groups, dict):
        raise DataError(f"{path}: no groups of sentences", "see evaluate/attribution_syntax.py")
    return groups


def check(item: dict[str, Any], tree: Tree) -> dict[str, bool]:
    """Which parts of an item the tree gets right."""
    sentences = sum(any(w.strip() for w in tree.words[a:b]) for a, b in tree.sentences)
    right = {"sentences": sentences == item.get("sentences", 1)}
    cue = token_of(item["cue"], tree)
    if cue is None:
        return right | dict.fromkeys(("source", "head", "content"), False)
    found = read_attribution(tree, cue)
    source = token_of(item["source"], tree) if item["source"] else None
    head = token_of(item["head"], tree)
    right["source"] = found.source == source or (
        source is not None and found.source == _name_head(tree, source)
    )
    right["head"] = found.head == head
    right["content"] = found.content == _content(item, tree)
    return right


def token_of(word: str, tree: Tree) -> int | None:
    """The token of a word as items name it, None where no token is that word."""
    form, _, number = word.partition("#")
    places = [i for i, w in enumerate(tree.words) if w == form]
    nth = int(number or 1) - 1
    return places[nth] if nth < len(places) else None


def _name_head(tree: Tree, token: int) -> int:
    """The token that stands for a name in the tree: items may name any word of it."""
    while tree.deps[token] in ("flat", "compound", "nmod:desc") and tree.upos[token] == "PROPN":
        token = tree.heads[token]
    return token


def _content(item: dict[str, Any], tree: Tree) -> set[int]:
    pieces = item["content"] if isinstance(item["content"], list) else [item["content"]]
    tokens: set[int] = set()
    for piece in pieces:
        # the content stands after the same words elsewhere only where it is interrupted
        at = [m.start() for m in re.finditer(re.escape(piece), item["text"])][-1]
        tokens.update(
            i for i, s in enumerate(tree.starts) if at <= s < at + len(piece) and _counts(tree, i)
        )
    return tokens


def _counts(tree: Tree, token: int) -> bool:
    return tree.upos[token] not in ("PUNCT", "SPACE")


def read_attribution(tree: Tree, cue: int) -> Found:
    """Source and content of a cue word, by the tree alone."""
    if tree.words[cue].lower() == "according":
        source = tree.heads[cue]
        host = tree.heads[source]
        head = host if host != source else None
        return Found(source, head, _span(tree, head, source))
    head = _content_head(tree, cue)
    return Found(_source(tree, cue), head, _span(tree, head, cue))


def _source(tree: Tree, cue: int, dependent: bool = False) -> int | None:
    """The speaker; of a `dependent` clause ("was quoted by the agency as saying") the subject."""
    if tree.upos[cue] == "NOUN":
        owners = tree.kids(cue, "nmod")
        return owners[0] if owners else None
    passive = tree.kid(cue, "aux:pass") is not None and not dependent
    if passive and tree.has(cue, "VerbForm=Part"):
        agent = tree.kid(cue, "obl:agent")
        if agent is not None:
            return agent
    relation, head = tree.deps[cue].partition(":")[0], tree.heads[cue]
    subject = tree.kid(cue, *_SUBJECTS)
    if subject is not None:
        relative = tree.deps[cue] == "acl:relcl" and "PronType=Rel" in tree.feats[subject]
        return head if relative else subject
    if relation == "acl":
        return head
    if relation in ("conj", "advcl", "xcomp", "parataxis", "ccomp", "obl") and head != cue:
        return _source(tree, head, relation != "conj")
    return None


def _content_head(tree: Tree, cue: int) -> int | None:
    for relation in _CONTENT:
        kids = [k for k in tree.kids(cue, relation) if tree.deps[k] != "acl:relcl"]
        if relation == "parataxis":
            kids = [k for k in kids if not _says_nothing(tree, k)]
        if relation == "advcl":
            kids = [k for k in kids if _marked(tree, k)]
        if kids:
            return kids[0]
    if tree.deps[cue] == "parataxis":
        return tree.heads[cue]
    return tree.kid(cue, "nsubj:pass")


def _says_nothing(tree: Tree, token: int) -> bool:
    """Whether a paratactic clause is itself an aside, as "she added" in the middle of a quote."""
    return tree.kid(token, *_SUBJECTS) is None and tree.upos[token] not in ("VERB", "ADJ", "NOUN")


def _marked(tree: Tree, clause: int) -> bool:
    """Whether an adverbial clause says what: "accused of hiding", "called on both to go"."""
    links = [tree.words[k].lower() for k in tree.kids(clause, "mark", "case")]
    return "of" in links or "to" in links


def _span(tree: Tree, head: int | None, without: int) -> set[int]:
    """The clause under `head`, less the cue's own clause, "that", and what joins it to the rest."""
    if head is None:
        return set()
    tokens = set(tree.subtree(head, skip=(without,)))
    for kid in tree.kids(head, "mark", "cc"):
        if tree.words[kid].lower() in ("that", "and", "but", "of", "or") and kid < head:
            tokens -= set(tree.subtree(kid))
    return {t for t in tokens if _counts(tree, t)}
