"""Scores for quantities on NewsQuant (Almasian et al. 2023, the CQE paper).

A predicted quantity matches a gold one of its sentence where the value is equal (both ends of a
range); value and unit where the normalised units are equal too; value and change where the bound
(`= ~ > < up down`) is. F1 over all sentences, those without quantities included.
"""

import json
from pathlib import Path
from typing import Any

from demarche.circumstances.quantities import Measured, measure
from demarche.circumstances.units import normal_unit
from demarche.errors import DataError
from demarche.evaluate.parses import trees
from demarche.evaluate.report import Report


def _values(gold: str) -> tuple[float, float]:
    """Lowest and highest value of a gold entry: `12`, `5-20`, `-387`, `24.2-33`."""
    text = str(gold).replace(" ", "")
    try:
        number = float(text)
        return number, number
    except ValueError:
        pass
    cut = text.find("-", 1)
    while cut > 0 and text[cut - 1] in "eE":
        cut = text.find("-", cut + 1)
    if cut < 0:
        raise DataError(f"quantity value {gold!r} is neither a number nor a range")
    low, high = float(text[:cut]), float(text[cut + 1 :])
    return low, high


def _same_value(gold: dict[str, str], found: Measured) -> bool:
    low, high = _values(gold["value"])
    ours = (found.low, found.high) if found.low is not None else (found.value, found.value)
    return all(
        other is not None and abs(one - other) <= 1e-6 * max(1.0, abs(one)) if abs(one) >= 1e-6
        else other is not None and abs(one - other) <= 1e-3 * abs(one)
        for one, other in zip((low, high), ours, strict=True)
    )  # fmt: skip


def _same_unit(gold: dict[str, str], found: Measured) -> bool:
    names = {normal_unit(n) for n in (gold.get("unit", ""), gold.get("normalized_unit", ""))}
    names.discard("")
    ours = normal_unit(found.normal or "-")
    return ours in names or (not found.normal and "-" in (gold["unit"], gold["normalized_unit"]))


def match(
    gold: list[dict[str, str]], found: list[Measured]
) -> list[tuple[dict[str, str], Measured]]:
    """Pairs of equal value, those that agree most taken first; each used once."""
    options = sorted(
        (
            (-_same_unit(g, f) - (g["change"] == f.bound), i, j)
            for i, g in enumerate(gold)
            for j, f in enumerate(found)
            if _same_value(g, f)
        ),
    )
    used_gold: set[int] = set()
    used_found: set[int] = set()
    pairs = []
    for _, i, j in options:
        if i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
            pairs.append((gold[i], found[j]))
    return pairs


def score(paths: list[Path], errors: int = 0) -> Report:
    """Value, value + unit and value + change F1 over the sentences of NewsQuant JSON files."""
    rows: list[dict[str, Any]] = []
    for path in paths:
        files = sorted(path.glob("*.json")) if path.is_dir() else [path]
        for file in files:
            content = json.loads(file.read_text(encoding="utf-8"))
            if not isinstance(content, list):
                raise DataError(f"{file}: not a JSON list of sentences")
            rows.extend(content)
    counts = dict.fromkeys(("gold", "found", "value", "unit", "change"), 0)
    extra_none = 0
    shown: list[str] = []
    for row, tree in zip(rows, trees([r["text"] for r in rows]), strict=True):
        found = measure(tree)
        gold = row["quantities"]
        pairs = match(gold, found)
        counts["gold"] += len(gold)
        counts["found"] += len(found)
        counts["value"] += len(pairs)
        counts["unit"] += sum(_same_unit(g, f) for g, f in pairs)
        counts["change"] += sum(g["change"] == f.bound for g, f in pairs)
        extra_none += len(found) - len(pairs)
        if errors:
            shown.extend(_faults(row["text"], gold, found, pairs))

    def f1(right: int) -> float:
        return 2 * right / (counts["gold"] + counts["found"]) if right else 0.0

    return Report(
        {
            "sentences": len(rows),
            "value_f1": f1(counts["value"]),
            "value_unit_f1": f1(counts["unit"]),
            "value_change_f1": f1(counts["change"]),
            "value_precision": counts["value"] / max(1, counts["found"]),
            "value_recall": counts["value"] / max(1, counts["gold"]),
            "extra_per_100_sentences": 100 * extra_none / max(1, len(rows)),
            **counts,
        },
        shown[:errors],
    )


def _faults(
    text: str,
    gold: list[dict[str, str]],
    found: list[Measured],
    pairs: list[tuple[dict[str, str], Measured]],
) -> list[str]:
    lines = []
    for g in gold:
        if not any(g is p for p, _ in pairs):
            lines.append(f"missed  {g['change']} {g['value']} {g['unit']}: {text[:300]}")
    for f in found:
        if not any(f is p for _, p in pairs):
            told = f"{f.low}-{f.high}" if f.low is not None else f"{f.value:g}"
            lines.append(
                f"extra   {f.bound} {told} {f.normal}: {text[max(0, f.start - 60) : f.end + 40]}"
            )
    for g, f in pairs:
        around = text[max(0, f.start - 50) : f.end + 30]
        if not _same_unit(g, f):
            lines.append(f"unit    {f.normal!r} not {g['normalized_unit']!r}: {around}")
        if g["change"] != f.bound:
            lines.append(f"change  {f.bound} not {g['change']} ({g['value']}): {around}")
    return lines
