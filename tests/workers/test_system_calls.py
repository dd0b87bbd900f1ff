"""The seccomp profile as a text; what it does in a container, the submissions of tests/ show."""

from __future__ import annotations

import json

import pytest

from workers.sandbox.system_calls import ALLOWED, profile

WAYS_OUT = """
    acct add_key adjtimex bpf chroot clock_adjtime clock_settime delete_module fanotify_init
    finit_module fsconfig fsmount fsopen init_module io_uring_enter io_uring_register
    io_uring_setup ioperm iopl kcmp kexec_file_load kexec_load keyctl lookup_dcookie mbind
    memfd_secret migrate_pages modify_ldt mount mount_setattr move_mount move_pages
    name_to_handle_at open_by_handle_at open_tree perf_event_open pidfd_getfd pivot_root
    process_madvise process_vm_readv process_vm_writev ptrace quotactl reboot request_key
    set_mempolicy setdomainname sethostname setns settimeofday swapoff swapon syslog umount
    umount2 unshare userfaultfd vhangup
"""


def allowed() -> list[str]:
    return [name for text in ALLOWED.values() for name in text.split()]


@pytest.mark.parametrize("name", WAYS_OUT.split())
def test_a_known_way_out_is_not_allowed(name: str) -> None:
    rules = json.loads(profile())["syscalls"]
    allows = [rule for rule in rules if rule["action"] == "SCMP_ACT_ALLOW"]
    assert not [rule for rule in allows if name in rule["names"]]


def test_what_is_not_listed_is_refused() -> None:
    assert json.loads(profile())["defaultAction"] == "SCMP_ACT_ERRNO"


def test_each_call_is_listed_once() -> None:
    assert len(allowed()) == len(set(allowed()))


@pytest.mark.parametrize("name", ["socket", "clone", "personality"])
def test_what_depends_on_its_arguments_is_allowed_with_conditions_only(name: str) -> None:
    rules = [rule for rule in json.loads(profile())["syscalls"] if name in rule["names"]]
    assert rules
    assert all(rule["args"] for rule in rules)
