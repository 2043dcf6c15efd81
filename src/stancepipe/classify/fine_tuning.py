"""Fine-tune a MiniLM whose lower half learns to answer alone, the upper half being its teacher.

The usual recipe for small encoders (cross-entropy on mean-pooled states, AdamW, linear warm-up and decay), with a head
after the lower layers and one after all of them: the lower one learns the labels and what the upper one says of them
(self-distillation; Zhang et al. 2019, "Be your own teacher"). Only the lower half is exported, which takes half the
time. Word embeddings stay frozen, which keeps words unseen in training where pre-training put them.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stancepipe.classify.outputs import MAX_INTENSITY, OUTPUTS
from stancepipe.classify.stance import encoder_input
from stancepipe.classify.training import Example

EPOCHS: Final = 2
BATCH: Final = 16
ENCODER_RATE: Final = 1e-4
HEAD_RATE: Final = 2e-3
WARM_UP: Final = 0.1
SMOOTHING: Final = 0.05
MAX_TOKENS: Final = 160
KEPT_LAYERS: Final = 3
"""Layers below the lower head, of six: those that are exported."""
LOWER_SHARE: Final = 0.5
"""Of the lower head in what is minimised, beside 1 of the upper one."""
THREADS: Final = 1
"""Fixed: another number adds up in another order and changes the last bits. The two trainings run side by side, and two
processes of one thread beat one of two."""


class FineTuned:
    """A MiniLM with two heads of five classes and one intensity each."""

    def __init__(self, folder: Path, seed: int) -> None:
        """Load the pre-trained encoder from a sentence-transformers ``folder``."""
        import torch
        from sentence_transformers import SentenceTransformer

        torch.manual_seed(seed)
        torch.set_num_threads(THREADS)
        torch.use_deterministic_algorithms(True)
        loaded = SentenceTransformer(str(folder), device="cpu")
        self.torch = torch
        self.seed = seed
        self.tokenizer: Any = loaded.tokenizer
        self.encoder: Any = loaded[0].auto_model
        size = self.encoder.config.hidden_size
        self.lower, self.upper = (torch.nn.Linear(size, len(OUTPUTS) + 1) for _ in range(2))
        for parameter in self.encoder.embeddings.parameters():
            parameter.requires_grad_(False)

    def outputs(self, texts: Sequence[str]) -> tuple[Any, Any]:
        """Logits and intensity of ``texts`` by the lower and by the upper head, with gradients.

        Matrices are multiplied in bfloat16, which takes half the time on processors that know it; weights stay whole.
        """
        encoded = self.tokenizer(list(texts), padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt")
        mask = encoded["attention_mask"]
        with self.torch.autocast("cpu", dtype=self.torch.bfloat16):
            states = self.encoder(
                input_ids=encoded["input_ids"], attention_mask=mask, output_hidden_states=True
            ).hidden_states
        lower, upper = (self._pooled(layer.float(), mask) for layer in (states[KEPT_LAYERS], states[-1]))
        return self.lower(lower), self.upper(upper)

    def _pooled(self, states: Any, mask: Any) -> Any:
        weights = mask.unsqueeze(-1)
        pooled = (states * weights).sum(1) / weights.sum(1)
        return self.torch.nn.functional.dropout(pooled, 0.1) if self.encoder.training else pooled

    def fit(self, examples: Sequence[Example], report: Callable[[str], None]) -> None:
        """Train on ``examples``."""
        torch = self.torch
        labels = torch.tensor([OUTPUTS.index(e.label) for e in examples])
        intensities = torch.tensor([e.intensity / MAX_INTENSITY for e in examples])
        weights = torch.tensor([e.weight for e in examples])
        texts = [encoder_input(e.claim) for e in examples]
        counts = torch.bincount(labels, minlength=len(OUTPUTS)).float()
        balance = (counts.mean() / counts).sqrt()
        trainable = [p for p in self.encoder.parameters() if p.requires_grad]
        optimiser = torch.optim.AdamW(
            [
                {"params": trainable, "lr": ENCODER_RATE},
                {"params": [*self.lower.parameters(), *self.upper.parameters()], "lr": HEAD_RATE},
            ],
            weight_decay=0.01,
            fused=True,
        )
        steps = EPOCHS * -(-len(texts) // BATCH)
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimiser, lambda step: min(1.0, (step + 1) / (WARM_UP * steps)) * max(0.0, (steps - step) / steps)
        )
        self.encoder.train()
        for epoch in range(EPOCHS):
            total = 0.0
            for batch in _batches([len(t) for t in texts], self.seed + epoch):
                lower, upper = self.outputs([texts[i] for i in batch])
                truth = labels[batch], intensities[batch], weights[batch]
                loss = self._loss(upper, *truth, balance) + LOWER_SHARE * (
                    self._loss(lower, *truth, balance) + self._distance(lower, upper.detach())
                )
                optimiser.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(trainable, 1.0)
                optimiser.step()
                schedule.step()
                total += loss.item()
            report(f"epoch {epoch + 1} of {EPOCHS}: loss {total / (steps / EPOCHS):.3f}")
        self.encoder.eval()

    def _loss(self, out: Any, labels: Any, intensities: Any, weights: Any, balance: Any) -> Any:
        """Cross-entropy of the classes, rarer ones weighing more, and squared error of the intensity."""
        functional = self.torch.nn.functional
        classed = functional.cross_entropy(
            out[:, : len(OUTPUTS)], labels, weight=balance, label_smoothing=SMOOTHING, reduction="none"
        )
        return (classed * weights).mean() + functional.mse_loss(self.torch.tanh(out[:, len(OUTPUTS)]), intensities)

    def _distance(self, lower: Any, upper: Any) -> Any:
        """Kullback-Leibler divergence of the lower head's classes from the upper one's."""
        functional = self.torch.nn.functional
        told, taught = (functional.log_softmax(out[:, : len(OUTPUTS)], dim=1) for out in (lower, upper))
        return functional.kl_div(told, taught, log_target=True, reduction="batchmean")


def _batches(lengths: Sequence[int], seed: int) -> Iterator[list[int]]:
    """Shuffled batches of examples of like length."""
    order: npt.NDArray[np.int64] = np.random.default_rng(seed).permutation(len(lengths))
    for first in range(0, len(order), BATCH * 8):
        chunk = sorted(order[first : first + BATCH * 8].tolist(), key=lambda i: lengths[i])
        for start in range(0, len(chunk), BATCH):
            yield chunk[start : start + BATCH]
