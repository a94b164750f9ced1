from dataclasses import fields, replace
from typing import Any

import pytest

from nn.settings.config import SETTINGS, TrainingConfig
from nn.settings.link import from_query, to_query
from nn.settings.presets import PRESETS

# Every setting away from its default.
OTHER: dict[str, Any] = {s.name: [*s.choices][-1] for s in SETTINGS if s.choices} | {
    "sizes": (784, 40, 20, 10),
    "eta": 0.1 + 0.2,
    "mini_batch_size": 16,
    "epochs": 7,
    "lmbda": 1e-3,
    "momentum": 0.9,
    "seed": 2**32 - 1,
    "training_images": 12345,
    "early_stopping": 4,
    "held_back": 1234,
}


def test_every_field_of_the_table_and_every_preset_comes_back() -> None:
    assert OTHER.keys() == {field.name for field in fields(TrainingConfig)}
    single = [replace(TrainingConfig(), **{name: value}) for name, value in OTHER.items()]
    presets = [preset.config for preset in PRESETS.values()]
    for config in (*single, TrainingConfig(**OTHER), *presets):
        assert from_query(to_query(config)) == (config, [])
    assert from_query({}) == (TrainingConfig(), [])


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
@pytest.mark.parametrize("text", ["", "-1", "1e99", "nan", "<script>", "999999999999", "a" * 9999])
def test_a_value_that_cannot_be_used_gets_a_sentence_and_the_default(
    setting: Any, text: str
) -> None:
    config, sentences = from_query({setting.key: text, "seed": "5"} | {setting.key: text})
    assert getattr(config, setting.name) == setting.default
    assert len(sentences) == 1 and setting.format(setting.default) in sentences[0]
    assert len(sentences[0]) < 500


def test_an_unknown_key_gets_a_sentence() -> None:
    config, sentences = from_query({"etta": "3", "eta": "2.5"})
    assert config == TrainingConfig(eta=2.5)
    assert sentences == ["These settings of the link are unknown, and left out: etta"]


def test_values_that_do_not_go_together_get_a_sentence() -> None:
    config, sentences = from_query({"images": "100", "batch": "1000"})
    assert config == TrainingConfig()
    assert "do not go together" in sentences[0]
