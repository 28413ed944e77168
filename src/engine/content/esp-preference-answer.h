/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What one person chose on the page of choices, as the form gives it. */
typedef struct
{
  char *token;             /* says whose answer it is */
  GHashTable *fields;      /* (owned) "agree.CHANNEL.PURPOSE" … → value */
  gboolean is_refused_all; /* ended everything at once */
  gint64 at_us;            /* when, if it says so; 0 when not */
  char *from;              /* (nullable): the network address it came from */
  char *digest;            /* the same for the same answer */
} EspPreferenceAnswer;

/* More of one file are not read. */
#define ESP_PREFERENCE_MAX_ANSWERS 100000

void esp_preference_answer_free (EspPreferenceAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspPreferenceAnswer, esp_preference_answer_free)
GPtrArray *esp_preference_answers_parse (const char *text, gssize length, GError **error);
gboolean esp_preference_answer_agrees (const EspPreferenceAnswer *self,
                                       const char *channel,
                                       const char *purpose);

G_END_DECLS
