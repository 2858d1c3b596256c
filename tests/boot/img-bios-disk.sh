#!/bin/sh
# tests/boot/img-bios-disk.sh - the disk image on an IDE disk under BIOS.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

boot_to_end bios disk distro/xinim.img
