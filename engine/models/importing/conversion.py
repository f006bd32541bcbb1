"""Conversion: the weights of published taggers under the names and in the layout of our networks.

Every function takes a file's tensors by name and returns what `load_state_dict` of the network
wants, but for the front end. A tensor that is not there is a KeyError, one of a wrong shape shows
when it is loaded.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from engine.models.importing.reading import Weights

_EPSILON = 1e-5
"""What our batch normalisations add to the variance."""
_KERAS_EPSILON = 1e-3
_CHOI_LEVEL, _CHOI_DEVIATION = -13.0, 8.5
"""Mean and deviation of a moment's decibels; see docs/decisions/taggers.md."""
_NORM = ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")


def won_fcn(weights: Weights) -> dict[str, Tensor]:
    """`sota-music-tagging-models`: the fully convolutional network."""
    return {
        **_won_entrance(weights),
        **_won_stages(weights, [f"layer{number}" for number in range(1, 6)], "stages"),
        **_layer(weights, "dense", "tag_layer"),
    }


def won_crnn(weights: Weights) -> dict[str, Tensor]:
    """`sota-music-tagging-models`: the convolutional recurrent network."""
    recurrent = {
        f"recurrence.layers.{name.removeprefix('layer5.')}": tensor
        for name, tensor in weights.items()
        if name.startswith("layer5.")
    }
    return {
        **_won_entrance(weights),
        **_won_stages(weights, [f"layer{number}" for number in range(1, 5)], "stages"),
        **recurrent,
        **_layer(weights, "dense", "tag_layer"),
    }


def won_musicnn(weights: Weights) -> dict[str, Tensor]:
    """`sota-music-tagging-models`: musicnn, its rhythm kernels laid under the bands."""
    rhythms = _won_stages(weights, [f"layers.{number}" for number in (2, 3, 4)], "rhythms")
    for number in range(3):
        name = f"rhythms.{number}.layer.weight"
        rhythms[name] = rhythms[name].unsqueeze(2)
    return {
        **_won_entrance(weights),
        **_won_stages(weights, ["layers.0", "layers.1"], "timbres"),
        **rhythms,
        **_won_stages(weights, ["layer1", "layer2", "layer3"], "middle"),
        **_layer(weights, "dense1", "dense.layer"),
        **_won_norm(weights, "bn", "dense.norm"),
        **_layer(weights, "dense2", "tag_layer"),
    }


def pons_musicnn(weights: Weights) -> dict[str, Tensor]:
    """The Keras port of musicnn.

    It has the narrower timbre kernels first, rhythm kernels of even length, and the largest and the
    mean value of each channel side by side, where ours has all largest values first.
    """
    narrow, wide, rest = (torch.arange(*ends) for ends in ((0, 204), (204, 408), (408, 753)))
    channels = torch.cat([wide, narrow, rest])
    pooled = torch.cat([2 * channels, 2 * channels + 1])
    norm = {
        name: tensor[pooled] if tensor.ndim else tensor
        for name, tensor in _keras_norm(weights, "bn_flatpool", "pooled_norm").items()
    }
    converted = {
        **_keras_norm(weights, "batch_normalization", "entrance"),
        **_keras_stage(weights, "conv2d_1", "batch_normalization_2", "timbres.0"),
        **_keras_stage(weights, "conv2d", "batch_normalization_1", "timbres.1"),
        **_pons_rhythms(weights),
        **_pons_middle(weights),
        **norm,
        "dense.layer.weight": weights["dense.kernel"].T[:, pooled],
        "dense.layer.bias": weights["dense.bias"],
        **_keras_norm(weights, "bn_dense", "dense.norm"),
        "tag_layer.weight": weights["dense_1.kernel"].T,
        "tag_layer.bias": weights["dense_1.bias"],
    }
    first = converted["middle.0.layer.weight"]
    converted["middle.0.layer.weight"] = first[:, channels[: first.shape[1]]]
    return converted


def _pons_rhythms(weights: Weights) -> dict[str, Tensor]:
    """With a zero in front, an odd kernel sees what Keras's `same` padding lets an even one see."""
    converted: dict[str, Tensor] = {}
    for number in range(3):
        layer, norm = f"conv2d_{number + 2}", f"batch_normalization_{number + 3}"
        converted |= _keras_stage(weights, layer, norm, f"rhythms.{number}")
        name = f"rhythms.{number}.layer.weight"
        converted[name] = functional.pad(converted[name], (1, 0))
    return converted


def _pons_middle(weights: Weights) -> dict[str, Tensor]:
    """Keras has the channels where an image has its second axis, and one channel to speak of."""
    converted: dict[str, Tensor] = {}
    for number in range(3):
        layer, norm = f"midend_conv{number + 1}", f"bn_midend_conv{number + 1}"
        converted |= _keras_stage(weights, layer, norm, f"middle.{number}")
        name = f"middle.{number}.layer.weight"
        converted[name] = converted[name].squeeze(1)
    return converted


def pons_vgg(weights: Weights) -> dict[str, Tensor]:
    """The Keras port of the VGG of musicnn's authors, its points moment by moment."""
    tags = weights["output.kernel"]
    converted = {
        **_keras_norm(weights, "bn_input", "entrance"),
        "tag_layer.weight": tags.reshape(2, -1, tags.shape[-1]).permute(2, 1, 0).flatten(1),
        "tag_layer.bias": weights["output.bias"],
    }
    for number in range(5):
        layer, norm = f"{number + 1}CNN", f"bn_conv{number + 1}"
        converted |= _keras_stage(weights, layer, norm, f"stages.{number}")
    return converted


def choi_cnn(weights: Weights) -> dict[str, Tensor]:
    """`music-auto_tagging-keras`: the convolutional network, saved by Keras 1."""
    return {
        **_choi_entrance(weights),
        **_choi_stages(weights, 5),
        "tag_layer.weight": weights["output.W"].T,
        "tag_layer.bias": weights["output.b"],
    }


def choi_crnn(weights: Weights) -> dict[str, Tensor]:
    """`music-auto_tagging-keras`: the convolutional recurrent network, saved by Keras 1."""
    converted = {
        **_choi_entrance(weights),
        **_choi_stages(weights, 4),
        "tag_layer.weight": weights["output.W"].T,
        "tag_layer.bias": weights["output.b"],
    }
    for number, layer in enumerate(("gru1", "gru2")):
        at = f"recurrence.{number}"
        gates = [f"{layer}.{{}}_{gate}" for gate in "zrh"]
        given = torch.cat([weights[name.format("W")].T for name in gates])
        converted[f"{at}.from_input.weight"] = given
        biases = torch.cat([weights[name.format("b")] for name in gates])
        converted[f"{at}.from_input.bias"] = biases
        state = [weights[name.format("U")].T for name in gates]
        converted[f"{at}.gates_from_state.weight"] = torch.cat(state[:2])
        converted[f"{at}.candidate_from_state.weight"] = state[2]
    return converted


def _layer(weights: Weights, there: str, here: str) -> dict[str, Tensor]:
    return {f"{here}.{part}": weights[f"{there}.{part}"] for part in ("weight", "bias")}


def _won_entrance(weights: Weights) -> dict[str, Tensor]:
    """The first norm, and what the front end was computed with."""
    return {
        "front_end.mel.spectrogram.window": weights["spec.spectrogram.window"],
        "front_end.mel.mel_scale.fb": weights["spec.mel_scale.fb"],
        **_won_norm(weights, "spec_bn", "entrance"),
    }


def _won_norm(weights: Weights, there: str, here: str) -> dict[str, Tensor]:
    return {f"{here}.{part}": weights[f"{there}.{part}"] for part in _NORM}


def _won_stages(weights: Weights, stages: Sequence[str], here: str) -> dict[str, Tensor]:
    converted: dict[str, Tensor] = {}
    for number, stage in enumerate(stages):
        converted |= _layer(weights, f"{stage}.conv", f"{here}.{number}.layer")
        converted |= _won_norm(weights, f"{stage}.bn", f"{here}.{number}.norm")
    return converted


def _norm(
    here: str, gamma: Tensor, beta: Tensor, mean: Tensor, widened: Tensor
) -> dict[str, Tensor]:
    """A batch normalisation from the variance that it divides by, its epsilon included."""
    variance = (widened - _EPSILON).clamp(min=0)
    values = (gamma, beta, mean, variance, torch.tensor(0))
    return {f"{here}.{part}": value for part, value in zip(_NORM, values, strict=True)}


def _keras_norm(weights: Weights, there: str, here: str) -> dict[str, Tensor]:
    parts = ("gamma", "beta", "moving_mean", "moving_variance")
    gamma, beta, mean, variance = (weights[f"{there}.{part}"] for part in parts)
    return _norm(here, gamma, beta, mean, variance + _KERAS_EPSILON)


def _keras_stage(weights: Weights, layer: str, norm: str, here: str) -> dict[str, Tensor]:
    """Keras keeps (moments, bands, from, to), torch wants (to, from, bands, moments)."""
    return {
        f"{here}.layer.weight": weights[f"{layer}.kernel"].permute(3, 2, 1, 0),
        f"{here}.layer.bias": weights[f"{layer}.bias"],
        **_keras_norm(weights, norm, f"{here}.norm"),
    }


def _choi_norm(weights: Weights, there: str, here: str) -> dict[str, Tensor]:
    """Keras 1.0 keeps the deviation, epsilon included; later versions took it for the variance."""
    parts = ("gamma", "beta", "running_mean", "running_std")
    gamma, beta, mean, deviation = (weights[f"{there}.{part}"] for part in parts)
    return _norm(here, gamma, beta, mean, deviation**2)


def _choi_entrance(weights: Weights) -> dict[str, Tensor]:
    """The first norm, of every moment; it got pictures brought to mean 0 and deviation 1.

    Their mean and deviation were not published. Silence that was added at both ends was 0 there, as
    it is here, and is known by a mean of 0.
    """
    parts = ("gamma", "beta", "running_mean", "running_std")
    gamma, beta, mean, deviation = (weights[f"bn_0_freq.{part}"] for part in parts)
    level = torch.where(mean == 0, 0.0, _CHOI_LEVEL)
    widened = (_CHOI_DEVIATION * deviation) ** 2
    return _norm("entrance", gamma, beta, level + _CHOI_DEVIATION * mean, widened)


def _choi_stages(weights: Weights, count: int) -> dict[str, Tensor]:
    converted: dict[str, Tensor] = {}
    for number in range(count):
        here = f"stages.{number}"
        converted[f"{here}.layer.weight"] = weights[f"conv{number + 1}.W"]
        converted[f"{here}.layer.bias"] = weights[f"conv{number + 1}.b"]
        converted |= _choi_norm(weights, f"bn{number + 1}", f"{here}.norm")
    return converted
