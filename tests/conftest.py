"""Import nn before any test imports numpy: it sets how many threads BLAS uses.

Tests compare runs bit for bit with runs in processes of their own, which use one thread.
"""

import nn  # noqa: F401
