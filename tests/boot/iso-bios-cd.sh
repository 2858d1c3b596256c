#!/bin/sh
# tests/boot/iso-bios-cd.sh - the ISO as a CD under BIOS.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

boot_to_end bios cd distro/xinim.iso
