/*
 * servers/tools/trace.c - prints the system calls of a process as they happen.
 *
 *	trace [-o FILE] PROGRAM [ARGUMENT]...	runs it, and ends as it does
 *	trace [-o FILE] -p PID			of one that runs already, until it
 *						ends or SIGINT comes
 *	trace					of itself, a few, to show what it
 *						looks like
 *
 * What is printed goes to FILE, or to the standard error output.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <xinim/abi.h>
#include <xinim/cap.h>
#include <xinim/trace.h>

#define RING     XINIM_TRACE_MAX
#define LOOK_NS  5000000 /* between two looks at an empty ring */
#define IPC_CALL 482     /* to 486: the calls with capability, label, timeout, reply */
#define IPC_LAST 486

struct call {
	const char *name;
	uint8_t nargs;
};

static const struct call calls[XINIM_SYSCALL_SLOTS] = {
#define SYSCALL(number, name, nargs, server) [number] = { #name, nargs },
#include <xinim/syscalls.def>
#undef SYSCALL
};

static struct xinim_trace_entry open_call; /* its end is on the line yet to come */
static bool is_open;
static FILE *out;
static bool skipping; /* what is before the first execve */
static volatile sig_atomic_t stopped;

static void print_name(uint32_t number)
{
	if (number < XINIM_SYSCALL_SLOTS && calls[number].name)
		fputs(calls[number].name, out);
	else
		fprintf(out, "call_%" PRIu32, number);
}

static void print_head(const struct xinim_trace_entry *e)
{
	fprintf(out, "%" PRIu64 ".%06" PRIu64 " %" PRId32 ".%" PRIu32 " ",
		e->time / 1000000000, e->time % 1000000000 / 1000, e->pid, e->tid);
}

/* Small numbers read better in decimal, addresses and bits in hexadecimal. */
static void print_number(uint64_t n)
{
	if ((int64_t)n > -4096 && (int64_t)n < 65536)
		fprintf(out, "%" PRId64, (int64_t)n);
	else
		fprintf(out, "0x%" PRIx64, n);
}

static void print_enter(const struct xinim_trace_entry *e)
{
	unsigned nargs = e->number < XINIM_SYSCALL_SLOTS && calls[e->number].name
		? calls[e->number].nargs
		: 6;

	print_head(e);
	print_name(e->number);
	putc('(', out);
	for (unsigned i = 0; i < nargs; i++) {
		if (i)
			fputs(", ", out);
		print_number(e->arg[i]);
	}
	putc(')', out);
	if (e->number >= IPC_CALL && e->number <= IPC_LAST) {
		fputs(" [cap ", out);
		print_number(e->cap);
		fputs(", label ", out);
		print_number(e->label);
		fputs(", timeout ", out);
		print_number(e->timeout);
		fputs(", reply ", out);
		print_number(e->reply);
		putc(']', out);
	}
}

static void print_result(const struct xinim_trace_entry *e)
{
	fputs(" = ", out);
	if (e->result < 0 && e->result > -4096)
		fprintf(out, "-1 (%s)\n", strerror((int)-e->result));
	else {
		print_number((uint64_t)e->result);
		putc('\n', out);
	}
}

static void print_entry(const struct xinim_trace_entry *e)
{
	bool ends = is_open && e->kind == XINIM_TRACE_EXIT && e->tid == open_call.tid;

	if (skipping && (e->number != SYS_execve || e->kind != XINIM_TRACE_ENTER))
		return;
	skipping = false;
	if (is_open && !ends)
		fputs(" ...\n", out);
	is_open = false;
	if (e->kind == XINIM_TRACE_ENTER) {
		print_enter(e);
		open_call = *e;
		is_open = true;
		return;
	}
	if (!ends) {
		print_head(e);
		fputs("... ", out);
		print_name(e->number);
	}
	print_result(e);
}

/* Prints what is in the ring; -1 when there is none any more. */
static int print_ring(int process, uint64_t *all_lost)
{
	struct xinim_trace_entry entries[XINIM_TRACE_READ];
	uint64_t lost;
	int n;

	while ((n = trace_read(process, entries, XINIM_TRACE_READ, &lost)) > 0) {
		if (lost)
			fprintf(out, "%s(%" PRIu64 " entries were lost)\n",
				is_open ? "\n" : "", lost);
		*all_lost += lost;
		for (int i = 0; i < n; i++)
			print_entry(&entries[i]);
	}
	return n;
}

static void finish(uint64_t lost)
{
	if (is_open)
		putc('\n', out);
	if (lost)
		fprintf(out, "%" PRIu64 " entries were lost in all\n", lost);
}

static int fail(const char *what)
{
	fprintf(stderr, "trace: %s: %s\n", what, strerror(errno));
	return 1;
}

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

/* Until it has ended, or we are told to stop. */
static void follow(int process)
{
	const struct timespec pause = { 0, LOOK_NS };
	uint64_t lost = 0;

	while (!stopped && print_ring(process, &lost) == 0) {
		/* It says so when the process has ended, and does nothing while it is on. */
		if (trace_control(process, XINIM_TRACE_ON, RING) != 0 && errno == ESRCH)
			break;
		fflush(out);
		nanosleep(&pause, NULL);
	}
	trace_control(process, XINIM_TRACE_OFF, 0);
	print_ring(process, &lost);
	finish(lost);
	trace_control(process, XINIM_TRACE_DROP, 0);
}

/* A capability to the process, which is traced from now on; -1: with a message. */
static int begin(long pid)
{
	int process = trace_control((int)pid, XINIM_TRACE_OPEN, 0);

	if (process < 0 || trace_control(process, XINIM_TRACE_ON, RING) != 0) {
		fail("cannot trace");
		return -1;
	}
	return process;
}

static int trace_running(const char *text)
{
	struct sigaction a = { .sa_handler = stop };
	char *end;
	long pid = strtol(text, &end, 10);
	int process;

	if (*end || end == text || pid <= 0 || pid > INT32_MAX) {
		fprintf(stderr, "trace: %s is no process number\n", text);
		return 2;
	}
	process = begin(pid);
	if (process < 0)
		return 1;
	sigaction(SIGINT, &a, NULL);
	sigaction(SIGTERM, &a, NULL);
	follow(process);
	return 0;
}

/* The child begins when it is told to: it is traced by then. */
static void child(const int go[2], char **argv)
{
	char c;

	close(go[1]);
	if (read(go[0], &c, 1) != 1)
		_exit(126);
	close(go[0]);
	execvp(argv[0], argv);
	fprintf(stderr, "trace: %s: %s\n", argv[0], strerror(errno));
	_exit(errno == ENOENT ? 127 : 126);
}

static int trace_program(char **argv)
{
	int go[2], status = 0, process;
	pid_t pid;

	if (pipe(go) != 0)
		return fail("pipe");
	pid = fork();
	if (pid < 0)
		return fail("fork");
	if (pid == 0)
		child(go, argv);
	close(go[0]);
	process = begin(pid);
	if (process >= 0) {
		/* What is typed is for the program. */
		signal(SIGINT, SIG_IGN);
		signal(SIGQUIT, SIG_IGN);
		skipping = true;
		if (write(go[1], "", 1) != 1)
			fail("pipe");
	}
	close(go[1]);
	if (process >= 0)
		follow(process);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (process < 0)
		return 1;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int trace_self(void)
{
	uint64_t lost = 0;

	if (trace_control(XINIM_CAP_SELF, XINIM_TRACE_ON, RING) != 0)
		return fail("cannot trace");
	getppid();
	access("/", F_OK);
	write(-1, "", 0);
	if (trace_control(XINIM_CAP_SELF, XINIM_TRACE_OFF, 0) != 0)
		return fail("cannot stop");
	print_ring(XINIM_CAP_SELF, &lost);
	finish(lost);
	return 0;
}

static int usage(void)
{
	fputs("usage: trace [-o FILE] PROGRAM [ARGUMENT]...\n"
	      "       trace [-o FILE] -p PID\n",
		stderr);
	return 2;
}

int main(int argc, char **argv)
{
	const char *pid = NULL;
	int option, result;

	out = argc == 1 ? stdout : stderr;
	/* "+": what comes after the program's name is the program's. */
	while ((option = getopt(argc, argv, "+o:p:")) >= 0) {
		switch (option) {
		case 'o':
			out = fopen(optarg, "we");
			if (!out)
				return fail(optarg);
			break;
		case 'p':
			pid = optarg;
			break;
		default:
			return usage();
		}
	}
	if (argc == 1)
		result = trace_self();
	else if ((pid != NULL) == (optind < argc))
		result = usage();
	else
		result = pid ? trace_running(pid) : trace_program(argv + optind);
	return fflush(out) != 0 ? fail("cannot write") : result;
}
