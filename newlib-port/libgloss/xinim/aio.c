/*
 * newlib-port/libgloss/xinim/aio.c - asynchronous input and output: POSIX.1-2017, <aio.h>.
 *
 * Threads of the library do what is asked for. Requests wait in one list in the order
 * of their calls; a thread takes the first whose descriptor no other is at work on, so
 * that those of one descriptor are done in order: what O_APPEND and aio_fsync need. A
 * thread that finds nothing to do ends.
 *
 * `lock' is over everything, and over __error of each control block that is listed.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <aio.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sigev_thread.h"
#include "thread/thread.h"

#define WORKERS_MAX 16
#define STACK_BYTES 65536

enum { READ, WRITE, SYNC, DATASYNC };

/* What lio_listio with an event waits for. */
struct batch {
	int left;
	struct sigevent event;
};

struct request {
	struct request *next;
	struct aiocb *cb;
	bool running;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned int finished; /* how many requests, ever: a word to wait for */
static struct request *first, **last = &first;
static int workers, count;

static void *notify_thread(void *argument)
{
	struct sigevent *event = argument;
	void (*function)(union sigval) = event->sigev_notify_function;
	union sigval value = event->sigev_value;

	free(event);
	function(value);
	return NULL;
}

static void notify(const struct sigevent *event)
{
	struct sigevent *copy;

	if (event->sigev_notify == SIGEV_SIGNAL) {
		siginfo_t info;

		memset(&info, 0, sizeof(info));
		info.si_signo = event->sigev_signo;
		info.si_code = SI_ASYNCIO;
		info.si_pid = getpid();
		info.si_uid = getuid();
		info.si_value = event->sigev_value;
		RAW(rt_sigqueueinfo, info.si_pid, info.si_signo, &info);
	} else if (event->sigev_notify == SIGEV_THREAD) {
		copy = malloc(sizeof(*copy));
		if (copy == NULL)
			return;
		*copy = *event;
		if (__xinim_sigev_thread(
			    notify_thread, copy, event->sigev_notify_attributes) != 0)
			free(copy);
	}
}

static ssize_t perform(const struct aiocb *cb)
{
	void *buf = (void *)cb->aio_buf;
	ssize_t r;

	switch (cb->__operation) {
	case READ:
		r = pread(cb->aio_fildes, buf, cb->aio_nbytes, cb->aio_offset);
		if (r < 0 && errno == ESPIPE)
			r = read(cb->aio_fildes, buf, cb->aio_nbytes);
		return r;
	case WRITE:
		if (fcntl(cb->aio_fildes, F_GETFL) & O_APPEND)
			return write(cb->aio_fildes, buf, cb->aio_nbytes);
		r = pwrite(cb->aio_fildes, buf, cb->aio_nbytes, cb->aio_offset);
		if (r < 0 && errno == ESPIPE)
			r = write(cb->aio_fildes, buf, cb->aio_nbytes);
		return r;
	case SYNC:
		return fsync(cb->aio_fildes);
	default:
		return fdatasync(cb->aio_fildes);
	}
}

static void unlink_request(struct request *r)
{
	struct request **p = &first;

	while (*p != r)
		p = &(*p)->next;
	*p = r->next;
	if (last == &r->next)
		last = p;
	count--;
}

/*
 * Ends a request that is listed no more. The control block is its owner's again as
 * soon as __error says so: the event is copied before. Leaves the lock while it
 * notifies.
 */
static void finish(struct request *r, ssize_t result, int error)
{
	struct aiocb *cb = r->cb;
	struct sigevent event = cb->aio_sigevent;
	struct batch *batch = cb->__list;
	bool last_of_batch = batch != NULL && --batch->left == 0;

	free(r);
	cb->__result = result;
	cb->__error = error;
	__atomic_add_fetch(&finished, 1, __ATOMIC_RELEASE);
	pthread_mutex_unlock(&lock);
	__xinim_wake(&finished, INT_MAX, false);
	notify(&event);
	if (last_of_batch) {
		notify(&batch->event);
		free(batch);
	}
	pthread_mutex_lock(&lock);
}

static struct request *next_free(void)
{
	for (struct request *r = first; r != NULL; r = r->next) {
		const struct request *before = first;

		if (r->running)
			continue;
		while (before != r && before->cb->aio_fildes != r->cb->aio_fildes)
			before = before->next;
		if (before == r)
			return r;
	}
	return NULL;
}

static void *work(void *unused)
{
	struct request *r;

	(void)unused;
	pthread_mutex_lock(&lock);
	while ((r = next_free()) != NULL) {
		ssize_t result;
		int error;

		r->running = true;
		pthread_mutex_unlock(&lock);
		result = perform(r->cb);
		error = result < 0 ? errno : 0;
		pthread_mutex_lock(&lock);
		unlink_request(r);
		finish(r, result, error);
	}
	workers--;
	pthread_mutex_unlock(&lock);
	return NULL;
}

/* The lock is held. One more thread, with every signal blocked; 0 or an error. */
static int add_worker(void)
{
	pthread_attr_t attr;
	pthread_t thread;
	sigset_t all, before;
	int error = pthread_attr_init(&attr);

	if (error != 0)
		return error;
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&thread, &attr, work, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	if (error == 0)
		workers++;
	return error;
}

/* A child has no threads, and so no requests. */
static void in_child(void)
{
	first = NULL;
	last = &first;
	workers = 0;
	count = 0;
	pthread_mutex_init(&lock, NULL);
}

static void prepare(void)
{
	pthread_atfork(NULL, NULL, in_child);
}

static int submit(struct aiocb *cb, int operation, struct batch *batch)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct request *r;
	int error = 0;

	if (operation <= WRITE &&
		(cb->aio_offset < 0 || cb->aio_nbytes > SSIZE_MAX ||
			cb->aio_reqprio < 0)) {
		errno = EINVAL;
		return -1;
	}
	if (fcntl(cb->aio_fildes, F_GETFL) < 0)
		return -1;
	pthread_once(&once, prepare);
	r = malloc(sizeof(*r));
	if (r == NULL) {
		errno = EAGAIN;
		return -1;
	}
	*r = (struct request){ .cb = cb };
	pthread_mutex_lock(&lock);
	cb->__operation = operation;
	cb->__list = batch;
	cb->__error = EINPROGRESS;
	cb->__result = -1;
	*last = r;
	last = &r->next;
	count++;
	if (count > workers && workers < WORKERS_MAX)
		error = add_worker();
	if (error != 0 && workers == 0) {
		unlink_request(r);
		free(r);
		cb->__error = EAGAIN;
		errno = EAGAIN;
	} else {
		error = 0;
		if (batch != NULL)
			batch->left++;
	}
	pthread_mutex_unlock(&lock);
	return error == 0 ? 0 : -1;
}

int aio_read(struct aiocb *cb)
{
	return submit(cb, READ, NULL);
}

int aio_write(struct aiocb *cb)
{
	return submit(cb, WRITE, NULL);
}

int aio_fsync(int operation, struct aiocb *cb)
{
	if (operation != O_SYNC && operation != O_DSYNC) {
		errno = EINVAL;
		return -1;
	}
	return submit(cb, operation == O_SYNC ? SYNC : DATASYNC, NULL);
}

int aio_error(const struct aiocb *cb)
{
	int error;

	pthread_mutex_lock(&lock);
	error = cb->__error;
	pthread_mutex_unlock(&lock);
	return error;
}

ssize_t aio_return(struct aiocb *cb)
{
	int error = aio_error(cb);

	if (error == 0)
		return cb->__result;
	errno = error == EINPROGRESS ? EINVAL : error;
	return -1;
}

int aio_cancel(int fd, struct aiocb *cb)
{
	bool some = false, busy = false;
	struct request *next;

	if (fcntl(fd, F_GETFD) < 0)
		return -1;
	if (cb != NULL && cb->aio_fildes != fd) {
		errno = EINVAL;
		return -1;
	}
	pthread_mutex_lock(&lock);
again:
	for (struct request *r = first; r != NULL; r = next) {
		next = r->next;
		if (r->cb->aio_fildes != fd || (cb != NULL && r->cb != cb))
			continue;
		if (r->running) {
			busy = true;
			continue;
		}
		some = true;
		unlink_request(r);
		finish(r, -1, ECANCELED);
		goto again; /* the list may be another by now */
	}
	pthread_mutex_unlock(&lock);
	return busy ? AIO_NOTCANCELED : some ? AIO_CANCELED : AIO_ALLDONE;
}

static bool any_done(const struct aiocb *const list[], int n)
{
	for (int i = 0; i < n; i++)
		if (list[i] != NULL && list[i]->__error != EINPROGRESS)
			return true;
	return false;
}

/* EINVAL, EAGAIN: the time is over, EINTR */
int aio_suspend(const struct aiocb *const list[], int n, const struct timespec *timeout)
{
	struct timespec until;
	int error;

	if (n < 0 ||
		(timeout != NULL &&
			(timeout->tv_nsec < 0 || timeout->tv_nsec >= 1000000000))) {
		errno = EINVAL;
		return -1;
	}
	if (timeout != NULL) {
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += timeout->tv_nsec;
		if (until.tv_nsec >= 1000000000) {
			until.tv_nsec -= 1000000000;
			until.tv_sec++;
		}
		if (__builtin_add_overflow(until.tv_sec, timeout->tv_sec, &until.tv_sec))
			timeout = NULL;
	}
	for (;;) {
		unsigned int before = __atomic_load_n(&finished, __ATOMIC_ACQUIRE);
		bool done;

		pthread_mutex_lock(&lock);
		done = any_done(list, n);
		pthread_mutex_unlock(&lock);
		if (done)
			return 0;
		error = __xinim_wait_cancellable(&finished, before, CLOCK_REALTIME,
			timeout != NULL ? &until : NULL, false);
		if (error == ECANCELED)
			pthread_testcancel();
		else if (error != 0)
			break;
	}
	errno = error == ETIMEDOUT ? EAGAIN : error;
	return -1;
}

/* Waits for all of them; -1 with EIO if one failed. */
static int wait_all(struct aiocb *const list[], int n)
{
	bool failed = false;

	for (int i = 0; i < n; i++) {
		const struct aiocb *one = list[i];

		if (one == NULL || one->aio_lio_opcode == LIO_NOP)
			continue;
		while (aio_error(one) == EINPROGRESS)
			if (aio_suspend(&one, 1, NULL) != 0)
				return -1;
		failed |= aio_error(one) != 0;
	}
	if (!failed)
		return 0;
	errno = EIO;
	return -1;
}

int lio_listio(int mode, struct aiocb *const list[], int n, struct sigevent *event)
{
	struct batch *batch = NULL;
	int failed = 0;
	bool empty;

	if ((mode != LIO_WAIT && mode != LIO_NOWAIT) || n < 0) {
		errno = EINVAL;
		return -1;
	}
	if (mode == LIO_NOWAIT && event != NULL && event->sigev_notify != SIGEV_NONE) {
		batch = malloc(sizeof(*batch));
		if (batch == NULL) {
			errno = EAGAIN;
			return -1;
		}
		*batch = (struct batch){ 1, *event }; /* one for ourselves */
	}
	for (int i = 0; i < n; i++) {
		struct aiocb *cb = list[i];

		if (cb == NULL || cb->aio_lio_opcode == LIO_NOP)
			continue;
		if (cb->aio_lio_opcode != LIO_READ && cb->aio_lio_opcode != LIO_WRITE) {
			cb->__error = EINVAL;
			failed = EIO;
		} else if (submit(cb, cb->aio_lio_opcode == LIO_READ ? READ : WRITE,
				   batch) != 0) {
			cb->__error = errno;
			failed = errno == EAGAIN ? EAGAIN : EIO;
		}
	}
	if (batch != NULL) {
		pthread_mutex_lock(&lock);
		empty = --batch->left == 0;
		pthread_mutex_unlock(&lock);
		if (empty) {
			notify(&batch->event);
			free(batch);
		}
	}
	if (mode == LIO_WAIT && wait_all(list, n) != 0)
		return -1;
	if (failed == 0)
		return 0;
	errno = failed;
	return -1;
}
