/* tests/guest/console.c - descriptors 0 to 2: write, fstat, ioctl, isatty.
 *
 * guest-expect: ^one\|two\|three$
 * guest-expect: ^to standard error$
 * guest-expect: ^a{4000}$
 * guest-expect: ^across pages$
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <xinim/abi.h>

#include "guest.h"

#define MANY (1UL << 20)

static const int closed[] = { 3, 4, 100, 1023, -1, INT_MAX, INT_MIN };
#define CLOSED (sizeof(closed) / sizeof(closed[0]))

static void writing(void)
{
	EXPECT_EQ(write(1, "one|", 4), 4);
	EXPECT_EQ(write(1, "two|", 4), 4);
	EXPECT_EQ(write(1, "three\n", 6), 6);
	EXPECT_EQ(write(2, "to standard error\n", 18), 18);
	EXPECT_EQ(write(1, "", 0), 0);
	EXPECT_EQ(write(2, NULL, 0), 0);
}

static void writing_long_lines(void)
{
	static char line[4001];

	memset(line, 'a', 4000);
	line[4000] = '\n';
	EXPECT_EQ(write(1, line, sizeof(line)), sizeof(line));
}

static void writing_across_pages(void)
{
	static const char text[] = "across pages\n";
	char *room = sbrk(3 * 4096);
	char *page = (char *)(((uintptr_t)room + 4095) & ~4095UL) + 4096;

	REQUIRE(room != (char *)-1);
	memcpy(page - 5, text, sizeof(text));
	EXPECT_EQ(write(1, page - 5, sizeof(text) - 1), sizeof(text) - 1);
}

/* A whole mebibyte, most of it carriage returns: the log stays small to look at. */
static void writing_much(void)
{
	char *room = malloc(MANY);

	REQUIRE(room);
	memset(room, '\r', MANY);
	room[MANY - 1] = '\n';
	EXPECT_EQ(write(1, room, MANY), MANY);
	free(room);
}

static void bad_descriptors(void)
{
	struct stat st;
	char termios[64];

	for (size_t i = 0; i < CLOSED; i++) {
		EXPECT_EQ(write(closed[i], "x", 1), -1);
		EXPECT_EQ(errno, EBADF);
		EXPECT_EQ(write(closed[i], "x", 0), -1);
		EXPECT_EQ(errno, EBADF);
		EXPECT_EQ(syscall(SYS_fstat, (long)closed[i], &st), -1);
		EXPECT_EQ(errno, EBADF);
		EXPECT_EQ(syscall(SYS_ioctl, (long)closed[i], XINIM_TCGETS, termios), -1);
		EXPECT_EQ(errno, EBADF);
		EXPECT_EQ(isatty(closed[i]), 0);
		EXPECT_EQ(errno, EBADF);
	}
}

static void what_they_are(void)
{
	for (int fd = 0; fd < 3; fd++) {
		struct stat st;

		memset(&st, 0xff, sizeof(st));
		EXPECT_EQ(fstat(fd, &st), 0);
		EXPECT(S_ISCHR(st.st_mode));
		EXPECT_EQ(st.st_nlink, 1);
		EXPECT_EQ(st.st_size, 0);
		EXPECT_EQ(st.st_uid, 0);
		EXPECT(st.st_rdev != 0);
		EXPECT(st.st_blksize > 0);
		EXPECT_EQ(isatty(fd), 1);
	}
}

static void control(void)
{
	struct xinim_winsize size = { 0 };
	struct {
		struct xinim_termios t;
		uint8_t after[8];
	} room;

	memset(&room, 0x5a, sizeof(room));
	EXPECT_EQ(syscall(SYS_ioctl, 0L, XINIM_TCGETS, &room), 0);
	EXPECT(room.t.c_oflag != 0x5a5a5a5a && room.t.c_cflag != 0x5a5a5a5a);
	EXPECT_EQ(room.after[0], 0x5a);
	EXPECT_EQ(syscall(SYS_ioctl, 1L, XINIM_TIOCGWINSZ, &size), 0);
	EXPECT(size.ws_row > 0 && size.ws_col > 0);
	EXPECT_EQ(syscall(SYS_ioctl, 1L, 0x5402L, &room), -1);
	EXPECT_EQ(errno, ENOTTY);
	EXPECT_EQ(syscall(SYS_ioctl, 1L, 0L, &room), -1);
	EXPECT_EQ(errno, ENOTTY);
	EXPECT_EQ(syscall(SYS_ioctl, 1L, -1L, &room), -1);
	EXPECT_EQ(errno, ENOTTY);
}

static const struct guest_case cases[] = {
	{ "writing", writing },
	{ "writing long lines", writing_long_lines },
	{ "writing across pages", writing_across_pages },
	{ "writing much", writing_much },
	{ "bad descriptors", bad_descriptors },
	{ "what they are", what_they_are },
	{ "control", control },
};

GUEST_MAIN(cases)
