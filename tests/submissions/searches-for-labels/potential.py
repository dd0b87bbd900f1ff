"""Reads whatever can be read, for a word that this host holds in its environment, in a file of
another evaluation, and in that file's folder, beside the socket of another."""

import os
import socket
import stat

from attempts import Tries

WORD = b"CANARY-" + b"which-no-container-may-see"  # apart, so that it does not find itself
OWN_FILES = ("/usr", "/opt", "/submission", "/sys")  # the image's, which have gigabytes
LARGEST = 1 << 20


def readable(path):
    """What a file begins with; nothing where it cannot be read, or would not end."""
    try:
        kind = os.stat(path).st_mode
        if not (stat.S_ISREG(kind) or stat.S_ISBLK(kind)):
            return b""
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        try:
            return os.read(descriptor, LARGEST)
        finally:
            os.close(descriptor)
    except OSError:
        return b""


def files(top):
    for folder, folders, names in os.walk(top):
        inner = (os.path.join(folder, name) for name in folders)
        folders[:] = [os.path.basename(p) for p in inner if not p.startswith(OWN_FILES)]
        if folder.startswith("/proc/") and "/task" in folder:
            folders.clear()
        yield from (os.path.join(folder, name) for name in names)


def word_in(top):
    return any(WORD in readable(path) for path in files(top))


def search_works():
    """It finds what it planted itself."""
    with open("/tmp/planted", "wb") as file:
        file.write(b"before " + WORD + b" after")
    found = word_in("/")
    os.unlink("/tmp/planted")
    return found


def word_in_environments():
    processes = [name for name in os.listdir("/proc") if name.isdigit()]
    texts = [readable(f"/proc/{n}/environ") + readable(f"/proc/{n}/cmdline") for n in processes]
    return any(WORD in text for text in texts)


def roots_of_processes():
    """/proc/N/root leads past this container's root, for a process that is not in it."""
    processes = [name for name in os.listdir("/proc") if name.isdigit()]
    roots = {os.stat(f"/proc/{n}/root/").st_ino for n in processes}
    return roots != {os.stat("/").st_ino}


def neighbours_of_the_socket():
    return os.listdir("/run/assay") != [] or any(n.startswith("assay-") for n in os.listdir("/run"))


def sockets():
    found = [path for path in files("/") if is_socket(path)]  # but not those that it has open
    return any(not path.startswith("/proc/") for path in found)


def is_socket(path):
    try:
        return stat.S_ISSOCK(os.stat(path).st_mode)
    except OSError:
        return False


def abstract_sockets():
    """Those of the machine's, if this were its network namespace."""
    with open("/proc/net/unix") as table:
        return any("@" in line for line in table)


def docker():
    with socket.socket(socket.AF_UNIX) as engine:
        for path in ("/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock"):
            if os.path.exists(path):
                engine.connect(path)
                return True
    return False


def disks():
    with open("/proc/partitions") as table:
        names = [line.split()[3] for line in table.read().splitlines()[2:]]
    return any(readable(f"/dev/{name}") for name in names)


def physical_memory():
    return any(len(readable(path)) > 0 for path in ("/proc/kcore", "/dev/mem", "/dev/kmem"))


def kernel_addresses():
    """They are shown as zeros to those who may not know them."""
    lines = readable("/proc/kallsyms").splitlines()
    return any(int(line.split()[0], 16) for line in lines[:100])


def other_stores():
    names = " ".join(os.environ)
    return any(word in names for word in ("STORE", "REDIS", "DATABASE", "SECRET", "AWS", "VAULT"))


def load(device):
    if not search_works():
        raise RuntimeError("the search would find nothing")
    return Tries(
        word_in_environments=word_in_environments,
        word_in_files=lambda: word_in("/"),
        roots_of_processes=roots_of_processes,
        neighbours_of_the_socket=neighbours_of_the_socket,
        sockets=sockets,
        abstract_sockets=abstract_sockets,
        docker=docker,
        disks=disks,
        physical_memory=physical_memory,
        kernel_addresses=kernel_addresses,
        other_stores=other_stores,
    )
