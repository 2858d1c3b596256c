/* tests/posix/block-port.c - block-virtio.c with its disks behind ports of PCI Express.
 *
 * guest-server: process
 * guest-server: memory
 * guest-server: vfs
 * guest-server: virtio-blk
 * guest-qemu: -M q35 -device pcie-root-port,id=one,chassis=1,addr=10.0,multifunction=on -device pcie-root-port,id=two,chassis=2,addr=10.1 -device pcie-root-port,id=three,chassis=3,addr=11.0
 * guest-disk: virtio 16 device=bus=one
 * guest-disk: virtio 8 drive=readonly=on device=bus=two
 * guest-disk: virtio 8 device=logical_block_size=4096,physical_block_size=4096,vectors=0,bus=three
 * guest-expect: PCI. functions: [0-9]*, buses: 4$
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#define BLOCK_DISK        "vd"
#define BLOCK_READ_ONLY   1
#define BLOCK_SECTOR_SIZE 4096

#include "block.h"
