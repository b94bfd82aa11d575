"""Test cells and answers in two real processes: what they say to each other, as a test's author sees it."""

import pytest

from classroom.endings import DIED, OUT_OF_MEMORY, OUT_OF_TIME, RAISED, RAN, Limits
from tests.classroom.engine.cells import answer, given, ran, test


def test_names_are_found_from_functions_comprehensions_and_classes_of_a_test(examined):
    examined(
        "def double(x):\n    return 2 * x\nlimit = 3",
        "def check(n):\n    return [double(i) for i in range(limit)][n]\n"
        "class Case:\n    def run(self):\n        return (lambda: double(limit))()\n"
        "assert check(2) == 4 and Case().run() == 6",
    )


def test_a_builtins_name_is_the_answers_only_where_an_answer_binds_it(examined, failed):
    answers = "def sum(x):\n    return 'mine'\ndef max(*x):\n    return 'mine'"
    examined(answers, "assert sum([1]) == 'mine' and max(1, 2) == 2", names=("sum",))
    assert failed(answers, "assert sum([1]) == 'mine'")["ename"] == "AssertionError"


def test_a_name_that_nobody_has_is_not_defined(failed):
    error = failed("x = 1", "y")
    assert (error["ename"], error["evalue"]) == ("NameError", "name 'y' is not defined")


def test_what_a_test_binds_is_not_the_answer_of_the_next(run):
    cells = answer("def f():\n    return 1"), test("f = lambda: 2\nassert f() == 2"), test("assert f() == 1")
    assert all(map(ran, run(*cells, names=("f",)).endings))


def test_an_answer_sees_nothing_of_the_tests(failed, examined):
    spy = "import __main__\ndef f():\n    return [name for name in dir(__main__) if 'secret' in name]"
    examined(spy, "secret_input = 5\nassert f() == []")
    error = failed("def f():\n    return secret_input", "secret_input = 5\nf()")
    assert error["evalue"] == "name 'secret_input' is not defined"


def test_what_a_call_prints_can_be_read(examined):
    examined(
        "import sys\ndef shout(n):\n    print('x' * n, end='')\n    print('no', file=sys.stderr)\n    return n",
        "import contextlib, io\nheard = io.StringIO()\nwith contextlib.redirect_stdout(heard):\n    shout(3)\n"
        "    print('!')\nassert heard.getvalue() == 'xxx!\\n'",
    )


def test_what_a_call_prints_is_no_output_of_a_cell(run):
    loud = "def f():\n    print('call')\nprint('cell')"
    made = run(answer(loud), test("f()\nf()"), answer("print('later')"))
    assert all(map(ran, made.endings))
    texts = {index: [one["text"] for one in outputs] for index, outputs in made.outputs.items()}
    assert texts == {0: ["cell\n"], 2: ["later\n"]}


def test_arrays_change_in_place_wherever_they_are(examined):
    examined(
        "def step(params, pair, *, out):\n    for name in params:\n        params[name] -= 1\n"
        "    pair[0][:] = 7\n    out[...] = 3\n    out = None",
        "import numpy as np\nw, b, u, base = np.ones(2), np.zeros(1), np.zeros(2), np.zeros((2, 2))\n"
        "params = {'w': w, 'b': b}\nstep(params, (u, 5), out=base[:, 0])\n"
        "assert params['w'] is w and w.tolist() == [0, 0] and b.tolist() == [-1]\n"
        "assert u.tolist() == [7, 7] and base.tolist() == [[3, 0], [3, 0]]",
    )


def test_callbacks_call_back_and_change_what_they_are_given(examined):
    examined(
        "import numpy as np\ndef outer(f, x):\n    values = [0, np.zeros(2)]\n    f(values, lambda n: f and 10 * n)\n"
        "    return values, x\ndef compose(functions):\n    def all_of(x):\n        for f in functions:\n"
        "            x = f(x)\n        return x\n    return all_of\ndef keep(f, things):\n    return f(things)",
        "def change(values, scale):\n    values[0] = scale(4)\n    values[1] += 1\n"
        "values, x = outer(change, 2)\nassert values[0] == 40 and values[1].tolist() == [1, 1]\n"
        "assert compose([lambda x: x + 1, lambda x: 2 * x])(3) == 8\n"
        "assert keep(lambda things: things[0](5), [compose([lambda x: x + 1]), 3]) == 6",
    )


def test_given_functions_go_by_name_and_run_over_there(run):
    where = given("import os\ndef where():\n    return os.getpid()")
    call = answer("def call(f):\n    return f(), os.getpid()")
    ask = test("there, here = call(where)\nassert there == here != where()")
    assert all(map(ran, run(where, call, ask).endings))


def test_what_ends_programs_ends_a_call_alone(run):
    bad = (
        "import sys\nstarted = []\ndef leave(how):\n    started.append(how)\n    if how == 'exit':\n        exit(0)\n"
        "    if how == 'quit':\n        sys.exit('bye')\n    raise {'ctrl-c': KeyboardInterrupt, 'base': Odd}[how]\n"
        "class Odd(BaseException):\n    pass"
    )
    tests = [test(f"leave({how!r})") for how in ("quit", "ctrl-c", "base")]
    made = run(answer(bad), *tests, test("assert started == ['quit', 'ctrl-c', 'base']"))
    assert [ending.kind for ending in made.endings] == [RAN, RAISED, RAISED, RAISED, RAN]
    assert [ending.error["ename"] for ending in made.endings[1:4]] == ["SystemExit", "KeyboardInterrupt", "Odd"]


def test_an_error_of_a_test_goes_through_an_answer_and_back(examined):
    examined(
        "def through(f):\n    try:\n        f()\n    except LookupError:\n        raise\ndef instead(f):\n    try:\n"
        "        f()\n    except LookupError as error:\n        return type(error).__name__, str(error)",
        "class Mine(KeyError):\n    pass\nmine = Mine('secret')\ndef fail():\n    raise mine\ntry:\n    through(fail)\n"
        "except Mine as caught:\n    assert caught is mine\nelse:\n    assert False\n"
        "assert instead(fail) == ('Mine', \"'secret'\")",
    )


def test_what_is_too_long_to_cross_is_told_and_the_process_lives(examined):
    examined(
        "import numpy as np\ncalls = []\ndef big(n):\n    calls.append(n)\n    return np.zeros(n)",
        "try:\n    big(10**7)\nexcept ValueError as error:\n    assert 'can cross' in str(error), error\n"
        "else:\n    assert False\nassert big(5).shape == (5,) and calls == [10**7, 5]",
    )


def test_classes_that_are_asked_for_make_objects_over_there(examined, failed):
    stack = (
        "class Stack:\n    '''Last in, first out.'''\n    def __init__(self, *items):\n        self.items = [*items]\n"
        "    def push(self, x):\n        self.items.append(x)\n        return self\n    def __len__(self):\n"
        "        return len(self.items)\nclass Other:\n    pass\ndef make(*items):\n    return Stack(*items)"
    )
    examined(
        stack,
        "s = Stack(1)\nassert s.push(2).push(3).items == [1, 2, 3] and len(s) == 3 and isinstance(s, Stack)\n"
        "s.items = []\nassert not s and Stack.__doc__ == 'Last in, first out.' and len(make(1, 2)) == 2",
        classes=("Stack",),
    )
    assert "plain data" in failed(stack, "Other()", classes=("Stack",))["evalue"]
    assert "plain data" in failed(stack, "Stack(1)")["evalue"]


def test_generators_are_read_item_by_item(examined):
    examined(
        "seen = []\ndef batches(x, size):\n    for i in range(0, len(x), size):\n        seen.append(i)\n"
        "        yield x[i:i + size]",
        "import numpy as np\nfound = batches(np.arange(5), 2)\n"
        "assert next(found).tolist() == [0, 1] and seen == [0]\n"
        "assert [one.tolist() for one in found] == [[2, 3], [4]]",
    )


@pytest.mark.parametrize(
    ("source", "seconds", "kinds"),
    [
        ("import os\ndef f():\n    os._exit(0)", 60, {DIED}),
        ("import os, signal\ndef f():\n    os.kill(os.getpid(), signal.SIGSEGV)", 60, {DIED}),
        ("def f():\n    while True:\n        pass", 2, {OUT_OF_TIME}),
        # The kernel refuses more memory, or the guard sees that too much is used: whichever is first.
        ("def f():\n    hoard = [bytearray(10**7) for _ in range(10**5)]", 60, {RAISED, OUT_OF_MEMORY}),
    ],
    ids=("exit", "crash", "loop", "memory"),
)
def test_a_call_costs_its_own_test_alone(run, source, seconds, kinds):
    limits = Limits(cell_seconds=seconds, grace_seconds=0.5, memory_bytes=800 * 10**6)
    first, of_call, last = run(
        answer(f"{source}\nx = 6"), test("f()"), test("assert x == 6", "ex2"), limits=limits
    ).endings
    assert ran(first)
    assert of_call.kind in kinds
    assert ran(last)


def test_a_loop_of_the_tests_own_is_ended_too(run):
    limits = Limits(cell_seconds=2, grace_seconds=0.5)
    made = run(answer("x = 6"), test("while True:\n    pass"), test("assert x == 6", "ex2"), limits=limits)
    assert [ending.kind for ending in made.endings] == [RAN, OUT_OF_TIME, RAN]


def test_a_test_that_asks_without_end_is_ended(run):
    made = run(
        answer("def more():\n    return True"),
        test("while more():\n    pass"),
        test("assert more()", "ex2"),
        limits=Limits(cell_seconds=2, grace_seconds=0.5),
    )
    assert [ending.kind for ending in made.endings] == [RAN, OUT_OF_TIME, RAN]


def test_a_replay_runs_what_ran_and_no_test(run):
    count = "import os\ndef count():\n    with open('count', 'a') as file:\n        file.write('x')\n"
    made = run(
        answer(f"{count}ready = 1\nraise ValueError('told once')"),
        answer("import os\nos._exit(3)"),
        test("assert ready == 1"),
    )
    assert [ending.kind for ending in made.endings] == [RAISED, DIED, RAN]
    assert [one["ename"] for one in made.outputs[0] if one["output_type"] == "error"] == ["ValueError"]
