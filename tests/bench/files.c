/*
 * tests/bench/files.c - what calls on files cost, in guest instructions.
 *
 * As tests/bench/bench.c, which says how; with the VFS server. What is read from a disk
 * for the first time is told for each KiB, as the time in which the CPU that had most to
 * do was not idle: an instruction takes 1 ns, and the disk's own time is not counted.
 *
 * guest-cpu: max,-erms,-la57
 * guest-qemu: -icount shift=0,sleep=off -seed 1 -rtc base=2026-01-01T00:00:00,clock=vm
 *
 * guest-server: vfs
 * guest-server: process
 * guest-server: memory
 * guest-server: virtio-blk
 * guest-server: ahci
 * guest-disk: virtio 16 mkfs=-b,4096
 * guest-disk: ahci 16 mkfs=-b,4096
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <xinim/message.h>
#include <xinim/stats.h>

#define RUNS 64

uint64_t measure_call(const uint64_t call[4]);
uint64_t measure_nothing(const uint64_t call[4]);

static char page[4096];
static struct stat st;

static void tell(const char *name, uint64_t value, uint64_t aim)
{
	printf("bench %s %" PRIu64 " ", name, value);
	if (aim)
		printf("%" PRIu64 "\n", aim);
	else
		puts("-");
}

static uint64_t once(uint64_t number, uint64_t a, uint64_t b, uint64_t c)
{
	const uint64_t call[4] = { number, a, b, c };

	return measure_call(call) - measure_nothing(call);
}

static uint64_t cost(uint64_t number, uint64_t a, uint64_t b, uint64_t c)
{
	uint64_t best = UINT64_MAX;

	for (int i = 0; i < RUNS; i++) {
		uint64_t ticks = once(number, a, b, c);

		if (ticks < best)
			best = ticks;
	}
	return best;
}

static void devices(void)
{
	int null = open("/dev/null", O_WRONLY), zero = open("/dev/zero", O_RDONLY);

	tell("write_1_byte_dev_null", cost(SYS_write, (uint64_t)null, (uint64_t)page, 1),
		500);
	tell("read_1_byte_dev_zero", cost(SYS_read, (uint64_t)zero, (uint64_t)page, 1),
		550);
	close(null);
	close(zero);
}

static void files(void)
{
	static const char name[] = "/bench";
	int fd = open(name, O_RDWR | O_CREAT, 0666);
	uint64_t best = UINT64_MAX, ticks;

	write(fd, page, sizeof(page));
	write(fd, page, sizeof(page));
	for (int i = 0; i < RUNS; i++) {
		lseek(fd, 0, SEEK_SET);
		ticks = once(SYS_read, (uint64_t)fd, (uint64_t)page, sizeof(page));
		if (ticks < best)
			best = ticks;
	}
	tell("read_4_kib_cached", best, 1600);
	best = UINT64_MAX;
	for (int i = 0; i < RUNS; i++) {
		lseek(fd, 0, SEEK_SET);
		ticks = once(SYS_write, (uint64_t)fd, (uint64_t)page, sizeof(page));
		if (ticks < best)
			best = ticks;
	}
	tell("write_4_kib_cached", best, 0);
	tell("fstat", cost(SYS_fstat, (uint64_t)fd, (uint64_t)&st, 0), 900);
	tell("lseek", cost(SYS_lseek, (uint64_t)fd, 0, SEEK_SET), 0);
	close(fd);
	tell("stat_tmpfs", cost(SYS_stat, (uint64_t)name, (uint64_t)&st, 0), 2200);
	best = UINT64_MAX;
	for (int i = 0; i < RUNS; i++) {
		ticks = once(SYS_open, (uint64_t)name, O_RDONLY, 0);
		ticks += once(SYS_close, (uint64_t)fd, 0, 0);
		if (ticks < best)
			best = ticks;
	}
	tell("open_close_tmpfs", best, 4000);
	unlink(name);
}

/* A driver that is new needs a moment. */
static void mount_disk(const char *device)
{
	const struct timespec moment = { .tv_nsec = 10000000 };
	int tries = 0;

	mkdir("/disk", 0755);
	while (mount(device, "/disk", "ext2", 0, NULL) != 0 && tries++ < 6000)
		nanosleep(&moment, NULL);
}

/* The same on ext2, where the pages are in the cache. */
static void disk_files(void)
{
	static const char name[] = "/disk/bench";
	uint64_t read_best = UINT64_MAX, write_best = UINT64_MAX;
	int fd;

	mount_disk("/dev/vda");
	fd = open(name, O_RDWR | O_CREAT, 0666);
	if (fd < 0 || write(fd, page, sizeof(page)) != sizeof(page)) {
		puts("no disk");
		_exit(1);
	}
	for (int i = 0; i < RUNS; i++) {
		uint64_t ticks;

		lseek(fd, 0, SEEK_SET);
		ticks = once(SYS_read, (uint64_t)fd, (uint64_t)page, sizeof(page));
		if (ticks < read_best)
			read_best = ticks;
	}
	for (int i = 0; i < RUNS; i++) {
		uint64_t ticks;

		lseek(fd, 0, SEEK_SET);
		ticks = once(SYS_write, (uint64_t)fd, (uint64_t)page, sizeof(page));
		if (ticks < write_best)
			write_best = ticks;
	}
	tell("read_4_kib_cached_ext2", read_best, 1600);
	tell("write_4_kib_cached_ext2", write_best, 0);
	tell("stat_ext2", cost(SYS_stat, (uint64_t)name, (uint64_t)&st, 0), 0);
	close(fd);
	umount("/disk");
}

enum { COLD = 1 << 20, PART = 1 << 16, CPUS = 4 };
static char part[PART];

static void busy(uint64_t ns[CPUS])
{
	struct xinim_stats_cpu cpu;

	for (uint64_t i = 0; i < CPUS; i++)
		ns[i] = stats_read(XINIM_STATS_CPU, i, &cpu, sizeof(cpu)) > 0
			? cpu.busy_ns
			: 0;
}

/* From beginning to end, after another mount: none of it is in memory. */
static void cold_read(const char *device, const char *name)
{
	uint64_t before[CPUS], after[CPUS], most = 0;
	size_t bytes = 0;
	ssize_t n;
	int fd;

	mount_disk(device);
	fd = open("/disk/cold", O_WRONLY | O_CREAT, 0666);
	while (bytes < COLD && (n = write(fd, part, PART)) > 0)
		bytes += (size_t)n;
	close(fd);
	umount("/disk");
	mount_disk(device);
	fd = open("/disk/cold", O_RDONLY);
	busy(before);
	while ((n = read(fd, part, PART)) > 0)
		bytes -= (size_t)n;
	busy(after);
	if (fd < 0 || n != 0 || bytes != 0) {
		printf("%s: not read\n", device);
		_exit(1);
	}
	close(fd);
	umount("/disk");
	for (int i = 0; i < CPUS; i++)
		if (after[i] - before[i] > most)
			most = after[i] - before[i];
	tell(name, most / (COLD / 1024), 0);
}

static void selects(void)
{
	struct timeval none = { 0 };
	int ends[20];
	fd_set set;
	uint64_t best = UINT64_MAX;

	FD_ZERO(&set);
	for (int i = 0; i < 20; i += 2) {
		pipe(ends + i);
		write(ends[i + 1], "x", 1);
	}
	for (int run = 0; run < RUNS; run++) {
		register uint64_t r10 __asm__("r10") = 0;
		register uint64_t r8 __asm__("r8") = (uint64_t)&none;
		uint64_t start, end, result;
		const uint64_t call[4] = { 0 };

		for (int i = 0; i < 20; i += 2)
			FD_SET(ends[i], &set);
		start = __builtin_ia32_rdtsc();
		__asm__ volatile("syscall"
				 : "=a"(result)
				 : "a"(SYS_select), "D"(ends[18] + 1), "S"(&set), "d"(0),
				 "r"(r10), "r"(r8)
				 : "rcx", "r11", "memory");
		end = __builtin_ia32_rdtsc() - start - measure_nothing(call);
		if (result == 10 && end < best)
			best = end;
	}
	tell("select_10_descriptors", best, 1400);
}

/* A byte there and one back, between two processes; both ways may be one descriptor. */
static void round_trip(
	const char *name, uint64_t aim, const int there[2], const int back[2])
{
	enum { ROUNDS = 200 };
	uint64_t best = UINT64_MAX;
	char byte = 0;
	pid_t pid = fork();

	if (pid < 0)
		return;
	if (pid == 0) {
		close(there[1]);
		while (read(there[0], &byte, 1) == 1)
			write(back[1], &byte, 1);
		_exit(0);
	}
	for (int run = 0; run < 3; run++) {
		uint64_t start = __builtin_ia32_rdtsc(), ticks;

		for (int i = 0; i < ROUNDS; i++) {
			write(there[1], &byte, 1);
			read(back[0], &byte, 1);
		}
		ticks = (__builtin_ia32_rdtsc() - start) / ROUNDS;
		if (ticks < best)
			best = ticks;
	}
	tell(name, best, aim);
	close(there[1]);
	waitpid(pid, NULL, 0);
}

static void round_trips(void)
{
	int there[2], back[2], two[2];

	if (pipe(there) == 0 && pipe(back) == 0)
		round_trip("pipe_round_trip_two_processes", 4000, there, back);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, two) == 0) {
		const int other[2] = { two[1], two[0] };

		/* Each has both ends: a read is of the other one's writes. */
		round_trip("af_unix_round_trip_two_processes", 6000, other,
			(const int[2]){ two[0], two[1] });
	}
}

static bool server_up(void)
{
	struct xinim_message m = { 0 };
	int endpoint = xinim_endpoint_create();

	xinim_receive(endpoint, &m, 1);
	xinim_cap_close(endpoint);
	for (int i = 0; i < 100000; i++) {
		if (access("/", F_OK) == 0)
			return true;
		syscall(SYS_sched_yield);
	}
	return false;
}

int main(void)
{
	if (!server_up())
		return 1;
	devices();
	files();
	disk_files();
	cold_read("/dev/vda", "read_1_kib_cold_ext2_virtio");
	cold_read("/dev/sda", "read_1_kib_cold_ext2_ahci");
	selects();
	round_trips();
	return 0;
}
