"""Dataclasses that hold arrays compare and hash by identity: `==` on arrays gives no yes or no."""

import dataclasses
import importlib
import inspect
import pkgutil
import re

import pytest

import nn

MODULES = [importlib.import_module(m.name) for m in pkgutil.walk_packages(nn.__path__, "nn.")]
DATACLASSES = {
    f"{cls.__module__}.{cls.__name__}": cls
    for module in MODULES
    for _, cls in inspect.getmembers(module, inspect.isclass)
    if dataclasses.is_dataclass(cls) and cls.__module__ == module.__name__
}


def with_arrays() -> set[str]:
    """Return the dataclasses that hold an array or a network, or another such dataclass."""
    holders = {"numpy.ndarray", "nn.network.Network"}
    while True:
        pattern = re.compile(rf"\b({'|'.join(map(re.escape, holders))})\b")
        more = {
            name
            for name, cls in DATACLASSES.items()
            if any(pattern.search(str(field.type)) for field in dataclasses.fields(cls))
        }
        if more <= holders:
            return more
        holders |= more


def test_those_with_arrays_are_found() -> None:
    assert {"nn.mnist.Images", "nn.mnist.Mnist", "nn.network.Forward"} <= with_arrays()
    assert "nn.settings.config.TrainingConfig" not in with_arrays()


@pytest.mark.parametrize("name", sorted(with_arrays()))
def test_equality_is_identity(name: str) -> None:
    assert DATACLASSES[name].__eq__ is object.__eq__
    assert DATACLASSES[name].__hash__ is object.__hash__
