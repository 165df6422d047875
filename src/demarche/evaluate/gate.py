"""The evaluation gate: run every scorer on what is under a folder and compare with the floors.

`python -m demarche.evaluate.gate DATA [--floors FILE] [--lower REASON] [--only NAME ...]`

Floors are kept in `evaluation/floors.json`: for each set of files (by its hash) and each score, the
best value so far with its date and version. A score under its floor fails the run. Raising a floor
is automatic; `--lower REASON` sets the floors that fell to what was measured, with the reason.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from demarche.evaluate import evaluate

SETS: tuple[tuple[str, str, str], ...] = (
    ("gold", "gold", "*.yaml"),
    ("plv", "plv", "plv-*.tsv"),
    ("gsr", "gsr", "gsr-*.jsonl"),
    ("polnear-dev", "polnear", "polnear/dev"),
    ("uw-dev", "factuality", "uw-dev.jsonl"),
    ("uds-dev", "factuality", "uds-dev.jsonl"),
    ("meantime-dev", "factuality", "meantime-dev.jsonl"),
    ("timebank", "timex", "timebank"),
    ("wikiwars", "timex", "wikiwars"),
    ("newsquant", "quantities", "newsquant-*.json"),
    ("places", "places", "place_mentions.yaml"),
    ("gum-test", "syntax", "en_gum-free-test.conllu"),
    ("pud-test", "syntax", "en_pud-ud-test.conllu"),
    ("ecbplus", "ecbplus", "ecbplus"),
    ("emergent", "emergent", "emergent-*.csv"),
    ("stories", "claims", "stories"),
    ("gum-chains", "coreference", "en_gum-free-test.conllu"),
)
"""Name of a set, its scorer, and the pattern by which its files are found under the folder."""

GATED = {
    "gold": ("trigger_f1", "strict_f1", "type", "factuality", "positions_recall"),
    "plv": ("root_macro_f1", "quad_macro_f1"),
    "gsr": (
        "type",
        "type_actor_recipient",
        "actor_country",
        "actor_country_sector",
        "recipient_country",
        "recipient_country_sector",
    ),
    "ecbplus": ("conll_f1", "lea_f1"),
    "emergent": ("accuracy",),
    "claims": ("conll_f1", "lea_f1", "positions_f1"),
    "coreference": ("conll_f1", "conll_f1_news", "lea_f1"),
    "polnear": ("attribution_f1", "content_token_f1", "all_spans_overlap_f1"),
    "factuality": ("pearson_r",),
    "timex": ("relaxed_f1", "strict_f1", "value_f1"),
    "quantities": ("value_f1", "value_unit_f1", "value_change_f1"),
    "places": ("country", "place", "admin1"),
    "syntax": ("upos", "uas", "las", "sentence_f1"),
}
"""The scores with a floor, by scorer; all others are printed only. Higher is better in all."""

TOLERANCE = 0.0005
"""Rounding of floating-point sums may differ between processors by less than this."""


def main(arguments: list[str] | None = None) -> int:
    """Run the gate; 0 where no floor was broken, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="demarche.evaluate.gate", description=__doc__)
    parser.add_argument("data", type=Path, help="folder with gold files and benchmark data")
    parser.add_argument("--floors", type=Path, default=Path("evaluation/floors.json"))
    parser.add_argument("--lower", metavar="REASON", help="accept lower scores, for this reason")
    parser.add_argument("--only", action="append", help="only the set of this name")
    options = parser.parse_args(arguments)
    floors: dict[str, Any] = (
        json.loads(options.floors.read_text()) if options.floors.exists() else {}
    )
    fallen = 0
    for name, benchmark, pattern in SETS:
        paths = sorted(options.data.rglob(pattern))
        if not paths or (options.only and name not in options.only):
            continue
        scores = evaluate(benchmark, paths).scores
        digest = _digest(paths)
        kept = floors.setdefault(f"{name}@{digest}", {})
        for key, value in scores.items():
            gated = key in GATED[benchmark]
            fell = gated and _judge(kept, key, value, options.lower)
            fallen += fell
            floor = f" (floor {kept[key]['score']:.4f})" if gated else ""
            sys.stdout.write(f"{name:14}{key:28}{value:9.4f}{floor}{' FELL' if fell else ''}\n")
            sys.stdout.flush()
    options.floors.parent.mkdir(parents=True, exist_ok=True)
    options.floors.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n")
    if fallen:
        sys.stdout.write(f"{fallen} score(s) fell below their floor; --lower REASON to accept\n")
    return 1 if fallen else 0


def _judge(kept: dict[str, Any], key: str, value: float, reason: str | None) -> bool:
    """Keep the better of floor and value; True where the value fell and no reason was given."""
    floor = kept.get(key)
    if floor is not None and value < floor["score"] - TOLERANCE and reason is None:
        return True
    if floor is None or value > floor["score"] + TOLERANCE or value < floor["score"] - TOLERANCE:
        kept[key] = {
            "score": round(value, 6),
            "date": datetime.now(UTC).date().isoformat(),
            "version": version("demarche"),
        }
        if floor is not None and value < floor["score"]:
            kept[key]["reason"] = reason
    return False


def _digest(paths: Iterable[Path]) -> str:
    """A hash of all files of a set, by name and content."""
    digest = hashlib.sha256()
    for path in paths:
        for file in sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]:
            digest.update(file.name.encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


if __name__ == "__main__":
    sys.exit(main())
