"""Rules of Python files: sizes, names, imports, errors."""

import ast
import re

from tests.house.core import python, rule

PACKAGES = ("nnkit", "widgets", "classroom")
EVERYWHERE = (*PACKAGES, "tests")
MAX_FILE_LINES = 300
MAX_BODY_LINES = 40
MAX_ARGUMENTS = 7
HEAVY = {"keras", "tensorflow", "ipywidgets", "anywidget", "matplotlib.pyplot", "jax", "torch"}
FORBIDDEN_WORDS = {"util", "utils", "helper", "helpers", "misc"}
KERAS_WORDS = {
    "lr": "learning_rate",
    "eps": "epsilon",
    "beta1": "beta_1",
    "beta2": "beta_2",
    "stride": "strides",
    "pad": "padding",
    "act": "activation",
    "ksize": "kernel_size",
    "dilation": "dilation_rate",
    "keep_prob": "rate",
    "n_units": "units",
    "n_filters": "filters",
    "decay_rate_steps": "decay_steps",
}
VAGUE_ERRORS = {"Exception", "BaseException", "AssertionError", "KeyError", "IndexError", "SystemExit"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def functions(tree):
    """Return every function and method of a tree."""
    return [node for node in ast.walk(tree) if isinstance(node, FUNCTIONS)]


def arguments(function):
    """Return the names a caller can give, `self` and `cls` left out."""
    spec = function.args
    return [arg.arg for arg in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs) if arg.arg not in ("self", "cls")]


def imports(nodes):
    """Yield (line, dotted module) of every import among `nodes`, `from a import b` as `a.b`."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def at_import(tree):
    """Return the nodes of a module that run when it is imported: no bodies of functions, nothing for type checkers."""
    pending, found = list(tree.body), []
    while pending:
        node = pending.pop(0)
        types_alone = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if not isinstance(node, FUNCTIONS) and not types_alone:
            found.append(node)
            pending += list(ast.iter_child_nodes(node))
    return found


def is_within(module, package):
    """Say whether the dotted name `module` is `package` or lies beneath it."""
    return module == package or module.startswith(package + ".")


@rule(python(*EVERYWHERE))
def files_are_short(source):
    lines = len(source.text.splitlines())
    if lines > MAX_FILE_LINES:
        yield source.breaks(f"{lines} lines; a file has at most {MAX_FILE_LINES}", "split it by topic", lines)


@rule(python(*EVERYWHERE, "solutions"))
def functions_are_short(source):
    for function in functions(source.tree):
        body = function.body[1:] if ast.get_docstring(function) is not None else function.body
        lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0
        if lines > MAX_BODY_LINES:
            message = f"{function.name} has {lines} body lines; at most {MAX_BODY_LINES}, aim at 15"
            yield source.breaks(message, "move a step that has a name into a function of its own", function.lineno)


@rule(python(*EVERYWHERE))
def functions_take_few_arguments(source):
    for function in functions(source.tree):
        count = len(arguments(function))
        # The arguments of a command are its options; nobody passes them by hand.
        command = any(ast.unparse(one).startswith("commands.command") for one in function.decorator_list)
        if count > MAX_ARGUMENTS and not command:
            message = f"{function.name} takes {count} arguments; at most {MAX_ARGUMENTS}"
            yield source.breaks(message, "group what belongs together in a dataclass", function.lineno)


@rule(python(*EVERYWHERE, "solutions"))
def names_say_something(source):
    stem = source.name.removesuffix(".py")
    if set(stem.split("_")) & (FORBIDDEN_WORDS | {"process"}):
        yield source.breaks(f"the file is called {stem}", "name it after what it holds")
    for node in ast.walk(source.tree):
        name = getattr(node, "name", None) if isinstance(node, (*FUNCTIONS, ast.ClassDef)) else None
        name = node.id if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) else name
        if name and says_nothing(name, isinstance(node, FUNCTIONS)):
            yield source.breaks(
                f"the name {name} says nothing", "name the thing, or the effect of the call", node.lineno
            )


def says_nothing(name, is_function):
    """Say whether `name` is one of the words that stand for any code at all."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().strip("_").split("_")
    verb = is_function and (words[0] == "process" or (words[0] == "do" and not re.match(r"do_[A-Z]+$", name)))
    return bool(set(words) & FORBIDDEN_WORDS) or verb


@rule(python(*PACKAGES))
def assert_stays_in_tests(source):
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Assert):
            yield source.breaks("assert outside tests and notebooks", "raise ValueError or TypeError", node.lineno)


@rule(python(*PACKAGES))
def imports_point_one_way(source):
    allowed = {"nnkit": {"nnkit"}, "widgets": {"widgets", "nnkit"}, "classroom": set(PACKAGES)}[source.top]
    for line, module in imports(ast.walk(source.tree)):
        package = module.split(".")[0]
        if package in {*PACKAGES, "tests", "solutions", "chapters"} - allowed:
            message = f"{source.top} imports {package}"
            yield source.breaks(message, "classroom -> widgets -> nnkit; move the shared part to nnkit", line)


@rule(python("nnkit"))
def nnkit_imports_light(source):
    for line, module in imports(at_import(source.tree)):
        heavy = [name for name in HEAVY if is_within(module, name)]
        if heavy:
            yield source.breaks(f"nnkit imports {heavy[0]} when it is imported", "import it inside the function", line)


@rule(python(*EVERYWHERE))
def ipywidgets_is_ipw(source):
    for node in ast.walk(source.tree):
        plain = isinstance(node, ast.Import) and any(a.name == "ipywidgets" and a.asname != "ipw" for a in node.names)
        parts = isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "ipywidgets"
        if plain or parts:
            yield source.breaks("ipywidgets under another name", "import ipywidgets as ipw", node.lineno)


def is_record(node):
    """Say whether a class only names the parts of a result."""
    kinds = {ast.unparse(one) for one in (*node.bases, *node.decorator_list)}
    return any(kind.split("(")[0] in ("NamedTuple", "TypedDict", "dataclass") for kind in kinds)


@rule(python("widgets"))
def one_explorer_a_file(source):
    classes = [node for node in source.tree.body if isinstance(node, ast.ClassDef) and not is_record(node)]
    explorers = [node for node in classes if re.fullmatch(r"\w+Explorer", node.name)]
    if explorers and len(classes) > 1:
        names = ", ".join(node.name for node in classes)
        yield source.breaks(f"an explorer's file holds {names}", "one class a file", classes[1].lineno)


@rule(python("nnkit"))
def keras_words_are_used(source):
    for function in functions(source.tree):
        for name in arguments(function):
            if name in KERAS_WORDS:
                message = f"{function.name} has an argument {name}"
                yield source.breaks(message, f"Keras calls it {KERAS_WORDS[name]}", function.lineno)


@rule(python("nnkit"))
def forward_stands_above_backward(source):
    for node in ast.walk(source.tree):
        names = (
            [item.name for item in node.body if isinstance(item, FUNCTIONS)] if isinstance(node, ast.ClassDef) else []
        )
        if {"forward", "backward"} <= set(names) and names.index("backward") != names.index("forward") + 1:
            message = f"{node.name}.backward does not follow forward"
            yield source.breaks(message, "put forward directly above backward", node.lineno)


@rule(python("nnkit"))
def errors_say_what_to_do(source):
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Raise) or node.exc is None:
            continue
        name = ast.unparse(node.exc.func if isinstance(node.exc, ast.Call) else node.exc)
        silent = name in ("ValueError", "TypeError", "RuntimeError") and not (
            isinstance(node.exc, ast.Call) and node.exc.args
        )
        if name in VAGUE_ERRORS or silent:
            cure = "raise ValueError or TypeError with what came, what was expected and what to do"
            yield source.breaks(f"raises {name}{' without a word' if silent else ''}", cure, node.lineno)


@rule(python("tests"))
def tests_import_keras_late(source):
    for line, module in imports(at_import(source.tree)):
        if module.split(".")[0] in ("keras", "tensorflow"):
            cure = "import it inside a test marked keras, so that the quick tests stay quick"
            yield source.breaks(f"{module.split('.')[0]} is imported while tests are collected", cure, line)


@rule(python("tests"))
def tolerances_have_names(source):
    for node in ast.walk(source.tree):
        for keyword in node.keywords if isinstance(node, ast.Call) else ():
            literal = isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, float)
            if keyword.arg in ("rtol", "atol", "rel", "abs") and literal:
                cure = "give it a name at the top of the file that says why it is this large"
                yield source.breaks(f"tolerance {keyword.arg}={keyword.value.value} has no name", cure, node.lineno)
