/*
 * newlib-port/include/asm/ioctl.h - how a request of ioctl() is made up, as Linux does it.
 *
 * From bit 0: number, letter of the driver, size of what the argument points to, direction.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_ASM_IOCTL_H
#define _XINIM_ASM_IOCTL_H

#define _IOC_NRBITS   8
#define _IOC_TYPEBITS 8
#define _IOC_SIZEBITS 14
#define _IOC_DIRBITS  2

#define _IOC_NRSHIFT   0
#define _IOC_TYPESHIFT (_IOC_NRSHIFT + _IOC_NRBITS)
#define _IOC_SIZESHIFT (_IOC_TYPESHIFT + _IOC_TYPEBITS)
#define _IOC_DIRSHIFT  (_IOC_SIZESHIFT + _IOC_SIZEBITS)

#define _IOC_NRMASK   ((1 << _IOC_NRBITS) - 1)
#define _IOC_TYPEMASK ((1 << _IOC_TYPEBITS) - 1)
#define _IOC_SIZEMASK ((1 << _IOC_SIZEBITS) - 1)
#define _IOC_DIRMASK  ((1 << _IOC_DIRBITS) - 1)

#define _IOC_NONE  0U
#define _IOC_WRITE 1U /* the program writes what the driver is to read */
#define _IOC_READ  2U

#define _IOC(direction, type, nr, size)                                \
	(((direction) << _IOC_DIRSHIFT) | ((type) << _IOC_TYPESHIFT) | \
		((nr) << _IOC_NRSHIFT) | ((size) << _IOC_SIZESHIFT))
#define _IO(type, nr)            _IOC(_IOC_NONE, (type), (nr), 0)
#define _IOR(type, nr, argument) _IOC(_IOC_READ, (type), (nr), sizeof(argument))
#define _IOW(type, nr, argument) _IOC(_IOC_WRITE, (type), (nr), sizeof(argument))
#define _IOWR(type, nr, argument) \
	_IOC(_IOC_READ | _IOC_WRITE, (type), (nr), sizeof(argument))

#define _IOC_DIR(request)  (((request) >> _IOC_DIRSHIFT) & _IOC_DIRMASK)
#define _IOC_TYPE(request) (((request) >> _IOC_TYPESHIFT) & _IOC_TYPEMASK)
#define _IOC_NR(request)   (((request) >> _IOC_NRSHIFT) & _IOC_NRMASK)
#define _IOC_SIZE(request) (((request) >> _IOC_SIZESHIFT) & _IOC_SIZEMASK)

#endif
