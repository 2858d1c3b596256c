#!/bin/sh
# tests/boot/iso-bios-disk.sh - the ISO written to a disk, under BIOS.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

boot_to_end bios disk distro/xinim.iso
