/* tests/guest/hog-kernel-smp.c - programs that make as many kernel objects as they can: on four CPUs.
 *
 * guest-cpus: 4
 * guest-qemu: -device edu
 * guest-memory: 256
 * guest-manifest: after pci
 * guest-manifest: pci 1234:11e8
 * guest-reject: PANIC
 * guest-reject: MANIFEST
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define HOG_FEW /* a thousand threads that end at once keep four CPUs busy for long */
#include "hog-kernel.h"
