"""Cheats by people who have read the engine: forged messages on the socket to the coordinator."""

from tests.corpus import CHEAT, family

protocol = family(CHEAT, "protocol")

# What an attacker starts with: the object that answers requests, and the socket itself.
FORGE = """
import gc, json, os, socket, stat, struct, time
me = next(one for one in gc.get_objects() if type(one).__name__ == "Student")
real = me.answered
def forge(reply):
    def answered(request, blobs):
        made = reply(request, blobs)
        if made is None:
            return real(request, blobs)
        return made if isinstance(made, tuple) else (made, [])
    me.answered = answered
def sockets():
    for number in range(3, 1024):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                yield number
        except OSError:
            pass
def frame(text, behind=b""):
    text = text if isinstance(text, bytes) else json.dumps(text).encode()
    return struct.pack("!II", len(text), len(behind)) + text + behind
def write(data):
    for number in sockets():
        os.write(number, data)
def calls(reply):
    return lambda request, blobs: reply(request, blobs) if request.get("do") == "call" else None
"""
STUBS = {
    "ex1": "def relu(x):\n    return -1.0",
    "ex2": "def descend(gradient, x0, learning_rate, steps):\n    return -1.0",
    "ex3": "def polynomial(c):\n    return lambda x: -1.0",
    "ex7": "def slope(function, x):\n    return -1.0",
}

ONE = {"ex1": STUBS["ex1"]}


def forged(title, what, source, answers=None, **more):
    """Wrong answers, and a cell behind the setup that forges messages."""
    protocol(title, what, answers or STUBS, extra=[("setup", FORGE + source)], **more)


def replied(title, what, reply, answers=None, **more):
    """Every call is answered by this message."""
    forged(title, what, f"forge(calls(lambda request, blobs: {reply}))", answers, **more)


ZERO = '{"value": ["float", "0x0p+0"]}'
replied(
    "run",
    "Asks the tests' process to run a cell.",
    '{"do": "run", "source": "import nnkit.checks as c\\nc.compare = print", "limit": 9}',
)
replied(
    "run-given", "Asks it to run a given cell.", '{"do": "run", "source": "checks = None", "limit": 9, "given": True}'
)
replied("done", "Says that the test is done.", '{"done": True, "error": None, "outputs": [], "count": 1}')
replied("done-value", "Says so with a value.", '{"done": True, **' + ZERO + "}")
replied("gone", "Says that it is gone.", '{"gone": "ran"}')
replied("gone-ran", "Says that it is gone in the word for success.", '{"gone": "", "done": True}')
replied("refused", "Refuses to compare.", '{"refused": True}')
replied("empty", "Says nothing.", "{}")
replied("no-value", "A value that is none.", '{"value": None}')
replied("odd-kind", "A kind of value that does not exist.", '{"value": ["pickle", "gASVBgAAAAAAAACMAnhtLg=="]}')
replied("odd-shape", "A value with too many parts.", '{"value": ["list", 1, 2]}')
replied("yours", "Hands back whatever the test has under small numbers.", '{"value": ["yours", 1]}')
replied("yours-negative", "A negative handle.", '{"value": ["yours", -1]}')
replied("module", "A module of the tests' process.", '{"value": ["module", "builtins"]}')
replied("module-odd", "A module that does not exist.", '{"value": ["module", ["os"]]}')
replied("object", "An object of a class that nobody asked for.", '{"value": ["object", [1, "Fraction"]]}')
replied("object-wanted", "An object of the wanted class.", '{"value": ["object", [1, "RunningMean"]]}')
replied("iterator", "An iterator in the place of a number.", '{"value": ["iterator", [1, "x"]]}')
replied("function-odd", "A function with odd parameters.", '{"value": ["function", [1, "x", "", [["a b", 99, 1]]]]}')
replied("class", "A class in the place of a number.", '{"value": ["class", [1, "RunningMean", ""]]}')
replied("raised-odd", "An exception that is none.", '{"raised": 5}')
replied("raised-origin", "An exception of the test's own.", '{"raised": {"names": ["ValueError"], "origin": 0}}')
replied("raised-origin-odd", "With an odd number.", '{"raised": {"names": ["ValueError"], "origin": -1}}')
replied("raised-names", "With names that are none.", '{"raised": {"names": [1, None, {}], "message": {}}}')
replied(
    "raised-exit",
    "With the name of one that ends processes.",
    '{"raised": {"names": ["SystemExit", "BaseException"], "message": "0"}}',
)
replied(
    "raised-group",
    "With the name of a group.",
    '{"raised": {"names": ["ExceptionGroup", "Exception"], "message": "0"}}',
)
replied(
    "raised-stop", "With the name of an end.", '{"raised": {"names": ["StopIteration", "Exception"], "message": ""}}'
)
replied(
    "check-odd", "A failed check with odd parts.", '{"raised": {"check": "CheckFailed", "hint": {"a": 1}, "detail": 5}}'
)
replied("check-unsolved", "An untouched stub.", '{"raised": {"check": "NotSolvedYet"}}')
replied("changed", "Changes the test's arguments.", "{**" + ZERO + ', "changed": [["float", "0x0p+0"], ["list", []]]}')
replied("changed-odd", "Too many changes.", "{**" + ZERO + ', "changed": [None] * 50}')
replied("printed", "Prints instead of the test.", "{**" + ZERO + ', "printed": "passed" * 1000}')
replied(
    "keras",
    "A model that is a Lambda.",
    '{"value": ["keras", [{"module": "keras.layers", "class_name": "Lambda", "config": {}}, None, None]]}',
    ONE,
)
replied(
    "keras-foreign",
    "A model that is os.system.",
    '{"value": ["keras", [{"module": "os", "class_name": "system", "config": {}}, None, None]]}',
    ONE,
)
replied(
    "array-object",
    "An array of pickles.",
    '({"value": ["array", 0]}, [b"\\x93NUMPY\\x01\\x00v\\x00" + (b"{\'descr\': \'|O\', \'fortran_order\': False, \'shape\': (1,), }").ljust(117) + b"\\n" + b"cos\\nsystem\\n(S\'true\'\\ntR."])',
)
replied(
    "array-huge",
    "An array that claims to have a million million elements.",
    '({"value": ["array", 0]}, [b"\\x93NUMPY\\x01\\x00v\\x00" + (b"{\'descr\': \'<f8\', \'fortran_order\': False, \'shape\': (1000000000000,), }").ljust(117) + b"\\n"])',
    ONE,
)
replied("array-missing", "An array that is not there.", '{"value": ["array", 7]}')
replied(
    "deep",
    "A value that is deeply nested.",
    '{"value": __import__("functools").reduce(lambda v, _: ["list", [v]], range(300), ["int", "0x1"])}',
)
replied("wide", "A list of a million lists.", '{"value": ["list", [["list", []]] * 1000000]}', ONE)
replied("range", "A range without end.", '{"value": ["range", [0, 10**15, 1]]}')
replied("huge-int", "A number of a million digits.", '{"value": ["int", "0x" + "f" * 1000000]}')
replied("look", "Asks what it is asked.", '{"do": "look", "name": "wanted"}')
replied("get", "Asks for an attribute of the test's.", '{"do": "get", "target": 1, "name": "__globals__"}')
replied("call-odd", "Calls back under an odd number.", '{"do": "call", "target": "x", "handed": 3}')
replied("do-odd", "Asks for what does not exist.", '{"do": ["x"]}')
forged("malformed", "Sends what is no JSON.", "write(frame(b'{nope'))")
forged("no-object", "Sends JSON that is no object.", "write(frame(b'[1, 2]'))")
forged("nested", "Sends JSON a million deep.", "write(frame(b'[' * 1000000))")
forged("blob-sizes", "Claims blobs that are not there.", "write(frame({'blobs': [5, -5]}))")
forged("huge-frame", "Claims four gigabytes.", "write(struct.pack('!II', 2**32 - 1, 2**32 - 1))")
forged("half-frame", "Sends half a message.", "write(struct.pack('!II', 100, 0) + b'{')")
forged(
    "early",
    "Sends answers before they are asked for.",
    "for _ in range(50):\n    write(frame({**" + ZERO + ", 'blobs': [], 'done': True}))",
)
forged("closed", "Closes the socket.", "for number in list(sockets()):\n    os.close(number)")
forged(
    "shut",
    "Shuts the socket for writing.",
    """
for number in sockets():
    socket.socket(fileno=os.dup(number)).shutdown(1)
""",
)
forged(
    "descriptors",
    "Sends file descriptors along.",
    """
for number in sockets():
    socket.send_fds(socket.socket(fileno=os.dup(number)), [b'x'], [0] * 50)
""",
)
forged(
    "thread",
    "Answers from a thread, over and over.",
    "import threading\ndef flood():\n    try:\n        while True:\n            write(frame({**"
    + ZERO
    + ", 'blobs': []}))\n"
    "    except OSError:\n        pass\nthreading.Thread(target=flood, daemon=True).start()",
)
forged(
    "forked",
    "Lets a copy of itself answer, too.",
    "if os.fork() == 0:\n    forge(calls(lambda request, blobs: " + ZERO + "))",
)
forged(
    "callback-run",
    "Asks the tests' process to run a cell while a callback is open.",
    "",
    {
        "ex2": r"""
def descend(gradient, x0, learning_rate, steps):
    source = 'end = 1.08\nplaces = [0.0, 0.6]'
    reply, _ = me.ask({'do': 'run', 'source': source, 'limit': 99})
    return 1.08
""",
        "ex7": """
def slope(function, x):
    me.ask({'do': 'look', 'name': 'wanted'})
    return 2.75 + 1
""",
    },
)
forged(
    "callback-arguments",
    "Calls the test's function with objects that spy on it.",
    "",
    {
        "ex2": """
class RunningMean:
    def __rmul__(self, other):
        raise ValueError(other)
    __sub__ = __rsub__ = __float__ = __rmul__
def descend(gradient, x0, learning_rate, steps):
    try:
        gradient(RunningMean())
    except Exception as e:
        return e.args
""",
    },
)
forged(
    "count",
    "Runs a cell and tells numbers and errors that are none.",
    "forge(lambda request, blobs: {'count': 'x', 'outputs': 5, 'error': [1]} if request.get('do') == 'run' else None)",
)
forged(
    "outputs-nested",
    "Shows outputs that are deeply nested and of no known kind.",
    """
deep = {}
for _ in range(400):
    deep = {'a': deep}
shown = [{'output_type': 'display_data', 'data': {'application/json': deep}, 'metadata': deep}, {'output_type': 'evil'}, 7, {'output_type': 'error', 'ename': deep, 'traceback': [deep]}]
forge(lambda request, blobs: {'count': 1, 'outputs': shown, 'error': shown[3]} if request.get('do') == 'run' else None)
""",
)
