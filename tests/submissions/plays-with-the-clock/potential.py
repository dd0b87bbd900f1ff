"""Sets the clocks that it can reach back, so that nobody sees how long it takes."""

import ctypes
import time

from attempts import Tries, system_call

NEW_TIME_NAMESPACE = 0x80


def set_back():
    time.clock_settime(time.CLOCK_REALTIME, 0.0)


def set_monotonic():
    time.clock_settime(time.CLOCK_MONOTONIC, 0.0)


def set_time_of_day():
    system_call(164, ctypes.byref((ctypes.c_long * 2)(0, 0)), None)


def slow_down():
    system_call(159, ctypes.byref((ctypes.c_long * 26)(2, 1000)))  # ADJ_FREQUENCY


def slow_down_another():
    system_call(305, 0, ctypes.byref((ctypes.c_long * 26)(2, 1000)))


def write_rtc():
    open("/dev/rtc", "wb").close()


def load(device):
    time.time = time.monotonic = time.perf_counter = lambda: 0.0  # its own, which nobody asks
    return Tries(
        set_back=set_back,
        set_monotonic=set_monotonic,
        set_time_of_day=set_time_of_day,
        slow_down=slow_down,
        slow_down_another=slow_down_another,
        clock_of_the_machine=write_rtc,
        time_namespace=lambda: system_call(272, NEW_TIME_NAMESPACE),
    )
