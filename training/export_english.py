"""Writes the trained network as an ONNX graph of 8-bit weights, and the files it runs with.

    python training/export_english.py --run DIR --weights DIR/epoch-9.pt --to WEIGHTS_DIR

The graph is laid by hand, with onnxruntime's fused operators, for one window at a time: the range
of the 8-bit activations then depends on that window only, never on what is batched beside it.
Weights use 64 levels each side of 0, so that sums of two products fit 16 bits: processors without
VNNI saturate there, and would give other results. No score fell for it.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

HIDDEN, HEADS, ARC, LABEL, TAG = 384, 12, 320, 256, 256
MIDDLE = 3
"""The layer whose states are given beside the last one's: a ridge on the two tells factuality
(UDS train) as well as on any other pair of layers, and better than on the last one alone."""
MICROSOFT = "com.microsoft"


class Graph:
    """A growing list of nodes and constants, with short names for what the network uses."""

    def __init__(self, eight_bit: bool, levels: int) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.eight_bit = eight_bit
        self.levels = levels
        self.count = 0

    def constant(self, value: np.ndarray) -> str:
        self.count += 1
        name = f"c{self.count}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def op(self, kind: str, *inputs: str, outputs: int = 1, domain: str = "", **attributes) -> str:
        self.count += 1
        names = [f"v{self.count}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, domain=domain, **attributes))
        return names[0] if outputs == 1 else names  # type: ignore[return-value]

    def linear(self, x: str, weight: np.ndarray, bias: np.ndarray | None) -> str:
        """``x @ weight.T + bias``, weight as torch's (out, in)."""
        b = self.constant(bias.astype(np.float32)) if bias is not None else ""
        w = weight.T.astype(np.float32)
        if not self.eight_bit:
            y = self.op("MatMul", x, self.constant(w))
            return self.op("Add", y, b) if b else y
        scale = np.maximum(np.abs(w).max(axis=0) / self.levels, 1e-9).astype(np.float32)
        q = np.clip(np.rint(w / scale), -self.levels, self.levels).astype(np.int8)
        return self.op(
            "DynamicQuantizeMatMul",
            x,
            self.constant(q),
            self.constant(scale),
            self.constant(np.zeros(len(scale), dtype=np.int8)),
            b,
            domain=MICROSOFT,
        )

    def embedding(self, ids: str, table: np.ndarray) -> str:
        table = table.astype(np.float32)
        if not self.eight_bit:
            return self.op("Gather", self.constant(table), ids)
        scale = np.maximum(np.abs(table).max(axis=1, keepdims=True) / 127, 1e-9)
        q = np.rint(table / scale).astype(np.int8)
        rows = self.op("Cast", self.op("Gather", self.constant(q), ids), to=TensorProto.FLOAT)
        return self.op("Mul", rows, self.op("Gather", self.constant(scale.astype(np.float32)), ids))

    def normalised(self, y: str, x: str, state: dict[str, np.ndarray], norm: str) -> str:
        """The norm of ``y + x``. onnxruntime's fused SkipLayerNormalization is 7 times slower on
        processors than these two operators; without it a window takes 16% less time.
        """
        weight, bias = (
            self.constant(state[f"{norm}.{part}"].astype(np.float32)) for part in ("weight", "bias")
        )
        both = self.op("Add", y, x)
        return self.op("LayerNormalization", both, weight, bias, axis=-1, epsilon=1e-12)


def build(
    state: dict[str, np.ndarray], eight_bit: bool = True, levels: int = 64
) -> onnx.ModelProto:
    """The whole network as a graph.

    Inputs: pieces (n,), shapes (n,), first (m,), last (m,), all int64. Outputs (float):
    start (m, 1), xpos (m, X), feats (m, Y), entities (m, E), arcs (m, m) with heads in columns,
    root (m, 1), label_dependent and label_head (m, 2 * LABEL); and states (m, 2 * HIDDEN), 16 bits:
    what the third and the last layer hold of each word, for the small models of later stages.
    """
    g = Graph(eight_bit, levels)
    s = state

    def floats(name: str) -> str:
        return g.constant(s[name].astype(np.float32))

    length = g.op("Shape", "pieces")
    zero = g.constant(np.array([0], np.int64))
    positions = g.op("Slice", floats("encoder.positions.weight"), zero, length, zero)
    x = g.embedding("pieces", s["encoder.pieces.weight"])
    shapes = g.op("Gather", floats("encoder.shapes.weight"), "shapes")
    x = g.op("Add", x, g.op("Add", positions, shapes))
    x = g.op("Unsqueeze", x, zero)
    x = g.op(
        "LayerNormalization",
        x,
        floats("encoder.norm.weight"),
        floats("encoder.norm.bias"),
        axis=-1,
        epsilon=1e-12,
    )
    layer, middle = 0, x
    while f"encoder.layers.{layer}.qkv.weight" in s:
        p = f"encoder.layers.{layer}."
        # the bias of the three projections goes into the attention operator, which fuses it
        qkv = g.linear(x, s[p + "qkv.weight"], s[p + "qkv.bias"])
        q, k, v = g.op("Split", qkv, outputs=3, axis=2, num_outputs=3)
        a = g.op("MultiHeadAttention", q, k, v, domain=MICROSOFT, num_heads=HEADS)
        a = g.linear(a, s[p + "out.weight"], None)
        x = g.normalised(g.op("Add", a, floats(p + "out.bias")), x, s, p + "norm1")
        h = g.op(
            "BiasGelu",
            g.linear(x, s[p + "up.weight"], None),
            floats(p + "up.bias"),
            domain=MICROSOFT,
        )
        h = g.linear(h, s[p + "down.weight"], None)
        x = g.normalised(g.op("Add", h, floats(p + "down.bias")), x, s, p + "norm2")
        layer += 1
        if layer == MIDDLE:
            middle = x
    half = g.constant(np.float32(0.5))

    def by_word(x: str) -> str:
        """The mean of each word's first and last piece."""
        x = g.op("Squeeze", x, zero)
        ends = g.op("Add", g.op("Gather", x, "first"), g.op("Gather", x, "last"))
        return g.op("Mul", ends, half)

    last = by_word(x)
    words = g.op(
        "LayerNormalization",
        last,
        floats("norm.weight"),
        floats("norm.bias"),
        axis=-1,
        epsilon=1e-5,
    )
    names = ("start", "tag", "arc_dependent", "arc_head", "label_dependent", "label_head")
    together = g.linear(
        words,
        np.concatenate([s[f"{n}.weight"] for n in names]),
        np.concatenate([s[f"{n}.bias"] for n in names]),
    )
    sizes = np.array([s[f"{n}.bias"].shape[0] for n in names], np.int64)
    start, tag, dependent, head, label_dependent, label_head = g.op(
        "Split", together, g.constant(sizes), outputs=6, axis=1
    )
    tag, dependent, head = (g.op("Relu", t) for t in (tag, dependent, head))
    tags = g.linear(
        tag,
        np.concatenate([s[f"{n}.weight"] for n in ("xpos", "feats", "entities")]),
        np.concatenate([s[f"{n}.bias"] for n in ("xpos", "feats", "entities")]),
    )
    tag_sizes = np.array([s[f"{n}.bias"].shape[0] for n in ("xpos", "feats", "entities")], np.int64)
    xpos, feats, entities = g.op("Split", tags, g.constant(tag_sizes), outputs=3, axis=1)
    # attachment scores stay in full precision: they are cheap, and near ties are common
    left = g.op("MatMul", dependent, floats_t(g, s["arc.weight"]))
    left = g.op("Add", left, floats("arc_bias.weight"))
    arcs = g.op("MatMul", left, g.op("Transpose", head, perm=[1, 0]))
    root = g.op("MatMul", dependent, floats_t(g, s["root.weight"]))
    # the bias of the heads' own score is the same for every head: only the root needs it
    root = g.op("Add", root, g.constant((s["root.bias"] - s["arc_bias.bias"]).astype(np.float32)))
    outputs = {
        "start": start, "xpos": xpos, "feats": feats, "entities": entities, "arcs": arcs,
        "root": root, "label_dependent": label_dependent, "label_head": label_head,
    }  # fmt: skip
    for name, value in outputs.items():
        g.nodes.append(helper.make_node("Identity", [value], [name]))
    both = g.op("Concat", by_word(middle), last, axis=1)
    g.nodes.append(helper.make_node("Cast", [both], ["states"], to=TensorProto.FLOAT16))
    integer = [
        helper.make_tensor_value_info(n, TensorProto.INT64, [d])
        for n, d in (("pieces", "n"), ("shapes", "n"), ("first", "m"), ("last", "m"))
    ]
    real = [helper.make_tensor_value_info(n, TensorProto.FLOAT, ["m", None]) for n in outputs]
    real.append(helper.make_tensor_value_info("states", TensorProto.FLOAT16, ["m", 2 * HIDDEN]))
    graph = helper.make_graph(g.nodes, "demarche_english", integer, real, g.constants)
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid(MICROSOFT, 1)]
    )
    model.ir_version = 9
    return model


def build_labeller(state: dict[str, np.ndarray]) -> onnx.ModelProto:
    """The graph that names relations: inputs dependent and head (m, 2 * LABEL) and heads (m,).

    A graph of its own, since heads are known only after the search for the best tree. "root" can
    not be its answer.
    """
    g = Graph(eight_bit=False, levels=64)
    chosen = g.op("Gather", "head", "heads", axis=0)
    half = g.constant(np.array([LABEL, LABEL], np.int64))
    a, b = g.op("Split", "dependent", half, outputs=2, axis=1)
    c, d = g.op("Split", chosen, half, outputs=2, axis=1)
    both = g.op("Concat", g.op("Relu", g.op("Add", a, c)), g.op("Mul", b, d), axis=1)
    scores = g.linear(both, state["label.weight"], state["label.bias"])
    g.nodes.append(helper.make_node("ArgMax", [scores], ["deprels"], axis=1, keepdims=0))
    inputs = [
        helper.make_tensor_value_info("dependent", TensorProto.FLOAT, ["m", 2 * LABEL]),
        helper.make_tensor_value_info("head", TensorProto.FLOAT, ["m", 2 * LABEL]),
        helper.make_tensor_value_info("heads", TensorProto.INT64, ["m"]),
    ]
    output = helper.make_tensor_value_info("deprels", TensorProto.INT64, ["m"])
    graph = helper.make_graph(g.nodes, "demarche_labeller", inputs, [output], g.constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])
    model.ir_version = 9
    return model


def floats_t(g: Graph, weight: np.ndarray) -> str:
    return g.constant(weight.T.astype(np.float32))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="where labels and vocabulary lie")
    parser.add_argument(
        "--weights", type=Path, required=True, nargs="+", help="averaged if several"
    )
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--full", action="store_true", help="32-bit, for comparison")
    parser.add_argument("--levels", type=int, default=64, help="of weights, each side of 0")
    args = parser.parse_args()
    states = [torch.load(path, map_location="cpu") for path in args.weights]
    state = {name: np.mean([t[name].float().numpy() for t in states], axis=0) for name in states[0]}
    args.to.mkdir(parents=True, exist_ok=True)
    onnx.save(build(state, not args.full, args.levels), args.to / "parser.onnx")
    labels = json.loads((args.run / "labels.json").read_text(encoding="utf-8"))
    state["label.bias"][labels["deprels"].index("root")] = -1e9
    onnx.save(build_labeller(state), args.to / "labeller.onnx")
    for name in ("labels.json", "vocab.txt"):
        shutil.copyfile(args.run / name, args.to / name)


if __name__ == "__main__":
    main()
