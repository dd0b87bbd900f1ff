"""The known ways out of a container, each by its system call."""

import ctypes
import os
import stat

from attempts import Tries, system_call

NEW = {"user": 0x10000000, "mount": 0x20000, "network": 0x40000000, "process": 0x20000000}
CAP_SYS_ADMIN, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 21, 47, 2
PTRACE_ATTACH, PTRACE_SEIZE = 16, 0x4206
ROOM = ctypes.create_string_buffer(4096)


def clone(flags):
    """A child in a namespace of its own. The child ends at once."""
    child = ctypes.CDLL(None, use_errno=True).syscall(56, flags | 17, None, None, None, None)
    if child == 0:
        os._exit(0)
    if child < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    os.waitpid(child, 0)


def enter(kind):
    system_call(308, os.open(f"/proc/1/ns/{kind}", os.O_RDONLY), 0)


def processes_of_others():
    own = {name for name in os.listdir("/proc") if name.isdigit()}
    return any(str(number) not in own and alive(number) for number in range(2, 65536))


def alive(number):
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def device(name, kind, major, minor):
    os.mknod(f"/tmp/{name}", kind | 0o666, os.makedev(major, minor))
    return os.open(f"/tmp/{name}", os.O_RDONLY)


def write(path, text="1"):
    with open(path, "w") as file:
        file.write(text)


def raised_capability():
    library = ctypes.CDLL(None, use_errno=True)
    return library.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_SYS_ADMIN, 0, 0) == 0


def load(device_name):
    return Tries(
        mount=lambda: system_call(165, b"none", b"/tmp", b"tmpfs", 0, None),
        remount=lambda: system_call(165, b"none", b"/", None, 32, None),
        unmount=lambda: system_call(166, b"/submission", 2),
        bind_mount=lambda: system_call(165, b"/proc", b"/tmp", None, 4096, None),
        open_tree=lambda: system_call(428, -100, b"/", 1),
        fsopen=lambda: system_call(430, b"proc", 0),
        pivot_root=lambda: system_call(155, b"/tmp", b"/tmp"),
        chroot=lambda: os.chroot("/tmp"),
        **{f"unshare {k}": lambda f=f: system_call(272, f) for k, f in NEW.items()},
        clone_user=lambda: clone(NEW["user"]),
        **{f"enter {k}": lambda k=k: enter(k) for k in ("mnt", "net", "pid", "user")},
        ptrace=lambda: system_call(101, PTRACE_ATTACH, 1, None, None),
        seize=lambda: system_call(101, PTRACE_SEIZE, 1, None, None),
        read_memory=lambda: system_call(310, 1, ROOM, 1, ROOM, 1, 0),
        processes_of_others=processes_of_others,
        keyctl=lambda: system_call(250, 0, -3, 0),
        add_key=lambda: system_call(248, b"user", b"mallory", b"x", 1, -3),
        bpf=lambda: system_call(321, 0, ROOM, 120),
        perf=lambda: system_call(298, ROOM, 0, -1, -1, 0),
        userfaultfd=lambda: system_call(323, 0),
        io_uring=lambda: system_call(425, 8, ROOM),
        module=lambda: system_call(175, ROOM, 4096, b""),
        kexec=lambda: system_call(246, 0, 0, None, 0),
        reboot=lambda: system_call(169, 0xFEE1DEAD, 672274793, 0, None),
        swap=lambda: system_call(167, b"/tmp/swap", 0),
        handle=lambda: system_call(304, 3, ROOM, 0),
        ports=lambda: system_call(172, 3),
        kernel_log=lambda: system_call(103, 3, ROOM, 4096),
        quota=lambda: system_call(179, 0, None, 0, None),
        accounting=lambda: system_call(163, b"/tmp/acct"),
        host_name=lambda: system_call(170, b"mallory", 7),
        become_root=lambda: os.setuid(0),
        join_root=lambda: os.setgroups([0]),
        raised_capability=raised_capability,
        disk=lambda: device("disk", stat.S_IFBLK, 8, 0),
        memory=lambda: device("memory", stat.S_IFCHR, 1, 1),
        core_pattern=lambda: write("/proc/sys/kernel/core_pattern", "|/tmp/core"),
        sysrq=lambda: write("/proc/sysrq-trigger", "h"),
        release_agent=lambda: write("/sys/fs/cgroup/memory/release_agent", "/tmp/x"),
        own_limit=lambda: write("/sys/fs/cgroup/memory/memory.limit_in_bytes", "-1"),
        new_limit=lambda: write("/sys/fs/cgroup/memory.max", "max"),
        own_oom_score=lambda: write("/proc/self/oom_score_adj", "-1000"),
        uevent=lambda: write("/sys/kernel/uevent_helper", "/tmp/x"),
    )
