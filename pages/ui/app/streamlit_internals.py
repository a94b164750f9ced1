"""Everything that reaches into private parts of Streamlit, in one place.

The next release may rename any of it. Each use is guarded: what is missing costs one
convenience, and the log says which.
"""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import streamlit as st

log = logging.getLogger(__name__)

# What style.css finds by Streamlit's own marks, since these have no key to be found by.
TEST_IDS = (
    "InputInstructions",
    "stApp",
    "stCaptionContainer",
    "stColumn",
    "stDialog",
    "stExpandSidebarButton",
    "stHeader",
    "stHorizontalBlock",
    "stIconMaterial",
    "stMain",
    "stMainBlockContainer",
    "stMarkdownContainer",
    "stNumberInputContainer",
    "stSidebar",
    "stSkeleton",
    "stSliderThumbValue",
    "stSliderTickBar",
    "stStatusWidget",
    "stTooltipIcon",
    "stVerticalBlock",
)
SECONDS_TO_DRAW = 20.0
# Where the front end says whether it is connected to the server; greeting.js looks there.
CONNECTION = "data-test-connection-state"


@cache
def _say_once(what_is_lost: str, library: str = "Streamlit") -> None:
    log.warning("This release of %s has changed inside: %s", library, what_is_lost)


@contextmanager
def or_else(what_is_lost: str, library: str = "Streamlit") -> Iterator[None]:
    """Go on where a library's private part is missing or different; say once what that costs."""
    try:
        yield
    except (AttributeError, ImportError, KeyError, TypeError):
        _say_once(what_is_lost, library)


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


def answers_to(host: str) -> bool:
    """Tell whether the server takes visitors who come by a host, as it stands in a URL."""
    with or_else("whether visitors are let in is not known before they come."):
        websocket = import_module("streamlit.web.server.starlette.starlette_websocket")
        return bool(websocket.is_host_allowed(host))
    return True


def also_answer_to(hosts: Sequence[str]) -> None:
    """Let visitors in who come by these hosts, unless the app was started with a list of its own.

    Streamlit reads the list at each connection. It forgets the additions when `config.toml` is
    changed, so this is called at every run of a page.
    """
    with or_else("the app answers to this computer's address, and not to its name."):
        config, option = import_module("streamlit.config"), "server.allowedHosts"
        where = config.get_where_defined(option)
        missing = [host.strip("[]") for host in hosts if not answers_to(host)]
        if missing and where != config._DEFINED_BY_FLAG:
            config.set_option(option, [*config.get_option(option), *missing], where)


def session_id() -> str:
    """Return which of Streamlit's sessions this run of the page belongs to; "" if unknown."""
    with or_else("a run goes on after its page was closed, and pictures stay in memory."):
        context = _context()
        return str(context.session_id) if context else ""
    return ""


def _context() -> Any:
    return import_module("streamlit.runtime.scriptrunner").get_script_run_ctx()


def is_outdated() -> bool:
    """Tell whether this run is one of a fragment, and the visitor has already done something more.

    Streamlit lets such a run end before it turns to what comes next.
    """
    with or_else("a lesson is computed to its end even if somebody draws on."):
        context = _context()
        waiting = context.script_requests._state.name == "RERUN"
        return bool(context.fragment_ids_this_run) and waiting
    return False


def forget_the_page_before() -> None:
    """Drop what the browser has asked of the page before; call it at the end of every page.

    Until the browser hears of the new page, a part of the old one may ask to run again, as a clock
    does. Streamlit would answer under the old page's name, and the browser take the new one away.
    """
    with or_else("a page may be empty, if the one before it was left while something changed."):
        context = _context()
        requests, here = context.script_requests, context.page_script_hash
        with requests._lock:
            waiting = requests._rerun_data
            is_part = bool(waiting.fragment_id_queue) and waiting.page_script_hash != here
            if requests._state.name == "RERUN" and is_part:
                requests._state = type(requests._state).CONTINUE


def is_connected(session_id: str) -> bool:
    """Tell whether a browser is connected to a session; True where that cannot be told."""
    with or_else("a run goes on after its page was closed."):
        runtime = import_module("streamlit.runtime")
        return bool(runtime.exists() and runtime.get_instance().is_active_session(session_id))
    return True


def forget_upload(file: Any) -> None:
    """Free the memory of a file that has been read; Streamlit would keep it with the session."""
    with or_else("a picture that was read stays in memory until its page is closed."):
        if context := _context():
            context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)


@cache
def check_test_ids() -> threading.Timer:
    """Look, when the first page is long drawn, whether Streamlit has the marks of style.css."""
    timer = threading.Timer(SECONDS_TO_DRAW, _look_for_test_ids)
    timer.daemon = True
    timer.start()
    return timer


def missing_test_ids() -> list[str]:
    """Return those of `TEST_IDS` that are nowhere in Streamlit's own JavaScript."""
    missing = set(TEST_IDS)
    for path in Path(st.__file__).parent.joinpath("static").rglob("*.js"):
        source = path.read_bytes()
        missing -= {name for name in missing if name.encode() in source}
        if not missing:
            break
    return sorted(missing)


def _look_for_test_ids() -> None:
    for name in missing_test_ids():
        _say_once(f"the layout may be off where style.css looks for {name}.")
