/* tests/posix/block-bridge.c - block-virtio.c with its disks behind PCI bridges, one behind the other.
 *
 * guest-server: process
 * guest-server: memory
 * guest-server: vfs
 * guest-server: virtio-blk
 * guest-qemu: -device pci-bridge,id=one,chassis_nr=1,addr=10 -device pci-bridge,id=two,bus=one,chassis_nr=2,addr=5
 * guest-disk: virtio 16 device=bus=one,addr=3
 * guest-disk: virtio 8 drive=readonly=on device=bus=one,addr=4
 * guest-disk: virtio 8 device=logical_block_size=4096,physical_block_size=4096,vectors=0,bus=two,addr=1
 * guest-expect: PCI. functions: [0-9]*, buses: 3$
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#define BLOCK_DISK        "vd"
#define BLOCK_READ_ONLY   1
#define BLOCK_SECTOR_SIZE 4096

#include "block.h"
