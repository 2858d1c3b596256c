/* tests/port/linux.c - names of Linux's own headers, and what else programs for it take as given.
 *
 * guest-server: memory
 * guest-server: vfs
 * guest-server: process
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE
#define SYSLOG_NAMES

#include <asm/unistd.h>
#include <dlfcn.h>
#include <errno.h>
#include <fenv.h>
#include <libintl.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/hdreg.h>
#include <linux/rtc.h>
#include <dirent.h>
#include <fcntl.h>
#include <paths.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/swap.h>
#include <syslog.h>
#include <unistd.h>
#include <utmp.h>

#include "../guest/guest.h"

_Static_assert(_IOR('p', 9, struct rtc_time) == RTC_RD_TIME &&
		_IOW('p', 10, struct rtc_time) == RTC_SET_TIME && _IO('p', 1) == 0x7001 &&
		_IOWR('X', 119, int) == 0xc0045877 &&
		_IOR(0x12, 114, size_t) == BLKGETSIZE64,
	"Linux's");
_Static_assert(_IOC_DIR(0xc0045877) == (_IOC_READ | _IOC_WRITE) &&
		_IOC_TYPE(0xc0045877) == 'X' && _IOC_NR(0xc0045877) == 119 &&
		_IOC_SIZE(0xc0045877) == 4,
	"Linux's");
_Static_assert(sizeof(struct hd_geometry) == 16, "Linux's");
_Static_assert(
	sizeof(__u64) == 8 && sizeof(__le32) == 4 && (__s16)-1 < 0 && (__u16)-1 > 0,
	"Linux's");
_Static_assert(__NR_capget == 125 && CAP_TO_INDEX(CAP_LAST_CAP) == 1, "Linux's");

static void names_of_the_log(void)
{
	const CODE *c;
	int known = 0;

	for (c = facilitynames; c->c_name != NULL; c++) {
		EXPECT(LOG_FAC(c->c_val) <= LOG_NFACILITIES && LOG_PRI(c->c_val) == 0);
		known += strcmp(c->c_name, "daemon") == 0 && c->c_val == LOG_DAEMON;
	}
	for (c = prioritynames; c->c_name != NULL; c++)
		known += strcmp(c->c_name, "warn") == 0 && c->c_val == LOG_WARNING;
	EXPECT_EQ(known, 2);
}

static void paths(void)
{
	EXPECT(access(_PATH_DEV, X_OK) == 0 && access(_PATH_DEVNULL, W_OK) == 0);
	EXPECT(access(_PATH_TTY, F_OK) == 0 && access(_PATH_TMP, W_OK) == 0);
	EXPECT(strcmp(_PATH_UTMP, UTMP_FILE) == 0 && strcmp(_PATH_WTMP, WTMP_FILE) == 0);
}

static void rights(void)
{
	struct __user_cap_header_struct h = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct d[_LINUX_CAPABILITY_U32S_3] = { 0 };

	REQUIRE_EQ(syscall(__NR_capget, &h, d), 0);
	EXPECT(d[0].effective & CAP_TO_MASK(CAP_CHOWN));
	EXPECT(d[0].permitted & CAP_TO_MASK(CAP_KILL));
	h.version = 1;
	errno = 0;
	EXPECT_EQ(syscall(__NR_capget, &h, d), -1);
	EXPECT_EQ(errno, EINVAL);
	EXPECT_EQ(h.version, _LINUX_CAPABILITY_VERSION_3);
}

int pivot_root(const char *, const char *);

static void calls(void)
{
	errno = 0;
	EXPECT_EQ(pivot_root("/none", "/tmp"), -1);
	EXPECT_EQ(errno, ENOENT);
	EXPECT_EQ(acct("/tmp/none"), -1);
	EXPECT_EQ(errno, ENOSYS);
	EXPECT_EQ(swapon("/tmp/none", 0), -1);
	EXPECT_EQ(errno, ENOSYS);
	EXPECT_EQ(swapoff("/tmp/none"), -1);
	EXPECT_EQ(errno, ENOSYS);
}

/* By the names of the time when off_t had 32 bits. */
static void large_files(void)
{
	off64_t at = 0x100000000;
	struct stat64 st;
	struct rlimit64 limit;
	struct statvfs64 fs;
	struct dirent64 *entry;
	char byte = 0;
	FILE *f = fopen64("/tmp/large", "w");
	DIR *d;
	int fd;

	REQUIRE(f != NULL);
	EXPECT_EQ(fseeko64(f, at, SEEK_SET), 0);
	EXPECT_EQ(putc('x', f), 'x');
	EXPECT_EQ(ftello64(f), at + 1);
	EXPECT_EQ(fclose(f), 0);
	REQUIRE_EQ(stat64("/tmp/large", &st), 0);
	EXPECT_EQ(st.st_size, at + 1);
	fd = open64("/tmp/large", O_RDWR | O_LARGEFILE);
	REQUIRE(fd >= 0);
	EXPECT_EQ(lseek64(fd, 0, SEEK_END), at + 1);
	EXPECT_EQ(pread64(fd, &byte, 1, at), 1);
	EXPECT_EQ(byte, 'x');
	EXPECT_EQ(pwrite64(fd, "y", 1, at), 1);
	EXPECT_EQ(ftruncate64(fd, 1), 0);
	EXPECT(fstat64(fd, &st) == 0 && st.st_size == 1);
	close(fd);
	EXPECT_EQ(getrlimit64(RLIMIT_NOFILE, &limit), 0);
	EXPECT_EQ(statvfs64("/tmp", &fs), 0);
	d = opendir("/tmp");
	REQUIRE(d != NULL);
	entry = readdir64(d);
	EXPECT(entry != NULL && entry->d_name[0] != 0);
	closedir(d);
	unlink("/tmp/large");
}

static void terminals(void)
{
	int main_side = posix_openpt(O_RDWR | O_NOCTTY), fd,
	    null = open("/dev/null", O_RDWR);
	char name[TTY_NAME_MAX] = "";
	const char *found;

	REQUIRE(main_side >= 0 && grantpt(main_side) == 0 && unlockpt(main_side) == 0);
	fd = open(ptsname(main_side), O_RDWR | O_NOCTTY);
	REQUIRE(fd >= 0);
	EXPECT_EQ(ttyname_r(fd, name, sizeof(name)), 0);
	EXPECT(strcmp(name, ptsname(main_side)) == 0);
	found = ttyname(fd);
	EXPECT(found != NULL && strcmp(found, name) == 0);
	EXPECT_EQ(ttyname_r(fd, name, strlen(name)), ERANGE);
	EXPECT_EQ(ttyname_r(fd, name, strlen(name) + 1), 0);
	EXPECT_EQ(ttyname_r(null, name, sizeof(name)), ENOTTY);
	EXPECT_EQ(ttyname_r(77, name, sizeof(name)), EBADF);
	errno = 0;
	EXPECT(ttyname(77) == NULL);
	EXPECT_EQ(errno, EBADF);
	close(fd);
	close(main_side);
	close(null);
}

static int variable = 1;

static void addresses(void)
{
	static const char text[] = "text";
	Dl_info info = { 0 };
	int local;
	char *heap = malloc(1);

	REQUIRE(dladdr(&variable, &info) != 0);
	EXPECT(info.dli_fname == program_invocation_name && info.dli_sname == NULL);
	EXPECT((const char *)info.dli_fbase <= text && info.dli_saddr == NULL);
	EXPECT(memcmp(info.dli_fbase, "\177ELF", 4) == 0);
	EXPECT(dladdr((const void *)addresses, &info) != 0 && dladdr(text, &info) != 0);
	EXPECT(dladdr(&local, &info) == 0 && dladdr(NULL, &info) == 0);
	EXPECT(heap != NULL && dladdr(heap, &info) == 0);
	free(heap);
}

static sigjmp_buf back;
static volatile sig_atomic_t trapped;

static void on_trap(int number, siginfo_t *info, void *context)
{
	(void)context;
	EXPECT_EQ(number, SIGFPE);
	trapped = info->si_code;
	siglongjmp(back, 1);
}

/* By the x87 unit, which reports at the next FWAIT at the latest: QEMU's own translation knows
 * it only there, and of the other unit never. */
static void divide(volatile long double by)
{
	volatile long double quotient;

	trapped = 0;
	if (sigsetjmp(back, 1) == 0) {
		quotient = 1 / by;
		__asm__ volatile("fwait" ::: "memory");
	}
	(void)quotient;
}

static void traps(void)
{
	struct sigaction action = { .sa_sigaction = on_trap, .sa_flags = SA_SIGINFO };

	REQUIRE_EQ(sigaction(SIGFPE, &action, NULL), 0);
	EXPECT_EQ(fegetexcept(), 0);
	divide(0);
	EXPECT_EQ(trapped, 0);
	feclearexcept(FE_ALL_EXCEPT);
	EXPECT_EQ(feenableexcept(FE_DIVBYZERO), 0);
	EXPECT_EQ(fegetexcept(), FE_DIVBYZERO);
	divide(0);
	EXPECT_EQ(trapped, FPE_FLTDIV);
	feclearexcept(FE_ALL_EXCEPT);
	feenableexcept(FE_DIVBYZERO);
	divide(2);
	EXPECT_EQ(trapped, 0);
	EXPECT_EQ(fedisableexcept(FE_ALL_EXCEPT), FE_DIVBYZERO);
	EXPECT_EQ(fegetexcept(), 0);
	divide(0);
	EXPECT_EQ(trapped, 0);
	feclearexcept(FE_ALL_EXCEPT);
}

/* What configure of older GNU gettext looks for. */
extern int _nl_msg_cat_cntr;
extern int *_nl_domain_bindings;

static void gettext_of_gnu(void)
{
	_nl_msg_cat_cntr++;
	EXPECT(_nl_domain_bindings == NULL);
	EXPECT(strcmp(gettext("text"), "text") == 0);
}

static const struct guest_case cases[] = {
	{ "names of the log", names_of_the_log },
	{ "<paths.h>", paths },
	{ "capget", rights },
	{ "pivot_root, acct, swapon", calls },
	{ "names with 64", large_files },
	{ "ttyname", terminals },
	{ "dladdr", addresses },
	{ "feenableexcept", traps },
	{ "gettext", gettext_of_gnu },
};

GUEST_MAIN(cases)
