/*
 * distro/base/xpkg/verify.c - is what was installed still there, and as it was?
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "xpkg.h"

static bool same_bytes(const struct entry *e)
{
	int fd = openat(root_fd, e->path, O_RDONLY | O_CLOEXEC);
	uint8_t buffer[8192], digest[SHA256_BYTES];
	char text[SHA256_TEXT];
	struct sha256 sha;
	ssize_t n;

	if (fd < 0)
		return false;
	sha256_begin(&sha);
	while ((n = read(fd, buffer, sizeof(buffer))) > 0 || (n < 0 && errno == EINTR))
		if (n > 0)
			sha256_add(&sha, buffer, (size_t)n);
	close(fd);
	sha256_end(&sha, digest);
	sha256_text(digest, text);
	return n == 0 && strcmp(text, e->digest) == 0;
}

static bool same_target(const struct entry *e)
{
	char target[1024];
	ssize_t n = readlinkat(root_fd, e->path, target, sizeof(target));

	return n >= 0 && (size_t)n == strlen(e->target) &&
		memcmp(target, e->target, (size_t)n) == 0;
}

const char *entry_fault(const struct entry *e)
{
	static const mode_t types[] = {
		[ENTRY_DIR] = S_IFDIR, [ENTRY_FILE] = S_IFREG, [ENTRY_LINK] = S_IFLNK
	};
	struct stat st;

	if (fstatat(root_fd, e->path, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return strerror(errno);
	if ((st.st_mode & S_IFMT) != types[e->kind])
		return "is of another type";
	if (e->kind == ENTRY_LINK)
		return same_target(e) ? NULL : "leads elsewhere";
	/* A folder may be older than the package. */
	if (e->kind == ENTRY_DIR)
		return NULL;
	if ((st.st_mode & 07777) != e->mode)
		return "has another mode";
	if ((uint64_t)st.st_size != e->size)
		return "has another size";
	return same_bytes(e) ? NULL : "has other bytes";
}

int package_verify(const struct package *p)
{
	int status = 0;
	size_t i;

	for (i = 0; i < p->count; i++) {
		const char *fault = entry_fault(&p->entries[i]);

		if (!fault)
			continue;
		printf("%s: /%s: %s\n", p->name, p->entries[i].path, fault);
		status = -1;
	}
	return status;
}
