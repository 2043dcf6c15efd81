"""The sentence encoder at run time: ONNX Runtime and a tokenizer, no torch; loads in under a second.

The weights are the lower half of a MiniLM (sentence-transformers/all-MiniLM-L6-v2, Apache-2.0) fine-tuned on
``corpora/training`` by :mod:`stancepipe.classify.fine_tuning` and exported to 8-bit integers per channel.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stancepipe.classify.outputs import OUTPUTS

GRAPH: Final = "encoder.onnx"
TOKENIZER: Final = "tokenizer.json"
MAX_TOKENS: Final = 192
"""Passages are cut there: the longest in training has fewer."""

Array = npt.NDArray[np.float32]


class Encoder:
    """Texts to class logits."""

    def __init__(self, folder: Path) -> None:
        """Load the graph and the tokenizer from ``folder``.

        A second thread takes as much processor time again, most of it waiting: two processes of one are faster.
        """
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(folder / GRAPH), options, providers=["CPUExecutionProvider"])
        self._tokenizer: Any = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()

    def encode(self, texts: Sequence[str]) -> Array:
        """Logits of :data:`OUTPUTS` for ``texts``, one row each."""
        rows = [self._logits(text) for text in texts]
        return np.concatenate(rows) if rows else np.zeros((0, len(OUTPUTS)), dtype=np.float32)

    def _logits(self, text: str) -> Array:
        """One text at a time: 8-bit activations share one scale per batch, so other texts would change the answer."""
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        logits: Array
        (logits,) = self._session.run(None, {"input_ids": ids})
        return logits
