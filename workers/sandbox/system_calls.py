"""The system calls that a potential may make, as a seccomp profile for the container engine.

Deny by default: what computing needs is listed, by purpose. Docker's own profile lets more through,
and what that is depends on its version: AF_VSOCK, for one, which reaches the machine that this one
is a guest of, past every network namespace, is open to containers of engines before version 23.
"""

from __future__ import annotations

import json
from typing import Any

ALLOWED = {
    "files": """
        access chdir chmod chown close close_range copy_file_range creat dup dup2 dup3 faccessat
        faccessat2 fadvise64 fallocate fchdir fchmod fchmodat fchmodat2 fchown fchownat fcntl
        fdatasync fgetxattr flistxattr flock fremovexattr fsetxattr fstat fstatfs fsync ftruncate
        futimesat getcwd getdents getdents64 getxattr inotify_add_watch inotify_init inotify_init1
        inotify_rm_watch ioctl lchown lgetxattr link linkat listxattr llistxattr lremovexattr
        lseek lsetxattr lstat memfd_create mkdir mkdirat mknod mknodat newfstatat open openat
        openat2 pipe pipe2 pread64 preadv preadv2 pwrite64 pwritev pwritev2 read readahead
        readlink readlinkat readv removexattr rename renameat renameat2 rmdir sendfile setxattr
        splice stat statfs statx symlink symlinkat sync sync_file_range syncfs tee truncate umask
        unlink unlinkat utime utimensat utimes vmsplice write writev
    """,
    "waiting": """
        epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd eventfd2
        io_cancel io_destroy io_getevents io_pgetevents io_setup io_submit poll ppoll pselect6
        select signalfd signalfd4 timerfd_create timerfd_gettime timerfd_settime
    """,
    "memory": """
        brk madvise membarrier mincore mlock mlock2 mlockall mmap mprotect mremap msync munlock
        munlockall munmap pkey_alloc pkey_free pkey_mprotect remap_file_pages shmat shmctl shmdt
        shmget semctl semget semop semtimedop msgctl msgget msgrcv msgsnd
    """,
    "processes": """
        arch_prctl capget capset execve execveat exit exit_group fork futex futex_requeue
        futex_wait futex_waitv futex_wake get_robust_list getcpu getegid geteuid getgid getgroups
        getpgid getpgrp getpid getppid getpriority getresgid getresuid getrlimit getrusage getsid
        gettid getuid kill pause pidfd_open pidfd_send_signal prctl prlimit64 restart_syscall rseq
        rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend
        rt_sigtimedwait rt_tgsigqueueinfo sched_get_priority_max sched_get_priority_min
        sched_getaffinity sched_getattr sched_getparam sched_getscheduler sched_rr_get_interval
        sched_setaffinity sched_setattr sched_setparam sched_setscheduler sched_yield seccomp
        set_robust_list set_tid_address setfsgid setfsuid setgid setgroups setpgid setpriority
        setregid setresgid setresuid setreuid setrlimit setsid setuid sigaltstack tgkill tkill
        vfork wait4 waitid
    """,
    "clocks, to read": """
        alarm clock_getres clock_gettime clock_nanosleep getitimer gettimeofday nanosleep setitimer
        time timer_create timer_delete timer_getoverrun timer_gettime timer_settime times
    """,
    "the machine, to read": "getrandom sysinfo uname",
    "sockets": """
        accept accept4 bind connect getpeername getsockname getsockopt listen recvfrom recvmmsg
        recvmsg sendmmsg sendmsg sendto setsockopt shutdown socketpair
    """,
}
UNIX, INTERNET, INTERNET_6, NETLINK = 1, 2, 10, 16  # families of sockets: the namespace's own
ROUTE = 0  # the protocol of netlink that lists interfaces
NAMESPACES = 0x7E02_0000  # flags of clone, each for a namespace of its own
NO_SUCH_CALL = 38  # ENOSYS: the C library then uses clone, whose flags a filter can read
PERSONALITIES = (0x0, 0x8, 0x2_0000, 0x2_0008, 0xFFFF_FFFF)  # Linux, as it was started; to ask


def profile() -> str:
    """For Docker's security option `seccomp=`."""
    names = sorted({name for text in ALLOWED.values() for name in text.split()})
    families = [[_is(0, family)] for family in (UNIX, INTERNET, INTERNET_6)]
    sockets = [*families, [_is(0, NETLINK), _is(2, ROUTE)]]
    return json.dumps(
        {
            "defaultAction": "SCMP_ACT_ERRNO",  # EPERM
            "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_AARCH64"],  # no 32-bit calls
            "syscalls": [
                {"names": names, "action": "SCMP_ACT_ALLOW"},
                *(_allowed("socket", *conditions) for conditions in sockets),
                *(_allowed("personality", _is(0, value)) for value in PERSONALITIES),
                _allowed("clone", _has_none_of(0, NAMESPACES)),
                {"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": NO_SUCH_CALL},
            ],
        }
    )


def _allowed(name: str, *conditions: dict[str, Any]) -> dict[str, Any]:
    return {"names": [name], "action": "SCMP_ACT_ALLOW", "args": list(conditions)}


def _is(argument: int, value: int) -> dict[str, Any]:
    return {"index": argument, "value": value, "op": "SCMP_CMP_EQ"}


def _has_none_of(argument: int, mask: int) -> dict[str, Any]:
    return {"index": argument, "value": mask, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ"}
