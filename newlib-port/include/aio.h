/*
 * newlib-port/include/aio.h - reading and writing that a thread of the library does meanwhile.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_AIO_H
#define _XINIM_AIO_H

#include <fcntl.h>
#include <signal.h>
#include <sys/cdefs.h>
#include <sys/types.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

/* aio_cancel */
#define AIO_CANCELED    0
#define AIO_NOTCANCELED 1
#define AIO_ALLDONE     2

/* lio_listio */
#define LIO_READ   0
#define LIO_WRITE  1
#define LIO_NOP    2
#define LIO_WAIT   0
#define LIO_NOWAIT 1

struct aiocb {
	int aio_fildes;
	int aio_lio_opcode;
	int aio_reqprio;
	volatile void *aio_buf;
	size_t aio_nbytes;
	off_t aio_offset;
	struct sigevent aio_sigevent;
	void *__list; /* of lio_listio, to which it belongs */
	ssize_t __result;
	int __error; /* EINPROGRESS as long as it runs */
	int __operation;
};

int aio_cancel(int __fd, struct aiocb *__cb);
int aio_error(const struct aiocb *__cb);
int aio_fsync(int __operation, struct aiocb *__cb);
int aio_read(struct aiocb *__cb);
ssize_t aio_return(struct aiocb *__cb);
int aio_suspend(const struct aiocb *const __list[], int __count,
	const struct timespec *__timeout);
int aio_write(struct aiocb *__cb);
int lio_listio(
	int __mode, struct aiocb *const __list[], int __count, struct sigevent *__event);

#ifdef __cplusplus
}
#endif

#endif
