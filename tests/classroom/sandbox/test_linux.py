import errno
import os
import sys

import pytest

from classroom.sandbox import linux

pytestmark = pytest.mark.skipif(not linux.is_supported(), reason="needs Linux on a processor that we know")


def test_what_the_kernel_refuses_is_an_error_with_its_reason():
    with pytest.raises(OSError, match=r"Bad address \(capset\)") as caught:
        linux.syscall("capset", None, None)
    assert caught.value.errno == errno.EFAULT


def test_properties_are_set_and_read():
    name = b"classroom\0" + bytes(8)
    assert linux.prctl(16, name) == 0  # PR_GET_NAME
    with pytest.raises(OSError, match="prctl"):
        linux.prctl(10**6)


def test_a_number_stands_for_each_processor():
    assert all(len(numbers) == len(linux.MACHINES) for numbers in linux.SYSCALLS.values())
    assert os.name == "posix" and sys.platform == "linux"
