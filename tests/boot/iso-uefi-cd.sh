#!/bin/sh
# tests/boot/iso-uefi-cd.sh - the ISO as a CD under UEFI.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

boot_to_end uefi cd distro/xinim.iso
