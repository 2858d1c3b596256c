/*
 * servers/process/sem_undo.c - SEM_UNDO: what a process did to semaphores is taken back.
 *
 * A list belongs to a process, or to several (CLONE_SYSVSEM), and is carried out when
 * the last of them ends. exec does not change it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "servers/process/sem.h"

/* Bytes of all adjustments there are, for processes have no memory of ours of their own. */
#define BYTES_MOST (4u << 20)

struct undo_list {
	unsigned users;
	struct list undos;
};

static size_t bytes;

static struct undo_list *list_of(struct proc *p)
{
	if (!p->undo) {
		p->undo = malloc(sizeof(*p->undo));
		if (!p->undo)
			return NULL;
		p->undo->users = 1;
		list_init(&p->undo->undos);
	}
	return p->undo;
}

int undo_share(struct proc *p, struct proc *self)
{
	struct undo_list *l = list_of(self);

	if (!l)
		return -ENOMEM;
	l->users++;
	p->undo = l;
	return 0;
}

static size_t size_for(const struct sem_set *s)
{
	return sizeof(struct undo) + s->count * sizeof(int16_t);
}

struct undo *undo_of(struct proc *p, struct sem_set *s)
{
	struct undo_list *l = list_of(p);
	struct undo *u;

	if (!l)
		return NULL;
	list_for_each_entry (u, &l->undos, of_list)
		if (u->set == s)
			return u;
	if (size_for(s) > BYTES_MOST - bytes)
		return NULL;
	u = calloc(1, size_for(s));
	if (!u)
		return NULL;
	bytes += size_for(s);
	u->set = s;
	list_add_tail(&s->undos, &u->of_set);
	list_add_tail(&l->undos, &u->of_list);
	return u;
}

static void drop(struct undo *u)
{
	bytes -= size_for(u->set);
	list_remove(&u->of_set);
	list_remove(&u->of_list);
	free(u);
}

void undo_clear(struct sem_set *s, int number)
{
	struct undo *u;

	list_for_each_entry (u, &s->undos, of_set)
		if (number >= 0)
			u->adjust[number] = 0;
		else
			memset(u->adjust, 0, s->count * sizeof(u->adjust[0]));
}

void undo_drop_set(struct sem_set *s)
{
	while (!list_empty(&s->undos))
		drop(list_first(&s->undos, struct undo, of_set));
}

/* Linux: a value that would be out of range goes as far as it can. */
static void carry_out(struct undo *u, int32_t pid)
{
	struct sem_set *s = u->set;
	bool changed = false;

	for (unsigned i = 0; i < s->count; i++) {
		int value = s->sem[i].value + u->adjust[i];

		if (!u->adjust[i])
			continue;
		if (value < 0)
			value = 0;
		if (value > SEM_VALUE_MAX)
			value = SEM_VALUE_MAX;
		s->sem[i] = (struct sem){ (uint16_t)value, pid };
		changed = true;
	}
	drop(u);
	if (!changed)
		return;
	s->otime = ipc_now();
	sem_wake(s);
}

void undo_leave(struct proc *p)
{
	struct undo_list *l = p->undo;

	p->undo = NULL;
	if (!l || --l->users)
		return;
	while (!list_empty(&l->undos))
		carry_out(list_first(&l->undos, struct undo, of_list), proc_pid(p));
	free(l);
}
