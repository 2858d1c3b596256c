/* tests/guest/pci-express.c - pci.c on a machine whose configuration space is memory.
 *
 * guest-qemu: -M q35 -device edu -device virtio-rng-pci,disable-legacy=off
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
#define PCI_SPACE 4096
#include "pci.h"

GUEST_MAIN(cases)
