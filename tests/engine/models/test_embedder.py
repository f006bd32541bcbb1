"""The published network: its size, its shapes, and the same answer however it is asked."""

from collections.abc import Iterator

import pytest
import torch

from engine.models.embedder import Embedder

RATE = 16_000


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    torch.manual_seed(0)
    return Embedder().eval()


@pytest.fixture
def threads() -> Iterator[None]:
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def noises(count: int, seconds: int = 30) -> torch.Tensor:
    return torch.randn(count, seconds * RATE, generator=torch.Generator().manual_seed(1))


def test_it_has_the_published_number_of_parameters(embedder: Embedder) -> None:
    assert sum(p.numel() for p in embedder.parameters() if p.requires_grad) == 1_509_888


def test_stages_have_the_published_shapes(embedder: Embedder) -> None:
    mel = embedder.front_end(noises(2))
    over_time = embedder.convolutions(mel)
    # 469 → 466 → 233 → 230 → 115 → 112 steps
    assert over_time.shape == (2, 128, 112)
    assert embedder.embed_mel(mel).shape == (2, 128)


@torch.inference_mode()
def test_vectors_have_length_one(embedder: Embedder) -> None:
    vectors, scores = embedder(noises(3))
    lengths = vectors.norm(dim=-1)
    assert scores.shape == (3, 0)
    torch.testing.assert_close(lengths, torch.ones(3))


@torch.inference_mode()
def test_silence_and_single_clicks_have_a_vector(embedder: Embedder) -> None:
    audio = torch.zeros(2, 30 * RATE)
    audio[1, 1000] = 1.0
    assert torch.isfinite(embedder(audio)[0]).all()


@torch.inference_mode()
def test_it_takes_windows_of_other_lengths(embedder: Embedder) -> None:
    assert embedder(noises(1, seconds=2))[0].shape == (1, 128)


@torch.inference_mode()
def test_company_in_the_batch_does_not_change_a_vector(embedder: Embedder) -> None:
    audio = noises(7)
    alone = torch.cat([embedder(window[None])[0] for window in audio])
    torch.testing.assert_close(embedder(audio)[0], alone, atol=1e-4, rtol=0)
    torch.testing.assert_close(embedder(audio.flip(0))[0].flip(0), alone, atol=1e-4, rtol=0)


@pytest.mark.usefixtures("threads")
@torch.inference_mode()
def test_the_number_of_threads_does_not_change_a_vector(embedder: Embedder) -> None:
    audio = noises(3)
    torch.set_num_threads(1)
    one, _ = embedder(audio)
    torch.set_num_threads(4)
    torch.testing.assert_close(embedder(audio)[0], one, atol=1e-4, rtol=0)
