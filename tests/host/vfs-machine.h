/*
 * tests/host/vfs-machine.h - what tests of the VFS server see of their machine.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_VFS_MACHINE_H
#define XINIM_TESTS_VFS_MACHINE_H

#include <stdbool.h>

/* Lines that came to the log, and the last one; they are printed as well if it tells. */
extern unsigned machine_lines;
extern char machine_line[256];
extern bool machine_tells;

#endif
