"""The explorer: controls declared as data, a pure computation, a pure drawing, and everything around them."""

import difflib
import time
from collections.abc import Callable
from typing import Any, ClassVar

import ipywidgets as ipw

from widgets.controls import Control, ImpossibleSetting
from widgets.panel import Panel
from widgets.svg import escape
from widgets.view import View, json_text, static_view

SAME_MOVE = 1.0  # seconds: changes of one control closer together than this are one movement with one ghost
NUM_FRAMES = 21  # positions of the main control on an exported page


class State(dict):
    """What the controls say, name -> value. Called, it prints the line of code that brings this view back."""

    def __init__(self, values: dict, line: str):
        super().__init__(values)
        self._line = line

    def __call__(self) -> None:
        """Print the line of code that brings this view back."""
        print(self._line)


class Explorer(Panel):
    """Something to move, and a picture that answers.

    A member declares `question`, `controls`, `presets` and `main` (the control that also moves an exported page) and
    defines `compute(state)`, pure, from `nnkit` alone, and `view(result, ghost)`, pure, which draws the result and says
    it in words. `ghost` is the result before the last movement, or None. Where a setting is impossible `compute` raises
    `ImpossibleSetting` with a sentence; any other exception is our fault and shows as a red banner.

    Every control's name is an argument of the constructor, so `code()` can print the line that brings a view back.

    Args:
        **start: values of controls at the start, by name; the rest have their defaults.

    Raises:
        TypeError: for an argument that no control has.
        ValueError: for a value that its control cannot take.
    """

    question: ClassVar[str] = ""
    controls: tuple[Control, ...] = ()
    presets: ClassVar[dict[str, dict]] = {}
    main: ClassVar[str] = ""
    strict: ClassVar[bool] = False
    """Whether an exception while drawing is raised again after the banner shows it; tests set it."""
    frame_class = "nnk-explorer"

    def __init__(self, **start: Any):
        super().__init__()
        self.error = ""
        """The sentence in the banner; empty when all is well."""
        self.exception: Exception | None = None
        self.result: Any = None
        self.shown: View = View()
        self._ghost, self._last_move, self._quiet = None, ("", 0.0), False
        self._by_name = {control.name: control for control in self.controls}
        self._start = {c.name: c.value for c in self.controls} | self._checked(start)
        self._widgets = {control.name: control.widget() for control in self.controls}
        self._arrange()
        for name, widget in self._widgets.items():
            widget.observe(self._listener(name), "value")
        self._assign(self._start)
        self.redraw()

    # What a member defines

    def compute(self, state: dict) -> Any:
        """Return the plain numbers that this state shows; pure, and nothing but `nnkit` in it."""
        raise NotImplementedError(f"{type(self).__name__} computes nothing; define compute(state).")

    def view(self, result: Any, ghost: Any = None) -> View:
        """Return the pictures of a result and its words; pure. `ghost` is an earlier result or None."""
        raise NotImplementedError(f"{type(self).__name__} draws nothing; define view(result, ghost).")

    def hidden(self, state: dict) -> set[str]:
        """Return the names of the controls that mean nothing in this state; they are not shown."""
        return set()

    def arguments(self) -> list[str]:
        """Return what the constructor needs beside the state, as code: `functions={"mine": mine}`."""
        return []

    def preset(self, name: str) -> dict:
        """Return what the preset changes in the defaults."""
        return self.presets[name]

    # What a student or a test uses

    @property
    def state(self) -> State:
        """What the controls say; `explorer.state["x"]`. Called, `explorer.state()`, it prints `code()`."""
        values = {name: self._by_name[name].check(widget.value) for name, widget in self._widgets.items()}
        return State(values, self._line(values))

    @property
    def readout(self) -> str:
        """The line of text with the numbers of the picture."""
        return self.shown.readout

    @property
    def values(self) -> dict:
        """The numbers shown, for programs; also the picture's attribute `data-values`."""
        return self.shown.values

    def code(self) -> str:
        """Return the line of code that brings this view back."""
        return self.state._line

    def set(self, **changes: Any) -> "Explorer":
        """Move several controls at once, with one new picture; returns the explorer itself."""
        checked = self._checked(changes)
        self._remember("set")
        self._assign(checked)
        self.redraw()
        return self

    def apply_preset(self, name: str) -> None:
        """Show a preset: the defaults with the preset's changes."""
        if name not in self.presets:
            raise ValueError(
                f"preset: received {name!r}, expected one of {', '.join(self.presets)}. Choose one of them."
            )
        self.set(**{c.name: c.value for c in self.controls} | self.preset(name))

    def reset(self) -> None:
        """Go back to the state at the start, without ghost."""
        self._assign(self._start)
        self._ghost, self._last_move = None, ("", 0.0)
        self.redraw()

    def redraw(self) -> None:
        """Compute and draw the present state; an exception shows in the banner."""
        try:
            state = self.state
            self.result, self.shown = self._seen(state, self._ghost)
            self._say("")
            self._show(state)
        except ImpossibleSetting as sentence:
            self._fail(str(sentence))
        except Exception as fault:
            self._fail(_blame(fault))
            self.exception = fault
            if self.strict:
                raise

    def static_html(self) -> str:
        """Return the explorer as HTML whose main control steps through pictures made now; see `Panel`."""
        state, control = dict(self.state), self._by_name[self.main]
        places, at = control.positions(NUM_FRAMES, state[self.main])
        frames = [self._frozen(state | {self.main: place}) for place in places]
        labels = [control.text(place) for place in places]
        return self.static_frame(static_view(self.question, control, frames, labels, at, f"nnk-{self.model_id}"))

    def __repr__(self) -> str:
        return self.code()

    # The workings

    def _seen(self, state: dict, ghost: Any) -> tuple[Any, View]:
        result = self.compute(dict(state))
        return result, self.view(result, ghost)

    def _frozen(self, state: dict) -> tuple[str, View]:
        try:
            return json_text(state), self._seen(state, None)[1]
        except ImpossibleSetting as sentence:
            return json_text(state), View(notes=[str(sentence)])
        except Exception as fault:
            if self.strict:
                raise
            return json_text(state), View(notes=[_blame(fault)])

    def _checked(self, values: dict) -> dict:
        for name in values.keys() - self._by_name.keys():
            near = difflib.get_close_matches(name, self._by_name, 1, 0.4) or list(self._by_name)
            known = ", ".join(self._by_name)
            raise TypeError(f"{name}: received an unknown argument, expected some of {known}. Did you mean {near[0]}?")
        return {name: self._by_name[name].check(value) for name, value in values.items()}

    def _line(self, state: dict) -> str:
        changed = [f"{c.name}={_written(state[c.name])}" for c in self.controls if state[c.name] != c.value]
        return f"{type(self).__name__}({', '.join(self.arguments() + changed)})"

    def _assign(self, values: dict) -> None:
        self._quiet = True
        try:
            for name, value in values.items():
                self._widgets[name].value = value
        finally:
            self._quiet = False

    def _listener(self, name: str) -> Callable:
        def moved(_change) -> None:
            if not self._quiet:
                self._remember(name)
                self.redraw()

        return moved

    def _remember(self, name: str) -> None:
        now, (last_name, last_time) = time.monotonic(), self._last_move
        if name != last_name or now - last_time > SAME_MOVE or name == "set":
            self._ghost = self.result
        self._last_move = (name, now)

    def _fail(self, sentence: str) -> None:
        self._say(sentence)
        self._paint({name: widget.value for name, widget in self._widgets.items()})

    def _say(self, sentence: str) -> None:
        if sentence == self.error == "":
            return
        self.error, self.exception = sentence, None
        self.banner.value = f'<div class="nnk-error" role="alert">{escape(sentence)}</div>' if sentence else ""

    def _show(self, state: State) -> None:
        hidden = self.hidden(state)
        for name, widget in self._widgets.items():
            wanted = "none" if name in hidden else None
            if widget.layout.display != wanted:
                widget.layout.display = wanted
        self._paint(state)
        self.words.value = self.shown.words_html(state._line)
        self._tabulate()

    def _paint(self, state: dict) -> None:
        names = {"explorer": type(self).__name__, "main": self._by_name[self.main].label}
        marks = names | {"state": json_text(state), "values": json_text(self.shown.values)}
        self.picture.value = self.shown.pictures_html(marks | {"error": self.error})

    def _tabulate(self, _change=None) -> None:
        self.table.value = self.shown.table_html() if self._table_button.value else ""

    def _arrange(self) -> None:
        self.banner, self.picture, self.words, self.table = (ipw.HTML() for _ in range(4))
        self._table_button = ipw.ToggleButton(description="Table of numbers", tooltip="Show the numbers as a table")
        self._table_button.observe(self._tabulate, "value")
        self.preset_buttons = {name: self._button(name, self.apply_preset, name) for name in self.presets}
        self.reset_button = self._button("Reset", self.reset)
        for button in (self.reset_button, self._table_button):
            button.add_class("nnk-quiet")
        buttons = [*self.preset_buttons.values(), self.reset_button]
        title = ipw.HTML(f'<div class="nnk-question" role="heading" aria-level="3">{escape(self.question)}</div>')
        controls = ipw.VBox([*self._widgets.values(), ipw.Box([self._table_button])]).add_class("nnk-controls")
        seen = ipw.VBox([self.banner, self.picture, self.words, self.table]).add_class("nnk-view")
        stage = ipw.Box([controls, seen]).add_class("nnk-stage")
        self.fill(title, ipw.Box(buttons).add_class("nnk-presets"), stage)

    def _button(self, label: str, action: Callable, *arguments: Any) -> ipw.Button:
        button = ipw.Button(description=label, tooltip=f"Show the preset {label}" if arguments else "Back to the start")
        button.on_click(lambda _: action(*arguments))
        return button


def _blame(fault: Exception) -> str:
    return f"This explorer failed ({type(fault).__name__}: {fault}). That is our fault, not yours: press Reset."


def _written(value: Any) -> str:
    return repr(list(value)) if isinstance(value, tuple) else repr(value)
