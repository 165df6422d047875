"""Writes the lemma table from the training parts of the treebanks.

python training/make_lemmas.py --data DIR --to src/demarche/language/weights/lemmas.json
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path

from demarche.language.conllu import read_conllu
from demarche.language.lemmas import MAX_SUFFIX, apply_rules, past_stems

TRAIN = ("en_ewt-ud-train.conllu", "en_gum-free-train.conllu")

IRREGULAR = """
arise arose arisen, awake awoke awoken, bear bore borne, beget begot begotten, bend bent bent,
bet bet bet, bid bid bid, bind bound bound, bite bit bitten, bleed bled bled, blow blew blown,
breed bred bred, broadcast broadcast broadcast, burst burst burst, cast cast cast,
cling clung clung, creep crept crept, deal dealt dealt, dig dug dug, draw drew drawn,
dwell dwelt dwelt, flee fled fled, fling flung flung, fly flew flown, forbid forbade forbidden,
forego forewent foregone, foresee foresaw foreseen, forget forgot forgotten,
forgive forgave forgiven, forsake forsook forsaken, freeze froze frozen, grind ground ground,
hang hung hung, hide hid hidden, kneel knelt knelt, lay laid laid, leap leapt leapt,
lend lent lent, mislead misled misled, mistake mistook mistaken, outdo outdid outdone,
overcome overcame overcome, overhear overheard overheard, oversee oversaw overseen,
overtake overtook overtaken, overthrow overthrew overthrown, rebuild rebuilt rebuilt,
repay repaid repaid, retake retook retaken, ride rode ridden, ring rang rung, rise rose risen,
seek sought sought, shake shook shaken, shed shed shed, shoot shot shot, shrink shrank shrunk,
sing sang sung, sink sank sunk, slay slew slain, slide slid slid, sling slung slung,
sow sowed sown, speed sped sped, spin spun spun, spit spat spat, split split split,
spread spread spread, spring sprang sprung, steal stole stolen, stick stuck stuck,
sting stung stung, stink stank stunk, strike struck struck, strive strove striven,
swear swore sworn, sweep swept swept, swell swelled swollen, swim swam swum, swing swung swung,
tear tore torn, thrust thrust thrust, tread trod trodden, undergo underwent undergone,
undertake undertook undertaken, undo undid undone, uphold upheld upheld, upset upset upset,
weave wove woven, weep wept wept, wind wound wound, withdraw withdrew withdrawn,
withhold withheld withheld, withstand withstood withstood, wring wrung wrung
"""
"""Base, past and participle of verbs that treebanks of this size may happen to lack."""

NOUNS = """
men man, women woman, children child, series series, species species, crises crisis,
analyses analysis, theses thesis, hypotheses hypothesis, oases oasis, criteria criterion,
phenomena phenomenon, referenda referendum, memoranda memorandum, knives knife, wives wife,
wolves wolf, halves half, hooves hoof, thieves thief, calves calf, headquarters headquarters,
aircraft aircraft, oxen ox, indices index, appendices appendix, gasses gas, buses bus
"""


def extra() -> dict[str, dict[str, str]]:
    """Forms by tag, of what is irregular."""
    forms: dict[str, dict[str, str]] = {"VBD": {}, "VBN": {}, "NNS": {}}
    for entry in IRREGULAR.replace("\n", " ").split(","):
        base, past, participle = entry.split()
        forms["VBD"][past] = base
        forms["VBN"][participle] = base
    for entry in NOUNS.replace("\n", " ").split(","):
        plural, noun = entry.split()
        forms["NNS"][plural] = noun
    return forms


def pairs(data: Path) -> dict[str, dict[str, Counter[str]]]:
    """Tag to form to counts of lemmas, forms lower case but for names."""
    found: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for name in TRAIN:
        for sentence in read_conllu(data / name):
            for word in sentence.words:
                if word.deprel == "goeswith" or word.lemma == "_" or "Typo=Yes" in word.feats:
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
    shared = next(
        (i for i, (a, b) in enumerate(zip(form, lemma, strict=False)) if a != b),
        min(len(form), len(lemma)),
    )
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


def guess(rules: dict[str, tuple[int, str]], form: str, tag: str) -> str | None:
    """What the runtime would say without an exception; None where it depends on its lexicon."""
    if tag in ("VBD", "VBN", "VBG") and next(past_stems(form), None) is not None:
        return None
    return apply_rules(rules, form)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True)
    args = parser.parse_args()
    rules: dict[str, dict[str, tuple[int, str]]] = {}
    exceptions: dict[str, dict[str, str]] = {}
    verbs: set[str] = set()
    for tag, forms in sorted(pairs(args.data).items()):
        best = {f: min(c.items(), key=lambda x: (-x[1], x[0]))[0] for f, c in forms.items()}
        best = extra().get(tag, {}) | best
        if tag.startswith("VB"):
            verbs.update(k for k in best.values() if k.isalpha() and k.islower() and len(k) > 1)
        if tag == "NNP":
            rules[tag] = {"": (0, "")}
        else:
            rules[tag] = rules_of(best)
        wrong = {f: k for f, k in best.items() if guess(rules[tag], f, tag) != k}
        if tag == "NNP":
            # one odd lemma of a name is more often a slip than a fact
            wrong = {f: k for f, k in wrong.items() if forms[f][k] > 1}
        if wrong and tag != "ADD":  # addresses of people are no knowledge of English
            exceptions[tag] = dict(sorted(wrong.items()))
    table = {"rules": rules, "exceptions": exceptions, "verbs": sorted(verbs)}
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    args.to.write_text(text + "\n", encoding="utf-8")
    print(f"{sum(map(len, rules.values()))} rules, {sum(map(len, exceptions.values()))} exceptions")


if __name__ == "__main__":
    main()
