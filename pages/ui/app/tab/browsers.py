"""Whose run it is: the browser, which all its tabs name, and its network address."""

import re
from ipaddress import IPv6Address, ip_address, ip_network

import streamlit as st

from nn.runs.turns import Visitor

_NAME = re.compile(r"[0-9a-f]{32}")  # as greeting.js makes it
HOME = 64  # bits of an IPv6 address that a household or a phone has to itself


def owner(browser: object, token: str) -> Visitor:
    """Return whose runs those of a tab are.

    `browser` is what the tab calls its browser, and may be anything. A tab whose browser keeps
    nothing is a visitor by itself, by its token.
    """
    named = isinstance(browser, str) and _NAME.fullmatch(browser)
    return Visitor(str(browser) if named else f"tab {token}", place_of(st.context.ip_address))


def place_of(address: str | None) -> str:
    """Return what an address has in common with others of the same place; "" if unknown."""
    try:
        ip = ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ip_network((int(ip), HOME), strict=False))
    return str(ip)
