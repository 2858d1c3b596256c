/* tests/guest/module.c - a boot module that is data, as a memory object.
 *
 * This file is the module: the case below knows how it begins and ends.
 *
 * guest-file: tests/guest/module.c data some words
 * guest-manifest: module data
 * guest-manifest: module nothing
 * guest-expect: MANIFEST. line [0-9]*, init: GRUB loaded no such module
 * guest-reject: (data|nothing) not started
 * guest-reject: Spawned
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>

#include <xinim/message.h>
#include <xinim/stats.h>
#include <xinim/task.h>

#include "guest.h"

#define PAGE 4096UL

static uint64_t free_pages(void)
{
	struct xinim_stats_memory m;

	xinim_syscall4(SYS_stats_read, XINIM_STATS_MEMORY, 0, (long)&m, sizeof(m));
	return m.free_pages;
}

static void data(void)
{
	static const char first[] = "/* tests/guest/module.c - ",
			  last[] = "end of file */\n";
	struct xinim_vm_map map = { .rights = XINIM_RIGHT_READ, .object = 1 };
	uint64_t length, pages, before = free_pages();
	struct xinim_cap_info info;
	const char *text;
	int64_t at;

	REQUIRE_EQ(xinim_cap_info(1, &info), 0);
	EXPECT_EQ(info.type, XINIM_CAP_OBJECT);
	EXPECT_EQ(info.rights, XINIM_RIGHT_READ | XINIM_RIGHT_EXEC | XINIM_RIGHT_GRANT);
	length = info.badge;
	pages = (length + PAGE - 1) / PAGE;
	EXPECT_EQ(xinim_object_control(1, XINIM_OBJECT_SIZE, 0), pages * PAGE);
	EXPECT_EQ(xinim_object_control(1, XINIM_OBJECT_RESIZE, PAGE), -EPERM);
	map.length = pages * PAGE;
	at = xinim_vm_map(XINIM_CAP_SELF, &map);
	REQUIRE(at > 0);
	text = (const char *)at;
	EXPECT(memcmp(text, first, sizeof(first) - 1) == 0);
	EXPECT(memcmp(text + length - (sizeof(last) - 1), last, sizeof(last) - 1) == 0);
	for (uint64_t i = length; i < pages * PAGE; i++)
		EXPECT_EQ(text[i], 0);
	EXPECT_EQ(xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)at, map.length), 0);
	map.flags = XINIM_VM_SHARED;
	map.rights |= XINIM_RIGHT_WRITE;
	EXPECT_EQ(xinim_vm_map(XINIM_CAP_SELF, &map), -EPERM);
	/* With the last capability its memory is free for all. */
	EXPECT_EQ(xinim_cap_close(1), 0);
	EXPECT(free_pages() >= before + pages - 2);
	EXPECT_EQ(xinim_cap_info(1, &info), -EBADF);
}

static const struct guest_case cases[] = {
	{ "the module's bytes", data },
};

GUEST_MAIN(cases)
/* end of file */
