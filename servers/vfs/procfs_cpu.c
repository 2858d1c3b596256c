/*
 * servers/vfs/procfs_cpu.c - /proc/cpuinfo, from what the CPU says of itself.
 *
 * Facts are from the Intel SDM, volume 2A, CPUID, and the AMD APM, volume 3, appendix E.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <cpuid.h>
#include <string.h>

#include "servers/vfs/procfs.h"

/* Names of bits, as Linux has them; NULL: none. */
static const char *const leaf_1_edx[32] = { "fpu", "vme", "de", "pse", "tsc", "msr",
	"pae", "mce", "cx8", "apic", NULL, "sep", "mtrr", "pge", "mca", "cmov", "pat",
	"pse36", "pn", "clflush", NULL, "dts", "acpi", "mmx", "fxsr", "sse", "sse2", "ss",
	"ht", "tm", "ia64", "pbe" };
static const char *const leaf_1_ecx[32] = { "pni", "pclmulqdq", "dtes64", "monitor",
	"ds_cpl", "vmx", "smx", "est", "tm2", "ssse3", "cid", "sdbg", "fma", "cx16",
	"xtpr", "pdcm", NULL, "pcid", "dca", "sse4_1", "sse4_2", "x2apic", "movbe",
	"popcnt", "tsc_deadline_timer", "aes", "xsave", NULL, "avx", "f16c", "rdrand",
	"hypervisor" };
static const char *const leaf_7_ebx[32] = { "fsgsbase", "tsc_adjust", "sgx", "bmi1",
	"hle", "avx2", NULL, "smep", "bmi2", "erms", "invpcid", "rtm", NULL, NULL, "mpx",
	NULL, "avx512f", "avx512dq", "rdseed", "adx", "smap", NULL, NULL, "clflushopt",
	"clwb", NULL, NULL, NULL, NULL, "sha_ni", NULL, NULL };
static const char *const extended_edx[32] = { [11] = "syscall",
	[20] = "nx",
	[25] = "fxsr_opt",
	[26] = "pdpe1gb",
	[27] = "rdtscp",
	[29] = "lm" };
static const char *const extended_ecx[32] = { [0] = "lahf_lm",
	[2] = "svm",
	[5] = "abm",
	[6] = "sse4a",
	[7] = "misalignsse",
	[8] = "3dnowprefetch" };

struct regs {
	uint32_t a, b, c, d;
};

/* All zero: there is no such leaf. */
static struct regs leaf(uint32_t number)
{
	struct regs r = { 0 };

	if (number <= __get_cpuid_max(number & 0x80000000u, NULL))
		__cpuid_count(number, 0, r.a, r.b, r.c, r.d);
	return r;
}

static void flags(struct text *t, uint32_t bits, const char *const names[32])
{
	for (int i = 0; i < 32; i++)
		if (bits >> i & 1 && names[i])
			text_add(t, " %s", names[i]);
}

/* The three leaves of the name, which is padded with blanks or NULs. */
static void model_name(struct text *t)
{
	char name[49] = "";
	const char *at = name;

	for (uint32_t i = 0; i < 3; i++) {
		struct regs r = leaf(0x80000002u + i);

		memcpy(name + i * 16, &r, 16);
	}
	at += strspn(at, " ");
	text_add(t, "model name\t: %s\n", *at ? at : "unknown");
}

static void identity(struct text *t)
{
	struct regs zero = leaf(0), one = leaf(1);
	uint32_t vendor[3] = { zero.b, zero.d, zero.c };
	uint32_t family = one.a >> 8 & 15, model = one.a >> 4 & 15;

	if (family == 6 || family == 15)
		model |= one.a >> 12 & 0xf0;
	if (family == 15)
		family += one.a >> 20 & 0xff;
	text_add(t, "vendor_id\t: %.12s\ncpu family\t: %u\nmodel\t\t: %u\n",
		(const char *)vendor, family, model);
	model_name(t);
	text_add(t, "stepping\t: %u\n", one.a & 15);
}

static void abilities(struct text *t)
{
	struct regs one = leaf(1), extended = leaf(0x80000001u),
		    sizes = leaf(0x80000008u);
	uint32_t line = one.b >> 5 & 0x7f8;

	text_add(t,
		"fpu\t\t: yes\nfpu_exception\t: yes\ncpuid level\t: %u\nwp\t\t: yes\nflags\t\t:",
		leaf(0).a);
	flags(t, one.d, leaf_1_edx);
	flags(t, extended.d, extended_edx);
	flags(t, one.c, leaf_1_ecx);
	flags(t, extended.c, extended_ecx);
	flags(t, leaf(7).b, leaf_7_ebx);
	text_add(t, "\nclflush size\t: %u\ncache_alignment\t: %u\n", line, line);
	text_add(t, "address sizes\t: %u bits physical, %u bits virtual\n\n",
		sizes.a & 0xff, sizes.a >> 8 & 0xff);
}

/* All CPUs are alike: what this one says is said of each. */
int text_cpuinfo(struct text *t, const struct subject *s)
{
	struct xinim_stats_boot boot = { 0 };

	(void)s;
	procfs_stats(XINIM_STATS_BOOT, 0, &boot, sizeof(boot));
	for (unsigned i = 0; i < boot.cpus_online; i++) {
		text_add(t, "processor\t: %u\n", i);
		identity(t);
		text_add(t, "cpu MHz\t\t: %lu.%03lu\n", boot.tsc_hz / 1000000,
			boot.tsc_hz / 1000 % 1000);
		text_add(t, "siblings\t: %u\ncpu cores\t: %u\n", boot.cpus_online,
			boot.cpus_online);
		abilities(t);
	}
	return 0;
}
