"""Demands other than one right result: a property, a type, a refusal, arguments left alone."""

import numpy as np

from nnkit.checks.calling import fresh, observe
from nnkit.checks.comparing import difference, plain
from nnkit.checks.failures import AnswerRaised, CheckFailed, render, render_call

KINDS = {
    int: ("a whole number (int)", "iu"),
    float: ("a number with a fraction (float)", "f"),
    bool: ("True or False (bool)", "b"),
}


def holds(function, *args, rules: dict, allow=(), **kwargs) -> None:
    """Call the student's function once and check that its result has the properties asked for.

    Use it where many results are right: weights that solve XOR, a shuffle, a probability.

    Args:
        function: The student's function.
        *args: Its arguments.
        rules: Sentence to show when the rule is broken -> function of the result that is true where it holds. Lists and
            numbers reach the rule as arrays. The first broken rule is reported.
        allow: Dotted names that the answer may use.
        **kwargs: Keyword arguments of the student's function.

    Raises:
        CheckFailed: A rule is broken, or cannot be applied to what came back.

    Example:
        >>> rules = {"The shares must sum to 1.": lambda shares: abs(shares.sum() - 1) < 1e-9}
        >>> holds(lambda x: x / x.max(), np.array([1.0, 3.0]), rules=rules)
        Traceback (most recent call last):
        nnkit.checks.failures.CheckFailed: The shares must sum to 1.
        ...
    """
    received, printed = observe(function, fresh(args), fresh(kwargs), allow)
    result = plain(received)
    lines = [f"your call: {render_call(function, args, kwargs)}", f"received: {render(result)}"]
    lines += [f"it printed: {printed}"] if printed else []
    for sentence, rule in rules.items():
        try:
            kept = bool(rule(np.asarray(result) if isinstance(result, bool | int | float) else result))
        except Exception as error:  # a result of another kind altogether
            kept = False
            lines.append(f"the rule could not be applied: {type(error).__name__}: {error}")
        if not kept:
            raise CheckFailed(sentence, "\n".join(lines))


def kind(function, *args, expected: type, allow=(), **kwargs) -> None:
    """Check the type of a result: `int`, `float`, `bool` (also of arrays), or any class such as `str`, `np.ndarray`.

    Args:
        function: The student's function.
        *args: Its arguments.
        expected: The type asked for.
        allow: Dotted names that the answer may use.
        **kwargs: Keyword arguments of the student's function.

    Raises:
        CheckFailed: The result has another type.

    Example:
        >>> kind(lambda n: n / 2, 4, expected=int)
        Traceback (most recent call last):
        nnkit.checks.failures.CheckFailed: The result must be a whole number (int).
        ...
    """
    received = observe(function, fresh(args), fresh(kwargs), allow).result
    words, letters = KINDS.get(expected, (f"of type {expected.__name__}", ""))
    right = np.asarray(received).dtype.kind in letters if letters else isinstance(received, expected)
    if not right:
        came = f"received: {render(received)}, a {type(received).__name__}"
        raise CheckFailed(f"The result must be {words}.", f"your call: {render_call(function, args, kwargs)}\n{came}")


def raises(function, *args, error: type = ValueError, mentions="", because="", allow=(), **kwargs) -> None:
    """Check that the student's function refuses these arguments with this exception.

    Args:
        function: The student's function.
        *args: Arguments that it must refuse.
        error: The exception asked for; one derived from it will do.
        mentions: A word that its message must hold, in any case.
        because: A sentence that says what is wrong with them, for the hint where it returned something.
        allow: Dotted names that the answer may use.
        **kwargs: Keyword arguments of the student's function.

    Raises:
        CheckFailed: It returned something, raised something else, or its message lacks the word.

    Example:
        >>> raises(lambda rate: rate, 1.5, error=ValueError)
        Traceback (most recent call last):
        nnkit.checks.failures.CheckFailed: Here a ValueError should be raised; your function returned a result instead.
        ...
    """
    called = f"your call: {render_call(function, args, kwargs)}"
    try:
        received = observe(function, fresh(args), fresh(kwargs), allow).result
    except AnswerRaised as failure:
        if error.__name__ not in failure.error_names:
            hint = f"Here a {error.__name__} should be raised; your function raised another exception."
            raise CheckFailed(hint, f"{called}\n{failure.detail}") from None
        if mentions.lower() not in failure.error_text.lower():
            hint = f"The message of the {error.__name__} should say what was wrong; it must mention {mentions!r}."
            raise CheckFailed(hint, f"{called}\nits message: {failure.error_text}") from None
        return
    hint = f"Here a {error.__name__} should be raised; your function returned a result instead. {because}"
    raise CheckFailed(hint, f"{called}\nreceived: {render(plain(received))}")


def unchanged(function, *args, allow=(), **kwargs) -> None:
    """Check that the student's function leaves its arguments as they were.

    Args:
        function: The student's function.
        *args: Its arguments, of which it gets copies.
        allow: Dotted names that the answer may use.
        **kwargs: Keyword arguments of the student's function.

    Raises:
        CheckFailed: It changed one in place.

    Example:
        >>> def relu(x):
        ...     x[x < 0] = 0
        ...     return x
        >>> unchanged(relu, np.array([-1.0, 2.0]))
        Traceback (most recent call last):
        nnkit.checks.failures.CheckFailed: relu changes its first argument in place; whoever called ...
        ...
    """
    handed, named = fresh(args), fresh(kwargs)
    observe(function, handed, named, allow)
    counted = ("first", "second", "third", "fourth", "fifth")
    names = [f"{counted[index] if index < len(counted) else 'last'} argument" for index in range(len(args))]
    after = [
        *zip(names, handed, args, strict=True),
        *((f"argument {name}", named[name], kwargs[name]) for name in kwargs),
    ]
    for name, now, before in after:
        if not callable(before) and not isinstance(before, np.random.Generator) and difference(now, before, 0.0, 0.0):
            own = getattr(function, "__name__", "Your function")
            hint = f"{own} changes its {name} in place; whoever called it still needs it. Work on a copy."
            raise CheckFailed(hint, f"it was {render(before)}\nit is {render(now)}")
