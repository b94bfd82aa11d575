import asyncio
import time
from pathlib import Path

import numpy as np
import pytest

from widgets import NetworkPlayground
from widgets.playground_trainer import Trainer

BLOCKED = 0.15  # seconds that another coroutine may wait while the playground plays; a busy machine doubles 40 ms
REQUIRED_PICTURES, REQUIRED_STEPS = 15, 20
REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def playground():
    return NetworkPlayground(depth=1, width=3)


def play_for(seconds, playground):
    """Play on a loop of its own beside another coroutine; return its longest wait and the pictures drawn."""

    async def both():
        waits, pictures, seen = [], 0, None
        playground.play()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            asked = time.monotonic()
            await asyncio.sleep(0.001)
            waits.append(time.monotonic() - asked)
            pictures += playground.picture.value is not seen
            seen = playground.picture.value
        playing_at_end = playground.player.play.value
        playground.pause()
        await asyncio.sleep(0.06)
        paused_at = playground.state["steps"]
        await asyncio.sleep(0.12)
        assert playground.state["steps"] == paused_at
        return max(waits), pictures, playing_at_end

    return asyncio.run(both())


def test_playing_trains_and_lets_others_run():
    playground = NetworkPlayground(depth=2, width=8)
    wait, pictures, playing_at_end = play_for(1.5, playground)
    assert playing_at_end
    assert not playground.player.play.value
    assert "Play" in playground.player.play.description
    assert wait < BLOCKED
    assert pictures >= 5  # the rate itself is measured on an idle machine by `classroom bench`
    steps = playground.state["steps"]
    assert steps >= REQUIRED_STEPS * (pictures - 1)
    assert playground.values == NetworkPlayground(depth=2, width=8, steps=steps).values


def test_twenty_steps_and_a_picture_take_less_than_a_fifteenth_of_a_second():
    playground = NetworkPlayground(depth=2, width=8, num_points=200, pace=20)
    times = []
    for _ in range(15):
        start = time.process_time()  # of this process: others on the machine do not count
        playground.advance()
        times.append(time.process_time() - start)
    assert playground.state["steps"] == 15 * REQUIRED_STEPS
    assert np.median(times) < 1 / REQUIRED_PICTURES


def test_the_buttons_play_pause_and_step(playground):
    player = playground.player

    async def use():
        player.play.value = not player.play.value
        assert (player.play.value, player.play.description) == (True, "❚❚ Pause")
        await asyncio.sleep(0.2)
        player.play.value = not player.play.value
        assert (player.play.value, player.play.description) == (False, "▶ Play")
        played = playground.state["steps"]
        assert played >= 20
        player.play.value = not player.play.value
        player.step.click()
        assert not player.play.value
        assert playground.state["steps"] == played + 20
        playground.play()
        playground.reset_button.click()
        await asyncio.sleep(0.1)
        assert (player.play.value, playground.state["steps"]) == (False, 0)

    asyncio.run(use())


def test_a_setting_moved_while_it_plays_starts_anew_and_plays_on(playground):
    async def use():
        playground.play()
        await asyncio.sleep(0.2)
        playground._widgets["width"].value = 5
        assert playground.state["steps"] == 0
        await asyncio.sleep(0.2)
        assert playground.player.play.value
        assert playground.state["steps"] >= 20
        playground.close()
        await asyncio.sleep(0.06)
        assert not playground.player.play.value

    asyncio.run(use())


def test_playing_stops_when_no_page_shows_it_any_more(playground):
    async def use():
        playground.hand.shown = True
        playground.play()
        await asyncio.sleep(0.06)
        playground.hand.shown = False
        await asyncio.sleep(0.06)
        assert not playground.player.play.value

    asyncio.run(use())


def test_without_an_event_loop_playing_is_a_sentence(playground):
    playground.player.play.value = True
    assert playground.error.startswith("Playing needs the event loop of a notebook's kernel")
    assert not playground.player.play.value
    playground.advance()
    assert playground.error == ""


def test_a_fault_while_playing_shows_the_banner_and_stops(playground, monkeypatch):
    monkeypatch.setattr(NetworkPlayground, "strict", False)

    def fail(self, step):
        raise ZeroDivisionError("on purpose")

    async def use():
        playground.play()
        await asyncio.sleep(0.06)
        monkeypatch.setattr(Trainer, "seek", fail)
        await asyncio.sleep(0.12)
        assert "ZeroDivisionError: on purpose" in playground.error
        assert 'role="alert"' in playground.banner.value
        assert not playground.player.play.value

    asyncio.run(use())
    monkeypatch.undo()
    playground.reset_button.click()
    assert playground.error == ""
    assert len(playground.shown.pictures) == 4


class Kernel:
    """A kernel of its own, to which cells are sent as JupyterLab does, with the id of the cell."""

    def __init__(self):
        from jupyter_client.manager import start_new_kernel

        self.manager, self.client = start_new_kernel(kernel_name="python3", cwd=str(REPOSITORY))

    def run(self, cell, code):
        """Run a cell; return what it printed and the seconds until the kernel was idle again."""
        session = self.client.session
        content = {"code": code, "silent": False, "store_history": True}
        message = session.msg("execute_request", content, metadata={"cellId": cell})
        start, printed = time.monotonic(), ""
        self.client.shell_channel.send(message)
        while True:
            answer = self.client.get_iopub_msg(timeout=60)
            if answer["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                continue  # pictures of the playground
            assert answer["msg_type"] != "error", answer["content"]
            printed += answer["content"].get("text", "") if answer["msg_type"] == "stream" else ""
            if answer["content"].get("execution_state") == "idle":
                return printed.strip(), time.monotonic() - start


@pytest.mark.notebook
def test_a_real_kernel_runs_other_cells_while_it_plays_and_the_next_run_of_the_cell_stops_it():
    kernel = Kernel()
    try:
        make = "from widgets import NetworkPlayground; p = NetworkPlayground(width=8); p.play(); p"
        kernel.run("playground", make)
        waits = [kernel.run("other", "1 + 1")[1] for _ in range(20)]
        assert np.median(waits) < BLOCKED
        time.sleep(1)
        steps, _ = kernel.run("other", "old = p; print(p.state['steps'])")
        assert int(steps) >= 5 * REQUIRED_STEPS
        kernel.run("playground", make)
        assert kernel.run("other", "print(old.player.play.value, p.player.play.value)")[0] == "False True"
    finally:
        kernel.manager.shutdown_kernel(now=True)
