/* tests/posix/pci-killed.c - who finds PCI devices is killed again and again.
 *
 * At first before it has found them all, if that can be had: then disks come later. What
 * was found stays as it is, a disk's driver does not notice, and one that is started
 * after all that finds its disk.
 *
 * guest-cpus: 2
 * guest-server: process
 * guest-server: memory
 * guest-server: vfs
 * guest-server: virtio-blk
 * guest-disk: virtio 8
 * guest-qemu: -device edu -device pci-bridge,id=one,chassis_nr=1 -device edu,bus=one,addr=1
 * guest-manifest: pci bus
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <sched.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include <xinim/device.h>

#include "driver.h"
#include "file.h"

#define DISK      "/dev/vda"
#define FINDER    "pci"
#define KILLS     100
#define STEP      65536
#define FUNCTIONS 32

static struct xinim_pci_info found[FUNCTIONS];
static unsigned found_count;

static int64_t device(long cap, long operation, long a, long b, long c)
{
	return xinim_syscall6(SYS_device_control, cap, operation, a, b, c, 0);
}

/* All that are declared, with their base addresses; how many. */
static unsigned look(struct xinim_pci_info *to)
{
	long bus = device(XINIM_CAP_SELF, XINIM_DEVICE_FIND, XINIM_CAP_PCI_BUS, -1, 0);
	unsigned n = 0;

	while (n < FUNCTIONS &&
		device(bus, XINIM_PCI_ENUMERATE, n, (long)&to[n], 0) == 0) {
		long f = device(bus, XINIM_PCI_OPEN, to[n].address, 0, 0);

		EXPECT_EQ(device(f, XINIM_PCI_INFO, (long)&to[n], 0, 0), 0);
		xinim_cap_close((int)f);
		n++;
	}
	return n;
}

static void killed_at_first(void)
{
	struct xinim_boot_process p;
	int turns = 1;

	REQUIRE(file_server_up());
	while (!driver_find(FINDER, &p) || !(p.flags & XINIM_BOOT_RUNS))
		sched_yield();
	for (int i = 0; i < KILLS / 2; i++, turns += 1 + turns / 4) {
		for (volatile int n = 0; n < turns; n++)
			;
		REQUIRE(driver_kill(FINDER));
	}
	while (!driver_find(FINDER, &p) || !(p.flags & XINIM_BOOT_READY))
		sched_yield();
	while (access(DISK, F_OK) != 0)
		sched_yield();
	found_count = look(found);
	/* A bridge and two of `edu' besides what a PC has. */
	EXPECT(found_count >= 8);
}

/* Writes to the disk and reads again until it is told to end. 0: all is well. */
static int user(const volatile int *stop)
{
	static char a[STEP], b[STEP];
	int fd = open(DISK, O_RDWR);

	if (fd < 0)
		return 1;
	for (unsigned i = 0; !*stop || i < 32; i++) {
		off_t at = (off_t)(i % 128) * STEP;

		memset(a, (int)i, STEP);
		if (pwrite(fd, a, STEP, at) != STEP || fsync(fd) != 0)
			return 2;
		if (pread(fd, b, STEP, at) != STEP || memcmp(a, b, STEP) != 0)
			return 3;
	}
	return 0;
}

static void killed_while_a_disk_works(void)
{
	volatile int *stop = mmap(
		NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status = -1;
	pid_t pid;

	REQUIRE(stop != MAP_FAILED);
	pid = fork();
	REQUIRE(pid >= 0);
	if (pid == 0)
		_exit(user(stop));
	for (int i = 0; i < KILLS / 2; i++)
		REQUIRE(driver_kill(FINDER));
	*stop = 1;
	EXPECT_EQ(waitpid(pid, &status, 0), pid);
	EXPECT_EQ(status, 0);
}

static void nothing_has_changed(void)
{
	static struct xinim_pci_info now[FUNCTIONS];
	struct xinim_boot_process p;

	REQUIRE_EQ(look(now), found_count);
	for (unsigned i = 0; i < found_count; i++)
		EXPECT_EQ(memcmp(&now[i], &found[i], sizeof(now[i])), 0);
	REQUIRE(driver_find(FINDER, &p));
	EXPECT_EQ(p.starts, KILLS + 1);
}

/* As Linux has it: numbers in hexadecimal, addresses with their registers' low bits. */
static void told_in_proc(void)
{
	unsigned long number[17];
	char line[512];
	unsigned n = 0;
	FILE *f;

	REQUIRE(mkdir("/proc", 0555) == 0 || errno == EEXIST);
	REQUIRE_EQ(mount("proc", "/proc", "proc", 0, NULL), 0);
	f = fopen("/proc/bus/pci/devices", "r");
	REQUIRE(f != NULL);
	for (; fgets(line, sizeof(line), f); n++) {
		char *p = line, *end;

		REQUIRE(n < found_count);
		for (unsigned i = 0; i < 17; i++, p = end) {
			number[i] = strtoul(p, &end, 16);
			REQUIRE(end > p);
		}
		EXPECT_STR(p, "\t\n");
		EXPECT_EQ(number[0], found[n].address);
		EXPECT_EQ(number[1],
			(unsigned long)found[n].vendor << 16 | found[n].device);
		EXPECT(number[2] < 256);
		for (unsigned i = 0; i < XINIM_PCI_BARS; i++) {
			bool ports = found[n].bar[i].flags & XINIM_BAR_PORTS;

			EXPECT_EQ(number[3 + i] & ~(ports ? 3UL : 15UL),
				found[n].bar[i].base);
			if (found[n].bar[i].length)
				EXPECT_EQ(number[3 + i] & 1, ports);
			EXPECT_EQ(number[10 + i], found[n].bar[i].length);
		}
		EXPECT_EQ(number[9] + number[16], 0);
	}
	EXPECT_EQ(n, found_count);
	fclose(f);
}

static void a_driver_starts_again(void)
{
	volatile int stop = 1;

	REQUIRE(driver_kill("virtio-blk"));
	EXPECT_EQ(user(&stop), 0);
}

static const struct guest_case cases[] = {
	{ "killed at first", killed_at_first },
	{ "killed while a disk works", killed_while_a_disk_works },
	{ "nothing has changed", nothing_has_changed },
	{ "told in /proc", told_in_proc },
	{ "a driver starts again", a_driver_starts_again },
};

GUEST_MAIN(cases)
