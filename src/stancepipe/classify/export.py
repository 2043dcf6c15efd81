"""Write the encoder to files: an ONNX graph of its lower half with 8-bit integers per channel, and the tokenizer.

The graph takes one text without padding, as a run reads it, so it needs no mask: a plain export of a BERT of
transformers 5 is silently wrong on padded batches. Per-tensor quantisation costs far more than per-channel.
"""

from pathlib import Path
from typing import Any

from stancepipe.classify.encoder import GRAPH, TOKENIZER
from stancepipe.classify.fine_tuning import KEPT_LAYERS, FineTuned
from stancepipe.classify.outputs import OUTPUTS


def export_encoder(model: FineTuned, folder: Path) -> None:
    """Write ``encoder.onnx`` and ``tokenizer.json`` to ``folder``."""
    import onnx
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model.encoder.set_attn_implementation("eager")
    path = folder / GRAPH
    full = path.with_suffix(".fp32.onnx")
    torch.onnx.export(
        _lower_half(model), (torch.tensor([[101, 2023, 2003, 102]]),), str(full),
        input_names=["input_ids"], output_names=["logits"],
        dynamic_axes={"input_ids": {1: "tokens"}}, opset_version=17, dynamo=False,
    )  # fmt: skip
    quantize_dynamic(
        str(full), str(path), per_channel=True, weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Gather", "Gemm"],
    )  # fmt: skip
    full.unlink()
    exported = onnx.load(str(path))
    exported.producer_version = ""
    onnx.save(exported, str(path))
    model.tokenizer.backend_tokenizer.save(str(folder / TOKENIZER))


def _lower_half(model: FineTuned) -> Any:
    torch = model.torch

    class LowerHalf(torch.nn.Module):  # type: ignore[misc,name-defined]
        """Word embeddings, the layers that are kept, mean pooling and the classes of the lower head."""

        def __init__(self) -> None:
            super().__init__()
            self.embeddings = model.encoder.embeddings
            self.layers = torch.nn.ModuleList(list(model.encoder.encoder.layer)[:KEPT_LAYERS])
            self.head = model.lower

        def forward(self, input_ids: Any) -> Any:
            states = self.embeddings(input_ids=input_ids)
            for layer in self.layers:
                states = layer(states)
            return self.head(states.mean(1))[:, : len(OUTPUTS)]

    return LowerHalf().eval()
