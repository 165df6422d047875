"""Stance of headlines on claims, on Emergent (Ferreira and Vlachos 2016): for, against, observing.

CSV with the columns `claim`, `headline` and `stance`. Accuracy over all pairs, and F1 a stance.
Nothing is fitted.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from demarche.claims.headlines import stance_of
from demarche.errors import DataError
from demarche.evaluate.report import Report, Share, Tally


def score(paths: Iterable[Path], errors: int = 0) -> Report:
    """Score `demarche.claims.headlines.stance_of` on CSV files, or on those in folders.

    Keys: `accuracy`, `for_f1`, `against_f1`, `observing_f1`, `pairs`. Raises DataError for a file
    without the columns.
    """
    right = Share()
    tallies: dict[str, Tally] = defaultdict(Tally)
    wrong = []
    for path in paths:
        for file in sorted(path.rglob("*.csv")) if path.is_dir() else [path]:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                for row in csv.DictReader(lines):
                    if not {"claim", "headline", "stance"} <= row.keys():
                        raise DataError(
                            f"{file}: no columns claim, headline, stance", "give Emergent's CSV"
                        )
                    found, cue = stance_of(row["headline"], row["claim"])
                    right.count(found == row["stance"])
                    tallies[found].predicted += 1
                    tallies[row["stance"]].gold += 1
                    tallies[found].right += found == row["stance"]
                    if found != row["stance"]:
                        wrong.append(
                            f"{row['stance']}, found {found} ({cue or 'no cue'}): {row['headline']}"
                            f" [{row['claim']}]"
                        )
    if not right.asked:
        raise DataError("no pairs here", "give Emergent's CSV")
    scores = {"accuracy": right.value}
    scores |= {f"{s}_f1": tallies[s].f1 for s in ("for", "against", "observing")}
    return Report({**scores, "pairs": float(right.asked)}, wrong[:errors])
