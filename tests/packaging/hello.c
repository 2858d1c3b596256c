/*
 * tests/packaging/hello.c - what a user compiles first, with a little of each
 * part of the library: make installcheck runs it in a guest.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static __thread int of_this_thread = 42;

int main(int argc, char **argv)
{
	char *text = malloc(64);

	if (text == NULL || argc < 1 || argv[argc] != NULL)
		return 1;
	snprintf(text, 64, "%.3f %lld %zu", sqrt(2.0), -1LL, sizeof(long));
	if (strcmp(text, "1.414 -1 8") != 0 || of_this_thread != 42)
		return 1;
	if (close(-1) != -1 || errno == 0)
		return 1;
	free(text);
	printf("hello from pid %d\n", (int)getpid());
	return fflush(stdout) == 0 ? 0 : 1;
}
