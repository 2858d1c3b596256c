#!/bin/sh
# tests/boot/cpus-4.sh - a machine with four CPUs.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

boot_to_end bios disk distro/xinim.img -smp 4
