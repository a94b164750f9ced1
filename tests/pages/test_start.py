"""What is done once, when the server starts."""

import socket

from pages.ui.app.server import start


def test_a_closed_socket_somewhere_does_not_stop_the_start() -> None:
    closed, listens = socket.socket(), socket.socket()
    closed.close()
    with listens:
        start.answer_at_once()
        assert listens.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
