"""What both readers said of the held-out fifth of training, kept beside the models so that it can be measured again."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stancepipe.classify.arrays import load_arrays, store_arrays

HELD_OUT: Final = "held_out.npz"
DECIMALS: Final = 5
"""Digits that are kept of a prediction: more are noise, and files without it are half as large."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldOut:
    """Answers to the held-out examples, one row each, and what is true of them."""

    passage: npt.NDArray[np.str_]
    """Group of the labelled passage."""
    claim: npt.NDArray[np.str_]
    """Which of the passage's: with it it names the example."""
    truth: npt.NDArray[np.int64]
    """Place of the label in ``stance.OUTPUTS``."""
    by_encoder: npt.NDArray[Any]
    """Logits of the encoder, with 8-bit weights as in a run."""
    by_words: npt.NDArray[Any]
    """Probabilities of the word reader."""
    intensity: npt.NDArray[Any]
    """True intensity, -1 to 1; 0 where no stance is expressed."""
    worded: npt.NDArray[Any]
    """The intensity that the words tell, -1 to 1."""
    role: npt.NDArray[np.str_]
    """How the passage brings the holder in, by value of ``Role``."""
    took_step: npt.NDArray[np.bool_]
    """Whether the holder is told to take a formal step."""
    laid_down: npt.NDArray[np.int64]
    """Place of the label that a rule of the codebook gives in ``stance.CLASSES``; -1 where none does."""
    one_way: npt.NDArray[np.int64]
    """Place of the side on which all coded acts are, where that rules out mixed; -1 elsewhere."""
    framed: npt.NDArray[np.bool_]
    """Whether the passage is a filled frame: a sentence made for its grammar, no text."""

    def at(self, rows: Sequence[int]) -> "HeldOut":
        """Some of the rows."""
        return HeldOut(**{field.name: getattr(self, field.name)[list(rows)] for field in fields(self)})


def store_held_out(held: HeldOut, folder: Path) -> None:
    """Write ``held_out.npz``."""
    store_arrays({field.name: _compact(getattr(held, field.name)) for field in fields(held)}, folder / HELD_OUT)


def load_held_out(folder: Path) -> HeldOut:
    """Read ``held_out.npz`` of a bundle.

    Raises:
        BundleError: there is none, or it is not what training writes.
    """
    arrays = load_arrays(folder / HELD_OUT, tuple(field.name for field in fields(HeldOut)))
    wide = {np.dtype(np.int16): np.int64, np.dtype(np.float32): np.float64}
    return HeldOut(**{name: array.astype(wide.get(array.dtype, array.dtype)) for name, array in arrays.items()})


def _compact(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    if values.dtype.kind == "f":
        return values.round(DECIMALS).astype(np.float32)
    return values.astype(np.int16) if values.dtype.kind == "i" else values
