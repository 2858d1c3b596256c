#!/bin/sh
# tests/boot/iso-uefi-disk.sh - the ISO written to a disk, under UEFI.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

boot_to_end uefi disk distro/xinim.iso
