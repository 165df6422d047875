"""Words a second of the English pipeline on one core, beside spaCy's blank tokenizer.

    python benchmarks/parse_speed.py [TEXT ...] [--seconds 10]

Takes plain text, JSONL (`text`) or CoNLL-U files; by default the examples that ship with the
package. Both pipelines make a Doc of every text; words exclude white space. Reported are words by
the clock, by processor time (which others' load on the machine disturbs less), and the ratio.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import spacy
from spacy.language import Language

import demarche
from demarche.evaluate.syntax import documents, raw_text
from demarche.language import load


def texts_of(paths: list[Path]) -> list[str]:
    """Texts of files; of a treebank one a document."""
    texts: list[str] = []
    for path in paths:
        if path.suffix == ".conllu":
            texts.extend(raw_text(d)[0] for d in documents(path))
        elif path.suffix == ".jsonl":
            lines = path.read_text(encoding="utf-8").splitlines()
            texts.extend(json.loads(line)["text"] for line in lines)
        else:
            texts.append(path.read_text(encoding="utf-8"))
    return texts


def words_a_second(nlp: Language, texts: list[str], seconds: float) -> tuple[float, float]:
    """Speed by the clock and by processor time, over whole passes of the texts."""
    words = sum(sum(not t.is_space for t in nlp.make_doc(text)) for text in texts)
    for _ in nlp.pipe(texts[:1]):
        pass
    done, wall, cpu = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - wall < seconds:
        for _ in nlp.pipe(texts):
            pass
        done += words
    return done / (time.perf_counter() - wall), done / (time.process_time() - cpu)


def main() -> None:
    """Print the speeds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="*", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0)
    args = parser.parse_args()
    examples = Path(demarche.__file__).parent / "examples" / "articles.jsonl"
    paths = args.texts or [examples]
    texts = texts_of(paths)
    begun = time.perf_counter()
    nlp = load()
    print(f"loaded in {time.perf_counter() - begun:.2f} s; {len(texts)} texts")
    ours = words_a_second(nlp, texts, args.seconds)
    blank = words_a_second(spacy.blank("en"), texts, args.seconds / 3)
    for name, (wall, cpu) in (("ours", ours), ("spacy.blank('en')", blank)):
        print(f"{name:20} {wall:10,.0f} words/s by the clock {cpu:10,.0f} by processor time")
    print(
        f"ratio {blank[0] / ours[0]:.1f} by the clock, {blank[1] / ours[1]:.1f} by processor time"
    )


if __name__ == "__main__":
    main()
