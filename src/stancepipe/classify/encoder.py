"""The sentence encoder at run time: ONNX Runtime and a tokenizer, no torch; loads in under a second.

The weights are a MiniLM (sentence-transformers/all-MiniLM-L6-v2, Apache-2.0) fine-tuned on ``corpora/training`` by
:mod:`stancepipe.classify.training` and exported to 8-bit integers per channel.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

MAX_TOKENS: Final = 192
"""Passages are cut there: the longest in training has fewer."""

Array = npt.NDArray[np.float32]


class Encoder:
    """Texts to class logits."""

    def __init__(self, folder: Path) -> None:
        """Load ``encoder.onnx`` and ``tokenizer.json`` from ``folder``.

        A second thread takes as much processor time again, most of it waiting: two processes of one are faster.
        """
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)

    def encode(self, texts: Sequence[str]) -> Array:
        """Model outputs for ``texts``, one row each: five class logits and one intensity before tanh."""
        rows = [self._outputs(text) for text in texts]
        return np.concatenate(rows) if rows else np.zeros((0, 6), dtype=np.float32)

    def _outputs(self, text: str) -> Array:
        """One text at a time: 8-bit activations share one scale per batch, so other texts would change the answer."""
        encoded = self._tokenizer.encode(text)
        ids = np.array([encoded.ids], dtype=np.int64)
        mask = np.ones_like(ids)
        outputs: Array = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return outputs
