"""What both readers of a claim answer: probabilities of five classes and an intensity."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stancepipe.vocabulary import Label

CLASSES: Final = (Label.SUPPORTIVE, Label.CRITICAL, Label.MIXED, Label.NEUTRAL)
SIDES: Final = [CLASSES.index(Label.SUPPORTIVE), CLASSES.index(Label.CRITICAL)]
MIXED: Final = CLASSES.index(Label.MIXED)
NO_STANCE: Final = "none"
OUTPUTS: Final = (*(label.value for label in CLASSES), NO_STANCE)
"""Order of a reader's outputs; it appends one intensity."""
MAX_INTENSITY: Final = 3.0

Probabilities = npt.NDArray[np.float64]


def softmax(logits: npt.NDArray[Any]) -> Probabilities:
    """Row-wise softmax."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), dtype=np.float64)
