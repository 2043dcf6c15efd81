"""The sentence encoder at run time: ONNX Runtime and a tokenizer, no torch; loads in under a second.

The weights are a MiniLM (sentence-transformers/all-MiniLM-L6-v2, Apache-2.0) fine-tuned on ``corpora/training`` by
:mod:`stancepipe.classify.training` and exported to 8-bit integers per channel.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

BATCH: Final = 32
MAX_TOKENS: Final = 192
"""Passages are cut there: the longest in training has fewer."""

Array = npt.NDArray[np.float32]


class Encoder:
    """Texts to class logits, batched by length."""

    def __init__(self, folder: Path, threads: int = 2) -> None:
        """Load ``encoder.onnx`` and ``tokenizer.json`` from ``folder``."""
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()

    def encode(self, texts: Sequence[str]) -> Array:
        """Model outputs for ``texts``, one row each: five class logits and one intensity before tanh."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        rows: list[Array | None] = [None] * len(texts)
        for first in range(0, len(order), BATCH):
            chosen = order[first : first + BATCH]
            encoded = self._tokenizer.encode_batch([texts[i] for i in chosen])
            ids = np.array([e.ids for e in encoded], dtype=np.int64)
            mask = np.array([e.attention_mask for e in encoded], dtype=np.int64)
            outputs = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
            for i, row in zip(chosen, outputs, strict=True):
                rows[i] = row
        return np.stack([row for row in rows if row is not None]) if texts else np.zeros((0, 6), dtype=np.float32)
