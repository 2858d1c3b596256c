/*
 * servers/process/exec.c - execve, execveat: a process becomes another program.
 *
 * The VFS server has found the file and handed the call over. The new program is
 * built in an embryo, a process without threads, from the file's memory object;
 * up to the end of that a failure is an errno and has changed nothing. Then the
 * caller adopts the embryo's memory.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <cpuid.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <xinim/abi.h>

#include "servers/lib/vfs_protocol.h"
#include "servers/process/args.h"
#include "servers/process/calls.h"
#include "servers/process/credentials.h"
#include "servers/process/elf.h"
#include "servers/process/family.h"
#include "servers/process/kernel.h"
#include "servers/process/policies.h"
#include "servers/process/limits.h"
#include "servers/process/main.h"
#include "servers/process/timers.h"
#include "servers/process/vfs.h"

#define PAGE            4096ULL
#define STACK_TOP       (XINIM_USER_LIMIT - PAGE) /* a page of nothing above it */
#define STACK_GAP       (1ULL << 20)              /* kept free below what it may become */
#define STACK_LEAST     (128ULL << 10)
#define STACK_MOST      (1ULL << 40) /* as far as places for others are concerned */
#define ARGS_LEAST      (128ULL << 10)
#define ARGS_MOST       (6ULL << 20)
#define RELATIVE_BASE   0x555555554000ULL
#define RANDOM_PAGES    (1ULL << 28)
#define FILE_HEAD       1024       /* the program headers are mostly in here */
#define NO_RANDOM_PLACE 0x0040000u /* personality: ADDR_NO_RANDOMIZE */
#define MODE_SET_IDS    06000u

/* An exec under way. */
struct exec {
	struct proc *self;
	uint64_t call;
	uint64_t argv, envp; /* addresses of the caller's */
	struct vfs_program file;
	struct args args;
	struct elf elf;
	struct cred cred; /* of the program */
	bool new_cred;    /* it is not the caller's */
	bool secure;
	char name[PROC_NAME_MAX];
	int embryo;
	uint64_t stack;
};

static char strings[VFS_EXEC_STRINGS];

/* Bytes nobody can guess, fetched from the kernel for many programs at once. */
static const unsigned char *random_bytes(void)
{
	static unsigned char pool[256];
	static size_t used = sizeof(pool);

	if (used == sizeof(pool)) {
		if (getrandom(pool, sizeof(pool), 0) != (ssize_t)sizeof(pool))
			return pool;
		used = 0;
	}
	used += STACK_RANDOM_BYTES;
	return pool + used - STACK_RANDOM_BYTES;
}

static uint64_t stack_limit(const struct proc *p)
{
	uint64_t limit = p->limit[RLIMIT_STACK].soft;

	return limit < STACK_LEAST   ? STACK_LEAST
		: limit > STACK_MOST ? STACK_MOST
				     : limit & ~(PAGE - 1);
}

/* Linux: a quarter of the stack, 128 KiB at least, 6 MiB at most. */
static size_t args_most(const struct proc *p)
{
	uint64_t n = stack_limit(p) / 4;

	return n < ARGS_LEAST ? ARGS_LEAST : n > ARGS_MOST ? ARGS_MOST : n;
}

/* The process is called as the file is, without its folders. */
static void set_name(struct exec *x)
{
	const char *slash = strrchr(strings, '/');

	const char *base = slash ? slash + 1 : strings;
	size_t n = strlen(base);

	memcpy(x->name, base, n < sizeof(x->name) ? n : sizeof(x->name) - 1);
}

/*
 * A script's strings come in argv[0]'s place, and there is always an argv[0].
 * The name of the file (AT_EXECFN) stands behind all the others.
 */
static int take_args(struct exec *x)
{
	struct args *a = &x->args;
	const char *s = strings;
	uint32_t own = 0;
	int error = 0;

	args_init(a, args_most(x->self));
	if (x->file.flags & VFS_EXEC_SCRIPT) {
		for (unsigned i = 1; !error && i < x->file.strings; i++) {
			s += strlen(s) + 1;
			error = args_add(a, s);
			own++;
		}
	}
	a->argc = own;
	if (!error)
		error = args_take(a, x->call, x->argv, own ? 1 : 0, &a->argc);
	if (!error && a->argc == 0) {
		error = args_add(a, "");
		a->argc = 1;
	}
	if (!error)
		error = args_take(a, x->call, x->envp, 0, &a->envc);
	return error ? error : args_add(a, strings);
}

static int read_file(const struct exec *x, uint64_t offset, void *to, size_t length)
{
	int64_t n = kernel_object(
		x->file.object, XINIM_OBJECT_READ, offset, length, (uintptr_t)to);

	return n < 0 ? (int)n : (size_t)n == length ? 0 : -EIO;
}

static int check_program(struct exec *x)
{
	char head[FILE_HEAD], programs[ELF_PROGRAMS_MAX * ELF_PROGRAM_SIZE];
	uint64_t size = x->file.size;
	size_t got = size < sizeof(head) ? (size_t)size : sizeof(head), length;
	const char *at = head;
	int error;

	if (got < ELF_HEADER_SIZE)
		return -ENOEXEC;
	error = read_file(x, 0, head, got);
	if (!error)
		error = elf_header(head, got, size, &x->elf);
	if (error)
		return error;
	length = (size_t)x->elf.header_count * ELF_PROGRAM_SIZE;
	if (x->elf.headers_offset <= got && length <= got - x->elf.headers_offset) {
		at += x->elf.headers_offset;
	} else {
		error = read_file(x, x->elf.headers_offset, programs, length);
		if (error)
			return error;
		at = programs;
	}
	error = elf_programs(at, size, &x->elf);
	if (!error && x->elf.relative) {
		uint64_t base = RELATIVE_BASE, random;

		memcpy(&random, random_bytes(), sizeof(random));
		if (!(x->self->personality & NO_RANDOM_PLACE))
			base -= random % RANDOM_PAGES * PAGE;
		elf_move(&x->elf, base);
	}
	return error;
}

static int map(const struct exec *x, uint64_t start, uint64_t end, uint32_t rights,
	int object, uint64_t offset)
{
	const struct xinim_vm_map m = {
		.address = start,
		.length = end - start,
		.rights = rights,
		.flags = XINIM_VM_NO_REPLACE,
		.object = object,
		.offset = offset,
	};
	int64_t where = xinim_vm_map(x->embryo, &m);

	/* Where the stack is to be: no place for a program. */
	return where == -EEXIST ? -ENOEXEC : where < 0 ? (int)where : 0;
}

/* The file's part, private to the process, then zeroes. */
static int map_segment(const struct exec *x, const struct elf_segment *s)
{
	static const char zero[PAGE];
	uint64_t start = s->address & ~(PAGE - 1);
	uint64_t file_end = s->address + s->file_size;
	uint64_t mapped_end = (file_end + PAGE - 1) & ~(PAGE - 1);
	uint64_t end = (s->address + s->memory_size + PAGE - 1) & ~(PAGE - 1);
	int error = 0;

	if (s->file_size)
		error = map(x, start, mapped_end, s->rights, x->file.object,
			s->offset & ~(PAGE - 1));
	else
		mapped_end = start;
	if (!error && end > mapped_end)
		error = map(x, mapped_end, end, s->rights, 0, 0);
	/* What the file has behind the segment is not to be seen in its zeroes. */
	if (!error && s->file_size && s->memory_size > s->file_size &&
		file_end < mapped_end) {
		int64_t n = kernel_process((uint64_t)x->embryo, XINIM_PROCESS_WRITE,
			file_end, (uintptr_t)zero, mapped_end - file_end);

		error = n < 0 ? (int)n : 0;
	}
	return error;
}

static int map_program(const struct exec *x)
{
	int error = 0;

	for (unsigned i = 0; !error && i < x->elf.segments; i++)
		error = map_segment(x, &x->elf.segment[i]);
	return error;
}

#define CPUID_OSXSAVE   (1u << 27)
#define FXSAVE_BYTES    512u
#define SIGNAL_FRAME    440u          /* struct rt_sigframe */
#define SIGNAL_MOST_PAD (4 + 64 + 16) /* a magic number, what alignment takes */

/* What programs are told of the CPU; the same for all. */
static struct {
	uint32_t features;     /* CPUID leaf 1, EDX */
	uint32_t signal_stack; /* bytes that a signal's frame needs of a stack */
} cpu;

/* Asked once: in a virtual machine each CPUID is a way out of it and back. */
static void ask_cpu(void)
{
	uint32_t a, b, c, state = FXSAVE_BYTES;

	if (cpu.signal_stack)
		return;
	__cpuid(1, a, b, c, cpu.features);
	/* The frame has the extended state (SDM vol. 1, 13.2). */
	if (c & CPUID_OSXSAVE)
		__cpuid_count(0xd, 0, a, state, b, c);
	cpu.signal_stack = (state + SIGNAL_FRAME + SIGNAL_MOST_PAD + 15) & ~15u;
}

static void plan_aux(struct stack_plan *plan, const struct exec *x)
{
	const struct stack_aux aux[] = {
		{ XINIM_AT_MINSIGSTKSZ, cpu.signal_stack },
		{ XINIM_AT_HWCAP, cpu.features },
		{ XINIM_AT_HWCAP2, 0 }, /* no FSGSBASE for programs, no MWAIT */
		{ XINIM_AT_PAGESZ, PAGE },
		{ XINIM_AT_CLKTCK, 100 },
		{ XINIM_AT_PHDR, x->elf.headers },
		{ XINIM_AT_PHENT, ELF_PROGRAM_SIZE },
		{ XINIM_AT_PHNUM, x->elf.header_count },
		{ XINIM_AT_BASE, 0 },
		{ XINIM_AT_FLAGS, 0 },
		{ XINIM_AT_ENTRY, x->elf.entry },
		{ XINIM_AT_UID, x->cred.user.real },
		{ XINIM_AT_EUID, x->cred.user.effective },
		{ XINIM_AT_GID, x->cred.group.real },
		{ XINIM_AT_EGID, x->cred.group.effective },
		{ XINIM_AT_SECURE, x->secure },
	};

	memcpy(plan->aux, aux, sizeof(aux));
	plan->aux_count = sizeof(aux) / sizeof(aux[0]);
}

static int map_stack(struct exec *x)
{
	struct stack_plan plan = {
		.strings = { x->args.bytes, x->args.length, x->args.argc, x->args.envc },
		.top = STACK_TOP,
		.random = random_bytes(),
	};
	struct xinim_vm_map m = {
		.rights = XINIM_RIGHT_READ | XINIM_RIGHT_WRITE,
		.flags = XINIM_VM_NO_REPLACE | XINIM_VM_GROWS_DOWN,
		.limit = stack_limit(x->self),
	};
	size_t size;
	void *image;
	int64_t n;

	ask_cpu();
	plan_aux(&plan, x);
	size = stack_size(&plan);
	image = malloc(size);
	if (!image)
		return -ENOMEM;
	x->stack = stack_build(&plan, image);
	m.length = ((size + PAGE - 1) & ~(PAGE - 1)) + PAGE;
	m.address = STACK_TOP - m.length;
	if (m.limit < m.length)
		m.limit = m.length;
	n = xinim_vm_map(x->embryo, &m);
	if (n >= 0)
		n = kernel_process((uint64_t)x->embryo, XINIM_PROCESS_WRITE, x->stack,
			(uintptr_t)image, size);
	free(image);
	if (n >= 0)
		n = xinim_vm_control(x->embryo, XINIM_VM_STRINGS, plan.strings_at,
			plan.strings_end - plan.strings_at, plan.env_at, 0);
	if (n >= 0)
		n = xinim_vm_control(x->embryo, XINIM_VM_LAYOUT, x->elf.highest, 0,
			STACK_TOP - m.limit - STACK_GAP, 0);
	return n < 0 ? (int)n : 0;
}

static int build(struct exec *x)
{
	int error = take_args(x);

	if (!error)
		error = check_program(x);
	if (error)
		return error;
	x->cred = x->self->cred;
	x->secure = cred_exec(&x->cred,
		&(struct program_file){
			.mode = x->file.flags & VFS_EXEC_NOSUID
				? x->file.mode & ~MODE_SET_IDS
				: x->file.mode,
			.uid = x->file.uid,
			.gid = x->file.gid,
		});
	x->new_cred = memcmp(&x->cred, &x->self->cred, sizeof(x->cred)) != 0;
	x->embryo = xinim_process_create(x->name);
	if (x->embryo < 0)
		return x->embryo;
	error = map_stack(x);
	return error ? error : map_program(x);
}

/* What the server knows of it: the old program is gone. */
static void commit(struct exec *x)
{
	struct proc *p = x->self;
	bool hidden = x->secure || (x->file.flags & VFS_EXEC_UNREADABLE);

	memcpy(p->name, x->name, sizeof(p->name));
	timers_exec(p);
	p->has_executed = true;
	p->exit_signal = SIGCHLD;
	if (x->secure)
		p->death_signal = 0;
	if (x->new_cred)
		(void)credentials_change(p, &x->cred);
	limits_set_dumpable(p, !hidden);
	policies_exec(p, (int32_t)(uint32_t)x->call);
	family_vfork_over(p);
	limits_set_reserve(p);
}

static int adopt(const struct exec *x)
{
	const struct xinim_regs regs = { .rip = x->elf.entry, .rsp = x->stack };

	return (int)kernel_process(x->call, XINIM_PROCESS_ADOPT, (uint64_t)x->embryo,
		(uintptr_t)&regs, (uintptr_t)x->name);
}

/*
 * From here on there is no way back. Descriptors are closed before the new
 * program runs. Rights are gained when the old one has gone, whose other threads
 * may be running, and before the new one runs: its thread stands still meanwhile.
 */
static int take_over(struct exec *x)
{
	int tid = (int)(uint32_t)x->call; /* a call's number ends with it */
	int error;

	if (!x->new_cred) {
		vfs_exec_end(x->self, true);
		error = adopt(x);
		if (!error)
			commit(x);
		return error;
	}
	(void)xinim_thread_control((int64_t)x->call, tid, XINIM_THREAD_STOP, 0);
	error = adopt(x);
	if (!error)
		commit(x);
	vfs_exec_end(x->self, !error);
	/* It has become the first thread, or will, when the others are gone. */
	if (xinim_thread_control(x->self->cap, tid, XINIM_THREAD_START, 0) == -ESRCH)
		(void)xinim_thread_control(
			x->self->cap, proc_pid(x->self), XINIM_THREAD_START, 0);
	return error;
}

static int64_t exec(
	struct proc *self, const struct server_call *call, uint64_t argv, uint64_t envp)
{
	struct exec x = {
		.self = self, .call = call->id, .argv = argv, .envp = envp, .embryo = -1
	};
	int error = vfs_exec_take(self, strings, sizeof(strings), &x.file);

	if (error)
		return error == -EAGAIN ? -ENOSYS : error;
	set_name(&x);
	error = build(&x);
	if (error)
		vfs_exec_end(self, false);
	else
		error = take_over(&x);
	args_free(&x.args);
	xinim_cap_close(x.file.object);
	if (x.embryo > 0 && error)
		kernel_discard(x.embryo);
	else if (x.embryo > 0)
		xinim_cap_close(x.embryo);
	return error ? error : SERVER_PARKED;
}

int64_t call_execve(struct proc *self, const struct server_call *call)
{
	return exec(self, call, call->arg[1], call->arg[2]);
}

int64_t call_execveat(struct proc *self, const struct server_call *call)
{
	return exec(self, call, call->arg[2], call->arg[3]);
}
