/*
 * kernel/vm.h - a process's address space: regions, and pages put in on demand.
 *
 * A region says what a program may do in a range of its addresses and where
 * the pages come from: zeroes, a memory object, or physical memory. Pages come
 * at the first touch. A private page is shared by all who got it from one
 * another (space_clone, an object) until one of them writes to it and gets a
 * copy: struct page's `refs` counts the owners, and whoever is alone may write.
 *
 * Overcommit: regions are promises; memory and quota are used at the first
 * touch. An operation that fails for want of either gives -ENOMEM, a touch
 * gives what space_fault says; nothing is killed to make room.
 *
 * Whoever calls on a user's behalf may pass its numbers as they are: every
 * range, flag and right is checked here. Errors are negative errno, and a
 * refused operation changed nothing, unless it says otherwise. All functions
 * want the kernel lock; translations that must go are gone on every CPU before
 * they return. Those that may take long let interrupts and other threads come
 * between every few pages (kernel_preemption_point): space_destroy,
 * space_unmap_in_steps, space_map if it fills or replaces, space_protect, space_move,
 * space_advise, space_lock and its like, space_clone, space_brk. They keep the space meanwhile, and no pointer into it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_VM_H
#define XINIM_KERNEL_VM_H

#include "kernel/arch.h"
#include "kernel/list.h"
#include "kernel/quota.h"
#include "kernel/tree.h"

#include <xinim/process.h>

#define VM_LOWEST    0x10000UL /* the lowest address that is chosen or may be mapped */
#define VM_GUARD_GAP (256 * PAGE_SIZE) /* kept free below a stack that grows */

/* Pages that are shared or given other rights, taken out, filled in one go. */
#define VM_STEP      64
#define VM_STEP_DROP 32
#define VM_STEP_FILL 8

struct vm_object;

enum region_kind {
	REGION_ANONYMOUS, /* pages of zeroes */
	REGION_OBJECT,    /* a memory object's pages, from `offset` on */
	REGION_PHYSICAL,  /* physical memory at `offset`: not counted, not copied */
	REGION_GUARD,     /* nothing: keeps addresses free */
};

enum vm_flags {
	VM_SHARED = 1,      /* writes go to the object; clones share. Else private */
	VM_GROWS_DOWN = 2,  /* a fault below, within `limit`, extends it */
	VM_WIRED = 4,       /* locked: filled at once, and nothing of it goes */
	VM_NO_CLONE = 8,    /* space_clone leaves it out */
	VM_DEVICE = 16,     /* physical: uncached */
	VM_WIPE_CLONE = 32, /* space_clone leaves its pages out */
	VM_COMBINE = 64,    /* with DEVICE: write-combining */
	/* How space_map chooses the address; not kept. */
	VM_FIXED = 0x100,      /* exactly there; what was there goes */
	VM_NO_REPLACE = 0x200, /* exactly there; -EEXIST if anything is */
	VM_LOW_FIRST = 0x400,  /* lowest room first, below 4 GiB (MAP_32BIT: 2 GiB) */
	VM_POPULATE = 0x800,   /* fill it now as far as memory goes */
};
#define VM_KEPT_FLAGS                                                     \
	(VM_SHARED | VM_GROWS_DOWN | VM_WIRED | VM_NO_CLONE | VM_DEVICE | \
		VM_WIPE_CLONE | VM_COMBINE)
#define VM_ALL_FLAGS \
	(VM_KEPT_FLAGS | VM_FIXED | VM_NO_REPLACE | VM_LOW_FIRST | VM_POPULATE)
#define VM_RIGHTS (MAP_READ | MAP_WRITE | MAP_EXEC)

struct region {
	struct tree_node node;
	struct list link; /* ascending by address */
	struct space *space;
	uint64_t start, end; /* whole pages */
	uint8_t rights;      /* MAP_READ, MAP_WRITE, MAP_EXEC */
	uint8_t max_rights;  /* what space_protect may give */
	uint8_t kind;        /* enum region_kind */
	uint16_t flags;      /* VM_KEPT_FLAGS */
	uint64_t limit;      /* VM_GROWS_DOWN: the most bytes it may have */
	struct vm_object *object;
	uint64_t offset;         /* bytes: of `start` in the object or physical memory */
	struct list object_link; /* in the object's regions */
	uint64_t max_gap;        /* largest gap below a region of this subtree */
};

/* The limits that a space is kept to: the first of enum xinim_limit. */
#define SPACE_LIMITS (XINIM_LIMIT_LOCKED + 1)

struct space {
	struct arch_space arch;
	uint32_t refs;                 /* whoever runs on it, and works on it in steps */
	uint32_t processes;            /* whose memory it is */
	struct tree tree;              /* of regions, by address */
	struct list regions;           /* the same in order */
	struct region *last;           /* found last; NULL: none */
	struct quota *quota;           /* pays for regions, tables and pages */
	uint64_t heap_start, heap_end; /* bytes: the break's lowest and present value */
	uint64_t map_high;             /* addresses chosen for the user end here */
	/* Arguments, then environment, of its program; as its loader says. */
	uint64_t strings, env, strings_end;
	uint64_t pages;               /* mapped, less physical ones */
	uint64_t most_pages;          /* there were when some last went */
	uint64_t faults;              /* resolved */
	uint64_t size;                /* bytes of all regions */
	uint64_t data;                /* of these: private, writable, no stack */
	uint64_t wired;               /* of these: locked */
	bool wire_more, wire_later;   /* mlockall: what comes is VM_WIRED, not filled */
	uint8_t barriers;             /* membarrier: what was registered */
	uint64_t limit[SPACE_LIMITS]; /* bytes, by enum xinim_limit */
};

/* --- spaces: vm_space.c --------------------------------------------------------- */

/* A space with nothing in it. quota NULL: one of its own. NULL: out of memory. */
struct space *space_create(struct quota *quota);
static inline struct space *space_get(struct space *s)
{
	s->refs++;
	return s;
}
/* `s` was joined to another quota: its own is that one now. */
void space_follow_quota(struct space *s);
/*
 * Drops a reference. With the last one all pages and regions go, in steps that
 * others may come between. Must not be the current page tables then.
 */
void space_destroy(struct space *s);
/*
 * Unmaps everything, at most `pages` pages of it; true when nothing is left.
 * For freeing a large space in steps that others may come between.
 */
bool space_empty_some(struct space *s, uint64_t pages);
/*
 * exec: a fresh space on the same quota, to be filled and then run on instead
 * of s. The caller destroys s when no thread is on it. NULL: out of memory.
 */
struct space *space_replace(const struct space *s);

/* The most pages that were mapped at a time. */
static inline uint64_t space_most_pages(const struct space *s)
{
	return s->pages > s->most_pages ? s->pages : s->most_pages;
}

/* --- regions: vm_map.c, vm_move.c, vm_advise.c ----------------------------------- */

struct vm_map_args {
	uint64_t address; /* VM_FIXED, VM_NO_REPLACE: where; else a hint, 0: none */
	uint64_t length;  /* bytes, rounded up to pages */
	unsigned kind;
	unsigned rights, max_rights; /* max_rights 0: all that the kind allows */
	unsigned flags;
	struct vm_object *object;
	uint64_t offset; /* whole pages */
	uint64_t limit;  /* VM_GROWS_DOWN; 0: 8 MiB */
};

/*
 * Maps; returns the address. -EINVAL: a length of 0, unaligned or wrapping
 * numbers, unknown bits, fixed and outside user memory; -ENOMEM: no room, no
 * memory or quota, past a limit of the space; -EAGAIN: past that for locked
 * memory; -EEXIST: VM_NO_REPLACE and taken; -EACCES: rights above
 * max_rights; -EOVERFLOW: past an object's largest offset. Whether the caller
 * may map the object or physical memory so is the caller's to check.
 */
int64_t space_map(struct space *s, const struct vm_map_args *args);
/* A fixed anonymous private region. As space_map with VM_NO_REPLACE; 0 on success. */
int space_add_region(struct space *s, uint64_t start, uint64_t end, unsigned rights);
/* A stack that ends at `top` and may grow to `limit` bytes; chosen addresses stay below. */
int space_add_stack(struct space *s, uint64_t top, uint64_t limit);
/* Unmaps what is in the range; nothing there is fine. -EINVAL, -ENOMEM (a region to split). */
int space_unmap(struct space *s, uint64_t start, uint64_t len);
/*
 * The same from the top down, in steps that others may come between: nobody's
 * pointer to a region is good after it. On -ENOMEM the range is as it was, unless
 * others changed it meanwhile.
 */
int space_unmap_in_steps(struct space *s, uint64_t start, uint64_t len);
/*
 * Changes rights. -EINVAL; -ENOMEM: a hole in the range, or no memory to
 * split; -EACCES: above a region's max_rights. Nothing has changed then.
 */
int space_protect(struct space *s, uint64_t start, uint64_t len, unsigned rights);
/* brk(2): the new break, or the old one if the wanted one cannot be had. */
uint64_t space_brk(struct space *s, uint64_t wanted);

/* mremap's MAYMOVE, and with it FIXED and DONTUNMAP. */
enum { VM_MOVE_MAY = 1, VM_MOVE_FIXED = 2, VM_MOVE_KEEP = 4 };
/*
 * mremap(2): shrinks, grows, or moves the mapping of old_len bytes at old; the
 * pages move along. With VM_MOVE_KEEP the old place stays a region, without
 * pages. old_len 0 maps once more what is shared there. Returns the address.
 * -EINVAL, -EFAULT: not within one region, -ENOMEM: no room where it is and it
 * may not move, memory, quota or a limit; -EAGAIN: the limit of locked memory.
 */
int64_t space_move(struct space *s, uint64_t old, uint64_t old_len, uint64_t new_len,
	unsigned flags, uint64_t new_address);

enum vm_advice {
	VM_WILL_NEED,
	VM_DONT_NEED,
	VM_WIRE,
	VM_UNWIRE,
	VM_CLONE_NO,
	VM_CLONE_YES,
	VM_CHECK,
	VM_CHECK_UNLOCKED,
	VM_FREE,
	VM_FILL_READ,
	VM_FILL_WRITE,
	VM_CLONE_WIPE,
	VM_CLONE_KEEP,
	VM_WIRE_LATER,
	VM_ADVICES
};
/*
 * madvise, mlock: DONT_NEED drops the pages (private ones read as zeroes or
 * the object's content next), FREE does so for anonymous private memory only;
 * WILL_NEED puts in what objects have, FILL_READ, FILL_WRITE and WIRE all.
 * -EINVAL, also where a region is not of the kind or has not the right; -EBUSY:
 * CHECK_UNLOCKED and locked; -ENOMEM: a hole in the range (the rest is done, as
 * Linux does) or no memory; -EAGAIN: a pager has been asked for what was
 * missing: call again.
 */
int space_advise(struct space *s, uint64_t start, uint64_t len, unsigned advice);
/*
 * mlock: VM_WIRE, or VM_WIRE_LATER, within the space's limit. -EINVAL, -EAGAIN,
 * and -ENOMEM also when more would be locked than XINIM_LIMIT_LOCKED.
 */
int space_lock(struct space *s, uint64_t start, uint64_t len, bool later);
/* mlockall, with bits of XINIM_VM_LOCK_. As space_lock. */
int space_lock_all(struct space *s, unsigned how);
void space_unlock_all(struct space *s);
/*
 * mincore: a byte for each of `count` pages from start on, bit 0: in memory.
 * -EINVAL, -ENOMEM: a page of no region.
 */
int space_resident(struct space *s, uint64_t start, uint64_t count, uint8_t *out);

/*
 * What the byte at addr is, whoever looks: an object and an offset in it for a
 * shared mapping, else this space and the address. -EFAULT: it may not be read.
 */
int space_identity(struct space *s, uint64_t addr, const void **what, uint64_t *where);

struct vm_region_info {
	uint64_t start, end, offset;
	unsigned rights, max_rights, kind, flags;
	struct vm_object *object; /* no reference is taken */
};
/* The first region that ends above addr. -ENOENT: none. */
int space_region_info(const struct space *s, uint64_t addr, struct vm_region_info *out);
/* The same as programs see it: XINIM_VM_INFO. */
struct xinim_vm_region;
int space_tell_region(const struct space *s, uint64_t addr, struct xinim_vm_region *r);

/* --- clones: vm_clone.c ----------------------------------------------------------- */

/*
 * fork: the same regions and contents; private pages are copied when one of
 * the two writes. The clone has a quota of its own with the same limits.
 * NULL: out of memory or the clone's quota does not hold it.
 */
struct space *space_clone(struct space *s);

/* --- pages: vm_fault.c -------------------------------------------------------------- */

enum { VM_MAY_WAIT = 1 }; /* a pager may be asked: blocks the current thread */

/*
 * Resolves an access of kind `access` (one MAP_ bit) at addr.
 * 0		done: repeat the access
 * -EAGAIN	the current thread has waited for a pager (VM_MAY_WAIT), or would
 *		have to (without it): repeat; the space may be gone by now
 * -EFAULT	no region there			SIGSEGV, SEGV_MAPERR
 * -EACCES	the region does not allow it	SIGSEGV, SEGV_ACCERR
 * -EIO		past the object's end, or its pager failed	SIGBUS, BUS_ADRERR
 * -ENOMEM	no page, table or quota for it	SIGBUS (as Linux's cgroups do) or SIGKILL
 * -EINTR	the waiting thread is to die
 */
int space_fault(struct space *s, uint64_t addr, unsigned access, unsigned flags);
/*
 * The kernel's view of the byte at addr, after checking that the user may
 * access it so, for copying up to the end of its page; good as long as the
 * lock is held. Errors as space_fault.
 */
int space_page(
	struct space *s, uint64_t addr, unsigned access, unsigned flags, void **where);
/*
 * Copies into a space whatever its regions' rights (an image being loaded).
 * -EFAULT: outside the regions; -ENOMEM; -EIO, -EAGAIN, -EINTR as space_fault
 * with VM_MAY_WAIT. Some of it may have been copied then.
 */
int space_write(struct space *s, uint64_t addr, const void *data, uint64_t len);

#endif
