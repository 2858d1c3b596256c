/* tests/port/crypt.c - crypt against the vectors of the scheme's own paper.
 *
 * "Unix crypt using SHA-256 and SHA-512", U. Drepper, 2016; the last ones, for keys
 * longer than a digest, are another implementation's.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <crypt.h>
#include <errno.h>
#include <unistd.h>

#include "../guest/guest.h"

static const struct {
	const char *key, *setting, *want;
} vectors[] = {
	{ "Hello world!", "$6$saltstring",
		"$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLi"
		"BFdcbYEdFCoEOfaS35inz1" },
	{ "Hello world!", "$6$rounds=10000$saltstringsaltstring",
		"$6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnC"
		"M/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v." },
	{ "the minimum number is still observed", "$6$rounds=10$roundstoolow",
		"$6$rounds=1000$roundstoolow$kUMsbe306n21p9R.FRkW3IGn.S9NPN0x50YhH1xhLsPuWGsUS"
		"klZt58jaTfF4ZEQpyUNGc0dqbpBYYBaHHrsX." },
	{ "", "$6$rounds=1000$",
		"$6$rounds=1000$$NPMepfN3/Cv.LPoa7suAzCVH3BhfhhB2wHuwY51WjZgqg.e601K6RWCJ7AHYXH"
		"Zcp4ilHQ0xlpG1yRxSYX3TP/" },
	{ "a short string and one that is longer than the sixty-four bytes of a digest",
		"$6$rounds=1400$anotherlongsaltstring$ignored",
		"$6$rounds=1400$anotherlongsalts$EZtQ7jB/TZAHutHgr65TgmpmZ5s7fdfHe3jthB7eF5GyYC"
		"w.qh.8Gy4kJI7AIf9crDRRlPcIhADfdO3XQ2hA.1" },
};

static void known(void)
{
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++)
		EXPECT_STR(crypt(vectors[i].key, vectors[i].setting), vectors[i].want);
}

/* How a password is checked: the stored result is the setting. */
static void again(void)
{
	struct crypt_data a, b;

	REQUIRE(crypt_r("secret", "$6$rounds=1000$abc", &a) == a.output);
	EXPECT_STR(crypt_r("secret", a.output, &b), a.output);
	EXPECT(strcmp(crypt_r("Secret", a.output, &b), a.output) != 0);
	EXPECT(strcmp(crypt_r("secret ", a.output, &b), a.output) != 0);
	/* The longest there is fits. */
	REQUIRE(crypt_r("x", "$6$rounds=1001$0123456789abcdef", &a) != NULL);
	EXPECT(strlen(a.output) == 3 + 12 + 16 + 1 + 86);
}

static void refused(void)
{
	static const char *const settings[] = { "", "*", "!", "ab", "$1$salt", "$5$salt",
		"$6", "$6$a:b", "$6$a\nb", "$6$rounds=$salt", "$6$rounds=12",
		"$6$rounds=1x$s", "$6$rounds=-1000$s" };
	char key[600];

	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		errno = 0;
		EXPECT(crypt("key", settings[i]) == NULL);
		EXPECT_EQ(errno, EINVAL);
	}
	memset(key, 'k', sizeof(key));
	key[511] = '\0';
	EXPECT(crypt(key, "$6$rounds=1000$s") != NULL);
	key[511] = 'k';
	key[599] = '\0';
	errno = 0;
	EXPECT(crypt(key, "$6$rounds=1000$s") == NULL);
	EXPECT_EQ(errno, ERANGE);
}

static const struct guest_case cases[] = {
	{ "known", known },
	{ "again", again },
	{ "refused", refused },
};

GUEST_MAIN(cases)
