/* tests/guest/hello.c - a C program starts, speaks and ends.
 *
 * The least a program needs of the system, and of the harness.
 *
 * guest-args: "two words" 3
 * guest-expect: ^hello from PID 1$
 * guest-expect: ^argument 1: two words$
 * guest-expect: ^argument 2: 3$
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	printf("hello from PID %d\n", (int)getpid());
	for (int i = 1; i < argc; i++)
		printf("argument %d: %s\n", i, argv[i]);
	if (argc != 3 || strcmp(argv[0], "init") != 0 || argv[argc] != NULL) {
		printf("argc is %d, argv[0] is %s\n", argc, argv[0]);
		return 1;
	}
	return 0;
}
