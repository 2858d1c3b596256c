/*
 * distro/base/dmesg.c - the log of the kernel and the servers.
 *
 * usage: dmesg [-c | -C]
 *
 * -c: and what was shown is not shown again; -C: only that.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/klog.h>
#include <unistd.h>

/* syslog(2) */
enum { READ_ALL = 3, READ_CLEAR = 4, CLEAR = 5, SIZE_BUFFER = 10 };

int main(int argc, char **argv)
{
	int how = READ_ALL, option, size, n;
	char *text;

	while ((option = getopt(argc, argv, "cC")) != -1) {
		if (option == '?')
			errx(2, "usage: dmesg [-c | -C]");
		how = option == 'c' ? READ_CLEAR : CLEAR;
	}
	if (how == CLEAR) {
		if (klogctl(CLEAR, NULL, 0) < 0)
			err(1, "the log cannot be cleared");
		return 0;
	}
	size = klogctl(SIZE_BUFFER, NULL, 0);
	text = size > 0 ? malloc((size_t)size) : NULL;
	n = text ? klogctl(how, text, size) : -1;
	if (n < 0)
		err(1, "the log cannot be read");
	fwrite(text, 1, (size_t)n, stdout);
	if (n > 0 && text[n - 1] != '\n')
		putchar('\n');
	return fflush(stdout) != 0;
}
