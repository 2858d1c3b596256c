/*
 * include/xinim/vm.h - address spaces and memory objects as mechanism.
 *
 * Rights are XINIM_RIGHT_READ, WRITE and EXEC. All lengths and addresses are
 * in bytes; a length is rounded up to pages.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VM_H
#define XINIM_VM_H

#include <stdint.h>

/* vm_map flags. */
#define XINIM_VM_SHARED     1u       /* of an object: writes go to it. Else private */
#define XINIM_VM_GROWS_DOWN 2u       /* a stack: grows to `limit` bytes */
#define XINIM_VM_FIXED      0x100u   /* exactly there; what was there goes */
#define XINIM_VM_NO_REPLACE 0x200u   /* exactly there; EEXIST if anything is */
#define XINIM_VM_GUARD      0x10000u /* keeps addresses free: no access at all */

struct xinim_vm_map {
	uint64_t address; /* where, with FIXED or NO_REPLACE; else a hint, 0: none */
	uint64_t length;
	uint32_t rights;
	uint32_t flags;
	int32_t object;    /* a capability to a memory object; 0: anonymous memory */
	uint32_t reserved; /* 0 */
	uint64_t offset;   /* in the object, whole pages */
	uint64_t limit;    /* GROWS_DOWN; 0: 8 MiB */
};

/* object_control(object, operation, argument) */
enum xinim_object_op {
	XINIM_OBJECT_SIZE,   /* its size, bytes */
	XINIM_OBJECT_RESIZE, /* what is past the end goes, from every space too; WRITE */
};

#endif
