/*
 * servers/process/main.h - the server itself.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_MAIN_H
#define XINIM_PROCESS_MAIN_H

#include "servers/lib/server.h"

extern const struct server process_server; /* for server_log */

#endif
