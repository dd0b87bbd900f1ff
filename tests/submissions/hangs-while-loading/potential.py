import time


def load(device):
    while True:
        time.sleep(1)
