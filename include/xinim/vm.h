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
#define XINIM_VM_LOCKED     4u       /* filled at once and kept; XINIM_LIMIT_LOCKED */
#define XINIM_VM_FIXED      0x100u   /* exactly there; what was there goes */
#define XINIM_VM_NO_REPLACE 0x200u   /* exactly there; EEXIST if anything is */
#define XINIM_VM_LOW_FIRST  0x400u   /* the lowest room, below 2 GiB (MAP_32BIT) */
#define XINIM_VM_POPULATE   0x800u   /* filled at once, as far as memory goes */
#define XINIM_VM_GUARD      0x10000u /* keeps addresses free: no access at all */

struct xinim_vm_map {
	uint64_t address; /* where, with FIXED or NO_REPLACE; else a hint, 0: none */
	uint64_t length;
	uint32_t rights;
	uint32_t flags;
	int32_t object;    /* a capability to a memory object; 0: anonymous memory; with
			      SHARED, what clones will share */
	uint32_t reserved; /* 0 */
	uint64_t offset;   /* in the object, whole pages */
	uint64_t limit;    /* GROWS_DOWN; 0: 8 MiB */
};

/* vm_control(process, operation, address, length, a, b) */
enum xinim_vm_op {
	XINIM_VM_MOVE, /* mremap: a: the new length, b: XINIM_VM_MOVE_...: the address */
	XINIM_VM_ADVISE,   /* a: enum xinim_vm_advice */
	XINIM_VM_RESIDENT, /* a: a byte for each page, in the caller's memory: mincore */
	XINIM_VM_INFO,     /* the first region that ends above: a: xinim_vm_region * */
	XINIM_VM_BRK, /* address: the wanted break, 0: none; the one that holds now */
	/*
	 * Fills the range and keeps it, counted against XINIM_LIMIT_LOCKED; a:
	 * XINIM_VM_LOCK_. Length 0, with LOCK_NOW and LOCK_FUTURE: all there is,
	 * and all that comes.
	 */
	XINIM_VM_LOCK,
	XINIM_VM_UNLOCK, /* length 0: all, and what comes as well */
	XINIM_VM_LAYOUT, /* the break begins at address; chosen addresses end at a */
	/* Its program's arguments are at address, up to a; the environment up to address + length. */
	XINIM_VM_STRINGS,
};

#define XINIM_VM_MOVE_MAY   1u
#define XINIM_VM_MOVE_FIXED 2u /* with MAY: b is the new address and these bits */
#define XINIM_VM_MOVE_KEEP  4u /* with MAY: the old place stays mapped, and is empty */

#define XINIM_VM_LOCK_LATER  1u /* pages are kept from their first touch on */
#define XINIM_VM_LOCK_NOW    2u
#define XINIM_VM_LOCK_FUTURE 4u

enum xinim_vm_advice {
	XINIM_VM_WILL_NEED,
	XINIM_VM_DONT_NEED, /* private pages go, and read as at first next time */
	XINIM_VM_CLONE_NO,  /* a clone does not have it */
	XINIM_VM_CLONE_YES,
	XINIM_VM_CHECK,          /* is it all mapped? ENOMEM */
	XINIM_VM_CHECK_UNLOCKED, /* ... and nothing of it locked? EBUSY */
	XINIM_VM_FREE,           /* DONT_NEED, of anonymous private memory only */
	XINIM_VM_FILL_READ,      /* as if it were all read from now */
	XINIM_VM_FILL_WRITE,
	XINIM_VM_CLONE_WIPE, /* a clone's is anew; anonymous private memory only */
	XINIM_VM_CLONE_KEEP,
};

enum xinim_vm_kind {
	XINIM_VM_ANONYMOUS,
	XINIM_VM_OBJECT,
	XINIM_VM_DEVICE,
	XINIM_VM_NOTHING
};

struct xinim_vm_region {
	uint64_t start, end;
	uint64_t offset; /* in the object */
	uint32_t rights, max_rights;
	uint32_t kind;   /* enum xinim_vm_kind; NOTHING: XINIM_VM_GUARD */
	uint32_t flags;  /* XINIM_VM_SHARED, GROWS_DOWN, LOCKED */
	uint64_t object; /* a number that this object alone has; 0: none */
};

/*
 * object_control(object, operation, a, b, c, d). What is missing of an object is
 * zeroes, or, if it has a pager, asked of that: whoever touches it waits for the
 * answer. Offsets, lengths and addresses are in bytes; "own" is of the caller.
 */
enum xinim_object_op {
	XINIM_OBJECT_SIZE, /* (): its size */
	/* (size): what is past the end goes, from every space too. WRITE */
	XINIM_OBJECT_RESIZE,
	XINIM_OBJECT_INFO, /* (struct xinim_object_info *). CONTROL */

	/*
	 * (offset, length, own address): copies; the bytes copied. READ, WRITE.
	 * A page that the pager cannot give: EIO. The pager itself does not wait
	 * for what is missing, but has EAGAIN and an event like any other's.
	 */
	XINIM_OBJECT_READ,
	XINIM_OBJECT_WRITE,
	/*
	 * (offset, length, caller's address, call): the same to and from the memory
	 * of the caller of a call that waits for our answer, as ipc_copy. ESRCH.
	 */
	XINIM_OBJECT_TO_CALLER,
	XINIM_OBJECT_FROM_CALLER,

	/*
	 * (notification, bits, badge, XINIM_PAGER_ flags): the caller is its pager
	 * from now on, until it closes this capability: it is asked for what is
	 * missing. Once per object: EBUSY. CONTROL; WRITE on the notification (0:
	 * the caller's own events), which has `bits` set when there are events.
	 * Without a pager any more, missing pages are EIO.
	 */
	XINIM_OBJECT_PAGER,
	/*
	 * XINIM_CAP_SELF: (struct xinim_object_event *, how many): takes what the
	 * caller as a pager, of whatever objects, has to know; how many. EAGAIN: none.
	 */
	XINIM_OBJECT_EVENTS,
	/*
	 * (offset, length, own address, XINIM_SUPPLY_ flags): the pages' contents;
	 * the rest of the last one is zeroes. Pages that are there stay as they
	 * are. CONTROL, as for the rest; EINVAL: no pager, not within the object.
	 */
	XINIM_OBJECT_SUPPLY,
	XINIM_OBJECT_FAIL, /* (offset, length): not to be had. SIGBUS; EIO to the kernel */
	XINIM_OBJECT_DIRTY, /* (offset): where the next page written to is. ENOENT */
	/*
	 * (offset, own address): copies the next page written to, which counts as
	 * written back by that; where it is. ENOENT.
	 */
	XINIM_OBJECT_CLEAN,
	/* (offset, length): drops pages not written to, nor locked; how many bytes */
	XINIM_OBJECT_EVICT,
};

#define XINIM_PAGER_WATCH  1u /* asked for nothing: only told of XINIM_OBJECT_UNMAPPED */
#define XINIM_SUPPLY_DIRTY 1u /* they count as written to */

struct xinim_object_info {
	uint64_t size;
	uint64_t pages;        /* in memory or asked for */
	uint64_t mappings;     /* regions of address spaces */
	uint64_t capabilities; /* of all processes */
	uint64_t number;       /* as struct xinim_vm_region has it */
};

enum xinim_object_event_kind {
	XINIM_OBJECT_WANTED,   /* supply or fail these pages */
	XINIM_OBJECT_UNMAPPED, /* no address space maps it any more */
};

struct xinim_object_event {
	uint64_t badge; /* which object: XINIM_OBJECT_PAGER said */
	uint64_t kind;
	uint64_t offset, length; /* of WANTED; whole pages */
};

#endif
