"""The scripts of the app: ES modules beside the Python that they belong to, loaded by address.

    pages/ui/train/curve.js and all others -> tn/<digest>.json, which server/files.py sends
                                           -> modules in the memory of the tab, one of each

The digest is that of all of them, so a browser may keep them for ever. They come together: with
forty addresses, a slow line is busy with questions and answers. `main.js` exports the components.
"""

import hashlib
import json
import posixpath
import re
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import streamlit as st

FOLDER = Path(__file__).parents[2]
# By the last part of their paths, such as "train/curve.js".
SOURCES = {
    path.relative_to(FOLDER).as_posix(): path.read_text("utf-8")
    for path in sorted(FOLDER.rglob("*.js"))
}
_IMPORT = re.compile(r'(?<= from ").+(?=";$)', re.MULTILINE)
# All that a component itself consists of. What it waits for is shared by all of the tab, and ends
# when all modules are there. A server that does not know the address has other scripts: a new page
# gets them, and one that was just loaded anew waits longer for that. A tab in which those of an
# earlier server listen gets a new page, too: they go with the old one.
_LOAD = """const patience = performance.getEntriesByType("navigation")[0].type === "reload" ? 8 : 0;
const load = async (n) => {
  try {
    const asked = { signal: AbortSignal.timeout(10_000 * n) };
    const answer = await fetch(new URL("ADDRESS", document.baseURI), asked);
    if (answer.status === 404 && n > patience) location.reload();
    const at = {};
    for (const [name, source] of await answer.json()) {
      const linked = source.replace(/ from "(.+)";$/gm, (_, other) => ` from "${at[other]}";`);
      const parts = [linked, `//# sourceURL=tn/${name}`];
      at[name] = URL.createObjectURL(new Blob(parts, { type: "text/javascript" }));
    }
    await import(at["main.js"]);
    const { dataset } = document.documentElement;
    if (dataset.tnScripts && dataset.tnScripts !== "ADDRESS") location.reload();
    dataset.tnScripts = "ADDRESS";
    return at;
  } catch (error) {
    console.error(error);
    await new Promise((done) => setTimeout(done, Math.min(500 * n, 5_000)));
    return load(n + 1);
  }
};
window.tnModules ??= {};
const at = await (tnModules["ADDRESS"] ??= load(1));
export default (await import(at["main.js"])).NAME;"""


@cache
def needed_by(entry: str) -> dict[str, str]:
    """Return the source of a module and of all that it needs, each after those that it imports.

    An import names the other module as `SOURCES` does.
    """
    source, needed = _named_from_here(entry, SOURCES[entry]), dict[str, str]()
    for other in _IMPORT.findall(source):
        needed |= needed_by(other)
    return needed | {entry: source}


@cache
def packed() -> bytes:
    """Return the name and source of each module of the app, as `needed_by`, in JSON."""
    return json.dumps([*needed_by("main.js").items()]).encode()


def _named_from_here(name: str, source: str) -> str:
    folder = PurePosixPath(name).parent
    return _IMPORT.sub(lambda found: posixpath.normpath(folder / found[0]), source)


@cache
def address() -> str:
    """Return where the modules are, seen from any page."""
    return f"tn/{hashlib.blake2b(packed(), digest_size=6).hexdigest()}.json"


@cache
def component(name: str) -> Any:
    """Return the component that `main.js` exports as `name`: in the page, without an iframe."""
    source = _LOAD.replace("ADDRESS", address()).replace("NAME", name)
    return st.components.v2.component(f"thirty_neurons_{name}", js=source, isolate_styles=False)
