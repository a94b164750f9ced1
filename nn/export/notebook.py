"""stub"""

from nn.storage.network_files import Saved


def notebook_of(saved: Saved, mnist: str = "") -> str:
    """Stub."""
    return "{}"
