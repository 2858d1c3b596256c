/*
 * distro/base/xpkg/main.c - installs, lists, verifies and removes packages.
 *
 * usage: xpkg [-r ROOT] install FILE...
 *        xpkg [-r ROOT] list [NAME...]
 *        xpkg [-r ROOT] verify [NAME...]
 *        xpkg [-r ROOT] remove NAME...
 *
 * Status: 0; 1 if something could not be done or is not as it was; 2 for a bad command.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "xpkg.h"

int root_fd = -1;

static int usage(void)
{
	fputs("usage: xpkg [-r ROOT] install FILE...\n"
	      "       xpkg [-r ROOT] list [NAME...]\n"
	      "       xpkg [-r ROOT] verify [NAME...]\n"
	      "       xpkg [-r ROOT] remove NAME...\n",
		stderr);
	return 2;
}

/* One xpkg at a time changes things; the lock goes when it ends. */
static void lock(void)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd;

	if (mkdirat(root_fd, "var", 0755) < 0 && errno != EEXIST)
		err(1, "/var");
	fd = openat(root_fd, "var/.xpkg-lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || fcntl(fd, F_SETLKW, &whole) < 0)
		err(1, "/var/.xpkg-lock");
}

/* What is begun is done, or undone. */
static void block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGTSTP);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

/* Before the first change; what is refused for its own sake does not come to this. */
static int begin(void)
{
	static bool begun;

	if (begun)
		return 0;
	lock();
	block_signals();
	begun = journal_undo() == 0;
	return begun ? 0 : -1;
}

static int install(const char *path)
{
	struct package p;
	int status;

	if (package_read(&p, path) < 0)
		return -1;
	status = begin() == 0 ? package_install(&p) : -1;
	if (status == 0)
		printf("%s %s: installed\n", p.name, p.version);
	package_free(&p);
	return status;
}

static int remove_one(struct package *p)
{
	if (package_remove(p) < 0)
		return -1;
	printf("%s %s: removed\n", p->name, p->version);
	return 0;
}

static int list_one(struct package *p)
{
	size_t i;

	for (i = 0; i < p->count; i++)
		printf("/%s\n", p->entries[i].path);
	return 0;
}

static int list_name(struct package *p, void *context)
{
	(void)context;
	printf("%s %s\n", p->name, p->version);
	return 0;
}

static int verify_one(struct package *p)
{
	return package_verify(p);
}

static int verify_each(struct package *p, void *context)
{
	if (package_verify(p) < 0)
		*(int *)context = -1;
	return 0;
}

static int with_installed(const char *name, int (*act)(struct package *p))
{
	struct package p;
	int status;

	if (package_installed(&p, name, false) < 0)
		return -1;
	status = act(&p);
	package_free(&p);
	return status;
}

static int for_each(char **words, int (*act)(const char *word))
{
	int status = 0;

	for (; *words; words++)
		if (act(*words) < 0)
			status = 1;
	return status;
}

static int list_word(const char *name)
{
	return with_installed(name, list_one);
}

static int verify_word(const char *name)
{
	return with_installed(name, verify_one);
}

static int remove_word(const char *name)
{
	return begin() == 0 ? with_installed(name, remove_one) : -1;
}

static int run(const char *command, char **words)
{
	bool install_them = strcmp(command, "install") == 0;
	int faults = 0;

	if (install_them || strcmp(command, "remove") == 0) {
		if (!*words)
			return usage();
		return for_each(words, install_them ? install : remove_word);
	}
	if (strcmp(command, "list") == 0) {
		if (*words)
			return for_each(words, list_word);
		return packages_each(list_name, NULL) < 0;
	}
	if (strcmp(command, "verify") == 0) {
		if (*words)
			return for_each(words, verify_word);
		return packages_each(verify_each, &faults) < 0 || faults < 0;
	}
	return usage();
}

int main(int argc, char **argv)
{
	const char *root = "/";
	int option, status;

	while ((option = getopt(argc, argv, "r:")) != -1) {
		if (option != 'r')
			return usage();
		root = optarg;
	}
	if (optind == argc)
		return usage();
	root_fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (root_fd < 0)
		err(1, "%s", root);
	status = run(argv[optind], argv + optind + 1);
	if (fflush(stdout) != 0)
		err(1, "stdout");
	return status;
}
