"""The connection between page and kernel: no message waits for another."""

from jupyter_server.serverapp import ServerApp
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

from classroom.kernels import SERVER
from classroom.websocket import PromptConnection, ZMQChannelsWebsocketConnection


class Handler(KernelWebsocketHandler):
    """A handler without a request; remembers whether its socket waits."""

    nodelay = False

    def __init__(self):
        pass

    def set_nodelay(self, value):
        self.nodelay = value


def test_no_message_waits_for_another(monkeypatch):
    connected = []
    monkeypatch.setattr(ZMQChannelsWebsocketConnection, "connect", lambda self: connected.append(self))
    handler = Handler()
    connection = PromptConnection(websocket_handler=handler)
    connection.connect()
    assert handler.nodelay is True
    assert connected == [connection]


def test_the_server_finds_it_by_the_name_it_is_started_with():
    ((name, path),) = SERVER.items()
    trait = name.removeprefix("ServerApp.")
    assert getattr(ServerApp(**{trait: path}), trait) is PromptConnection
