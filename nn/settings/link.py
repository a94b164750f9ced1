"""The settings of a run as the end of a web address, and back.

    ?layers=784,30,10&act=sigmoid&...&seed=1

Every setting is in it, under its key in the table, so that a link still means the same when a
default has changed.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from nn.errors import Refused
from nn.settings.config import SETTINGS, TrainingConfig

START = "start"  # in a link: begin at once


def to_query(config: TrainingConfig) -> dict[str, str]:
    """Return every setting as text under its link key."""
    return {s.key: s.format(getattr(config, s.name)) for s in SETTINGS}


def address(page: str, config: TrainingConfig) -> str:
    """Return the address that opens the page Train and starts a run with these settings."""
    return f"{page}?{urlencode(to_query(config), safe=',')}&{START}=1"


def from_query(query: Mapping[str, str]) -> tuple[TrainingConfig, list[str]]:
    """Return the settings in a link, and a sentence for each part that could not be used.

    A setting that is missing, unknown or out of range takes its default.
    """
    values: dict[str, Any] = {}
    sentences = []
    keys = {setting.key for setting in SETTINGS}
    if unknown := ", ".join(key for key in query if key not in keys):
        sentences.append(f"These settings of the link are unknown, and left out: {unknown[:80]}")
    for setting in SETTINGS:
        if setting.key not in query:
            continue
        try:
            values[setting.name] = setting.parse(query[setting.key])
        except Refused as error:
            default = setting.format(setting.default)
            sentences.append(f"{str(error).rstrip('.')}. The default, {default}, is used.")
    try:
        return TrainingConfig(**values), sentences
    except Refused as error:
        sentences.append(f"The link's settings do not go together, the defaults are used. {error}")
        return TrainingConfig(), sentences
