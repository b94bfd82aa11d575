"""Each activation's formula with this moment's numbers, and the Keras call that builds it."""

from widgets.svg import number

SHARED = "keras.activations."

# name -> value for u > 0, value for u ≤ 0, slope for u > 0, slope for u ≤ 0; u input, f value, s slope, a parameter.
_SAME = None
_RULES = {
    "linear": ("u = {u}", _SAME, "1", _SAME),
    "sigmoid": ("1 / (1 + e<sup>−u</sup>) = 1 / (1 + e<sup>{minus}</sup>)", _SAME, "f (1 − f) = {f} · {rest}", _SAME),
    "tanh": ("tanh u = tanh({u})", _SAME, "1 − f² = 1 − ({f})²", _SAME),
    "relu": ("max(0, u) = max(0, {u})", _SAME, "1, because u &gt; 0", "0, because u ≤ 0"),
    "relu6": ("min(max(0, u), 6) = min(max(0, {u}), 6)", _SAME, "1 between 0 and 6, otherwise 0", _SAME),
    "leaky_relu": ("u, because u &gt; 0", "{a} · u = {a} · {u}", "1, because u &gt; 0", "negative_slope"),
    "prelu": ("u, because u &gt; 0", "{a} · u = {a} · {u}", "1, because u &gt; 0", "alpha, which is learned"),
    "rrelu": ("u, because u &gt; 0", "{a} · u = {a} · {u}", "1, because u &gt; 0", "the middle of the random slopes"),
    "elu": ("u, because u &gt; 0", "α (e<sup>u</sup> − 1) = {a} (e<sup>{u}</sup> − 1)", "1", "α e<sup>u</sup> = f + α"),
    "selu": ("1.0507 u", "1.0507 · 1.6733 (e<sup>u</sup> − 1)", "1.0507", "f + 1.0507 · 1.6733"),
    "softplus": ("ln(1 + e<sup>u</sup>) = ln(1 + e<sup>{u}</sup>)", _SAME, "1 / (1 + e<sup>−u</sup>)", _SAME),
    "gelu": ("u Φ(u), Φ the normal distribution", _SAME, "Φ(u) + u φ(u)", _SAME),
    "silu": ("u σ(u), σ the sigmoid", _SAME, "σ(u) + f (1 − σ(u))", _SAME),
}

_KERAS = {
    "prelu": "keras.layers.PReLU(alpha_initializer=keras.initializers.Constant({a}))({x})",
    "leaky_relu": SHARED + "leaky_relu({x}, negative_slope={a})",
    "elu": SHARED + "elu({x}, alpha={a})",
    "rrelu": SHARED + "leaky_relu({x}, negative_slope=(1/8 + 1/3) / 2)  # Keras has no RReLU",
}


def formula(name: str, x: float, temperature: float, value: float, slope: float, parameter: float) -> str:
    """Return HTML: the function's formula with the numbers of this moment in it.

    Args:
        name: of the function; one that is not built in has only its numbers.
        x: the input.
        temperature: what the input is divided by; u = x / T.
        value: f at x.
        slope: derivative with respect to x.
        parameter: the function's own, alpha or negative_slope.
    """
    u = x / temperature
    start = "u = x" if temperature == 1 else f"u = x / T = {number(x)} / {number(temperature)} = {number(u)}"
    chain = "" if temperature == 1 else f" · 1/T = {number(1 / temperature)}"
    if name not in _RULES:
        return f"{start} &emsp; f(u) = {number(value)} &emsp; slope by central differences = {number(slope)}"
    up, up_below, down, down_below = _RULES[name]
    words = up if u > 0 or up_below is None else up_below
    rule = down if u > 0 or down_below is None else down_below
    fields = {
        "u": number(u),
        "minus": number(-u),
        "f": number(value),
        "rest": number(1 - value),
        "a": number(parameter),
    }
    rule = rule.format(**fields) + chain if slope or chain else rule.format(**fields)
    numbers = f"f(u) = {words.format(**fields)} = <b>{number(value)}</b>"
    return f"{start} &emsp; {numbers} &emsp; slope: {rule} → <b>{number(slope)}</b>"


def keras_call(name: str, temperature: float, parameter: float) -> str:
    """Return the line of Keras that computes the function, or say that it is the student's own."""
    x = "x" if temperature == 1 else f"x / {temperature:g}"
    if name not in _RULES:
        return f"keras.layers.Activation({name})({x})" if name.isidentifier() else f"keras.layers.Activation(f)({x})"
    return _KERAS.get(name, SHARED + name + "({x})").format(x=x, a=f"{parameter:g}")
