/*
 * kernel/screen.c - the screen, which a driver may take over from the kernel.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/screen.h"

#include "kernel/arch.h"
#include "kernel/device.h"
#include "kernel/log.h"
#include "kernel/multiboot2.h"
#include "kernel/string.h"
#include "kernel/user.h"

#include <xinim/device.h>
#include <xinim/errno.h>

#define CHUNK 256 /* bytes of the log at once */

static struct xinim_screen_info screen; /* rows 0: there is none */
static uint64_t length;                 /* of its memory */
static struct cap *holder;              /* who draws; NULL: the kernel */
static struct notification *listener;
static uint64_t listener_bits;
static uint64_t told; /* bytes of the log when it was last signalled */

void screen_init(const struct boot_info *info)
{
	const struct boot_framebuffer *fb = &info->fb;
	unsigned rows, columns;

	arch_console_size(&rows, &columns);
	if (!info->has_fb)
		return;
	screen.address = fb->phys;
	screen.width = fb->width;
	screen.height = fb->height;
	screen.pitch = fb->pitch;
	screen.rows = rows;
	screen.columns = columns;
	screen.bits = fb->bpp;
	screen.text = fb->type == BOOT_FB_EGA_TEXT;
	screen.red_position = fb->red_pos;
	screen.red_bits = fb->red_size;
	screen.green_position = fb->green_pos;
	screen.green_bits = fb->green_size;
	screen.blue_position = fb->blue_pos;
	screen.blue_bits = fb->blue_size;
	length = (uint64_t)fb->pitch * fb->height;
}

/* --- who draws -------------------------------------------------------------------------- */

static void give_back(void)
{
	cap_object_put(&listener->cap);
	listener = NULL;
	holder = NULL;
	log_hide_screen(false);
}

static bool closed(struct cap *c)
{
	if (c == holder)
		give_back();
	return device_unmap(c);
}

static bool is_screen(const struct cap *c)
{
	return c->object->closed == closed;
}

int screen_give(struct process *p)
{
	struct phys_range *r;
	int error, slot;

	if (screen.rows == 0)
		return -ENOENT;
	error = phys_range_create(screen.address, length, &r);
	if (error)
		return error;
	r->cap.closed = closed;
	slot = cap_insert(p, &r->cap, XINIM_RIGHT_ALL, 0, NULL);
	cap_object_put(&r->cap);
	return slot < 0 ? slot : 0;
}

int64_t screen_info(const struct cap *c, uint64_t to)
{
	return is_screen(c) ? copy_to_user(to, &screen, sizeof(screen)) : -EINVAL;
}

int64_t screen_take(struct cap *c, struct notification *n, uint64_t bits)
{
	if (!is_screen(c) || !bits || bits > INT64_MAX)
		return -EINVAL;
	if (holder)
		return -EBUSY;
	cap_object_get(&n->cap);
	holder = c;
	listener = n;
	listener_bits = bits;
	told = 0;
	log_hide_screen(true);
	screen_tell();
	return 0;
}

/* --- the log ---------------------------------------------------------------------------------- */

void screen_tell(void)
{
	uint64_t end;

	if (!holder)
		return;
	end = log_end();
	if (end == told)
		return;
	told = end;
	notification_signal(listener, listener_bits);
}

int64_t screen_log(const struct cap *c, uint64_t to, uint64_t size, uint64_t at)
{
	uint64_t position, done = 0;
	char chunk[CHUNK];

	if (!is_screen(c))
		return -EINVAL;
	if (copy_from_user(&position, at, sizeof(position)) != 0)
		return -EFAULT;
	while (done < size) {
		size_t want = size - done < CHUNK ? (size_t)(size - done) : CHUNK;
		size_t n = log_read(&position, chunk, want);

		if (n == 0)
			break;
		if (copy_to_user(to + done, chunk, n) != 0)
			return -EFAULT;
		done += n;
	}
	return copy_to_user(at, &position, sizeof(position)) != 0 ? -EFAULT
								  : (int64_t)done;
}
