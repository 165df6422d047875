"""The network: a MiniLM encoder with word shapes, and heads for a whole parse in one pass."""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from demarche.language.pieces import SHAPES

HIDDEN, HEADS, INNER = 384, 12, 1536
ARC, LABEL, TAG = 320, 256, 256


class Layer(nn.Module):
    """One post-norm transformer layer, as BERT's."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up = nn.Linear(HIDDEN, INNER)
        self.down = nn.Linear(INNER, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor | None, dropout: float) -> Tensor:
        b, n, _ = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4)
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        a = self.out(a.transpose(1, 2).reshape(b, n, HIDDEN))
        x = self.norm1(x + F.dropout(a, dropout, self.training))
        h = self.down(F.gelu(self.up(x)))
        return self.norm2(x + F.dropout(h, dropout, self.training))


class Encoder(nn.Module):
    """Embeddings of pieces, positions and shapes, then the layers."""

    def __init__(self, vocabulary: int, positions: int, layers: int) -> None:
        super().__init__()
        self.pieces = nn.Embedding(vocabulary, HIDDEN)
        self.positions = nn.Embedding(positions, HIDDEN)
        self.shapes = nn.Embedding(SHAPES, HIDDEN)
        nn.init.normal_(self.shapes.weight, std=1e-3)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))

    def forward(
        self, pieces: Tensor, shapes: Tensor, mask: Tensor | None, dropout: float
    ) -> Tensor:
        n = pieces.shape[1]
        x = self.pieces(pieces) + self.positions.weight[:n] + self.shapes(shapes)
        x = F.dropout(self.norm(x), dropout, self.training)
        for layer in self.layers:
            x = layer(x, mask, dropout)
        return x


class Parser(nn.Module):
    """Scores of everything a Doc needs, for windows of words.

    Returns (of ``forward``), B windows of N words:
        start (B, N); xpos (B, N, X); feats (B, N, Y); entities (B, N, E); arcs (B, N, N), row
        dependent, column head, the diagonal being the score of the root; the label features of
        dependents and heads (B, N, 2 * LABEL), to be combined by `label_scores`.
    """

    def __init__(
        self, vocabulary: int, sizes: dict[str, int], positions: int = 256, layers: int = 6
    ):
        super().__init__()
        self.encoder = Encoder(vocabulary, positions, layers)
        self.norm = nn.LayerNorm(HIDDEN)
        self.start = nn.Linear(HIDDEN, 1)
        self.tag = nn.Linear(HIDDEN, TAG)
        self.xpos = nn.Linear(TAG, sizes["xpos"])
        self.feats = nn.Linear(TAG, sizes["feats"])
        self.entities = nn.Linear(TAG, sizes["entities"])
        self.arc_dependent = nn.Linear(HIDDEN, ARC)
        self.arc_head = nn.Linear(HIDDEN, ARC)
        self.arc = nn.Linear(ARC, ARC, bias=False)
        nn.init.normal_(self.arc.weight, std=0.02)
        self.arc_bias = nn.Linear(ARC, 1)
        self.root = nn.Linear(ARC, 1)
        self.label_dependent = nn.Linear(HIDDEN, 2 * LABEL)
        self.label_head = nn.Linear(HIDDEN, 2 * LABEL)
        self.label = nn.Linear(2 * LABEL, sizes["deprels"])

    def forward(
        self,
        pieces: Tensor,
        shapes: Tensor,
        first: Tensor,
        last: Tensor,
        mask: Tensor | None = None,
        dropout: float = 0.1,
        head_dropout: float = 0.3,
    ) -> tuple[Tensor, ...]:
        x = self.encoder(pieces, shapes, mask, dropout)
        rows = torch.arange(x.shape[0]).unsqueeze(1)
        words = self.norm(0.5 * (x[rows, first] + x[rows, last]))
        words = F.dropout(words, dropout, self.training)

        def drop(t: Tensor) -> Tensor:
            # one mask for all words of a window, as Dozat & Manning (2017)
            if not self.training or head_dropout == 0:
                return t
            keep = t.new_empty(t.shape[0], 1, t.shape[2]).bernoulli_(1 - head_dropout)
            return t * keep / (1 - head_dropout)

        tag = drop(F.relu(self.tag(words)))
        dependent = drop(F.relu(self.arc_dependent(words)))
        head = drop(F.relu(self.arc_head(words)))
        arcs = self.arc(dependent) @ head.transpose(1, 2) + self.arc_bias(head).transpose(1, 2)
        n = arcs.shape[1]
        arcs = torch.where(torch.eye(n, dtype=torch.bool), self.root(dependent), arcs)
        return (
            self.start(words).squeeze(-1),
            self.xpos(tag),
            self.feats(tag),
            self.entities(tag),
            arcs,
            drop(self.label_dependent(words)),
            drop(self.label_head(words)),
        )

    def label_scores(self, dependent: Tensor, head: Tensor) -> Tensor:
        """Deprel scores of dependents and the heads chosen for them, both (..., 2 * LABEL)."""
        together = F.relu(dependent[..., :LABEL] + head[..., :LABEL])
        product = dependent[..., LABEL:] * head[..., LABEL:]
        return self.label(torch.cat([together, product], dim=-1))


def load_minilm(model: Parser, folder: Path, kept: list[int]) -> None:
    """Initialise the encoder from MiniLM's safetensors; ``kept`` are the ids of pieces kept."""
    from safetensors.torch import load_file

    source = load_file(folder / "model.safetensors")
    source = {k.removeprefix("bert."): v.float() for k, v in source.items()}
    encoder = model.encoder
    with torch.no_grad():
        encoder.pieces.weight.copy_(
            source["embeddings.word_embeddings.weight"][kept]
            + source["embeddings.token_type_embeddings.weight"][0]
        )
        n = encoder.positions.weight.shape[0]
        encoder.positions.weight.copy_(source["embeddings.position_embeddings.weight"][:n])
        encoder.norm.weight.copy_(source["embeddings.LayerNorm.weight"])
        encoder.norm.bias.copy_(source["embeddings.LayerNorm.bias"])
        for i, layer in enumerate(encoder.layers):
            p = f"encoder.layer.{i}."
            for kind in ("weight", "bias"):
                qkv = [source[f"{p}attention.self.{x}.{kind}"] for x in ("query", "key", "value")]
                getattr(layer.qkv, kind).copy_(torch.cat(qkv))
                for name, target in (
                    ("attention.output.dense", layer.out),
                    ("attention.output.LayerNorm", layer.norm1),
                    ("intermediate.dense", layer.up),
                    ("output.dense", layer.down),
                    ("output.LayerNorm", layer.norm2),
                ):
                    getattr(target, kind).copy_(source[f"{p}{name}.{kind}"])
