/* tests/guest/order-smp.c - order.c on four CPUs.
 *
 * guest-cpus: 4
 * guest-module: a
 * guest-module: b
 * guest-module: c
 * guest-module: d
 * guest-module: e
 * guest-module: f
 * guest-module: g
 * guest-module: h
 * guest-module: i
 * guest-module: j
 * guest-module: k
 * guest-module: l
 * guest-module: m
 * guest-manifest: route vfs
 * guest-manifest: process b
 * guest-manifest: after a
 * guest-manifest: process c
 * guest-manifest: after a b nobody
 * guest-manifest: process e
 * guest-manifest: after d
 * guest-manifest: process g
 * guest-manifest: after f
 * guest-manifest: process h
 * guest-manifest: after nobody
 * guest-manifest: process i
 * guest-manifest: after j
 * guest-manifest: process j
 * guest-manifest: after i
 * guest-manifest: process k
 * guest-manifest: after k
 * guest-manifest: process m
 * guest-manifest: after l
 * guest-expect: MANIFEST. line [0-9]* left out: it would wait for itself
 * guest-expect: MANIFEST. line [0-9]* left out: it would wait for itself
 * guest-expect: XINIM is now running
 * guest-expect: SERVER. Spawned b .PID
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "order.h"
