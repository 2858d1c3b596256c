/*
 * servers/vfs/block_root.c - which file system / is.
 *
 * With root=WHAT among the server's arguments (as block_find has it: LABEL=, UUID=,
 * /dev/NAME), that file system becomes / as soon as it is there, and whoever walks a
 * path before waits. drivers=NAME,NAME says who brings disks: when all of them have
 * said that there are no more (VFS_BLOCK_READY), or been given up, or a minute has gone,
 * / is what the boot archive has. Without root= it is that from the start.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/block_root.h"

#include <stdlib.h>
#include <string.h>

#include "servers/vfs/block_devices.h"
#include "servers/vfs/block_disk.h"
#include "servers/vfs/dev.h"

#define DRIVERS_MAX 16
#define LIMIT       (60 * (int64_t)NS) /* for drivers that say nothing */

bool block_root_waits, block_work;

static const char *source;               /* NULL: the archive */
static const char *drivers[DRIVERS_MAX]; /* that have not said that they are done */
static unsigned driver_count;
static void (*unpack_archive)(bool wanted);
static struct wait_queue waiters = { LIST_INIT(waiters.waiters) };
static struct clock_timer limit;

/* --- who brings disks -------------------------------------------------------------- */

static void take_drivers(char *names)
{
	char *name, *rest = NULL;

	for (name = strtok_r(names, ",", &rest); name && driver_count < DRIVERS_MAX;
		name = strtok_r(NULL, ",", &rest))
		drivers[driver_count++] = name;
}

static void out_of_time(struct clock_timer *t)
{
	(void)t;
	os_log("%s has not said what disks there are", drivers[0]);
	driver_count = 0;
	block_work = true;
}

void block_root_start(char **argv, void (*unpack)(bool wanted))
{
	for (; *argv; argv++) {
		if (strncmp(*argv, "root=", 5) == 0)
			source = *argv + 5;
		else if (strncmp(*argv, "drivers=", 8) == 0)
			take_drivers(*argv + 8);
	}
	if (!source || driver_count == 0) {
		unpack(true);
		return;
	}
	unpack_archive = unpack;
	block_root_waits = true;
	list_init(&limit.link);
	limit.ring = out_of_time;
	timer_set(&limit, os_now() + LIMIT);
}

void block_driver_ready(const char *name)
{
	for (unsigned i = 0; i < driver_count; i++)
		if (strcmp(drivers[i], name) == 0) {
			drivers[i] = drivers[--driver_count];
			break;
		}
	block_work = true;
}

/* --- the change ---------------------------------------------------------------------- */

/* Everybody who was in the old root is in the new one; nobody has walked a path yet. */
static void move_processes(struct name *old, struct name *new)
{
	for (unsigned pid = 0; pid < PIDS; pid++) {
		struct fs_context *fs = procs[pid] ? procs[pid]->fs : NULL;

		if (fs && fs->root == old) {
			fs->root = name_get(new);
			name_put(old);
		}
		if (fs && fs->cwd == old) {
			fs->cwd = name_get(new);
			name_put(old);
		}
	}
}

/* The directory in the new root that `fs`, mounted on /`text` in the old one, goes to. */
static int move_mount(struct fs *fs, struct name *root, const char *text)
{
	struct name *on;
	int error = make_node(root, text, S_IFDIR | 0755, 0, &on);

	if (error)
		return error;
	fs->covered->mounted = NULL;
	name_put(fs->covered);
	fs->covered = on;
	on->mounted = fs;
	return 0;
}

static int mount_root(const struct block_device *d)
{
	struct fs *old = root_name->inode->fs, *new, *dev;
	char node[sizeof("/dev/") + BLOCK_NAME] = "/dev/";
	int error;

	strcat(node, d->name);
	error = fs_mount(
		NULL, "ext2", node, NULL, d->read_only ? MOUNT_RDONLY : 0, NULL, &new);
	if (error)
		return error;
	dev = device_fs();
	error = move_mount(dev, new->root, "dev");
	if (error) {
		list_remove(&new->link);
		new->ops->unmount(new);
		free(new->source);
		free(new);
		return error;
	}
	move_processes(root_name, new->root);
	name_put(root_name);
	root_name = name_get(new->root);
	list_remove(&new->link);
	list_add_head(&mounts, &new->link);
	list_remove(&old->link);
	old->ops->unmount(old);
	free(old->source);
	free(old);
	os_log("/ is the file system on %s", d->name);
	return 0;
}

static void settled(bool archive)
{
	block_root_waits = false;
	timer_clear(&limit);
	unpack_archive(archive);
	queue_wake(&waiters, 0);
}

/* Looks for it. True: what / is, is known. */
static void try_root(void)
{
	struct block_device *d;
	int error = block_find(NULL, source, &d);

	if (!error) {
		error = mount_root(d);
		if (error)
			os_log("the root file system, %s on %s, cannot be mounted: error "
			       "%d; / is the boot archive",
				source, d->name, -error);
		block_put(d);
		settled(error != 0);
	} else if (driver_count == 0) {
		os_log("there is no root file system %s: error %d; / is the boot archive",
			source, -error);
		settled(true);
	}
}

static bool settling;

bool block_settling(void)
{
	return settling;
}

void block_settle(void)
{
	if (settling)
		return; /* who is at it looks again when done */
	settling = true;
	while (block_work) {
		block_work = false;
		block_scan_new();
		if (block_root_waits)
			try_root();
	}
	settling = false;
}

int block_root_wait(struct call *c)
{
	while (block_root_waits) {
		int error = queue_wait(c, &waiters, FOREVER);

		if (error)
			return error == -EINTR ? -ERESTARTSYS : error;
	}
	return 0;
}
