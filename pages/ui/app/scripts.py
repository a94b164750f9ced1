"""The scripts of the app: ES modules beside the Python that they belong to, loaded by address.

    pages/ui/train/curve.js -> tn/1/<digest>/train/curve.js, which server/files.py sends

The digest is that of all of them, so a browser may keep them for ever. `main.js` exports the
components. The number is that of the try: a browser remembers an address that failed, and those of
the modules inside. So each try has addresses of its own.
"""

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

FOLDER = Path(__file__).parents[1]
# By the last part of their addresses, such as "train/curve.js".
SOURCES = {
    path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in sorted(FOLDER.rglob("*.js"))
}
MAIN = "main.js"
# Each level of imports is one more way to the server and back: this one names all modules.
SOURCES[MAIN] += "".join(f'import "./{name}";\n' for name in SOURCES if name != MAIN).encode()
# All that a component itself consists of. What it waits for is shared by all of the tab. A server
# that does not know the address has other scripts, and a new page gets them.
_LOAD = """const at = (n) => new URL(`tn/${n}/DIGEST/main.js`, document.baseURI);
const tried = (n) => import(at(n)).catch(async (error) => {
  console.error(error);
  await new Promise((done) => setTimeout(done, 500 * n));
  if ((await fetch(at(n)).catch(() => error)).status === 404) location.reload();
  return tried(n + 1);
});
export default (await (window["tn DIGEST"] ??= tried(1))).NAME;"""


@cache
def digest() -> str:
    """Return the digest of all scripts."""
    return hashlib.blake2b(repr(SOURCES).encode(), digest_size=6).hexdigest()


@cache
def component(name: str) -> Any:
    """Return the component that `main.js` exports as `name`: in the page, without an iframe."""
    words = {"DIGEST": digest(), "NAME": name}
    source = re.sub("|".join(words), lambda word: words[word[0]], _LOAD)
    return st.components.v2.component(f"thirty_neurons_{name}", js=source, isolate_styles=False)
