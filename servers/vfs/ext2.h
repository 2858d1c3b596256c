/*
 * servers/vfs/ext2.h - the second extended file system, among its own files.
 *
 * What is on the disk is as "The Second Extended File System, Internal Layout"
 * (D. Poirier, 2001-2019) and the headers of e2fsprogs say: little endian, as this
 * machine is.
 *
 * Functions want the file system's lock (ext2_lock), and may park, unless they say
 * otherwise. Nothing that comes from the disk is believed: a number is looked at
 * before it is used, what is wrong is told by ext2_error, and the caller has -EIO.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_EXT2_H
#define XINIM_VFS_EXT2_H

#include "servers/vfs/buffer.h"
#include "servers/vfs/cache.h"
#include "servers/vfs/vfs.h"

/* --- on the disk ----------------------------------------------------------------- */

#define EXT2_MAGIC       0xef53
#define EXT2_SUPER_AT    1024 /* bytes into the device */
#define EXT2_ROOT        2
#define EXT2_FIRST_INODE 11 /* of revision 0 */
#define EXT2_LINKS_MAX   32000
#define EXT2_LABEL       16

#define EXT2_STATE_CLEAN  1u
#define EXT2_STATE_ERRORS 2u

#define EXT2_ERRORS_CONTINUE 1u
#define EXT2_ERRORS_RO       2u
#define EXT2_ERRORS_PANIC    3u

#define EXT2_COMPAT_DIR_INDEX      0x20u
#define EXT2_COMPAT_SPARSE_SUPER2  0x200u
#define EXT2_INCOMPAT_FILETYPE     0x2u
#define EXT2_INCOMPAT_RECOVER      0x4u
#define EXT2_INCOMPAT_KNOWN        EXT2_INCOMPAT_FILETYPE
#define EXT2_RO_COMPAT_SPARSE      0x1u
#define EXT2_RO_COMPAT_LARGE_FILE  0x2u
#define EXT2_RO_COMPAT_EXTRA_ISIZE 0x40u
#define EXT2_RO_COMPAT_KNOWN \
	(EXT2_RO_COMPAT_SPARSE | EXT2_RO_COMPAT_LARGE_FILE | EXT2_RO_COMPAT_EXTRA_ISIZE)

struct ext2_super {
	uint32_t inodes, blocks, reserved_blocks, free_blocks, free_inodes, first_block;
	uint32_t log_block_size, log_fragment_size;
	uint32_t blocks_per_group, fragments_per_group, inodes_per_group;
	uint32_t mounted_at, written_at;
	uint16_t mounts, mounts_max, magic, state, errors, minor;
	uint32_t checked_at, check_interval, creator, revision;
	uint16_t reserved_uid, reserved_gid;
	/* Revision 1. */
	uint32_t first_inode;
	uint16_t inode_size, group;
	uint32_t compat, incompat, ro_compat;
	uint8_t uuid[16];
	char label[EXT2_LABEL], mounted_on[64];
	uint32_t compression;
	uint8_t prealloc, prealloc_directories;
	uint16_t reserved_gdt_blocks;
	uint8_t journal_uuid[16];
	uint32_t journal_inode, journal_device, orphans;
	uint32_t hash_seed[4];
	uint8_t hash_version, journal_backup;
	uint16_t descriptor_size;
	uint32_t mount_options, first_meta_group, made_at, journal_blocks[17];
	uint32_t blocks_high, reserved_high, free_high;
	uint16_t inode_size_least, inode_size_wanted;
	uint8_t between[588 - 352];
	uint32_t backups[2]; /* of EXT2_COMPAT_SPARSE_SUPER2: the groups that have one */
	uint8_t rest[1024 - 596];
};
_Static_assert(sizeof(struct ext2_super) == 1024, "the superblock");
_Static_assert(offsetof(struct ext2_super, orphans) == 232, "s_last_orphan");
_Static_assert(offsetof(struct ext2_super, inode_size_wanted) == 350, "s_want_extra");
_Static_assert(offsetof(struct ext2_super, backups) == 0x24c, "s_backup_bgs");

struct ext2_group {
	uint32_t block_map, inode_map, inode_table;
	uint16_t free_blocks, free_inodes, directories, pad;
	uint32_t reserved[3];
};
_Static_assert(sizeof(struct ext2_group) == 32, "a group's descriptor");

#define EXT2_POINTERS 15
#define EXT2_DIRECT   12

struct ext2_disk_inode {
	uint16_t mode, uid;
	uint32_t size, atime, ctime, mtime, dtime;
	uint16_t gid, links;
	uint32_t blocks, flags, version;
	uint32_t block[EXT2_POINTERS];
	uint32_t generation, attributes, size_high, fragment;
	uint16_t pad1, pad2, uid_high, gid_high;
	uint32_t pad3;
	/* Inodes of more than 128 bytes: as far as `extra` says. */
	uint16_t extra, checksum;
	uint32_t ctime_extra, mtime_extra, atime_extra, crtime, crtime_extra;
};
#define EXT2_GOOD_OLD 128 /* bytes of an inode of revision 0 */
#define EXT2_EXTRA    24  /* bytes after those that are ours */

#define EXT2_FLAG_INDEX 0x1000u
/* Extents, data in the inode, encryption, compression: contents are not as below. */
#define EXT2_FLAGS_FOREIGN (0x80000u | 0x10000000u | 0x800u | 0x4u)

struct ext2_entry {
	uint32_t ino;
	uint16_t length;     /* to the next one, in bytes */
	uint8_t name_length; /* 16 bits without EXT2_INCOMPAT_FILETYPE */
	uint8_t type;
	char name[];
};
#define EXT2_ENTRY_HEAD    8
#define EXT2_ENTRY_SIZE(n) (((n) + EXT2_ENTRY_HEAD + 3u) & ~3u)

/* --- in memory --------------------------------------------------------------------- */

#define EXT2_HASH        1024
#define EXT2_INODES_MOST 8192 /* in memory, if nobody holds them */

/* An entry of a directory that nobody sees any more, but for the disk. */
struct ext2_leaving {
	uint64_t dir, where; /* bytes into the directory */
	uint64_t block;      /* that it is in */
	size_t name_length;
};
#define EXT2_LEAVING 64 /* of them, between two commits */

struct ext2 {
	struct fs *fs;
	struct block_device *device;
	struct buffers buffers;
	struct ext2_super super; /* as it is to be on the disk */
	struct ext2_group *group;
	uint32_t groups;
	uint32_t block_size, pointers; /* in bytes; of a block */
	uint32_t inode_size, inodes_per_block, first_inode;
	uint32_t table_blocks;  /* of inodes, of a group */
	uint32_t group_blocks;  /* of descriptors */
	uint64_t max_size;      /* of a file */
	uint8_t **freed_blocks; /* by group, bitmaps: freed, but not to be used yet */
	uint8_t **freed_inodes;
	uint64_t freed, freed_numbers; /* how many of both */
	struct inode **inodes;         /* hash table */
	uint64_t inode_count;
	struct list dirty;  /* inodes to be written to their buffers */
	struct list unused; /* inodes nobody holds, longest ago first */
	struct list doomed; /* inodes nobody holds, without a name: to be freed */
	struct list
		replaced;    /* inodes whose name is another's, but not on the disk yet */
	struct list orphans; /* as on the disk: the last one first */
	struct ext2_leaving leaving[EXT2_LEAVING];
	unsigned leaving_count;
	uint64_t commits; /* the number of the one that is next */
	uint32_t errors;  /* EXT2_ERRORS_ */
	unsigned told;    /* errors in the log */
	bool has_type;    /* EXT2_INCOMPAT_FILETYPE */
	bool super_dirty, groups_dirty;
	bool was_clean;   /* when it was mounted, and nothing has been found since */
	bool failed;      /* could not be written: nothing is, any more */
	bool sync;        /* each change at once */
	bool ending;      /* it is being unmounted */
	unsigned writing; /* data on its way to blocks that are looked up already */
	struct gate written;
	unsigned busy; /* writing back by itself */
	struct gate idle;
	bool armed;       /* write_back is to come */
	struct list link; /* of all that may write back by themselves */
	struct work write_back, reap;
};

struct dir_index;

/* i is the first member: the VFS frees it. */
struct ext2_inode {
	struct inode i;
	uint32_t block[EXT2_POINTERS];
	uint32_t flags, generation, attributes, version;
	uint32_t crtime, crtime_extra, dtime;
	bool dirty_times; /* nothing but times: fdatasync need not wait */
	bool dead;        /* its blocks and number are free */
	bool orphan;
	unsigned flushed; /* by so many fibers, each of which has a reference */
	/* The commits that bring it, and its newest name, to the disk; 0: one before. */
	uint64_t made, named;
	struct inode *chain;
	struct list dirty, lru, orphans, replaced;
	uint64_t goal; /* where the next block is best */
	struct dir_index *index;
	struct page_cache cache;
};

static inline struct ext2 *ext2_of(const struct inode *i)
{
	return i->fs->own;
}

static inline struct ext2_inode *ext2_inode(struct inode *i)
{
	return (struct ext2_inode *)i;
}

/* Never fail to unlock. -ENOMEM */
int ext2_lock(struct ext2 *e);
void ext2_unlock(struct ext2 *e);
/* Before something is changed: -EROFS, and that not too much is dirty. With the lock. */
int ext2_begin(struct ext2 *e);

/* --- ext2_super.c --- */

/* Tells the log, marks the file system, and does what errors= says. Never parks. -EIO */
int ext2_error(struct ext2 *e, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* It cannot be written any more: read-only from now on. Never parks. */
void ext2_fail(struct ext2 *e, const char *what);
/* The superblock into its buffer, which is dirty then; held, if buf is not NULL. */
int ext2_put_super(struct ext2 *e, struct buffer **buf);
int ext2_statfs(struct fs *fs, struct xinim_statfs *st);
extern const struct fs_ops ext2_ops;

/* --- ext2_alloc.c --- */

/* No block number or inode number of `n` that is not in the file system. Never park. */
bool ext2_block_valid(const struct ext2 *e, uint64_t block);
bool ext2_inode_valid(const struct ext2 *e, uint64_t ino);
/* The blocks of group g before its data: superblock and descriptors. Never parks. */
uint32_t ext2_group_head(const struct ext2 *e, uint32_t g);
uint64_t ext2_group_first(const struct ext2 *e, uint32_t g);
uint32_t ext2_group_size(const struct ext2 *e, uint32_t g);
/* A block near goal. -ENOSPC, -EIO */
int ext2_block_new(struct ext2 *e, uint64_t goal, uint32_t *block);
/* It is not used before the next commit. -EIO: it was free. */
int ext2_block_free(struct ext2 *e, uint64_t block);
/* It has never been on the disk: free at once. */
void ext2_block_undo(struct ext2 *e, uint64_t block);
int ext2_inode_number_new(
	struct ext2 *e, const struct inode *dir, bool directory, uint32_t *ino);
int ext2_inode_number_free(struct ext2 *e, uint32_t ino, bool directory);
void ext2_inode_number_undo(struct ext2 *e, uint32_t ino, bool directory);
/* What has been freed may be used again: all that pointed at it is on the disk. */
int ext2_apply_freed(struct ext2 *e);
void ext2_alloc_end(struct ext2 *e);

/* --- ext2_inode.c --- */

/* Held. -EIO: it is not what can be. -ENOMEM */
int ext2_inode_get(struct ext2 *e, uint32_t ino, struct inode **out);
int ext2_inode_new(struct call *c, struct inode *dir, uint32_t mode, uint64_t rdev,
	struct inode **out);
/* It never had a name: nothing of it stays. Puts it. */
void ext2_inode_undo(struct inode *i);
/* To be written with the next commit. Never parks. */
void ext2_inode_dirty(struct inode *i);
void ext2_inode_touched(struct inode *i); /* its times alone */
bool ext2_inode_keep(struct inode *i);
/*
 * Another one has got its name, and it has lost a link. On the disk it keeps that, and is
 * not freed, until the name is the other's there, too. Never parks.
 */
void ext2_inode_replaced(struct inode *i);
/* Into its buffer. */
int ext2_inode_write(struct ext2_inode *n);
/* The inode if it is in memory, not held; NULL. Never parks. */
struct ext2_inode *ext2_inode_loaded(const struct ext2 *e, uint64_t ino);
/* Held, also one without a name if that is wanted. */
int ext2_inode_find(struct ext2 *e, uint32_t ino, bool unlinked, struct ext2_inode **out);
/* Out of memory; nobody holds it, or only who calls. Never parks. */
void ext2_inode_forget(struct ext2_inode *n);
/* Its pointers are some: not a device's number, nor a short link's text. */
bool ext2_inode_has_blocks(const struct ext2_inode *n);

/* --- ext2_orphan.c --- */

/* Has no name any more, but is in use. */
int ext2_orphan_add(struct inode *i);
int ext2_orphan_remove(struct inode *i);
/* Those of the time before: freed. */
int ext2_orphans_end(struct ext2 *e);
/* Frees what nobody uses: those without a name, and old ones if there are many. */
int ext2_reap(struct ext2 *e);
/* Drops those that nobody has used for long, until `keep` are left. */
void ext2_shrink(struct ext2 *e, uint64_t keep);
/* It is unmounted: none is held. */
void ext2_inodes_end(struct ext2 *e);

/* --- ext2_map.c --- */

/* A run of blocks of a file, from `index` on: where it is on the disk; 0: a hole. */
struct ext2_run {
	uint32_t block;
	uint64_t count;
};
int ext2_map(struct inode *i, uint64_t index, uint64_t most, struct ext2_run *run);
/* The block at index, made if it is not there: *fresh, and nothing is in it yet. */
int ext2_map_make(struct inode *i, uint64_t index, uint32_t *block, bool *fresh);
/* Blocks from `index` up to one before `end` are the file's no more. */
int ext2_map_cut(struct inode *i, uint64_t index, uint64_t end);

/* --- ext2_dir.c --- */

/* The inode's number under this name, 0 if there is none. */
int ext2_dir_find(struct inode *dir, const char *name, size_t length, uint32_t *ino);
int ext2_dir_add(
	struct inode *dir, const char *name, size_t length, const struct inode *inode);
/*
 * The name is there no more. `later': on the disk it is until the next commit has written
 * all other names; there is room in e->leaving.
 */
int ext2_dir_remove(struct inode *dir, const char *name, size_t length, bool later);
/* A commit has written all names: those that were to go later do. -EIO, -ENOMEM */
int ext2_dir_leave_all(struct ext2 *e);
/* Another inode under a name that is there. */
int ext2_dir_replace(
	struct inode *dir, const char *name, size_t length, const struct inode *inode);
/* "." and ".." of a new directory. */
int ext2_dir_make(struct inode *dir, const struct inode *parent);
int ext2_dir_set_parent(struct inode *dir, const struct inode *parent);
int ext2_dir_empty(struct inode *dir);
int ext2_readdir(struct inode *dir, uint64_t *at, struct dir_fill *fill);
void ext2_index_free(struct ext2_inode *n);

/* --- ext2_name.c --- */
int ext2_lookup(struct inode *dir, struct name *n);
int ext2_create(
	struct call *c, struct inode *dir, struct name *n, uint32_t mode, uint64_t rdev);
int ext2_symlink(struct call *c, struct inode *dir, struct name *n, const char *target,
	size_t length);
int ext2_tmpfile(struct call *c, struct inode *dir, uint32_t mode, struct inode **inode);
int ext2_link(struct inode *dir, struct name *n, struct inode *inode);
int ext2_unlink(struct inode *dir, struct name *n);
int ext2_rename(struct inode *from_dir, struct name *from, struct inode *to_dir,
	struct name *to, bool exchange);

int ext2_empty(struct inode *dir);
int ext2_changed(struct inode *i);

/* --- ext2_file.c: these take the lock themselves --- */
extern const struct cache_ops ext2_cache_ops;
int64_t ext2_read(struct inode *i, uint64_t at, struct io *io);
int64_t ext2_write(struct inode *i, uint64_t at, struct io *io);
int ext2_truncate(struct inode *i, uint64_t size);
int ext2_fallocate(struct inode *i, int mode, uint64_t at, uint64_t length);
int64_t ext2_seek(struct inode *i, uint64_t at, int whence);
int64_t ext2_readlink(struct inode *i, char *buffer, size_t room);
int ext2_object(struct inode *i, bool written);
int ext2_advise(struct inode *i, uint64_t at, uint64_t length, enum file_advice advice);

/* --- ext2_sync.c --- */

/* All metadata, in order; then what was freed is free. */
int ext2_commit(struct ext2 *e);
/* The same, and what nobody uses any more is free then. -ENOMEM, -EIO */
int ext2_commit_freed(struct ext2 *e);
/* These take the lock themselves. */
int ext2_sync(struct inode *i, bool data_only);
int ext2_sync_range(struct inode *i, uint64_t at, uint64_t length);
int ext2_sync_all(struct fs *fs);
/* Something is to be written some time. Never parks. */
void ext2_sync_begin(struct ext2 *e);
void ext2_work_init(struct ext2 *e);
/* It is time (EVENT_WRITE_BACK). Never parks. */
void ext2_write_back_due(void);
/*
 * Without waiting for that; clean pages are dropped then, and the kernel is told of it
 * (os_watch_memory). False: there is nothing to write to. Never parks.
 */
bool ext2_write_back_now(void);
/* Nothing is written by itself any more. Without the lock. */
void ext2_sync_end(struct ext2 *e);

#endif
