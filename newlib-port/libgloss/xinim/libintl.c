/*
 * newlib-port/libgloss/xinim/libintl.c - messages in the language of the locale: GNU
 * gettext's functions.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

/* The locales are C and C.UTF-8 (POSIX), in which gettext by its own rule looks into no
 * catalogue, LANGUAGE or not (GNU gettext manual, 2.3.2 and 11.2.10): each message is its
 * own translation, and of plurals there are English's two. Domains and where their
 * catalogues would be are kept all the same, since programs ask for them again. */
#include <libintl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct domain {
	struct domain *next;
	char *folder, *codeset;
	char name[];
};

/* By these, configure of GNU gettext before 0.19.8 knows that these functions are GNU's. A
 * program may add one to the first, so that nothing stays cached. */
int _nl_msg_cat_cntr;
struct binding *_nl_domain_bindings;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct domain *domains;
static char messages[] = "messages";
static char *current = messages;

/* The domain of this name, made if it is not there. NULL: ENOMEM. */
static struct domain *domain_locked(const char *name)
{
	size_t size = strlen(name) + 1;
	struct domain *d;

	for (d = domains; d != NULL; d = d->next)
		if (strcmp(d->name, name) == 0)
			return d;
	d = malloc(sizeof(*d) + size);
	if (d == NULL)
		return NULL;
	d->folder = d->codeset = NULL;
	memcpy(d->name, name, size);
	d->next = domains;
	domains = d;
	return d;
}

/* NULL asks; else *slot becomes a copy. What was there may be in a caller's hands: a
 * program sets it once or twice in its life, so it stays. NULL: ENOMEM. */
static char *swap_locked(char **slot, const char *text)
{
	char *copy;

	if (text == NULL || (*slot != NULL && strcmp(*slot, text) == 0))
		return *slot;
	copy = strdup(text);
	if (copy != NULL)
		*slot = copy;
	return copy;
}

/* NULL asks, "" is back to "messages". NULL with ENOMEM. */
char *textdomain(const char *name)
{
	char *result;

	if (name != NULL && *name == '\0')
		name = messages;
	pthread_mutex_lock(&lock);
	result = swap_locked(&current, name);
	pthread_mutex_unlock(&lock);
	return result;
}

/* The folder of the domain's catalogues; it is set if `folder' is not NULL. NULL: no name,
 * or ENOMEM. */
char *bindtextdomain(const char *name, const char *folder)
{
	static char standard[] = "/usr/share/locale";
	char *result = NULL;
	struct domain *d;

	if (name == NULL || *name == '\0')
		return NULL;
	pthread_mutex_lock(&lock);
	d = domain_locked(name);
	if (d != NULL) {
		result = swap_locked(&d->folder, folder);
		if (result == NULL && folder == NULL)
			result = standard;
	}
	pthread_mutex_unlock(&lock);
	return result;
}

/* The encoding that was asked for, NULL: none was, no name, or ENOMEM. */
char *bind_textdomain_codeset(const char *name, const char *codeset)
{
	char *result = NULL;
	struct domain *d;

	if (name == NULL || *name == '\0')
		return NULL;
	pthread_mutex_lock(&lock);
	d = domain_locked(name);
	if (d != NULL)
		result = swap_locked(&d->codeset, codeset);
	pthread_mutex_unlock(&lock);
	return result;
}

char *dcgettext(const char *name, const char *text, int category)
{
	(void)name;
	(void)category;
	return (char *)(uintptr_t)text;
}

char *dcngettext(const char *name, const char *one, const char *many, unsigned long n,
	int category)
{
	(void)name;
	(void)category;
	return (char *)(uintptr_t)(n == 1 ? one : many);
}

char *dgettext(const char *name, const char *text)
{
	return dcgettext(name, text, 0);
}

char *gettext(const char *text)
{
	return dcgettext(NULL, text, 0);
}

char *dngettext(const char *name, const char *one, const char *many, unsigned long n)
{
	return dcngettext(name, one, many, n, 0);
}

char *ngettext(const char *one, const char *many, unsigned long n)
{
	return dcngettext(NULL, one, many, n, 0);
}
