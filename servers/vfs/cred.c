/*
 * servers/vfs/cred.c - whose rights a call has, and what they allow.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>

#include "servers/vfs/vfs.h"

bool cred_in_group(const struct cred *c, uint32_t gid)
{
	uint32_t low = 0, high = c->ngroups;

	if (c->egid == gid)
		return true;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (c->groups[middle] == gid)
			return true;
		if (c->groups[middle] < gid)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

int cred_may(const struct cred *c, const struct inode *i, unsigned may)
{
	uint32_t mode = i->mode;

	if (c->euid == 0) {
		/* Root may do anything but execute what nobody may. */
		if (may & MAY_EXEC && !S_ISDIR(mode) && !(mode & 0111))
			return -EACCES;
		return 0;
	}
	if (c->euid == i->uid)
		mode >>= 6;
	else if (cred_in_group(c, i->gid))
		mode >>= 3;
	return may & ~mode & 7 ? -EACCES : 0;
}

bool cred_owns(const struct cred *c, const struct inode *i)
{
	return c->euid == 0 || c->euid == i->uid;
}

void cred_free(struct cred *c)
{
	free(c);
}
