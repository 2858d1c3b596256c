/*
 * kernel/symbols.c - names for code addresses.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/symbols.h"

#include <stdbool.h>

#include "kernel/bytes.h"
#include "kernel/string.h"

#define SYM_SIZE      24u
#define STT_NOTYPE    0
#define STT_FUNC      2
#define SHN_UNDEF     0u
#define SHN_LORESERVE 0xff00u /* absolute and common symbols are no code */

/* How far a label without a size, from assembly, is believed to reach. */
#define LABEL_REACH 0x10000u

struct symbol {
	const char *name;
	uint64_t value, size;
	bool func;
};

static const uint8_t *symbols;
static size_t nsymbols;
static const char *strings;
static size_t strings_len;

void symbols_init(const void *symtab, size_t nsyms, const char *strtab, size_t strtab_len)
{
	bool whole = symtab != NULL && strtab != NULL;

	symbols = symtab;
	nsymbols = whole ? nsyms : 0;
	strings = strtab;
	strings_len = whole ? strtab_len : 0;
}

/* Symbol `i`, if it is a code symbol with a name. */
static bool load_symbol(size_t i, struct symbol *s)
{
	const uint8_t *p = symbols + i * SYM_SIZE;
	uint32_t name = load32(p), section = load16(p + 6);
	unsigned type = p[4] & 15u;

	if (type != STT_FUNC && type != STT_NOTYPE)
		return false;
	if (section == SHN_UNDEF || section >= SHN_LORESERVE || name >= strings_len)
		return false;
	s->name = strings + name;
	s->value = load64(p + 8);
	s->size = load64(p + 16);
	s->func = type == STT_FUNC;
	return *s->name != '\0' && memchr(s->name, '\0', strings_len - name) != NULL;
}

/* Is `s` the better answer? The nearer one; at one address the function. */
static bool better(const struct symbol *s, const struct symbol *best)
{
	if (best->name == NULL || s->value != best->value)
		return best->name == NULL || s->value > best->value;
	return s->func && !best->func;
}

const char *symbol_lookup(uint64_t addr, uint64_t *offset)
{
	struct symbol best = { .name = NULL }, s;

	for (size_t i = 0; i < nsymbols; i++) {
		if (load_symbol(i, &s) && s.value <= addr && better(&s, &best) &&
			addr - s.value < (s.size > 0 ? s.size : LABEL_REACH))
			best = s;
	}
	if (best.name != NULL)
		*offset = addr - best.value;
	return best.name;
}
