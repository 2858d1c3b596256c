#!/bin/sh
# tests/boot/cpus-4-uefi.sh - a machine with four CPUs under UEFI.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

boot_to_end uefi disk distro/xinim.img -smp 4
