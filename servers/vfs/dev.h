/*
 * servers/vfs/dev.h - devices, and the file systems that are there from the start.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_DEV_H
#define XINIM_VFS_DEV_H

#include "servers/vfs/vfs.h"

extern const struct fs_ops tmpfs_ops, devfs_ops, procfs_ops;
/* A program has mapped it, shared and to be written to. */
bool tmpfs_is_mapped(const struct inode *i);
/* For whom links are read that depend on it (/proc/self); set just before. */
extern const struct proc *procfs_caller;
extern uint32_t procfs_caller_thread;
extern struct name *root_name; /* of all */

/* What acts for a character device; NULL: there is none. */
const struct file_ops *device_ops(uint64_t rdev);
/*
 * Nodes of drivers' devices in the server's own /dev, which root owns: makes one (-EEXIST: of
 * another type; -ENOMEM, -ENOSPC), takes it away. Neither parks.
 */
int device_node(const char *text, uint32_t mode, uint64_t rdev);
void device_node_remove(const char *text);
/* A symbolic link there, which may be there already. */
int device_link(const char *text, const char *target);
/* The file system that they are in. */
struct fs *device_fs(void);
/* The console, open to read and write; a reference. */
int console_file(struct file **file);

/*
 * A new file system of this type, mounted on `on` (held by it from then on), or
 * as the root of all if NULL. What is on a disk and mounted already is the same one at
 * another place, and data is not looked at. -ENODEV: no such type; -EBUSY: it is there
 * already, or one is to be read only and the other is not.
 */
int fs_mount(struct call *c, const char *type, const char *source, const char *data,
	unsigned flags, struct name *on, struct fs **fs);
/*
 * It is there no more; the file system ends if it is nowhere else. Detach: with all that is
 * mounted on it, and it ends when nobody uses it. -EBUSY: somebody does; -EINVAL: the root.
 */
int fs_unmount(struct fs *fs, bool detach);
uint64_t mount_id(void); /* that no mount has had */
/*
 * `new` is the root of all, and the old one is on old_on, for every process that
 * had it as its root or working directory. -EBUSY, -EINVAL
 */
int fs_pivot(struct fs *new, struct name *old_on);
/* Has another place from now on. -EINVAL: it is the root; -ENOTDIR, -ELOOP. */
int fs_move(struct fs *fs, struct name *on);
/* Those that have been detached: to be ended when nobody uses them any more. */
extern struct list detached;
/* Looks which do not, not too often; may park. */
void fs_end_detached(void);
/* A file without a name, in a file system that is nowhere; held. */
int fs_file_nowhere(struct call *c, uint32_t mode, struct inode **i);
extern struct list mounts;                    /* struct fs, by link */
extern const struct fs_ops *const fs_types[]; /* up to a NULL */

/* Makes a name in dir for the server itself: `mode` with its type. */
int make_node(struct name *dir, const char *text, uint32_t mode, uint64_t rdev,
	struct name **n);

#endif
