/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ESP_BRIEF_MAX_TEXT 20000

/* What a campaign is for, in words, and what is expected of it. Texts are %NULL when nothing is said. */
typedef struct
{
  char *goal;
  char *target;
  char *channels;
  char *benefit;
  char *message;
  char *note;
  gboolean is_free; /* it needs no money */

  gboolean expects;
  char *metric;    /* of what is expected: a key of the catalogue */
  double audience; /* how many it was computed for */
  double expected; /* NaN: not said */
  double low;      /* NaN: no interval */
  double high;
  char *reasoning;

  char *lessons; /* what was learned */
  char *went_well;
  char *went_badly;
  char *next_time;
} EspBrief;

EspBrief *esp_brief_new (void);
EspBrief *esp_brief_parse (const char *json, GError **error);
char *esp_brief_to_json (const EspBrief *self);
void esp_brief_free (EspBrief *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspBrief, esp_brief_free)
gboolean esp_brief_set (EspBrief *self, const char *name, const char *value, GError **error);
const char *const *esp_brief_get_names (void);
const char *esp_brief_get (const EspBrief *self, const char *name);

G_END_DECLS
