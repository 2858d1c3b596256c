/*
 * kernel/servers.c - the boot modules become PIDs 1, 2, 3 ...
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/servers.h"

#include "kernel/arch.h"
#include "kernel/cmdline.h"
#include "kernel/device.h"
#include "kernel/grant.h"
#include "kernel/loader.h"
#include "kernel/log.h"
#include "kernel/page.h"
#include "kernel/sched.h"
#include "kernel/screen.h"
#include "kernel/slab.h"
#include "kernel/string.h"

#include <xinim/errno.h>

#define MANIFEST       "manifest"
#define START_LIMIT_NS 5000000000UL  /* for a server to come to its event loop */
#define TELL_AFTER_NS  20000000000UL /* that some are not started yet */

struct server {
	const char *module; /* first word of its module's command line */
	const char *title;
	int32_t pid;
};

static const struct server servers[] = {
	{ "init", "Init", PID_INIT },
	{ "vfs", "VFS Server", PID_VFS },
	{ "process", "Process Manager", PID_PROCESS },
	{ "memory", "Memory Manager", PID_MEMORY },
};
#define SERVER_COUNT (sizeof(servers) / sizeof(servers[0]))

static const struct boot_info *boot; /* its modules stay where the boot loader put them */
static bool waiting[BOOT_MAX_MODULES]; /* programs that have not been started yet */
static unsigned waiting_count;

/* A module's command line, split. The words live until the caller frees `line`. */
struct module_words {
	char *line;
	char *argv[LOADER_MAX_ARGS];
};

static int split_words(const struct boot_module *m, struct module_words *w)
{
	size_t len = strlen(m->cmdline) + 1;
	int n;

	w->line = kmalloc(len);
	if (!w->line)
		return -ENOMEM;
	memcpy(w->line, m->cmdline, len);
	n = cmdline_split(w->line, w->argv, LOADER_MAX_ARGS);
	if (n < 0)
		kfree(w->line);
	return n;
}

/* The first word of the module's command line. */
static const char *module_name(const struct boot_module *m, char name[PROCESS_NAME_MAX])
{
	size_t n = 0;

	while (n < PROCESS_NAME_MAX - 1 && m->cmdline[n] && m->cmdline[n] != ' ')
		n++;
	memcpy(name, m->cmdline, n);
	name[n] = '\0';
	return name;
}

/* Which server it is to be; NULL: none. */
static const struct server *server_of(const char *name)
{
	for (unsigned i = 0; i < SERVER_COUNT; i++)
		if (strcmp(servers[i].module, name) == 0)
			return &servers[i];
	return NULL;
}

/* The routes that the manifest has for the process of module m. */
static uint32_t module_routes(const struct boot_module *m)
{
	char name[PROCESS_NAME_MAX];

	return grant_routes(module_name(m, name));
}

#define SERVER_CAPS 16384 /* one for each file of which there are pages, for one */

/*
 * Others cannot do without it. The VFS server pays for the pages of all files that are
 * kept, and once more for those that it has mapped: that they may be no more than half of
 * the memory is its own affair, and a limit that it can meet would end it.
 */
static void make_essential(struct process *p)
{
	struct quota *q = p->space->quota;

	q->essential = true;
	if (p->pid == PID_INIT)
		return; /* all programs inherit its limits */
	quota_set_limit(q, QUOTA_PAGES, 2 * page_total());
	quota_set_limit(q, QUOTA_CAPS, SERVER_CAPS);
}

/*
 * Makes a process of module m, with all that the manifest says; it does not run
 * yet. A server gets its PID, another program the next free one. What is wrong is
 * logged. 0 or a negative errno.
 */
static int spawn(const struct boot_module *m, struct process **out)
{
	char name[PROCESS_NAME_MAX];
	const struct server *s = server_of(module_name(m, name));
	unsigned priority = grant_priority(name, s ? PRIORITY_SERVER : PRIORITY_USER);
	struct module_words w;
	struct process *p = NULL;
	const char *why = "bad command line";
	int error = split_words(m, &w);

	if (error >= 0) {
		error = loader_spawn(phys_to_virt(m->start), m->end - m->start, w.argv,
			s ? s->pid : 0, process_find(PID_INIT), priority, &p, &why);
		kfree(w.line);
	}
	servers_process_started((unsigned)(m - boot->modules), name, p, s != NULL);
	if (error < 0) {
		kprintf("[SERVER] %s not started: module '%s': %s\n",
			s ? s->title : m->cmdline, m->cmdline, why);
		route_give_up(module_routes(m));
		return error;
	}
	if (s)
		make_essential(p);
	else if (priority > PRIORITY_USER) /* a driver: files wait for it */
		p->space->quota->essential = true;
	grant(p);
	*out = p;
	return 0;
}

static void run(struct process *p)
{
	thread_resume(
		list_first(&p->threads, struct thread, process_link), THREAD_STOP_ORDER);
}

int64_t servers_start_module(unsigned n)
{
	struct process *p;
	int error = spawn(&boot->modules[n], &p);

	if (error)
		return error == -EEXIST ? -EBUSY : error;
	run(p);
	return p->pid;
}

static bool module_named(const struct boot_module *m, const char *name)
{
	size_t len = strlen(name);

	return strncmp(m->cmdline, name, len) == 0 &&
		(m->cmdline[len] == '\0' || m->cmdline[len] == ' ');
}

static const struct boot_module *find_module(
	const struct boot_info *info, const char *name)
{
	for (unsigned i = 0; i < info->nmodules; i++)
		if (module_named(&info->modules[i], name))
			return &info->modules[i];
	return NULL;
}

/* Waits until the server with this PID waits for work, ends, or has had its time. */
static void wait_until_up(const struct server *s)
{
	uint64_t limit = arch_clock_ns() + START_LIMIT_NS;
	const struct process *p;

	for (;;) {
		p = process_find(s->pid);
		if (!p || p->zombie) {
			kprintf("[SERVER] %s ended before it was up\n", s->title);
			return;
		}
		if (p->is_up) {
			kprintf("[SERVER] %s initialized successfully\n", s->title);
			return;
		}
		if (arch_clock_ns() >= limit) {
			kprintf("[SERVER] %s is not up after %lu s; going on without it\n",
				s->title, START_LIMIT_NS / 1000000000);
			return;
		}
		notification_wait(&idle_process.events, XINIM_NOTIFY_CHILD,
			limit - arch_clock_ns());
	}
}

static void read_manifest(const struct boot_info *info)
{
	const struct boot_module *m = find_module(info, MANIFEST);

	if (m)
		grant_read(phys_to_virt(m->start), m->end - m->start);
	else
		kputs("[MANIFEST] GRUB loaded no module 'manifest': no server holds "
		      "anything\n");
	grant_modules(info);
	for (unsigned i = 0; i < info->nmodules; i++)
		route_expect(module_routes(&info->modules[i]));
}

/* Module n is a program: it will be started as s, or as none of the servers. */
static void expect(unsigned n, const struct server *s)
{
	char name[PROCESS_NAME_MAX];

	waiting[n] = true;
	waiting_count++;
	servers_process_waits(n, module_name(&boot->modules[n], name), s != NULL);
}

/* All that are to be started. A server is the first module that has its name. */
static void expect_all(void)
{
	for (unsigned i = 0; i < SERVER_COUNT; i++) {
		const struct server *s = &servers[i];
		const struct boot_module *m = find_module(boot, s->module);

		if (m)
			expect((unsigned)(m - boot->modules), s);
		else
			kprintf("[SERVER] %s not started: GRUB loaded no module '%s' "
				"(module2 /boot/xinim/%s %s)\n",
				s->title, s->module, s->module, s->module);
	}
	for (unsigned i = 0; i < boot->nmodules; i++) {
		const struct boot_module *m = &boot->modules[i];
		char name[PROCESS_NAME_MAX];

		if (!module_named(m, MANIFEST) && !grant_is_data(module_name(m, name)) &&
			!server_of(name))
			expect(i, NULL);
	}
}

/* One that the module is started after, and that is not ready yet; NULL: none. */
static const char *waits_for(const struct boot_module *m)
{
	char name[PROCESS_NAME_MAX];
	const char *before;

	module_name(m, name);
	for (unsigned n = 0; (before = grant_after(name, n)); n++)
		if (!servers_process_settled(before))
			return before;
	return NULL;
}

/* Starts module n, whose time has come. */
static void start(unsigned n)
{
	const struct boot_module *m = &boot->modules[n];
	char name[PROCESS_NAME_MAX];
	const struct server *s = server_of(module_name(m, name));
	struct process *p;

	waiting[n] = false;
	waiting_count--;
	if (s)
		kprintf("[SERVER] Spawning %s (PID %d)...\n", s->title, s->pid);
	if (spawn(m, &p) != 0)
		return;
	if (!s)
		kprintf("[SERVER] Spawned %s (PID %d)\n", p->name, p->pid);
	run(p);
	if (s)
		wait_until_up(s);
}

/* The next one to be started, servers first; -1: none, now. */
static int next_to_start(void)
{
	for (unsigned i = 0; i < SERVER_COUNT; i++) {
		const struct boot_module *m = find_module(boot, servers[i].module);

		if (m && waiting[m - boot->modules] && !waits_for(m))
			return (int)(m - boot->modules);
	}
	for (unsigned i = 0; i < boot->nmodules; i++)
		if (waiting[i] && !waits_for(&boot->modules[i]))
			return (int)i;
	return -1;
}

/* The program of this name that has not been started yet; -1: none. */
static int still_waiting(const char *name)
{
	for (unsigned i = 0; i < boot->nmodules; i++)
		if (waiting[i] && module_named(&boot->modules[i], name))
			return (int)i;
	return -1;
}

/* Until what comes after it can be started, or its time is over. */
static void wait_until_settled(const char *name)
{
	uint64_t limit = arch_clock_ns() + START_LIMIT_NS, now;

	while (!servers_process_settled(name) && (now = arch_clock_ns()) < limit)
		notification_wait(&idle_process.events, XINIM_NOTIFY_CHILD, limit - now);
}

/*
 * The servers keep their order: one that comes after another process has that started
 * before it, and the servers that follow wait, too.
 */
static void start_servers(void)
{
	for (unsigned i = 0; i < SERVER_COUNT; i++) {
		const struct boot_module *m = find_module(boot, servers[i].module);
		const char *before;
		int n;

		if (!m)
			continue;
		while ((before = waits_for(m)) && (n = still_waiting(before)) >= 0 &&
			!waits_for(&boot->modules[n])) {
			start((unsigned)n);
			wait_until_settled(before);
		}
		if (!before && waiting[m - boot->modules])
			start((unsigned)(m - boot->modules));
	}
}

static void start_those_that_may(void)
{
	int n;

	while ((n = next_to_start()) >= 0)
		start((unsigned)n);
}

void servers_start(const struct boot_info *info)
{
	boot = info;
	phys_init(info);
	screen_init(info);
	read_manifest(info);
	expect_all();
	start_servers();
	start_those_that_may();
}

/* Whoever looks at a boot that does not go on has to know why. */
static void tell_of_waiting(void)
{
	char name[PROCESS_NAME_MAX];

	for (unsigned i = 0; i < boot->nmodules; i++)
		if (waiting[i])
			kprintf("[SERVER] %s waits for %s\n",
				module_name(&boot->modules[i], name),
				waits_for(&boot->modules[i]));
}

void servers_start_rest(void)
{
	uint64_t patience = TELL_AFTER_NS;

	for (;;) {
		start_those_that_may();
		if (waiting_count == 0)
			return;
		if (notification_wait(&idle_process.events, XINIM_NOTIFY_CHILD,
			    patience) != -ETIMEDOUT)
			continue;
		tell_of_waiting();
		patience = (uint64_t)XINIM_FOREVER;
	}
}

void servers_wake_boot(void)
{
	notification_signal(&idle_process.events, XINIM_NOTIFY_CHILD);
}
