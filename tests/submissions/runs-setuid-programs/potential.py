"""Programs of the image that belong to root and say "run me as root"."""

import glob
import os
import stat
import subprocess
import time

from attempts import Tries


def programs():
    paths = [
        p
        for folder in ("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/lib/**")
        for p in glob.glob(f"{folder}/*", recursive=True)
    ]
    return sorted(
        {
            os.path.realpath(p)
            for p in paths
            if os.path.isfile(p) and os.stat(p).st_mode & (stat.S_ISUID | stat.S_ISGID)
        }
    )


def became_root(program):
    """It waits for its input, and meanwhile the kernel says who it is."""
    with subprocess.Popen(
        [program], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        ids = set()
        for _ in range(10):
            try:
                with open(f"/proc/{process.pid}/status") as file:
                    lines = [line for line in file if line.startswith(("Uid:", "Gid:"))]
                ids |= {number for line in lines for number in line.split()[1:]}
            except OSError:
                break
            time.sleep(0.01)
        process.kill()
    return ids - {"65534"} != set()


def made_setuid():
    """Its own program, with the bit set."""
    path = "/tmp/mine"
    with open(path, "w") as file:
        file.write("#!/bin/sh\nid -u\n")
    os.chmod(path, 0o6755)
    return subprocess.run([path], capture_output=True, check=True).stdout.split() != [b"65534"]


def load(device):
    known = programs()
    print(f"{len(known)} programs: {known}", flush=True)
    return Tries(
        there_are_none=lambda: not known,
        made_setuid=made_setuid,
        **{p: (lambda p=p: became_root(p)) for p in known},
    )
