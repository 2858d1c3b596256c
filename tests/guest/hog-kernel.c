/* tests/guest/hog-kernel.c - programs that make as many kernel objects as they can.
 *
 * guest-qemu: -device edu
 * guest-memory: 256
 * guest-manifest: after pci
 * guest-manifest: pci 1234:11e8
 * guest-reject: PANIC
 * guest-reject: MANIFEST
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "hog-kernel.h"
