"""The words of the LSTM explorer: readout, this step's equations with their numbers, and the table."""

import math
from typing import Any

from widgets.lstm_cells import UNIT_NAMES
from widgets.svg import escape, number
from widgets.view import Line


def lines(result: Any) -> list[Line]:
    """Return the readout."""
    t, u = result.step, result.unit
    at = {name: number(values[t, u]) for name, values in result.trace.items()}
    gates = ", ".join(f"{name} {at[name]}" for name in ("input", "forget", "candidate", "output"))
    where = f"Step {t + 1} of {len(result.sequence)}, symbol {result.sequence[t]}, {_unit(result)}"
    later = len(result.sequence) - 1 - t
    gradient, direct = number(result.gradient[t], 3), number(result.direct[t], 3)
    path = f"along the forget gates alone {direct}" if later else "it is the last"
    words = [
        Line(f"{where}: {gates}; cell {at['cell']}, hidden {at['hidden']}."),
        Line(
            f"d last cell / d cell at this step is {gradient}, {path}; at step 1 it is {number(result.gradient[0], 3)}."
        ),
        Line(_half_life(result)),
    ]
    return [Line(result.answer), *words] if result.answer else words


def _unit(result: Any) -> str:
    names = UNIT_NAMES.get(result.state["cell"], ())
    return f"unit {result.unit + 1}" + (f" ({names[result.unit]})" if names else f" of {result.layer.units}")


def _half_life(result: Any) -> str:
    """Return what the bias alone does, without any input."""
    bias = float(result.layer.params["bias"].reshape(4, -1)[1, result.unit])
    kept = float(result.layer.recurrent_activation(bias))
    gate = f"{result.layer.recurrent_activation.name}({number(bias)}) = {number(kept)}"
    if not 0 < kept < 1:
        return f"The forget bias alone makes the gate {gate}."
    steps = number(math.log(0.5) / math.log(kept), 3)
    return f"The forget bias alone makes the gate {gate}: the cell halves every {steps} steps."


def notes(result: Any) -> list[str]:
    """Return what is shown in the stead of a step or a unit that is not there."""
    found = []
    for name, last in (("step", len(result.sequence)), ("unit", result.layer.units)):
        if result.state[name] > last:
            found.append(f"There is no {name} {result.state[name]}; {name} {last} is the last one and is shown.")
    return found


def formula(result: Any) -> str:
    """Return the equations of this step with its numbers, as HTML."""
    t, u = result.step, result.unit
    z = [number(value) for value in result.sums[t, :, u]]
    now = {name: number(values[t, u]) for name, values in result.trace.items()}
    old = number(result.trace["cell"][t - 1, u]) if t else "0"
    i, f, g, o, c, h = (now[name] for name in ("input", "forget", "candidate", "output", "cell", "hidden"))
    gate, state = (_name(function) for function in (result.layer.recurrent_activation, result.layer.activation))
    first = f"i = {gate}({z[0]}) = {i} &emsp; f = {gate}({z[1]}) = {f}"
    second = f"g = {state}({z[2]}) = {g} &emsp; o = {gate}({z[3]}) = {o}"
    cell = f"c<sub>{t + 1}</sub> = f · c<sub>{t}</sub> + i · g = {f} · {_factor(old)} + {i} · {_factor(g)} = <b>{c}</b>"
    hidden = f"h<sub>{t + 1}</sub> = o · {state}(c<sub>{t + 1}</sub>) = {o} · {state}({c}) = <b>{h}</b>"
    return "<br>".join([first, second, cell, hidden])


def _name(function: Any) -> str:
    return "σ" if function.name == "sigmoid" else escape(function.name)


def _factor(value: str) -> str:
    return f"({value})" if value.startswith("−") else value


def keras(result: Any) -> str:
    """Return the Keras call that makes such a layer."""
    call = f"keras.layers.LSTM({result.layer.units}, return_sequences=True)"
    return f"{call}  # unit_forget_bias=True, the default, starts the forget bias at 1"


def rows(result: Any) -> list[tuple]:
    """Return the table: a row a step."""
    columns = [values[:, result.unit] for values in result.trace.values()]
    columns += [result.gradient, result.contributions]
    numbers = zip(*(column.tolist() for column in columns), strict=True)
    return [(str(t), s, *row) for t, (s, row) in enumerate(zip(result.sequence, numbers, strict=True), 1)]
