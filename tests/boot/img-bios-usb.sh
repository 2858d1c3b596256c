#!/bin/sh
# tests/boot/img-bios-usb.sh - the disk image on a USB stick under BIOS.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

boot_to_end bios usb distro/xinim.img
