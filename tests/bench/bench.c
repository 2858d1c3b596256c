/*
 * tests/bench/bench.c - what the system costs, in guest instructions.
 *
 * One line a figure: `bench NAME VALUE AIM`; make bench puts two runs together.
 * Runs under QEMU's -icount shift=0, where the time-stamp counter advances by one
 * an instruction, so a figure is exact and repeats; a call counts from SYSCALL up
 * to, not including, the instruction after it. The least of several runs is told:
 * the others had an interrupt or a first touch in them. What switches threads by
 * the scheduler keeps them on one CPU, so that with four (cpus=4; -icount takes
 * turns among them on one host thread) it shows what the other three cost, idle.
 *
 * guest-cpu: max,-erms,-la57
 * guest-qemu: -icount shift=0,sleep=off -seed 1 -rtc base=2026-01-01T00:00:00,clock=vm
 *
 * guest-module: memory serve
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xinim/message.h>
#include <xinim/stats.h>
#include <xinim/task.h>

#define RUNS       64
#define QUIET_RUNS 8
#define QUIET_SPIN 2000000 /* instructions: longer than a UART takes to empty its FIFO */

uint64_t measure_call(const uint64_t call[4]);
uint64_t measure_nothing(const uint64_t call[4]);

uint64_t measure_touch(char *byte);
uint64_t measure_no_touch(char *byte);

/* aim 0: none is set. */
static void tell(const char *name, uint64_t value, uint64_t aim)
{
	printf("bench %s %" PRIu64 " ", name, value);
	if (aim)
		printf("%" PRIu64 "\n", aim);
	else
		puts("-");
}

static uint64_t least(uint64_t (*measure)(const uint64_t call[4]), const uint64_t call[4])
{
	uint64_t best = UINT64_MAX;

	for (int i = 0; i < RUNS; i++) {
		uint64_t ticks = measure(call);

		if (ticks < best)
			best = ticks;
	}
	return best;
}

/* Instructions of one system call. */
static uint64_t cost(uint64_t number, uint64_t arg0, uint64_t arg1, uint64_t arg2)
{
	const uint64_t call[4] = { number, arg0, arg1, arg2 };

	return least(measure_call, call) - least(measure_nothing, call);
}

static uint64_t by_getpid(const uint64_t call[4])
{
	uint64_t start = __builtin_ia32_rdtsc();

	(void)call;
	getpid();
	return __builtin_ia32_rdtsc() - start;
}

static uint64_t by_read(const uint64_t call[4])
{
	uint64_t start = __builtin_ia32_rdtsc();

	read((int)call[1], (void *)call[2], call[3]);
	return __builtin_ia32_rdtsc() - start;
}

static uint64_t by_nothing(const uint64_t call[4])
{
	uint64_t start = __builtin_ia32_rdtsc();

	(void)call;
	return __builtin_ia32_rdtsc() - start;
}

/*
 * What the C library's function takes beside the call: one that cannot fail, and a
 * cancellation point that fails (no server is there for it) and sets errno.
 */
static void bench_wrappers(void)
{
	const uint64_t none[4] = { SYS_read, (uint64_t)-1, 0, 0 };
	uint64_t nothing = least(by_nothing, none);

	tell("wrapper_getpid_beside_call",
		least(by_getpid, none) - nothing - cost(SYS_getpid, 0, 0, 0), 10);
	tell("wrapper_read_error_beside_call",
		least(by_read, none) - nothing - cost(SYS_read, none[1], 0, 0), 60);
}

/* The same for one byte to the console, each time with an idle serial line. */
static uint64_t cost_of_write(void)
{
	static const char space[] = " ";
	const uint64_t call[4] = { SYS_write, STDOUT_FILENO, (uintptr_t)space, 1 };
	uint64_t best = UINT64_MAX;

	for (int i = 0; i < QUIET_RUNS; i++) {
		uint64_t ticks;

		for (volatile int spin = 0; spin < QUIET_SPIN / 4; spin++)
			continue;
		ticks = measure_call(call);
		if (ticks < best)
			best = ticks;
	}
	putchar('\n');
	return best - least(measure_nothing, call);
}

/*
 * The first write to a page of fresh memory, in the middle of many, so that
 * neither a page table nor a page zeroed in advance is at hand.
 */
static uint64_t cost_of_page_fault(void)
{
	enum { PAGES = 600, PAGE = 4096 };
	char *room = sbrk(PAGES * PAGE);
	uint64_t best = UINT64_MAX;

	if (room == (char *)-1)
		return 0;
	for (int i = 0; i < PAGES - 1; i++) {
		uint64_t ticks = measure_touch(room + i * PAGE);

		if (i >= PAGES - RUNS && ticks < best)
			best = ticks;
	}
	sbrk(-PAGES * PAGE);
	return best - measure_no_touch(room);
}

/* The break moved by a page and back: a region grown and cut. */
static uint64_t cost_of_break(void)
{
	uint64_t now = (uint64_t)sbrk(0);
	const uint64_t up[4] = { SYS_brk, now + 3 * 4096, 0, 0 };
	const uint64_t down[4] = { SYS_brk, now, 0, 0 };
	uint64_t best = UINT64_MAX;

	for (int i = 0; i < RUNS; i++) {
		uint64_t ticks = measure_call(up) + measure_call(down);

		if (ticks < best)
			best = ticks;
	}
	return best - 2 * least(measure_nothing, up);
}

/* --- between processes ----------------------------------------------------------- */

/* In memory that both see; measure.S knows it. */
struct signals {
	uint32_t start, best;
};

void measure_message(uint64_t cap, uint32_t out[2]);
void message_server(uint64_t cap);
void routed_server(uint64_t cap);
void yield_for_ever(uint64_t unused);
void signal_often(struct signals *s);
void wait_for_signals(struct signals *s);
void leave(uint64_t unused);

static char stacks[2][4096] __attribute__((aligned(16)));

static struct xinim_regs start_at(void (*fn)(uint64_t), uint64_t arg, unsigned stack)
{
	struct xinim_regs r = {
		.rip = (uint64_t)fn,
		.rdi = arg,
		.rsp = (uint64_t)(stacks[stack] + sizeof(stacks[0])) - 8,
	};

	return r;
}

/*
 * A copy of this process whose one thread runs fn(arg), with `cap` of ours as its
 * slot 1; priority 0: ours.
 */
static int child_of_priority(const char *name, void (*fn)(uint64_t), uint64_t arg,
	int cap, uint32_t rights, unsigned priority)
{
	struct xinim_regs r = start_at(fn, arg, 0);
	int p = xinim_process_create(name), tid;

	if (p < 0 ||
		xinim_process_control(p, XINIM_PROCESS_CLONE, XINIM_CAP_SELF, 0, 0) != 0)
		return -1;
	if (cap &&
		xinim_process_control(p, XINIM_PROCESS_GIVE, (uint64_t)cap, rights, 0) !=
			1)
		return -1;
	tid = xinim_thread_create(p, &r);
	if (tid > 0 && priority)
		xinim_thread_control(p, tid, XINIM_THREAD_PRIORITY, priority);
	return tid > 0 && xinim_thread_control(p, tid, XINIM_THREAD_START, 0) == 0 ? p
										   : -1;
}

static int child(
	const char *name, void (*fn)(uint64_t), uint64_t arg, int cap, uint32_t rights)
{
	return child_of_priority(name, fn, arg, cap, rights, 0);
}

/* What a client found, in memory that both see. */
struct figures {
	uint32_t call, reply, routed;
};

/*
 * Runs as a thread that has no extended state, as long as it stays away from
 * the C library; and in the main thread, which has some, as most programs do.
 */
__attribute__((target("general-regs-only"))) static void measure_client(struct figures *f)
{
	static const uint64_t routed[4] = { SYS_mincore, 1, 0, 0 };

	f->call = f->reply = f->routed = UINT32_MAX;
	for (int i = 0; i < RUNS; i++) {
		uint32_t now[2], ticks;

		measure_message(1, now);
		ticks = (uint32_t)(measure_call(routed) - measure_nothing(routed));
		if (now[0] < f->call)
			f->call = now[0];
		if (now[1] < f->reply)
			f->reply = now[1];
		if (ticks < f->routed)
			f->routed = ticks;
	}
}

__attribute__((target("general-regs-only"))) static void client(uint64_t figures)
{
	measure_client((struct figures *)figures);
	leave(0);
}

static void tell_figures(const struct figures *f, const char *suffix, bool aim)
{
	static const struct {
		const char *name;
		uint64_t aim;
	} line[] = {
		{ "ipc_call_one_way", 120 },
		{ "ipc_reply_receive_one_way", 130 },
		{ "ipc_round_trip", 250 },
		{ "routed_call_round_trip", 290 },
	};
	const uint64_t value[] = { f->call, f->reply, f->call + f->reply, f->routed };
	char name[64];

	for (unsigned i = 0; i < 4; i++) {
		snprintf(name, sizeof(name), "%s%s", line[i].name, suffix);
		tell(name, value[i], aim ? line[i].aim : 0);
	}
}

/* The module `memory`, this program too, answers routed calls: five instructions of its own. */
static void bench_messages(void)
{
	struct xinim_vm_map m = { .length = 4096, .rights = 3, .flags = XINIM_VM_SHARED };
	int endpoint = xinim_endpoint_create(), server, status;
	struct figures *shared, own;

	for (int i = 0; i < 1000 && syscall(SYS_mincore, 0, 0, 0) < 0; i++)
		syscall(SYS_sched_yield);
	m.object = xinim_object_create(4096);
	shared = (struct figures *)xinim_vm_map(XINIM_CAP_SELF, &m);
	server = child("server", message_server, 1, endpoint, XINIM_RIGHT_READ);
	if (server < 0 || (int64_t)shared < 0 || endpoint != 1 ||
		child("client", client, (uint64_t)shared, endpoint, XINIM_RIGHT_WRITE) <
			0)
		return;
	waitpid(-1, &status, 0);
	tell_figures(shared, "", true);
	measure_client(&own);
	tell_figures(&own, "_extended_state", false);
	xinim_process_control(server, XINIM_PROCESS_KILL, 9, 0, 0);
}

/* On the first CPU only from now on; without extended state, as it may be called by threads. */
__attribute__((target("general-regs-only"))) static void pin(void)
{
	static const uint64_t mask = 1;

	xinim_syscall3(SYS_sched_setaffinity, 0, sizeof(mask), (long)&mask);
}

__attribute__((target("general-regs-only"))) static void yielder(uint64_t unused)
{
	pin();
	yield_for_ever(unused);
}

__attribute__((target("general-regs-only"))) static void waiter(uint64_t shared)
{
	pin();
	wait_for_signals((struct signals *)shared);
}

__attribute__((target("general-regs-only"))) static void signaller(uint64_t shared)
{
	pin();
	signal_often((struct signals *)shared);
	leave(0);
}

static void bench_notification(void)
{
	struct xinim_vm_map m = { .length = 4096, .rights = 3, .flags = XINIM_VM_SHARED };
	int notification = xinim_notification_create(), p, q, status;
	struct signals *shared;

	m.object = xinim_object_create(4096);
	shared = (struct signals *)xinim_vm_map(XINIM_CAP_SELF, &m);
	if ((int64_t)shared < 0)
		return;
	shared->best = UINT32_MAX;
	p = child("waiter", waiter, (uint64_t)shared, notification, XINIM_RIGHT_READ);
	usleep(1000); /* until it waits */
	q = child_of_priority("signaller", signaller, (uint64_t)shared, notification,
		XINIM_RIGHT_WRITE, 2);
	if (p < 0 || q < 0)
		return;
	waitpid((pid_t)xinim_process_control(q, XINIM_PROCESS_PID, 0, 0, 0), &status, 0);
	tell("notification_to_waiting_thread", shared->best, 300);
	xinim_process_control(p, XINIM_PROCESS_KILL, 9, 0, 0);
}

static void bench_yield(void)
{
	int p = child("yielder", yielder, 0, 0, 0);

	if (p < 0)
		return;
	usleep(1000); /* until it is on this CPU */
	tell("yield_round_two_processes", cost(SYS_sched_yield, 0, 0, 0), 600);
	xinim_process_control(p, XINIM_PROCESS_KILL, 9, 0, 0);
}

/* Made, started, run to its end, its memory free again: by the many, as one takes turns. */
static void bench_threads(void)
{
	enum { THREADS = 200 };
	struct xinim_regs r = start_at(leave, 0, 1);
	uint64_t start, ticks;

	for (int round = 0; round < 2; round++) {
		start = __builtin_ia32_rdtsc();
		for (int i = 0; i < THREADS; i++) {
			int tid = xinim_thread_create(XINIM_CAP_SELF, &r);

			xinim_thread_control(XINIM_CAP_SELF, tid, XINIM_THREAD_START, 0);
			syscall(SYS_sched_yield);
		}
		ticks = __builtin_ia32_rdtsc() - start;
	}
	tell("thread_create_exit_reap", ticks / THREADS, 3000);
}

/* What fork, exit and wait take of the kernel: a copy of this process, run to its end. */
static void bench_processes(void)
{
	enum { ROUNDS = 20 };
	uint64_t best = UINT64_MAX, start, ticks;

	for (int i = 0; i < ROUNDS; i++) {
		int p, status;

		start = __builtin_ia32_rdtsc();
		p = child("copy", leave, 0, 0, 0);
		waitpid((pid_t)xinim_process_control(p, XINIM_PROCESS_PID, 0, 0, 0),
			&status, 0);
		xinim_cap_close(p);
		ticks = __builtin_ia32_rdtsc() - start;
		if (ticks < best)
			best = ticks;
	}
	tell("process_clone_exit_wait", best, 0);
}

static void on_signal(int signal)
{
	(void)signal;
}

/* Sent to oneself by the kernel's own call, caught, returned from; kill() is more. */
static void bench_signal(const char *name)
{
	struct sigaction a = { 0 };
	siginfo_t info = { .si_signo = SIGUSR1 };
	uint64_t best = UINT64_MAX, nothing = UINT64_MAX;

	a.sa_handler = on_signal;
	sigaction(SIGUSR1, &a, NULL);
	for (int i = 0; i < RUNS; i++) {
		uint64_t start = __builtin_ia32_rdtsc(), middle, end;

		middle = __builtin_ia32_rdtsc();
		xinim_process_control(
			XINIM_CAP_SELF, XINIM_PROCESS_SIGNAL, 0, (uint64_t)&info, 0);
		end = __builtin_ia32_rdtsc();
		if (end - middle < best)
			best = end - middle;
		if (middle - start < nothing)
			nothing = middle - start;
	}
	tell(name, best - nothing, 1500);
}

/* A second is 10^9 instructions here: the more of these, the better. */
static void bench_many_calls(void)
{
	enum { CALLS = 1000000 };
	uint64_t start = __builtin_ia32_rdtsc();

	for (unsigned i = 0; i < CALLS; i++)
		syscall(SYS_getpid);
	tell("null_calls_a_second",
		CALLS * 1000000000UL / (__builtin_ia32_rdtsc() - start), 1000000);
}

static int serve(void)
{
	int endpoint = xinim_endpoint_create();

	if (endpoint < 0 || xinim_route_serve(XINIM_ROUTE_MEMORY, endpoint) != 0)
		return 1;
	routed_server((uint64_t)endpoint);
	return 1;
}

/* Tells the kernel that PID 1 is up, so that the modules after it start. */
static void be_up(void)
{
	struct xinim_message m = { 0 };
	int endpoint = xinim_endpoint_create();

	xinim_receive(endpoint, &m, 1);
	xinim_cap_close(endpoint);
}

int main(int argc, char **argv)
{
	struct xinim_stats_boot boot;

	(void)argv;
	if (argc > 1)
		return serve();

	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	puts("bench: guest instructions");
	if (stats_read(XINIM_STATS_BOOT, 0, &boot, sizeof(boot)) < 0)
		return 1;
	tell("boot_entry_to_first_server_line", boot.first_write_tsc - boot.entry_tsc,
		30000000);
	tell("null_call_getpid", cost(SYS_getpid, 0, 0, 0), 60);
	tell("bad_number", cost(512, 0, 0, 0), 60);
	bench_wrappers();
	tell("page_fault_anonymous", cost_of_page_fault(), 1200);
	tell("brk_up_and_down", cost_of_break(), 0);
	tell("write_1_byte_console", cost_of_write(), 0);
	bench_many_calls();
	be_up();
	bench_messages();
	pin();
	bench_notification();
	bench_yield();
	bench_threads();
	bench_processes();
	bench_signal("signal_self_caught_returned");
	__asm__ volatile("pxor %%xmm0, %%xmm0" ::: "xmm0");
	bench_signal("signal_self_caught_returned_extended_state");
	return 0;
}
