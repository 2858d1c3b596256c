/*
 * arch/x86_64/serial.h - COM1 as a console: 115200 8n1, polled.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_ARCH_X86_64_SERIAL_H
#define XINIM_ARCH_X86_64_SERIAL_H

#include "kernel/log.h"

/* Sets COM1 up and returns it as a console, or NULL if no UART answers. Its
 * write never waits without bound: bytes a stuck UART does not take are
 * dropped. */
struct console *serial_init(void);

#endif
