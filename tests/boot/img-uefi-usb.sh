#!/bin/sh
# tests/boot/img-uefi-usb.sh - the disk image on a USB stick under UEFI.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

boot_to_end uefi usb distro/xinim.img
