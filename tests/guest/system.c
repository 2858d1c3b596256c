/* tests/guest/system.c - uname, getrandom, arch_prctl.
 *
 * guest-module: own-bases
 * guest-module: other-bases
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <sched.h>
#include <sys/syscall.h>
#include <time.h>

#include <xinim/syscall.h>

#include "victim.h"

/* These work on FS, which C code needs: bare calls only until it is back. */
static long prctl_raw(long code, uint64_t address)
{
	return xinim_syscall2(SYS_arch_prctl, code, (long)address);
}

static uint64_t word_at_fs(void)
{
	uint64_t value;

	__asm__ volatile("movq %%fs:0, %0" : "=r"(value));
	return value;
}

static uint64_t word_at_gs(void)
{
	uint64_t value;

	__asm__ volatile("movq %%gs:0, %0" : "=r"(value));
	return value;
}

/* FS and GS bases are each process's own, whatever runs meanwhile. */
static int bases(uint64_t mark)
{
	uint64_t word[2] = { mark, ~mark }, fs = 0, gs = 0;
	struct timespec ms = { 0, 1000000 };
	bool good = true;

	prctl_raw(XINIM_ARCH_GET_FS, (uint64_t)&fs);
	for (unsigned int n = 0; n < 50 && good; n++) {
		prctl_raw(XINIM_ARCH_SET_FS, (uint64_t)&word[0]);
		prctl_raw(XINIM_ARCH_SET_GS, (uint64_t)&word[1]);
		if (n % 5 == 0)
			xinim_syscall2(SYS_nanosleep, (long)&ms, 0);
		else
			xinim_syscall0(SYS_sched_yield);
		good = word_at_fs() == word[0] && word_at_gs() == word[1];
		prctl_raw(XINIM_ARCH_GET_GS, (uint64_t)&gs);
		good = good && gs == (uint64_t)&word[1];
	}
	prctl_raw(XINIM_ARCH_SET_FS, fs);
	return good ? 0 : 1;
}

static int own_bases(void)
{
	return bases(0x1111222233334444);
}

static int other_bases(void)
{
	return bases(0x5555666677778888);
}

static const struct victim victims[] = {
	{ "own-bases", own_bases, 0 },
	{ "other-bases", other_bases, 0 },
};

static void setting_bases(void)
{
	static uint64_t word = 0xfeedface;
	uint64_t old = 0, got = 1, loaded;
	long set;

	EXPECT_EQ(prctl_raw(XINIM_ARCH_GET_GS, (uint64_t)&got), 0);
	EXPECT_EQ(got, 0);
	EXPECT_EQ(prctl_raw(XINIM_ARCH_GET_FS, (uint64_t)&old), 0);
	EXPECT(old != 0);
	set = prctl_raw(XINIM_ARCH_SET_FS, (uint64_t)&word);
	loaded = word_at_fs();
	prctl_raw(XINIM_ARCH_GET_FS, (uint64_t)&got);
	prctl_raw(XINIM_ARCH_SET_FS, old);
	EXPECT_EQ(set, 0);
	EXPECT_EQ(loaded, word);
	EXPECT_EQ(got, (uint64_t)&word);
	EXPECT_EQ(prctl_raw(XINIM_ARCH_SET_GS, (uint64_t)&word), 0);
	EXPECT_EQ(word_at_gs(), word);
	EXPECT_EQ(prctl_raw(XINIM_ARCH_SET_GS, 0), 0);
}

static void bad_bases(void)
{
	static const uint64_t bad[] = { XINIM_USER_LIMIT, 0x800000000000,
		0xffff7fffffffffff, 0xffff800000000000, 0xffffffff80100000, UINT64_MAX };
	static const long codes[] = { 0, 1, 0x1000, 0x1005, 0x1011, -1, INT32_MIN };
	uint64_t fs = 0, now = 0;

	prctl_raw(XINIM_ARCH_GET_FS, (uint64_t)&fs);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		EXPECT_EQ(prctl_raw(XINIM_ARCH_SET_FS, bad[i]), -EPERM);
		EXPECT_EQ(prctl_raw(XINIM_ARCH_SET_GS, bad[i]), -EPERM);
	}
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		EXPECT_EQ(prctl_raw(codes[i], 0), -EINVAL);
	EXPECT_EQ(prctl_raw(XINIM_ARCH_GET_FS, (uint64_t)&now), 0);
	EXPECT_EQ(now, fs);
}

/* Selectors that a program may load; the kernel must not rely on what was there. */
static void loading_selectors(void)
{
	static const uint32_t good[] = { 0x1b, 0, 1, 2, 3 };
	uint64_t fs = 0;

	prctl_raw(XINIM_ARCH_GET_FS, (uint64_t)&fs);
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct timespec ms = { 0, 1000000 };
		long pid, slept;

		__asm__ volatile(
			"mov %0, %%ds; mov %0, %%es; mov %0, %%fs; mov %0, %%gs" ::"r"(
				good[i])
			: "memory");
		pid = xinim_syscall0(SYS_getpid);
		slept = xinim_syscall2(SYS_nanosleep, (long)&ms, 0);
		for (volatile int n = 0; n < 1000000; n++)
			continue;
		prctl_raw(XINIM_ARCH_SET_FS, fs);
		EXPECT_EQ(pid, 1);
		EXPECT_EQ(slept, 0);
	}
	__asm__ volatile("mov %0, %%ds; mov %0, %%es" ::"r"(0) : "memory");
}

static void names(void)
{
	struct {
		struct xinim_utsname name;
		uint8_t after[8];
	} room;

	memset(&room, 0x5a, sizeof(room));
	EXPECT_EQ(syscall(SYS_uname, &room.name), 0);
	EXPECT_STR(room.name.sysname, "XINIM");
	EXPECT_STR(room.name.machine, "x86_64");
	EXPECT(strlen(room.name.nodename) > 0 && strlen(room.name.nodename) < 65);
	EXPECT(strlen(room.name.release) > 0 && strlen(room.name.release) < 65);
	EXPECT(strlen(room.name.version) > 0 && strlen(room.name.version) < 65);
	/* All of the structure is written, so nothing old of the kernel's comes out. */
	EXPECT_EQ(room.name.sysname[64], 0);
	EXPECT_EQ(room.name.domainname[64], 0);
	EXPECT_EQ(room.after[0], 0x5a);
}

static long get_random(void *to, size_t len, long flags)
{
	return xinim_syscall3(SYS_getrandom, (long)to, (long)len, flags);
}

static void random_lengths(void)
{
	static const size_t lengths[] = { 0, 1, 15, 16, 17, 255, 256, 257, 4096, 10000 };
	static uint8_t room[10008];

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		size_t len = lengths[i], zeros = 0;

		memset(room, 0, sizeof(room));
		EXPECT_EQ(get_random(room, len, 0), len);
		for (size_t n = 0; n < len; n++)
			zeros += room[n] == 0;
		EXPECT(zeros <= len / 16 + 3);
		for (size_t n = len; n < len + 8; n++)
			EXPECT_EQ(room[n], 0);
	}
}

static void random_differs(void)
{
	static uint64_t seen[256];

	for (unsigned int i = 0; i < 256; i++) {
		EXPECT_EQ(get_random(&seen[i], 8, i % 2), 8);
		for (unsigned int n = 0; n < i; n++)
			EXPECT(seen[n] != seen[i]);
	}
}

/* Every bit is set about half of the time: far from it would be no generator. */
static void random_bits(void)
{
	static uint8_t room[8192];
	unsigned int ones[8] = { 0 };

	EXPECT_EQ(get_random(room, sizeof(room), 0), sizeof(room));
	for (unsigned int i = 0; i < sizeof(room); i++)
		for (unsigned int bit = 0; bit < 8; bit++)
			ones[bit] += room[i] >> bit & 1;
	for (unsigned int bit = 0; bit < 8; bit++)
		EXPECT(ones[bit] > 3500 && ones[bit] < 4692);
}

static void random_flags(void)
{
	uint8_t room[8];

	EXPECT_EQ(get_random(room, 8, XINIM_GRND_NONBLOCK), 8);
	EXPECT_EQ(get_random(room, 8, XINIM_GRND_RANDOM), 8);
	EXPECT_EQ(get_random(room, 8, XINIM_GRND_INSECURE), 8);
	EXPECT_EQ(get_random(room, 8, XINIM_GRND_RANDOM | XINIM_GRND_INSECURE), -EINVAL);
	EXPECT_EQ(get_random(room, 8, 8), -EINVAL);
	EXPECT_EQ(get_random(room, 8, INT32_MIN), -EINVAL);
	EXPECT_EQ(get_random(room, 0, 8), -EINVAL);
}

static const struct guest_case cases[] = {
	{ "each its own bases", victims_watch },
	{ "setting bases", setting_bases },
	{ "bad bases and codes", bad_bases },
	{ "loading selectors", loading_selectors },
	{ "names", names },
	{ "lengths of getrandom", random_lengths },
	{ "random numbers differ", random_differs },
	{ "random bits", random_bits },
	{ "flags of getrandom", random_flags },
};

VICTIM_MAIN(victims, cases)
