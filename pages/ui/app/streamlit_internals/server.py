"""The server: its pages, and what it asks the internet."""

import base64
import hashlib
import re
from importlib import import_module
from pathlib import Path

from pages.ui.app.streamlit_internals.guard import or_else


def is_outside_the_app(knows_visitor: bool) -> bool:
    """Tell whether Streamlit takes this page for an app of its own; after this, it does so no more.

    Until `st.navigation` has been called once, Streamlit takes each file in `pages/` for an app
    of its own. So the first visitor after a start who comes by a page's address would get that
    page without the sidebar and the other pages. Others may have come at the same moment: inside
    the app, no page runs before the visitor is known.
    """
    with or_else("the first visitor who opens a page by its address sees it without the sidebar."):
        manager = import_module("streamlit.runtime.pages_manager").PagesManager
        is_first = bool(manager.uses_pages_directory)
        manager.uses_pages_directory = False
        return is_first or not knows_visitor
    return False


def stay_offline() -> None:
    """Keep Streamlit from asking the internet for this computer's public address.

    It does so whenever a request has a foreign `Origin`, before it turns it away. It takes None
    for "unknown", as it is without a network.
    """
    with or_else("a request with a foreign origin makes the server look up its public address."):
        net_util, name = import_module("streamlit.net_util"), "get_external_ip"
        getattr(net_util, name)  # where it is missing there is nothing to replace
        setattr(net_util, name, lambda: None)


def digests_of_inline_scripts() -> tuple[str, ...]:
    """Return the digests ("sha256-…") of the scripts that stand in the page that Streamlit sends.

    A Content-Security-Policy allows a script by its digest.
    """
    with or_else("the browser's console says that a script of Streamlit's page was not run."):
        folder = Path(import_module("streamlit.file_util").get_static_dir())
        page = (folder / "index.html").read_bytes()
        scripts = re.findall(rb"<script>(.*?)</script>", page, re.DOTALL)
        digests = (base64.b64encode(hashlib.sha256(script).digest()) for script in scripts)
        return tuple(f"sha256-{digest.decode()}" for digest in digests)
    return ()
