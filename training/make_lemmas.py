"""Writes the lemma table from the training parts of the treebanks.

python training/make_lemmas.py --data DIR --to src/demarche/language/weights/lemmas.json
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter, defaultdict
from pathlib import Path

from demarche.language.conllu import read_conllu
from demarche.language.lemmas import MAX_SUFFIX, apply_rules

TRAIN = ("en_ewt-ud-train.conllu", "en_gum-free-train.conllu")

#: verb, noun and adjective forms that treebanks of this size happen to lack
EXTRA = {
    "NNS": {"men": "man", "women": "woman", "children": "child"},
}


def pairs(data: Path) -> dict[str, dict[str, Counter[str]]]:
    """Tag to form to counts of lemmas, forms lower case but for names."""
    found: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for name in TRAIN:
        for sentence in read_conllu(data / name):
            for word in sentence.words:
                if word.deprel == "goeswith" or "Typo=Yes" in word.feats:
                    continue
                proper = word.xpos in ("NNP", "NNPS")
                form = word.form.replace("’", "'")
                if proper:
                    # names in capitals have lemmas in small letters in EWT: no rule for us
                    if form.isupper() and len(form) > 3 and word.lemma != form:
                        continue
                elif not (word.xpos == "PRP" and form == "I"):
                    form = form.lower()
                found[word.xpos][form][word.lemma] += 1
    return found


def edit(form: str, lemma: str) -> tuple[int, str]:
    shared = len(os.path.commonprefix([form, lemma]))
    return len(form) - shared, lemma[shared:]


def rules_of(forms: dict[str, str]) -> dict[str, tuple[int, str]]:
    """For every suffix the edit most of its forms take, kept where a shorter one would differ."""
    votes: dict[str, Counter[tuple[int, str]]] = defaultdict(Counter)
    for form, lemma in forms.items():
        change = edit(form, lemma)
        for length in range(min(MAX_SUFFIX, len(form)) + 1):
            if change[0] <= length:
                votes[form[len(form) - length :]][change] += 1
    rules: dict[str, tuple[int, str]] = {}
    for suffix in sorted(votes, key=lambda s: (len(s), s)):
        (change, count), *_ = sorted(votes[suffix].items(), key=lambda x: (-x[1], x[0]))
        total = sum(votes[suffix].values())
        if suffix and (count < 2 or count / total < 0.55):
            continue
        shorter = next(
            (rules[suffix[i:]] for i in range(1, len(suffix) + 1) if suffix[i:] in rules), None
        )
        if shorter != change:
            rules[suffix] = change
    rules.setdefault("", (0, ""))
    return rules


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True)
    args = parser.parse_args()
    rules: dict[str, dict[str, tuple[int, str]]] = {}
    exceptions: dict[str, dict[str, str]] = {}
    for tag, forms in sorted(pairs(args.data).items()):
        best = {f: min(c.items(), key=lambda x: (-x[1], x[0]))[0] for f, c in forms.items()}
        best |= EXTRA.get(tag, {})
        if tag == "NNP":
            rules[tag] = {"": (0, "")}
        else:
            rules[tag] = rules_of(best)
        wrong = {f: k for f, k in best.items() if apply_rules(rules[tag], f) != k}
        if tag == "NNP":
            # one odd lemma of a name is more often a slip than a fact
            wrong = {f: k for f, k in wrong.items() if forms[f][k] > 1}
        if wrong:
            exceptions[tag] = dict(sorted(wrong.items()))
    table = {"rules": rules, "exceptions": exceptions}
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    args.to.write_text(text + "\n", encoding="utf-8")
    print(f"{sum(map(len, rules.values()))} rules, {sum(map(len, exceptions.values()))} exceptions")


if __name__ == "__main__":
    main()
