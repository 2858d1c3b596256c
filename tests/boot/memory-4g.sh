#!/bin/sh
# tests/boot/memory-4g.sh - 4 GiB of memory, a part of it above 4 GiB.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

boot_to_end bios disk distro/xinim.img -m 4096
