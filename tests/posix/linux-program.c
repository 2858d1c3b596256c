/* tests/posix/linux-program.c - a program for Linux, linked with the build machine's library.
 *
 * linux-run-boot.sh compiles it twice, static and position independent, and linux-run.c runs
 * it. It goes once through what a C library asks of a kernel; 0: all of it went well.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static int bad;

#define OK(e)                                                              \
	do {                                                               \
		if (!(e)) {                                                \
			printf("line %d: %s is false, %s\n", __LINE__, #e, \
				strerror(errno));                          \
			bad = 1;                                           \
		}                                                          \
	} while (0)

/* --- threads -------------------------------------------------------------------------- */

enum { THREADS = 8, ROUNDS = 1000 };
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t all_there = PTHREAD_COND_INITIALIZER;
static int counted, there;
static __thread int own = 5;
static pthread_key_t key;
static int destroyed;

static void destroy(void *value)
{
	destroyed += value == &destroyed;
}

static void *count(void *argument)
{
	pthread_mutex_lock(&mutex);
	there++;
	pthread_cond_broadcast(&all_there);
	while (there < THREADS)
		pthread_cond_wait(&all_there, &mutex);
	pthread_mutex_unlock(&mutex);
	for (int i = 0; i < ROUNDS; i++) {
		pthread_mutex_lock(&mutex);
		counted++;
		pthread_mutex_unlock(&mutex);
	}
	own += (int)(long)argument;
	free(malloc(100000));
	return (void *)(long)own;
}

static void *wait_for_ever(void *argument)
{
	pthread_setspecific(key, &destroyed);
	sem_post(argument);
	for (;;)
		pause();
	return NULL;
}

static void threads(void)
{
	pthread_t t[THREADS];
	void *result;
	sem_t begun;

	for (long i = 0; i < THREADS; i++)
		OK(pthread_create(&t[i], NULL, count, (void *)i) == 0);
	for (long i = 0; i < THREADS; i++) {
		OK(pthread_join(t[i], &result) == 0);
		OK((long)result == 5 + i);
	}
	OK(counted == THREADS * ROUNDS && own == 5);
	OK(sem_init(&begun, 0, 0) == 0 && pthread_key_create(&key, destroy) == 0);
	OK(pthread_create(&t[0], NULL, wait_for_ever, &begun) == 0);
	OK(sem_wait(&begun) == 0);
	OK(pthread_cancel(t[0]) == 0 && pthread_join(t[0], &result) == 0);
	OK(result == PTHREAD_CANCELED && destroyed == 1);
}

/* --- signals and time ------------------------------------------------------------------- */

static volatile sig_atomic_t got;
static void *volatile fault;

static void on_signal(int signal, siginfo_t *info, void *context)
{
	(void)context;
	got = signal;
	if (signal == SIGSEGV) {
		fault = info->si_addr;
		mprotect(fault, 4096, PROT_READ | PROT_WRITE);
	}
}

static void signals(void)
{
	struct sigaction a = { .sa_sigaction = on_signal,
		.sa_flags = SA_SIGINFO | SA_ONSTACK };
	static char stack[65536];
	stack_t s = { .ss_sp = stack, .ss_size = sizeof(stack) };
	double kept = 1.5;
	char *p = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct itimerspec soon = { .it_value = { 0, 1000000 } };
	sigset_t set, old;
	timer_t timer;

	OK(sigaltstack(&s, NULL) == 0);
	OK(sigaction(SIGUSR1, &a, NULL) == 0 && sigaction(SIGSEGV, &a, NULL) == 0);
	OK(sigaction(SIGALRM, &a, NULL) == 0);
	OK(raise(SIGUSR1) == 0 && got == SIGUSR1);
	*(volatile char *)p = 7;
	OK(fault == p && *p == 7);
	OK(kept * 2 == 3.0);
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	OK(sigprocmask(SIG_BLOCK, &set, &old) == 0);
	OK(timer_create(CLOCK_MONOTONIC,
		   &(struct sigevent){
			   .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM },
		   &timer) == 0);
	OK(timer_settime(timer, 0, &soon, NULL) == 0);
	while (got != SIGALRM)
		OK(sigsuspend(&old) == -1 && errno == EINTR);
	OK(timer_delete(timer) == 0);
}

static void time_passes(void)
{
	struct timespec a, b, nap = { 0, 2000000 };

	OK(clock_gettime(CLOCK_MONOTONIC, &a) == 0 && nanosleep(&nap, NULL) == 0);
	OK(clock_gettime(CLOCK_MONOTONIC, &b) == 0);
	OK((b.tv_sec - a.tv_sec) * 1000000000L + b.tv_nsec - a.tv_nsec >= 2000000);
	OK(time(NULL) > 1600000000);
}

/* --- processes, files, memory ------------------------------------------------------------ */

static int status_of(pid_t pid)
{
	int status = -1;

	OK(waitpid(pid, &status, 0) == pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void processes(const char *self)
{
	char *argv[] = { (char *)self, "seven", NULL };
	pid_t pid = fork();

	if (pid == 0)
		_exit(3);
	OK(status_of(pid) == 3);
	OK(posix_spawn(&pid, self, NULL, NULL, argv, environ) == 0);
	OK(status_of(pid) == 7);
	OK(posix_spawn(&pid, "/none", NULL, NULL, argv, environ) == ENOENT);
	OK(system(NULL) == 0 || system("exit 5") != -1);
	OK(getauxval(AT_PAGESZ) == 4096 && getauxval(AT_RANDOM) != 0);
	OK(getauxval(AT_SECURE) == 0 && getauxval(AT_EXECFN) != 0);
}

static void files(void)
{
	char text[16] = "";
	struct stat st;
	FILE *f = tmpfile();
	int fd[2];

	OK(f && fprintf(f, "%.3f", 1.0 / 3) == 5);
	if (f) {
		rewind(f);
		OK(fgets(text, sizeof(text), f) && strcmp(text, "0.333") == 0);
		OK(fstat(fileno(f), &st) == 0 && st.st_size == 5);
		fclose(f);
	}
	OK(pipe2(fd, O_CLOEXEC) == 0 && write(fd[1], "abc", 3) == 3);
	OK(read(fd[0], text, sizeof(text)) == 3 && memcmp(text, "abc", 3) == 0);
	OK(open("/none/at/all", O_RDONLY) == -1 && errno == ENOENT);
}

static void memory(void)
{
	char *p = malloc(8 << 20), *q;
	struct rlimit limit;

	OK(p != NULL);
	memset(p, 1, 8 << 20);
	q = realloc(p, 32 << 20);
	OK(q && q[(8 << 20) - 1] == 1);
	free(q);
	OK(getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur > 0);
	OK(aligned_alloc(4096, 8192) != NULL);
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return 7;
	threads();
	signals();
	time_passes();
	processes(argv[0]);
	files();
	memory();
	return bad;
}
