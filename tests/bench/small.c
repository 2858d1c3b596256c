/*
 * tests/bench/small.c - the small program that tests/bench/processes.c executes.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */

int main(void)
{
	return 0;
}
