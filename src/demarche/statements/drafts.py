"""A statement while it is being put together: still without its actor and its place in the nest."""

from dataclasses import dataclass, field

from demarche.language.tree import Tree
from demarche.model import Act, Channel, CueStance
from demarche.statements.lexicon import Cue, lexicon
from demarche.statements.syntax import Holder, cue_lemma, is_finite, own_subject, trim


@dataclass(slots=True)
class Draft:
    """What one cue says; `cue` has its head first, `contents` are the heads of what is said."""

    cue: list[int]
    act: Act
    stance: CueStance
    why: str
    holder: Holder | None = None
    heads: list[int] = field(default_factory=list)
    tokens: set[int] = field(default_factory=set)
    addressees: list[int] = field(default_factory=list)
    channel: Channel | None = None
    negated: bool = False
    quotes: list[int] = field(default_factory=list)
    """Indices of quotations that are, or are part of, the content."""
    takes_quote: bool = False
    takes_clause: bool = False
    silent: bool = False
    """Stands without content: a refusal to comment."""
    source_tokens: tuple[int, ...] = ()
    """The source's words where they are no noun phrase of the parse."""


def from_cue(cue: Cue, tokens: list[int]) -> Draft:
    """A draft with what the lexicon entry says."""
    draft = Draft(tokens, cue.act, cue.stance, cue.why, channel=cue.channel)
    draft.takes_quote = "quote" in cue.frames
    draft.takes_clause = "that" in cue.frames and cue.pos == "verb"
    return draft


def add_content(tree: Tree, draft: Draft, head: int, skip: tuple[int, ...] = ()) -> None:
    """Add the phrase or clause that `head` heads, cut where somebody else begins to speak."""
    draft.heads.append(head)
    barred = [*skip, *draft.cue, *intruders(tree, head, draft.cue[0])]
    tokens = [t for t in tree.subtree(head, barred) if t not in draft.cue]
    verb = draft.cue[0]
    if head > verb and tree.deps[head] in ("ccomp", "xcomp", "advcl"):
        # a second "that", before the cue, is the mark of the clause around it
        tokens = [t for t in tokens if t > verb or tree.deps[t] != "mark"]
    draft.tokens.update(trim(tree, tokens))


def intruders(tree: Tree, head: int, cue: int) -> list[int]:
    """Clauses below `head` that are no part of what `cue` reports.

    "Seoul says X sent troops, but Moscow has denied it": the parser hangs *denied* on *sent*; a
    coordinated clause with its own subject and its own word of speech is a new sentence of the
    author, unless it repeats the "that".
    """
    found: list[int] = []
    infinitive = not is_finite(tree, head) and tree.deps[head] in ("xcomp", "advcl")
    for token in tree.subtree(head):
        goes_on = infinitive and tree.deps[token] == "conj" and tree.heads[token] == head
        if goes_on and tree.tags[token] in ("VBD", "VBZ"):
            # "promised to build ties and signed a treaty": a finite verb goes on from the cue
            found.append(token)
            continue
        if token == head or tree.deps[token] not in ("conj", "parataxis", "advcl"):
            continue
        if tree.upos[token] != "VERB" or own_subject(tree, token) is None:
            continue
        if not any(c.pos == "verb" for c in lexicon().verbs.get(cue_lemma(tree, token), ())):
            continue
        marks = [tree.words[m].lower() for m in tree.kids(token, "mark")]
        joins = [tree.words[m].lower() for m in tree.kids(token, "cc")]
        contrast = bool({"but", "while", "though", "although", "whereas", "yet"} & {*marks, *joins})
        start = tree.subtree(token)[0]
        comma = {tree.words[start], tree.words[max(start - 1, 0)]} & {",", ";", "-", "—", "–"}
        if "that" in marks or not is_finite(tree, token) or token < cue:
            continue
        if (contrast and comma) or (joins and comma and _says(tree, token)):
            found.append(token)
    return found


def _says(tree: Tree, token: int) -> bool:
    """Whether the verb has a clause of its own to report, or denies."""
    return bool(tree.kids(token, "ccomp")) or tree.lemmas[token] in ("deny", "reject", "dismiss")
