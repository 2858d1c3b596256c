#!/bin/sh
# tests/boot/img-bios-virtio.sh - the disk image on a virtio disk under BIOS.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

boot_to_end bios virtio distro/xinim.img
