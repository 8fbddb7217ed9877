"""What is told apart by a policy's digest and its probe."""

import json
import struct
from pathlib import Path

import pytest

from trainers.serving.base import ServingError
from trainers.serving.weights import Proof, check_policy, check_refresh, digest, inert


def save(path, tensors, metadata=None):
    """A safetensors file of float32 vectors, written by hand."""
    header, content = {}, b""
    for name, values in tensors.items():
        packed = struct.pack(f"<{len(values)}f", *values)
        offsets = [len(content), len(content) + len(packed)]
        header[name] = {"dtype": "F32", "shape": [len(values)], "data_offsets": offsets}
        content += packed
    if metadata:
        header["__metadata__"] = metadata
    text = json.dumps(header).encode()
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(struct.pack("<Q", len(text)) + text + content)


def test_the_digest_follows_the_tensors_not_the_files(tmp_path):
    save(tmp_path / "a" / "model.safetensors", {"x": [1, 2], "y": [3]})
    save(tmp_path / "b" / "model-1.safetensors", {"y": [3]}, {"format": "pt"})
    save(tmp_path / "b" / "model-2.safetensors", {"x": [1, 2]})
    save(tmp_path / "c" / "model.safetensors", {"x": [1, 2], "y": [3.0000002]})
    save(tmp_path / "d" / "model.safetensors", {"y": [1, 2], "x": [3]})
    digests = [digest(tmp_path / name) for name in "abcd"]
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3


def test_weights_cut_short_are_an_error(tmp_path):
    path = tmp_path / "a" / "model.safetensors"
    save(path, {"x": [1, 2]})
    path.write_bytes(path.read_bytes()[:-2])
    with pytest.raises(ServingError, match="cut short"):
        digest(tmp_path / "a")


def test_an_adapter_before_its_first_step_is_inert(tmp_path):
    (tmp_path / "adapter_config.json").write_text("{}")
    save(tmp_path / "adapter_model.safetensors", {"q.lora_A.weight": [1], "q.lora_B.weight": [0]})
    assert inert(tmp_path)
    save(tmp_path / "adapter_model.safetensors", {"q.lora_A.weight": [1], "q.lora_B.weight": [2]})
    assert not inert(tmp_path)


def proof(digest, last, inert=False):
    return Proof(Path("weights"), digest, inert, (-1.0, last))


def test_new_weights_that_answer_as_before_are_an_error():
    with pytest.raises(ServingError, match=r"weights: .* did not move at all"):
        check_refresh(proof("1", -2.0), proof("2", -2.0))
    check_refresh(proof("1", -2.0), proof("2", -2.0, inert=True))
    check_refresh(proof("1", -2.0), proof("2", -2.1))


def test_the_same_weights_that_answer_differently_are_an_error():
    with pytest.raises(ServingError, match="weights: the same weights as before"):
        check_refresh(proof("1", -2.0), proof("1", -2.1))
    check_refresh(proof("1", -2.0), proof("1", -2.00001))


def test_a_model_without_weights_is_an_error(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ServingError, match=r"no \*\.safetensors"):
        check_policy(tmp_path)
