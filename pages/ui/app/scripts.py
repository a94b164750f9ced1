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
# All that a component itself consists of. What it waits for is shared by all of the tab. A try that
# takes too long goes on beside the next one. A server that does not know the address has other
# scripts: a new page gets them, and one that was just loaded anew waits longer for that.
_LOAD = """const at = (n) => new URL(`tn/${n}/DIGEST/main.js`, document.baseURI);
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const late = (n) => pause(10_000 * n).then(() => Promise.reject(new Error(`${at(n)} is late`)));
const patience = performance.getEntriesByType("navigation")[0].type === "reload" ? 8 : 0;
const tries = [];
const tried = (n) => {
  tries.push(import(at(n)));
  return Promise.race([Promise.any(tries), late(n)]).catch(async (error) => {
    console.error(error);
    await pause(Math.min(500 * n, 5_000));
    const asked = { signal: AbortSignal.timeout(4_000) };
    const { status } = await fetch(at(n), asked).catch(() => error);
    if (status === 404 && n > patience) location.reload();
    return tried(n + 1);
  });
};
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
