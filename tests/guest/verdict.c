/* tests/guest/verdict.c - ends in the way its argument says.
 *
 * Not a test itself: tests/run-guest.sh runs it to see how the driver judges.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	volatile int *volatile nowhere = (volatile int *)8;
	const char *how = argc > 1 ? argv[1] : "";

	printf("verdict: %s\n", how);
	fflush(stdout);
	if (strcmp(how, "hang") == 0)
		for (;;)
			sleep(60);
	if (strcmp(how, "fault") == 0)
		*nowhere = 1;
	if (strcmp(how, "skip") == 0) {
		puts("SKIP: there is no such device");
		return 77;
	}
	return atoi(how);
}
