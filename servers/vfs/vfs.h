/*
 * servers/vfs/vfs.h - what all of the VFS server knows of each other.
 *
 * Processes have descriptors; a descriptor stands for an open file; an open file
 * has a name, and a name an inode. Names form a tree that is kept in memory
 * (name.c), inodes belong to a file system behind struct fs_ops, open files act
 * through struct file_ops.
 *
 * Any function that takes a struct call may park the fiber it runs on, unless
 * it says otherwise: what is not held by a reference may be gone afterwards.
 * Functions return 0 or more, or an errno value negated.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_VFS_H
#define XINIM_VFS_VFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <xinim/abi.h>

#include "servers/lib/fiber.h"
#include "servers/lib/list.h"
#include "servers/vfs/abi.h"
#include "servers/vfs/os.h"
#include "servers/vfs/wait.h"
#include "servers/vfs/work.h"

struct call;
struct file;
struct fs;
struct inode;
struct io;
struct mapping;
struct name;
struct proc;

/* --- whose rights ------------------------------------------------------------ */

struct cred {
	unsigned refs;
	uint32_t euid, egid, uid, gid;
	uint32_t ngroups;
	uint32_t groups[]; /* ascending */
};

#define MAY_EXEC  1u
#define MAY_WRITE 2u
#define MAY_READ  4u

/* 0 or -EACCES. */
int cred_may(const struct cred *c, const struct inode *i, unsigned may);
bool cred_in_group(const struct cred *c, uint32_t gid);
/* Owner or root. */
bool cred_owns(const struct cred *c, const struct inode *i);
void cred_free(struct cred *c);
static inline void cred_put(struct cred *c)
{
	if (--c->refs == 0)
		cred_free(c);
}

/* --- calls --------------------------------------------------------------------- */

struct call {
	uint64_t id;     /* for the kernel; 0: our own doing, arguments are our memory */
	uint64_t number; /* system call, or a label of vfs_protocol.h */
	struct proc *proc;
	uint64_t *arg;             /* six */
	const struct cred *cred;   /* the process's, unless the call is about another */
	const struct call *user;   /* itself; NULL: our own doing */
	struct path_buffer *paths; /* go when the call ends */
	struct sleep *sleep;       /* waits in it now */
	struct list link;          /* of those that wait */
	unsigned resolve;          /* RESOLVE_, of openat2: how paths are walked */
	unsigned mount_flags;      /* of the mount that the last path led into; 0: none */
	uint64_t mount;            /* ... and which that was */
	bool held; /* has references on proc and cred, as it lasts longer than the event */
	struct cred *held_cred;
};

/* What a handler returns when somebody else has to answer, or nobody. */
#define NO_ANSWER (-4096) /* no errno value: those end at 4095 */

/* Results that the kernel turns into a restart or EINTR, as the signal's action says. */
#define ERESTARTSYS    512
#define ERESTARTNOHAND 514

/* Copies, whole: 0 or -EFAULT (-ESRCH: the caller has gone). Never park. */
int user_get(const struct call *c, void *to, uint64_t from, size_t length);
int user_put(const struct call *c, uint64_t to, const void *from, size_t length);
/* A path of the caller's, kept until the call ends. -EFAULT, -ENAMETOOLONG, -ENOMEM. */
int user_path(struct call *c, uint64_t address, const char **path);
/* PATH_MAX bytes until the call ends; NULL: no memory. */
char *path_buffer(struct call *c);
void path_buffers_free(struct call *c);

/*
 * A call that is to wait keeps its process and credentials; gives them up. fiber_own is
 * the call whose handler runs on this fiber.
 */
void call_hold(struct call *c);
void call_release(struct call *c);
/* A caller may have been interrupted: those that sleep are looked at. */
void calls_interrupted(void);

#include "servers/vfs/io.h" /* wants struct call */

/* --- inodes ---------------------------------------------------------------------- */

struct inode {
	struct fs *fs;
	const struct fs_ops *ops;
	uint64_t ino;
	uint32_t mode, uid, gid, nlink;
	uint64_t rdev;
	uint64_t size;
	uint64_t blocks; /* of 512 bytes */
	struct xinim_timespec atime, mtime, ctime;
	unsigned refs;
	bool linkable;            /* O_TMPFILE: it may get a name though it has none */
	int writers;              /* open for writing; less than 0: executed, so often */
	struct file_locks *locks; /* lock.c */
	uint32_t seals;           /* SEAL_, of a memory file; 0: it is none */
	void *own;                /* the file system's */
	void *special;         /* FIFO: its pipe; socket: the struct socket bound there */
	struct name *dir_name; /* of a directory: its one name */
	struct mutex
		lock; /* of the contents, where the file system may park (not in_memory) */
};

/* What readdir hands entries to: false when there is no room for this one. */
struct dir_fill {
	/* mode: its S_IFMT bits count. */
	bool (*add)(struct dir_fill *fill, const char *name, size_t length, uint64_t ino,
		unsigned mode, uint64_t next);
};

/* How a part of a file is going to be used. */
enum file_advice {
	ADVICE_SOON,    /* is to be read, by and by */
	ADVICE_NOW,     /* ... and to be there when the operation is over */
	ADVICE_NO_MORE, /* is not needed in memory */
};

/*
 * A file system. Every operation may park unless it says otherwise; the names
 * and inodes it is given are held. The caller has checked types, rights, names'
 * lengths, that both are of this file system, that what is to be made is not
 * there, and links or unlinks the name afterwards. The operation counts links and
 * sets times. NULL: EPERM, or what is said.
 */
struct fs_ops {
	const char *type;
	uint32_t magic;               /* statfs */
	const struct file_ops *files; /* of its regular files; NULL: regular_ops */
	bool fleeting;     /* names come and go: none is kept, each is looked up anew */
	bool needs_device; /* its source is a disk */
	bool in_memory;    /* names are kept here alone: what has none does not exist */
	/* Finds n in its directory: sets n->inode, held, or leaves it NULL. NULL: in_memory. */
	int (*lookup)(struct inode *dir, struct name *n);
	/* Makes what n is to be, of any type but a symbolic link. */
	int (*create)(struct call *c, struct inode *dir, struct name *n, uint32_t mode,
		uint64_t rdev);
	int (*symlink)(struct call *c, struct inode *dir, struct name *n,
		const char *target, size_t length);
	/* A file without a name (O_TMPFILE); *inode is held. NULL: EOPNOTSUPP */
	int (*tmpfile)(
		struct call *c, struct inode *dir, uint32_t mode, struct inode **inode);
	int (*link)(struct inode *dir, struct name *n, struct inode *inode);
	/* The name, of a file or of an empty directory, goes. */
	int (*unlink)(struct inode *dir, struct name *n);
	/* -ENOTEMPTY if something is in it. */
	int (*empty)(struct inode *dir);
	/* `to` may be there: it is replaced, or (exchange) changes places. */
	int (*rename)(struct inode *from_dir, struct name *from, struct inode *to_dir,
		struct name *to, bool exchange);
	/* Its length; copied as far as there is room. */
	int64_t (*readlink)(struct inode *inode, char *buffer, size_t room);
	/*
	 * The link leads to what no path may name: it, held; 1. 0: its text is to be
	 * walked. NULL: always.
	 */
	int (*follow)(struct inode *link, struct name **n);
	/* Entries from *at on (0: the first), until one does not fit; *at follows. */
	int (*readdir)(struct inode *dir, uint64_t *at, struct dir_fill *fill);
	int64_t (*read)(struct inode *inode, uint64_t at, struct io *io);
	int64_t (*write)(struct inode *inode, uint64_t at, struct io *io);
	int (*truncate)(struct inode *inode, uint64_t size);
	int (*fallocate)(struct inode *inode, int mode, uint64_t at, uint64_t length);
	/* What is going to be done with a part of it; the length counts. NULL: nothing is. */
	int (*advise)(struct inode *inode, uint64_t at, uint64_t length,
		enum file_advice advice);
	/* SEEK_DATA, SEEK_HOLE within the size. */
	int64_t (*seek)(struct inode *inode, uint64_t at, int whence);
	/* A memory object that is the file: ours, lives as long as the inode. -ENODEV */
	int (*object)(struct inode *inode, bool written);
	/* Times have been. Never parks. */
	void (*touched)(struct inode *inode);
	/* Attributes have been changed. */
	int (*changed)(struct inode *inode);
	int (*sync)(struct inode *inode, bool data_only);
	/* Its bytes in a range alone, as with data_only; what mappings have put there, too. */
	int (*sync_range)(struct inode *inode, uint64_t at, uint64_t length);
	/* The last reference has gone; nlink says whether the file has as well. */
	void (*release)(struct inode *inode);
	/* The same: true if it stays, for whoever asks for it next. Never parks. */
	bool (*keep)(struct inode *inode);
	int (*statfs)(struct fs *fs, struct xinim_statfs *st);
	int (*mount)(struct call *c, struct fs *fs, const char *source, const char *data);
	/* Other flags, and options. NULL: the flags are all there is. */
	int (*remount)(struct fs *fs, unsigned flags, const char *data);
	/* Somebody uses a file of it, other than by a name in memory. Never parks. */
	bool (*busy)(struct fs *fs);
	void (*unmount)(struct fs *fs);
	int (*sync_all)(struct fs *fs);
};

/*
 * A mounted file system. One that is at several places has a struct for each: the first
 * is the file system itself, and lasts until none is left; the others are bind mounts.
 */
struct fs {
	const struct fs_ops *ops;
	uint64_t dev;
	uint64_t id; /* of this mount: no other one ever had it */
	struct name *root;
	struct name *covered; /* what it is mounted on; NULL: the root of all */
	unsigned flags;       /* MS_RDONLY ... of this place */
	unsigned super; /* of the file system: MS_RDONLY, MS_SYNCHRONOUS; not bind's */
	char *source;
	bool bind;          /* a part of another one's tree, seen here as well: bind.c */
	unsigned bind_uses; /* names of it that there are */
	struct fs *copy;    /* bind.c's, while it binds all that is below */
	struct list link;   /* of all, in order of mounting */
	struct mutex lock;  /* of names: from looking one up to changing it */
	unsigned syncing;   /* calls of sync that are at it */
	unsigned writing;   /* regular files that are open for writing */
	struct gate synced;
	void *own; /* the file system's */
};

/* Times of an inode. */
#define TIME_A 1u
#define TIME_M 2u
#define TIME_C 4u

struct inode *inode_new(struct fs *fs, uint32_t mode, const struct cred *c);
/* The same for what is made in a directory, which may hand its group down. */
struct inode *inode_new_in(struct inode *dir, uint32_t mode, const struct cred *c);
void inode_put(struct inode *i);
static inline struct inode *inode_get(struct inode *i)
{
	i->refs++;
	return i;
}
void inode_touch(struct inode *i, unsigned times);
/* As reading does: no more often than it takes to tell that it was read. */
void inode_accessed(struct inode *i);
void inode_stat(const struct inode *i, struct xinim_stat *st);
/* Written to or cut by somebody without power: set-id bits go. */
void inode_drop_setid(const struct call *c, struct inode *i);
int inode_deny_write(struct inode *i); /* -ETXTBSY: open for writing */
void inode_allow_write(struct inode *i);
/* -EROFS, when it is. */
int fs_writable(const struct fs *fs);
/* The same by way of the path that was walked last. */
static inline int call_writable(const struct call *c, const struct fs *fs)
{
	return c->mount_flags & 1u /* MOUNT_RDONLY */ ? -EROFS : fs_writable(fs);
}

/* --- names ------------------------------------------------------------------------- */

struct name {
	struct name *parent; /* held; NULL: a root */
	struct inode *inode; /* held; NULL: nothing is there */
	struct fs *mounted;  /* here; what is seen is its root */
	/*
	 * Seen by way of a bind mount: the name itself (held), and which mount. Such a name
	 * is never linked and has no parent; there may be several for one.
	 */
	struct name *real;
	struct fs *bound;
	struct name *chain; /* of the hash table */
	struct list sibling, children;
	struct list spare; /* nobody uses it; of those of all file systems */
	char *text;
	uint32_t hash, length;
	unsigned refs;
	unsigned bound_refs; /* of those: names of bind mounts that stand for it */
	bool linked;         /* it is in the tree, and that holds it */
	uint64_t slot;       /* the file system's: its place in the directory */
};

static inline struct name *name_get(struct name *n)
{
	n->refs++;
	return n;
}
void name_put(struct name *n);
/* A root, held. */
struct name *name_root(struct inode *inode);
/* The one there, held, or NULL. Never parks. */
struct name *name_find(struct name *parent, const char *text, size_t length);
/* A new one, not in the tree yet, held. NULL: no memory */
struct name *name_new(struct name *parent, const char *text, size_t length);
void name_link(struct name *n);   /* into the tree */
void name_unlink(struct name *n); /* out of it; those who hold it keep it */
/* Takes the place of `to`, which is out of the tree then; `text`: a copy of its, n's then. */
void name_move(struct name *n, struct name *to, char *text);
void name_exchange(struct name *a, struct name *b);
/* Those of a file system that nobody uses, below n: out of the tree. */
void name_prune(struct name *n);
bool name_is_above(const struct name *above, const struct name *n);
/* Are they one and the same directory or file of one mount? */
static inline bool name_same(const struct name *a, const struct name *b)
{
	return a == b || (a->real && a->real == b->real && a->bound == b->bound);
}
/* What it is seen by way of. */
static inline struct fs *name_mount(const struct name *n)
{
	return n->real ? n->bound : n->inode->fs;
}

/* Flags and number of the mount that a call's file was come to by. */
static inline void call_came_to(struct call *c, const struct fs *mount)
{
	c->mount_flags = mount->flags;
	c->mount = mount->id;
}

/*
 * The path of n below root, at the end of buffer: where it begins. -ENOENT: it
 * has been removed; -ERANGE: no room. *reachable: root is above it.
 */
int name_path(const struct name *n, const struct name *root, char *buffer, size_t size,
	char **path, bool *reachable);

/* --- paths ------------------------------------------------------------------------- */

#define WALK_FOLLOW    1u /* a symbolic link at the end, too */
#define WALK_DIRECTORY 2u /* ENOTDIR if it is none */
#define WALK_EMPTY     4u /* "" is the directory itself (AT_EMPTY_PATH) */

/* Where a new name is to go, or an old one is. */
struct place {
	struct fs *bound;  /* the bind mount that it was found by way of; NULL: none */
	struct name *dir;  /* held; no bound one, as is the next */
	struct name *name; /* held; name->inode is NULL if there is nothing */
	bool slash;        /* the path ends in one */
	int last;          /* what it ends in: a name, ".", "..", nothing but slashes */
};
enum { LAST_NAME, LAST_DOT, LAST_DOTDOT, LAST_ROOT };

/* What path is; held. at: a descriptor or AT_FDCWD. */
int path_walk(struct call *c, int at, const char *path, unsigned flags, struct name **n);
/* The directory and the name of its last part. */
int path_place(struct call *c, int at, const char *path, struct place *p);
void place_put(struct place *p);
/*
 * Nobody changes names there until place_unlock; what the last part names is looked up
 * again, as it may be another by now. -ENOMEM, or as name_lookup; then it is not locked.
 */
int place_lock(struct place *p);
void place_unlock(struct place *p);
/* The name `text` in dir, looked up (held; its inode may be NULL). */
int name_lookup(struct name *dir, const char *text, size_t length, struct name **n);
/* What is seen at n: the root of what is mounted there, as n itself held. */
struct name *name_cross(struct name *n);
/*
 * open's walk: follows links at the end to where the name is to be made. With
 * w->name->inode there it is what is to be opened.
 */
int path_open_place(
	struct call *c, int at, const char *path, bool follow, struct place *p);

/* --- open files ---------------------------------------------------------------------- */

struct poll_table;

struct file_ops {
	/* *at is the place in the file and moves on. NULL: -EINVAL. */
	int64_t (*read)(struct call *c, struct file *f, struct io *io, uint64_t *at);
	int64_t (*write)(struct call *c, struct file *f, struct io *io, uint64_t *at);
	/* POLLIN ...; those who want to hear of changes are put on queues. NULL: always ready. */
	unsigned (*poll)(struct file *f, struct poll_table *table);
	int64_t (*ioctl)(struct call *c, struct file *f, unsigned command, uint64_t arg);
	int (*open)(struct call *c, struct file *f);
	void (*release)(struct file *f);
	/* What SEEK_END counts from; NULL: the inode's size. */
	uint64_t (*end)(const struct file *f);
	/* What has been written is to be kept whatever happens. NULL: the inode's, or EINVAL. */
	int (*sync)(struct file *f);
	/* A memory object for a mapping, or -ENODEV; 0: anonymous memory does. NULL: ENODEV. */
	int (*object)(struct file *f, bool written);
	bool seekable;
	/* Of a file that has no inode: what it is called, and its st_mode. */
	const char *kind;
	uint32_t mode;
};

struct file {
	const struct file_ops *ops;
	struct inode *inode; /* held; NULL: none (a pipe, an epoll set) */
	struct name *name;   /* held; NULL: none */
	unsigned refs;
	unsigned flags;      /* O_ */
	uint64_t at;         /* in a directory: what readdir goes on with */
	void *own;           /* of ops */
	struct list watches; /* epoll's */
	struct list locks;   /* flock's */
	int32_t owner;       /* F_SETOWN */
	bool owner_thread;   /* of F_SETOWN_EX: it is a thread */
};

#define FILE_READ  (1u << 30) /* in flags: may be read, written */
#define FILE_WRITE (1u << 31)

/* By what mount a file that has an inode was opened. */
static inline struct fs *file_mount(const struct file *f)
{
	return f->name ? name_mount(f->name) : f->inode->fs;
}

extern uint64_t files_open; /* so many there are */
struct file *file_new(const struct file_ops *ops, unsigned flags);
static inline struct file *file_get(struct file *f)
{
	f->refs++;
	return f;
}
void file_free(struct file *f);
static inline void file_put(struct file *f)
{
	if (--f->refs == 0)
		file_free(f);
}
/* Opens what n is: rights and kind have been looked at. */
int file_open(struct call *c, struct name *n, struct inode *i, unsigned flags,
	struct file **file);
extern const struct file_ops regular_ops, directory_ops, path_ops;
/* Writing is refused past RLIMIT_FSIZE: what is allowed, or -EFBIG with SIGXFSZ. */
int64_t file_size_limit(const struct call *c, uint64_t at, uint64_t length);

/* --- descriptors ----------------------------------------------------------------------- */

struct fdtable {
	unsigned refs;
	unsigned size; /* slots; a multiple of 64 */
	unsigned low;  /* none below it is free */
	struct file **file;
	uint64_t *cloexec;
};

/* The open file, not held; NULL: EBADF. */
static inline struct file *fd_peek(const struct fdtable *t, uint64_t fd)
{
	return (uint32_t)fd < t->size ? t->file[(uint32_t)fd] : NULL;
}
/* Takes a file (its reference with it on success): the descriptor, from `from` on. -EMFILE */
int fd_install(struct proc *p, struct file *f, unsigned from, bool cloexec);
/* Is there one to be had, that fd_install would use? 0, -EMFILE. */
int fd_is_free(const struct proc *p);
/*
 * Two files, whose references it takes in any case: their descriptors, two ints,
 * go to the caller at `to`. 0, -EMFILE, -ENOMEM, -EFAULT.
 */
int fd_install_pair(struct call *c, struct file *const f[2], bool cloexec, uint64_t to);
/* At fd; what was there is closed. -EBADF (limit), -ENOMEM */
int fd_install_at(struct proc *p, struct file *f, unsigned fd, bool cloexec);
int fd_close(struct proc *p, uint64_t fd);
bool fd_cloexec(const struct fdtable *t, unsigned fd);
void fd_set_cloexec(struct fdtable *t, unsigned fd, bool on);
struct fdtable *fdtable_new(void);
struct fdtable *fdtable_copy(const struct fdtable *t);
void fdtable_put(struct fdtable *t);
void fdtable_close_on_exec(struct proc *p);

/* --- processes --------------------------------------------------------------------------- */

struct fs_context {
	unsigned refs;
	struct name *root, *cwd; /* held */
	uint32_t umask;
};

/* Who has `from` as a root or working directory has `to`. */
void context_move(struct fs_context *fs, struct name *from, struct name *to);

#define LIMITS 16 /* RLIM_NLIMITS */

/* As the process server tells them, for /proc. Processes that descend from one another share. */
struct limits {
	unsigned refs;
	uint64_t soft[LIMITS], hard[LIMITS];
};

struct proc {
	int32_t pid;
	unsigned refs; /* the table's, and those of calls that wait */
	struct fdtable *files;
	struct fs_context *fs;
	struct cred *cred;
	uint64_t nofile, fsize; /* limits */
	struct limits *limits;  /* held; NULL: nobody has told any */
	int32_t group, session;
	bool orphaned;       /* so its group was found to be (VFS_ORPHANED) */
	struct exec *exec;   /* execve under way */
	struct inode *image; /* what it runs, which is not to be written to */
};

/* The one with this PID; one of boot's, if it is not known. NULL: no memory. */
struct proc *proc_of(uint64_t pid);
#define PIDS 32768
extern struct proc *procs[PIDS];
/* NULL: not known. */
static inline struct proc *proc_find(uint64_t pid)
{
	return pid < PIDS ? procs[pid] : NULL;
}
/* Is some process of this session in this group? */
bool proc_group_in_session(int32_t group, int32_t session);
void proc_group_is_orphaned(int32_t group);
void proc_free(struct proc *p);
static inline void proc_put(struct proc *p)
{
	if (--p->refs == 0)
		proc_free(p);
}
int proc_fork(uint64_t parent, uint64_t child, unsigned flags);
void proc_exit(uint64_t pid);
int proc_unshare(struct proc *p, unsigned flags);
/* One of its limits, `which` below LIMITS, is this from now on. -ENOMEM */
int proc_set_limit(struct proc *p, unsigned which, uint64_t soft, uint64_t hard);
void exec_drop(struct proc *p);
/* The next record lock owner's end: all that process p has on inode i. */
void locks_close(struct fdtable *owner, struct inode *i);
void flock_close(struct file *f);
void locks_free(struct inode *i);

/* --- running calls ---------------------------------------------------------------------- */

extern int64_t (*const call_handlers[XINIM_SYSCALL_SLOTS])(struct call *c);
/* What a call that had paths, or waited, leaves behind goes. */
void call_clean_up(struct call *c);
/* The dispatcher: fills in c's credentials, runs the handler. */
static inline int64_t call_run(struct call *c)
{
	int64_t (*handler)(struct call *) =
		c->number < XINIM_SYSCALL_SLOTS ? call_handlers[c->number] : NULL;
	int64_t result;

	if (!handler)
		return -ENOSYS;
	c->cred = c->proc->cred;
	fiber_own = c;
	result = handler(c);
	fiber_own = NULL;
	if ((c->paths != NULL) | c->held)
		call_clean_up(c);
	return result;
}

/* --- start ------------------------------------------------------------------------------- */

int vfs_start(const void *archive, size_t size);
/* Makes the files that a newc cpio archive has. -EINVAL: it is none, or broken. */
int cpio_unpack(const void *archive, size_t size);

#endif
