#!/bin/sh
# tests/boot/img-uefi-virtio.sh - the disk image on a virtio disk under UEFI.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

boot_to_end uefi virtio distro/xinim.img
