/* tests/posix/exec.c - execve, with a stand-in for the VFS server.
 *
 * The stand-in is this same program as the boot module `vfs'. It knows these files:
 * /good, /relative, /script (with an interpreter and an argument), /setuid (of user
 * 77), /sections (which it has) and /bad/N, which is /good with field N spoilt.
 *
 * guest-module: vfs serve
 * guest-server: process
 * guest-memory: 256
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"

#include <sys/mman.h>
#include <sys/resource.h>

#include "exec-program.h"

#include "servers/lib/server.h"
#include "servers/lib/vfs_protocol.h"

#include <xinim/message.h>
#include <xinim/task.h>

extern char **environ;

/* --- files ------------------------------------------------------------------------ */

static char file[PROGRAM_SIZE] __attribute__((aligned(4096)));

#define HEADER  ((Elf64_Ehdr *)file)
#define SEGMENT ((Elf64_Phdr *)(file + sizeof(Elf64_Ehdr)))

/* What makes the program one that is refused: a value in a field of a header. */
static const struct {
	size_t at, size;
	uint64_t value;
} spoils[] = {
#define IN_HEADER(field, v)                                             \
	{                                                               \
		offsetof(Elf64_Ehdr, field), sizeof(HEADER->field), (v) \
	}
#define IN_SEGMENT(n, field, v)                                 \
	{                                                       \
		sizeof(Elf64_Ehdr) + (n) * sizeof(Elf64_Phdr) + \
			offsetof(Elf64_Phdr, field),            \
			sizeof(SEGMENT->field), (v)             \
	}
	IN_HEADER(e_ident[0], 0), IN_HEADER(e_ident[EI_CLASS], ELFCLASS32),
	IN_HEADER(e_ident[EI_DATA], ELFDATA2MSB), IN_HEADER(e_ident[EI_VERSION], 0),
	IN_HEADER(e_ident[EI_OSABI], 77), IN_HEADER(e_ident[EI_ABIVERSION], 9),
	IN_HEADER(e_type, ET_REL), IN_HEADER(e_machine, EM_AARCH64),
	IN_HEADER(e_version, 7), IN_HEADER(e_entry, 0), IN_HEADER(e_entry, -1UL),
	IN_HEADER(e_phoff, 0), IN_HEADER(e_phoff, -64UL), IN_HEADER(e_flags, 3),
	IN_HEADER(e_ehsize, 0), IN_HEADER(e_phentsize, 32), IN_HEADER(e_phnum, 0),
	IN_HEADER(e_phnum, 0xffff), IN_SEGMENT(1, p_type, PT_INTERP),
	IN_SEGMENT(1, p_offset, -4096UL), IN_SEGMENT(1, p_vaddr, -4096UL),
	IN_SEGMENT(1, p_vaddr, 0x7fffffffe000), IN_SEGMENT(1, p_filesz, -1UL),
	IN_SEGMENT(1, p_memsz, -1UL), IN_SEGMENT(1, p_memsz, 1),
	IN_SEGMENT(1, p_flags, PF_R | PF_W | PF_X), IN_SEGMENT(1, p_flags, PF_R),
	IN_SEGMENT(1, p_align, 5), IN_SEGMENT(0, p_vaddr, 0),
	IN_SEGMENT(2, p_memsz, 0x7fffffbfc000), /* where the stack is to be */
#undef IN_HEADER
#undef IN_SEGMENT
};
#define SPOILS (int)(sizeof(spoils) / sizeof(spoils[0]))

/* Its program headers as sections, which nobody looks into. */
static void add_sections(void)
{
	HEADER->e_shoff = sizeof(Elf64_Ehdr);
	HEADER->e_shentsize = sizeof(Elf64_Shdr);
	HEADER->e_shnum = 2;
	HEADER->e_shstrndx = 1;
}

/* Spoils the program in its n-th way; false: there are no more. */
static bool spoil(int n)
{
	if (n < SPOILS) {
		memcpy(file + spoils[n].at, &spoils[n].value, spoils[n].size);
		return true;
	}
	switch (n - SPOILS) {
	case 0:
		SEGMENT[1].p_vaddr++;
		return true;
	case 1:
		SEGMENT[2].p_vaddr = SEGMENT[1].p_vaddr;
		return true;
	case 2:
		memcpy(file, "\177ELF", 4);
		memset(file + 4, 0xff, 200);
		return true;
	case 3:
		HEADER->e_shnum = 1;
		return true;
	case 4:
		HEADER->e_shstrndx = 1;
		return true;
	case 5:
		add_sections();
		HEADER->e_shoff = -64UL;
		return true;
	case 6:
		add_sections();
		HEADER->e_shoff = 8;
		return true;
	case 7:
		add_sections();
		HEADER->e_shentsize = 40;
		return true;
	case 8:
		add_sections();
		HEADER->e_shnum = 0xff00;
		return true;
	case 9:
		add_sections();
		HEADER->e_shstrndx = 2;
		return true;
	default:
		return false;
	}
}

static int object_of(size_t size)
{
	int object = xinim_object_create(PROGRAM_SIZE);

	if (object > 0)
		xinim_syscall6(SYS_object_control, object, XINIM_OBJECT_WRITE, 0,
			(long)size, (long)file, 0);
	return object;
}

/* --- the stand-in ------------------------------------------------------------------- */

static char path[64];         /* of the execve that is under way */
static int program, relative; /* objects */

static int taken; /* the object of a spoilt file, until the exec is over */

static int find(uint64_t *mode, uint64_t *owner)
{
	*mode = 0755;
	*owner = 0;
	if (strcmp(path, "/relative") == 0)
		return relative;
	if (strncmp(path, "/bad/", 5) == 0) {
		program_make(file, 0);
		(void)spoil(atoi(path + 5));
		taken = object_of(PROGRAM_SIZE);
		return taken;
	}
	if (strcmp(path, "/sections") == 0) {
		program_make(file, 0);
		add_sections();
		taken = object_of(PROGRAM_SIZE);
		return taken;
	}
	if (strcmp(path, "/setuid") == 0) {
		*mode = 04755;
		*owner = 77UL << 32 | 5;
	}
	return program;
}

static int64_t take(const struct server_call *call, struct xinim_message *reply)
{
	char strings[128];
	bool script = strcmp(path, "/script") == 0;
	int n = snprintf(
		strings, sizeof(strings), "%s%c%s", path, 0, script ? "/good" : "");
	uint64_t mode, owner;
	int object = find(&mode, &owner);

	n++;
	if (script)
		n += snprintf(
			     strings + n, sizeof(strings) - (size_t)n, "e%c%s", 0, path) +
			1;
	if (xinim_copy_to_caller(call->id, call->arg[1], strings, (size_t)n) != n)
		return -EFAULT;
	*reply = (struct xinim_message){
		.word = { script ? 4 : 1, strcmp(path, "/short") == 0 ? 40 : PROGRAM_SIZE,
			mode, owner, script ? VFS_EXEC_SCRIPT : 0, (uint64_t)object },
		.label = XINIM_LABEL_CAP,
	};
	return 0;
}

static int64_t answer(const struct server_call *call, struct xinim_message *reply)
{
	char text[256];
	size_t n = call->arg[2] < sizeof(text) ? call->arg[2] : sizeof(text);

	switch (call->number) {
	case SYS_write:
		if (xinim_copy_from_caller(call->id, text, call->arg[1], n) != (int64_t)n)
			return -EFAULT;
		return write(1, text, n);
	case SYS_execve:
		memset(path, 0, sizeof(path));
		if (xinim_copy_from_caller(
			    call->id, path, call->arg[0], sizeof(path) - 1) <= 0)
			return -EFAULT;
		if (strcmp(path, "/none") == 0)
			return -ENOENT;
		if (xinim_route_forward(XINIM_ROUTE_PROCESS, call->id) == 0)
			return SERVER_PARKED;
		return -EIO;
	case VFS_EXEC_TAKE:
		return take(call, reply);
	case VFS_EXEC_DONE:
	case VFS_EXEC_FAILED:
		if (taken > 0)
			xinim_cap_close(taken);
		taken = 0;
		return 0;
	default:
		return call->number >= VFS_LABEL_FIRST ? 0 : -ENOSYS;
	}
}

static int serve(void)
{
	int endpoint = xinim_endpoint_create();
	struct xinim_message m = { 0 };
	uint64_t reply = 0;

	program_make(file, 0);
	program = object_of(PROGRAM_SIZE);
	program_make(file, 1);
	relative = object_of(PROGRAM_SIZE);
	if (xinim_route_serve(XINIM_ROUTE_VFS, endpoint) != 0)
		return 1;
	for (;;) {
		int64_t id = xinim_reply_receive(endpoint, reply, &m, XINIM_FOREVER);
		struct xinim_message out = { 0 };
		struct server_call call = { .id = (uint64_t)id,
			.number = m.label & ~XINIM_LABEL_CAP,
			.caller = m.badge,
			.arg = m.word };
		int64_t result;

		reply = 0;
		if (id <= 0)
			continue;
		result = answer(&call, &out);
		if (result == SERVER_PARKED)
			continue;
		if (!out.label)
			out.word[0] = (uint64_t)result;
		m = out;
		reply = (uint64_t)id;
	}
}

/* --- tests -------------------------------------------------------------------------- */

/* The exit status of a child that becomes that program; 200 + errno if it cannot. */
static int run(const char *name, char *const argv[], char *const envp[])
{
	pid_t pid = fork();

	if (pid == 0) {
		execve(name, argv, envp);
		_exit(200 + (errno < 50 ? errno : 50));
	}
	return pid < 0 ? -errno : reap(pid);
}

/* A place where nothing is, of which the compiler knows nothing. */
static char **volatile nowhere = (char **)8;

#define ARGV(...) ((char *[]){ __VA_ARGS__, NULL })
static char *no_env[] = { NULL };

static void arguments(void)
{
	EXPECT_EQ(run("/good", ARGV("good"), no_env), 1);
	EXPECT_EQ(run("/good", ARGV("good", "e", "3"), no_env), 3);
	EXPECT_EQ(run("/good", NULL, NULL), 1);
	EXPECT_EQ(run("/sections", ARGV("x", "e", "a"), no_env), 3);
	EXPECT_EQ(run("/relative", ARGV("x", "e", "a", "b", "c"), no_env), 5);
	/* The interpreter, its argument, the script, and what argv has after its first. */
	EXPECT_EQ(run("/script", ARGV("x", "1", "2"), no_env), 5);
	EXPECT_EQ(run("/script", NULL, no_env), 3);
}

static void errors(void)
{
	EXPECT_EQ(run("/none", ARGV("x"), no_env), 200 + ENOENT);
	EXPECT_EQ(run("/short", ARGV("x"), no_env), 200 + ENOEXEC);
	EXPECT_EQ(run("/good", nowhere, no_env), 200 + EFAULT);
	EXPECT_EQ(run("/good", ARGV("x"), nowhere), 200 + EFAULT);
	EXPECT_EQ(run("/good", ARGV((char *)nowhere), no_env), 200 + EFAULT);
	EXPECT_ERROR(execve("/none", ARGV("x"), no_env), ENOENT);
	EXPECT_ERROR(execve("/good", nowhere, no_env), EFAULT);
	EXPECT_ERROR(execve((char *)nowhere, ARGV("x"), no_env), EFAULT);
}

static void malformed(void)
{
	char name[16];
	long before = 0;

	/* The first rounds make the servers' heaps as large as they will be. */
	for (int round = 0; round < 4; round++) {
		for (int i = 0; spoil(i); i++) {
			snprintf(name, sizeof(name), "/bad/%d", i);
			EXPECT_EQ(run(name, ARGV("x"), no_env), 200 + ENOEXEC);
		}
		if (round == 3)
			EXPECT_EQ(free_pages(), before);
		before = free_pages();
	}
	EXPECT_ERROR(execve("/bad/1", ARGV("x"), no_env), ENOEXEC);
}

static void environment(void)
{
	char sum[24], *argv[] = { "x", "s", sum, "one", "two", "", "four", NULL };
	char *envp[] = { "A=1", "PATH=/bin", NULL };

	snprintf(
		sum, sizeof(sum), "%lu", program_sum(argv + 3, 4) + program_sum(envp, 2));
	EXPECT_EQ(run("/good", argv, envp), 0);
	EXPECT_EQ(run("/good", ARGV("x", "a"), no_env), 0);
	EXPECT_EQ(run("/relative", ARGV("x", "a"), no_env), 0);
}

/* Strings and the pointers to them: a quarter of the stack's limit, here 2 MiB. */
static void two_mib(void)
{
	enum { LONG = 65536, N = 31 };
	static char text[LONG], sum[24];
	char *argv[N + 4] = { "x", "s", sum };
	char **many;

	memset(text, 'q', sizeof(text) - 1);
	for (int i = 0; i < N; i++)
		argv[i + 3] = text;
	snprintf(sum, sizeof(sum), "%lu", program_sum(argv + 3, N));
	EXPECT_EQ(run("/good", argv, no_env), 0);
	argv[N + 2] = NULL;
	many = malloc(200002 * sizeof(*many));
	REQUIRE(many != NULL);
	for (int i = 0; i < 200000; i++)
		many[i] = "y";
	many[1] = "e";
	many[200000] = many[200001] = NULL;
	EXPECT_EQ(run("/good", many, no_env), 200000 & 0xff);
	for (int i = 0; i < 200000; i++)
		many[i] = "0123456789";
	EXPECT_EQ(run("/good", many, no_env), 200 + E2BIG);
	free(many);
	many = malloc(200000);
	memset(many, 'z', 199999);
	((char *)many)[199999] = 0;
	EXPECT_EQ(run("/good", ARGV("x", "e", (char *)many), no_env), 200 + E2BIG);
	free(many);
}

static void set_id_body(void)
{
	CHILD_EXPECT(setuid(50) == 0);
	CHILD_EXPECT(run("/good", ARGV("x", "u"), no_env) == 50);
	CHILD_EXPECT(run("/setuid", ARGV("x", "u"), no_env) == 77);
	CHILD_EXPECT(syscall(SYS_prctl, 38L, 1L, 0L, 0L, 0L) == 0);
	CHILD_EXPECT(run("/setuid", ARGV("x", "u"), no_env) == 50);
}

static void set_id(void)
{
	EXPECT_EQ(in_child(set_id_body), 0);
}

static void on_signal(int sig)
{
	(void)sig;
}

static void signals_body(void)
{
	signal(SIGUSR1, on_signal);
	signal(SIGUSR2, SIG_IGN);
	CHILD_EXPECT(run("/good", ARGV("x", "h"), no_env) == 0);
}

static void signals(void)
{
	EXPECT_EQ(in_child(signals_body), 0);
}

static void vforked(void)
{
	pid_t pid = vfork();

	if (pid == 0) {
		execve("/good", ARGV("x", "e"), no_env);
		_exit(111);
	}
	REQUIRE(pid > 0);
	EXPECT_EQ(reap(pid), 2);
}

static void after_exec(void)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		raise(SIGSTOP);
		execve("/good", ARGV("x"), no_env);
		_exit(1);
	}
	EXPECT_EQ(waitpid(pid, &status, WUNTRACED), pid);
	EXPECT_EQ(setpgid(pid, pid), 0);
	kill(pid, SIGCONT);
	while (waitid(P_PID, (id_t)pid, &(siginfo_t){ .si_code = 0 },
		       WEXITED | WNOWAIT) != 0)
		;
	EXPECT_EQ(reap(pid), 1);
}

static char thread_stack[65536] __attribute__((aligned(16)));
static char pid_text[16];

/* A second thread execs: the process is it, with the process's number, alone. */
static void thread_body(void)
{
	long flags = 0x100 | 0x200 | 0x400 | 0x800 | 0x10000;
	char *argv[] = { "x", "p", pid_text, NULL };
	long tid;

	snprintf(pid_text, sizeof(pid_text), "%d", (int)getpid());
	__asm__ volatile(
		"mov %[stack], %%rsi\n"
		"	mov %[flags], %%rdi\n"
		"	xor %%edx, %%edx\n"
		"	xor %%r10d, %%r10d\n"
		"	xor %%r8d, %%r8d\n"
		"	mov $56, %%eax\n"
		"	syscall\n"
		"	test %%rax, %%rax\n"
		"	jnz 1f\n"
		"	mov %[path], %%rdi\n"
		"	mov %[argv], %%rsi\n"
		"	mov %[envp], %%rdx\n"
		"	mov $59, %%eax\n"
		"	syscall\n"
		"	mov $77, %%edi\n"
		"	mov $231, %%eax\n"
		"	syscall\n"
		"1:"
		: "=&a"(tid)
		: [stack] "r"(thread_stack + sizeof(thread_stack)), [flags] "r"(flags),
		[path] "r"("/good"), [argv] "r"(argv), [envp] "r"(no_env)
		: "rcx", "r11", "rdi", "rsi", "rdx", "r10", "r8", "memory");
	CHILD_EXPECT(tid > 0);
	for (;;)
		sleep_ms(10000);
}

static void from_thread(void)
{
	EXPECT_EQ(in_child(thread_body), 0);
}

static void many(void)
{
	long before = free_pages();

	for (int i = 0; i < 200; i++)
		REQUIRE_EQ(run("/good", ARGV("x", "e", "3"), no_env), 3);
	EXPECT_EQ(free_pages(), before);
}

static const struct guest_case cases[] = {
	{ "arguments", arguments },
	{ "errors", errors },
	{ "malformed", malformed },
	{ "environment", environment },
	{ "two_mib", two_mib },
	{ "set_id", set_id },
	{ "signals", signals },
	{ "vforked", vforked },
	{ "after_exec", after_exec },
	{ "from_thread", from_thread },
	{ "many", many },
};

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "serve") == 0)
		return serve();
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
