#!/bin/sh
# tests/boot/memory-64m.sh - all of it fits in 64 MiB.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

boot_to_end bios disk distro/xinim.img -m 64
