/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workspace of its own for each test of the import, and what tests ask of it. */
#pragma once

#include "worker/esp-import-job.h"

#define START_US G_GINT64_CONSTANT (1790000000000000)

typedef struct
{
  char *folder;
  EspClock *clock;
  EspStore *store;
} Fixture;

typedef struct
{
  const char *reference;
  const char *column;
  const char *channel;
  char *text;   /* (owned) */
  char *state;  /* (owned) */
  char *reason; /* (owned) */
  char **tags;  /* (owned) */
  gint64 n_leads;
} Look;

extern const char *const first_list;

void set_up (Fixture *fixture, gconstpointer data);
void tear_down (Fixture *fixture, gconstpointer data);
char *put_bytes (Fixture *fixture, const char *name, const char *data, gssize length);
EspImportPlan *plan_of (const char *path);
EspImportReport *
run_plan (Fixture *fixture, const char *path, const EspImportPlan *plan, gboolean is_dry);
void assert_outcomes (const EspImportReport *report,
                      guint n_new,
                      guint n_updated,
                      guint n_unchanged,
                      guint n_decide,
                      guint n_errors);
EspImportReport *
import_text (Fixture *fixture, const char *text, void (*adjust) (EspImportPlan *plan));
void look_clear (Look *look);
void do_look (Fixture *fixture, Look *look);
void
assert_field (Fixture *fixture, const char *reference, const char *column, const char *expected);
void
assert_consent (Fixture *fixture, const char *reference, const char *channel, const char *expected);
void assert_n_leads (Fixture *fixture, gint64 expected);
void undo (Fixture *fixture, gint64 history_id, gint64 n_restored, gint64 n_kept);
void set_replace (EspImportPlan *plan);
void set_keep (EspImportPlan *plan);
void set_newest (EspImportPlan *plan);
void by_columns (EspImportPlan *plan);
void declare (EspImportPlan *plan);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
