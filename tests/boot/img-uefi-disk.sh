#!/bin/sh
# tests/boot/img-uefi-disk.sh - the disk image on an IDE disk under UEFI.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

boot_to_end uefi disk distro/xinim.img
