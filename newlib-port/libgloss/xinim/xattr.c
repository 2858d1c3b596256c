/*
 * newlib-port/libgloss/xinim/xattr.c - attributes of files with names: Linux, xattr(7).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/xattr.h>

int setxattr(
	const char *path, const char *name, const void *value, size_t size, int flags)
{
	return CALL(setxattr, path, name, value, size, flags);
}

int lsetxattr(
	const char *path, const char *name, const void *value, size_t size, int flags)
{
	return CALL(lsetxattr, path, name, value, size, flags);
}

int fsetxattr(int fd, const char *name, const void *value, size_t size, int flags)
{
	return CALL(fsetxattr, fd, name, value, size, flags);
}

ssize_t getxattr(const char *path, const char *name, void *value, size_t size)
{
	return CALL(getxattr, path, name, value, size);
}

ssize_t lgetxattr(const char *path, const char *name, void *value, size_t size)
{
	return CALL(lgetxattr, path, name, value, size);
}

ssize_t fgetxattr(int fd, const char *name, void *value, size_t size)
{
	return CALL(fgetxattr, fd, name, value, size);
}

ssize_t listxattr(const char *path, char *list, size_t size)
{
	return CALL(listxattr, path, list, size);
}

ssize_t llistxattr(const char *path, char *list, size_t size)
{
	return CALL(llistxattr, path, list, size);
}

ssize_t flistxattr(int fd, char *list, size_t size)
{
	return CALL(flistxattr, fd, list, size);
}

int removexattr(const char *path, const char *name)
{
	return CALL(removexattr, path, name);
}

int lremovexattr(const char *path, const char *name)
{
	return CALL(lremovexattr, path, name);
}

int fremovexattr(int fd, const char *name)
{
	return CALL(fremovexattr, fd, name);
}
