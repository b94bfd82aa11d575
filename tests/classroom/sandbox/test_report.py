from classroom.sandbox import Ending, Usage


def test_an_ending_survives_being_sent():
    ending = Ending("memory", -9, "größer\nthan allowed", Usage(1.5, 2**40))
    line = ending.to_line()
    assert line.endswith(b"\n") and line.count(b"\n") == 1
    assert Ending.from_line(line) == ending
