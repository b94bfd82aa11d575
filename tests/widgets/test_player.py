import asyncio

from widgets import OptimizerRace
from widgets.player import Player, Ticker
from widgets.races import NUM_STEPS


def test_play_goes_step_by_step_pauses_and_starts_again_at_the_end():
    async def watch():
        race = OptimizerRace(step=NUM_STEPS - 1)
        race.player.ticker.seconds = 0.001
        race.player.play.value = True
        assert "Pause" in race.player.play.description
        while race.player.play.value:
            await asyncio.sleep(0.002)
        assert race.state["step"] == NUM_STEPS
        race.player.play.value = True
        while race.state["step"] < 5:
            await asyncio.sleep(0.002)
        race.player.play.value = False
        at = race.state["step"]
        await asyncio.sleep(0.02)
        assert race.state["step"] == at < NUM_STEPS
        race.player.step.click()
        assert race.state["step"] == at + 1
        race.player.play.value = True
        race.player.step.click()
        assert not race.player.play.value

    asyncio.run(watch())


def test_without_a_loop_nothing_ticks():
    called = []
    ticker = Ticker(lambda: called.append(1) or False, 0.0)
    ticker.start()
    ticker.stop()
    player = Player(lambda: called.append(2) or True, lambda: called.append(3))
    player.play.value = True
    player.step.click()
    assert called == [3, 2]
