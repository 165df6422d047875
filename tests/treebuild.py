"""Build a `Tree` by hand: tests of the stages after the parser do not need the parser."""

from demarche.language.tree import Tree


def tree(rows: str) -> Tree:
    """A tree from lines `word lemma UPOS head deprel [FEATS]`; heads count from 1, 0 is the root.

    A blank line ends a sentence, `\\u2581` inside a word stands for no space before it.
    """
    sentences: list[list[list[str]]] = [
        [line.split() for line in block.strip().splitlines()]
        for block in rows.strip().split("\n\n")
    ]
    result = Tree("", [], [], [], [], [], [], [], [], [], [], [])
    text = ""
    for sentence in sentences:
        offset = len(result.words)
        for number, (word, lemma, upos, head, dep, *feats) in enumerate(sentence):
            glued = word.startswith("\u2581") or not text
            text += ("" if glued else " ") + word.lstrip("\u2581")
            result.words.append(word.lstrip("\u2581"))
            result.lemmas.append(lemma)
            result.upos.append(upos)
            result.tags.append("")
            result.feats.append(feats[0] if feats else "")
            result.heads.append(offset + (int(head) - 1 if head != "0" else number))
            result.deps.append(dep)
            result.ents.append("")
            result.starts.append(len(text) - len(result.words[-1]))
            result.ends.append(len(text))
        result.sentences.append((offset, len(result.words)))
    result.text = text
    result.__post_init__()
    return result
