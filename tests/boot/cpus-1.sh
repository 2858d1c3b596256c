#!/bin/sh
# tests/boot/cpus-1.sh - a machine with one CPU.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

boot_to_end bios disk distro/xinim.img -smp 1
