/*
 * newlib-port/include/linux/hdreg.h - the geometry of a disk, made up as all are today.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_LINUX_HDREG_H
#define _XINIM_LINUX_HDREG_H

#include <linux/types.h>

#define HDIO_GETGEO 0x0301 /* (struct hd_geometry *) */

struct hd_geometry {
	unsigned char heads;
	unsigned char sectors; /* of a track */
	unsigned short cylinders;
	unsigned long start; /* the partition's first sector */
};

#endif
