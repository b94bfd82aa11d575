"""The connection between a page and its kernel, without a wait; `classroom.kernels.SERVER` has Jupyter Server use it.

Jupyter Server leaves Nagle's algorithm on: of two short messages the second waits until the browser has acknowledged
the first, and a browser that has nothing to say puts that off for 40 ms. A kernel says "busy" and then sends the
picture, so every second or third picture of an explorer came 40 ms late.

Source: RFC 1122 (1989), sections 4.2.3.2 (delayed acknowledgments) and 4.2.3.4 (Nagle's algorithm)
"""

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """Jupyter Server's own connection; each message leaves at once."""

    def connect(self):
        """Connect, and let no message wait for another."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()
