/* tests/guest/pci-smp.c - pci.c on four CPUs.
 *
 * guest-cpus: 4
 * guest-qemu: -device edu -device virtio-rng-pci
 * guest-manifest: after pci
 * guest-manifest: pci 1234:11e8
 * guest-manifest: pci 1af4:1005
 * guest-manifest: pci bus
 * guest-manifest: irq 10
 * guest-manifest: irq 11
 * guest-manifest: phys 0xb8000-0xbffff
 * guest-manifest: phys 0x200000-0x2fffff
 * guest-manifest: phys 0xfee00000-0xfee00fff
 * guest-expect: MANIFEST. line [0-9]*, init: that is memory
 * guest-expect: MANIFEST. line [0-9]*, init: that is memory
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "pci.h"

GUEST_MAIN(cases)
