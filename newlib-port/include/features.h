/*
 * newlib-port/include/features.h - what is visible: newlib's <sys/features.h>.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_FEATURES_H
#define _XINIM_FEATURES_H

#include <sys/features.h>

#endif
