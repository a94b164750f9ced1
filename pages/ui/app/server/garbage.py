"""Collects garbage now and then, and spares it what stays for ever.

Streamlit would collect after every run of a page (config.toml keeps it from that). With the
libraries in memory, every stroke would then pay for 80 ms of it.
"""

import gc
import threading
import time
from functools import cache

COLLECT_SECONDS = 20.0


@cache
def set_aside() -> threading.Thread:
    """Set aside what is loaded, and start to collect garbage every 20 seconds.

    Call it before the first visitor: whoever is there by now would be kept in memory for ever.
    """
    gc.collect()
    gc.freeze()
    thread = threading.Thread(target=_collect, name="garbage", daemon=True)
    thread.start()
    return thread


def _collect() -> None:
    while True:
        time.sleep(COLLECT_SECONDS)
        gc.collect()
