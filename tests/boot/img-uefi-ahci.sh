#!/bin/sh
# tests/boot/img-uefi-ahci.sh - the disk image on a SATA disk under UEFI.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

boot_to_end uefi ahci distro/xinim.img
