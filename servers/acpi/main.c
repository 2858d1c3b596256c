/*
 * servers/acpi/main.c - the driver that ends the machine, and hears of the power button.
 *
 * ACPI 6.5: 4.8.3.1 the power button's event, 4.8.3.2.1 sleeping, 4.8.3.6 the reset
 * register. What is in the tables the kernel has found and hands over to be read, with the
 * ports that they name (`acpi' in the manifest). The driver keeps nothing: it can be killed
 * and started again at any time, and is asked again then.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>

#include <xinim/message.h>
#include <xinim/process.h>
#include <xinim/task.h>

#include "servers/acpi/tables.h"
#include "servers/lib/ports.h"
#include "servers/lib/server.h"
#include "servers/lib/vfs_client.h"
#include "servers/lib/vfs_protocol.h"

#define PM1_BUTTON   (1u << 8) /* of status and enable */
#define PM1_SCI_EN   1u        /* of control: ACPI is on */
#define PM1_TYPE     10
#define PM1_TYPES    (7u << PM1_TYPE)
#define PM1_SLEEP_EN (1u << 13)

#define KBC_COMMAND 0x64
#define KBC_RESET   0xfe
#define PCI_RESET   0xcf9 /* of Intel's chip sets, and QEMU's */

#define MS        1000000LL
#define ENABLE_MS 3000
#define NOBODYS   1000 /* interrupts in a row that were for nothing we know: too many */

enum { BIT_ASKED = 1, BIT_SCI = 2 };

static const struct server acpi = { .name = "ACPI", .route = SERVER_NO_ROUTE };
static struct acpi_registers registers;
static bool can_switch_off;
static uint8_t off_type[2];

static void pause_ms(long long ms)
{
	const struct timespec t = { ms / 1000, ms % 1000 * MS };

	xinim_syscall4(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, (long)&t, 0);
}

/* --- the tables -------------------------------------------------------------------- */

/* A copy of the table that the capability is to; NULL: it cannot be read. */
static uint8_t *read_table(long cap, uint32_t *length)
{
	long at = device(cap, XINIM_DEVICE_MAP, 0, TABLE_HEADER, 0);
	uint8_t *copy;

	*length = at > 0 ? table_length((const uint8_t *)at) : 0;
	at = *length ? device(cap, XINIM_DEVICE_MAP, 0, *length, 0) : 0;
	copy = at > 0 ? malloc(*length) : NULL;
	for (uint32_t i = 0; copy && i < *length; i++)
		copy[i] = ((const volatile uint8_t *)at)[i];
	xinim_cap_close((int)cap);
	return copy;
}

static void look_into(const uint8_t *t, uint32_t length)
{
	if (table_is(t, length, "FACP")) {
		if (!table_registers(t, length, &registers))
			server_log(&acpi, "the table FACP is too short");
	} else if (table_is(t, length, "DSDT") || table_is(t, length, "SSDT")) {
		if (!can_switch_off && table_sleep_off(t, length, off_type))
			can_switch_off = true;
	} else {
		server_log(&acpi, "a table is left out: its bytes do not add up");
	}
}

static void read_tables(void)
{
	long cap = 0;

	while ((cap = device(XINIM_CAP_SELF, XINIM_DEVICE_FIND, XINIM_CAP_PHYS, -1,
			cap)) > 0) {
		uint32_t length;
		uint8_t *t = read_table(cap, &length);

		if (t)
			look_into(t, length);
		free(t);
	}
}

/* A register whose ports are not ours is as good as none. */
static void open_port(uint16_t *port)
{
	if (*port && !ports_open(*port))
		*port = 0;
}

static void open_ports(void)
{
	open_port(&registers.smi_command);
	open_port(&registers.reset);
	for (unsigned i = 0; i < 2; i++) {
		open_port(&registers.event[i]);
		open_port(&registers.control[i]);
		open_port(&registers.gpe[i].status);
	}
	if (!registers.event[0])
		registers.has_button = false;
	if (!registers.control[0])
		can_switch_off = false;
}

/* --- on and off -------------------------------------------------------------------- */

static bool acpi_is_on(void)
{
	return in16(registers.control[0]) & PM1_SCI_EN;
}

/* Until the firmware has handed it over, the events are its own. */
static void switch_acpi_on(void)
{
	if (!registers.control[0] || acpi_is_on() || !registers.smi_command ||
		!registers.acpi_enable)
		return;
	out8(registers.smi_command, registers.acpi_enable);
	for (int ms = 0; ms < ENABLE_MS && !acpi_is_on(); ms++)
		pause_ms(1);
}

static void switch_off(void)
{
	for (int i = 1; i >= 0; i--) {
		uint16_t port = registers.control[i], v;

		if (!port)
			continue;
		v = (uint16_t)((in16(port) & ~(PM1_TYPES | PM1_SLEEP_EN)) |
			(unsigned)off_type[i] << PM1_TYPE);
		out16(port, v);
		out16(port, (uint16_t)(v | PM1_SLEEP_EN));
	}
}

static void restart(void)
{
	if (registers.reset)
		out8(registers.reset, registers.reset_value);
	pause_ms(10);
	if (ports_open(PCI_RESET)) {
		out8(PCI_RESET, 2);
		out8(PCI_RESET, 6);
	}
	pause_ms(10);
	if (ports_open(KBC_COMMAND))
		out8(KBC_COMMAND, KBC_RESET);
}

static int64_t kernel_power(enum xinim_power_operation operation, uint64_t a, uint64_t b)
{
	return xinim_process_control(
		XINIM_CAP_SELF, XINIM_PROCESS_POWER, operation, a, b);
}

static void end_machine(void)
{
	int64_t how = kernel_power(XINIM_POWER_ASKED, 0, 0);

	if (how == XINIM_MACHINE_OFF && can_switch_off)
		switch_off();
	else if (how == XINIM_MACHINE_RESTART)
		restart();
	else if (how < 0)
		return;
	else
		server_log(&acpi, "this machine cannot be switched off");
	pause_ms(100);
	(void)kernel_power(XINIM_POWER_FAILED, 0, 0);
}

/* --- the power button -------------------------------------------------------------- */

/* Its status ends, for both halves. Was it pressed? */
static bool button_pressed(void)
{
	bool pressed = false;

	for (unsigned i = 0; i < 2; i++) {
		if (!registers.event[i] || !(in16(registers.event[i]) & PM1_BUTTON))
			continue;
		out16(registers.event[i], PM1_BUTTON);
		pressed = true;
	}
	return pressed;
}

/* Nothing interrupts but the button: all other events are nobody's. */
static void enable_button(void)
{
	for (unsigned i = 0; i < 2; i++) {
		for (unsigned n = 0;
			registers.gpe[i].status && n < registers.gpe[i].bytes; n++)
			out8((uint16_t)(registers.gpe[i].enable + n), 0);
		if (registers.event[i])
			out16(registers.enable[i], registers.has_button ? PM1_BUTTON : 0);
	}
}

static long start_button(int notification)
{
	long irq = 0, error;

	if (registers.has_button)
		irq = device(XINIM_CAP_SELF, XINIM_DEVICE_FIND, XINIM_CAP_IRQ, -1, 0);
	if (irq <= 0)
		return 0;
	error = xinim_syscall6(
		SYS_irq_control, irq, XINIM_IRQ_BIND, notification, BIT_SCI, 0, -1);
	if (error) {
		server_log(&acpi, "no power button: %s", strerror(-(int)error));
		return 0;
	}
	enable_button();
	return irq;
}

/* The line may be others', too. If it never ends being nobody's, it is given up. */
static void serve_interrupt(long irq)
{
	static unsigned nobodys;

	if (button_pressed()) {
		struct xinim_message m = { .label = VFS_POWER };

		nobodys = 0;
		server_log(&acpi, "the power button was pressed");
		(void)vfs_ask(&m);
	} else if (++nobodys == NOBODYS) {
		server_log(&acpi, "its interrupt never ends: no power button");
		xinim_syscall6(SYS_irq_control, irq, XINIM_IRQ_UNBIND, 0, 0, 0, 0);
		return;
	}
	xinim_syscall6(SYS_irq_control, irq, XINIM_IRQ_ACKNOWLEDGE, 0, 0, 0, 0);
}

int main(void)
{
	int notification = xinim_notification_create();
	long irq;

	if (notification < 0) {
		server_log(
			&acpi, "cannot make a notification: %s", strerror(-notification));
		return 1;
	}
	read_tables();
	open_ports();
	switch_acpi_on();
	irq = start_button(notification);
	server_log(&acpi, "off: %s, reset register: %s, power button: %s",
		can_switch_off ? "yes" : "no", registers.reset ? "yes" : "no",
		irq ? "yes" : "no");
	(void)kernel_power(XINIM_POWER_WATCH, (uint64_t)notification, BIT_ASKED);
	(void)xinim_process_control(XINIM_CAP_SELF, XINIM_PROCESS_READY, 0, 0, 0);
	for (;;) {
		int64_t bits = xinim_notification_wait(
			notification, BIT_ASKED | BIT_SCI, XINIM_FOREVER);

		if (bits < 0)
			return 1;
		if (bits & BIT_ASKED)
			end_machine();
		if (bits & BIT_SCI)
			serve_interrupt(irq);
	}
}
