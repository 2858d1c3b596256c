#!/bin/sh
# tests/boot/img-bios-ahci.sh - the disk image on a SATA disk under BIOS.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

boot_to_end bios ahci distro/xinim.img
