/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of a calendar (RFC 5545, 3.1), whoever wrote them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "NAME;TZID=Asia/Seoul:value" */
typedef struct
{
  const char *name; /* in capitals */
  const char *value;
  char *zone;         /* (owned) (nullable): TZID */
  gboolean is_quoted; /* quoted-printable, as old telephones write */
  gboolean is_onward; /* RANGE=THISANDFUTURE */
} EspIcalLine;

/* A day, or a time of one. */
typedef struct
{
  gint64 wall; /* seconds since 1970 as a clock there shows them */
  gboolean is_day;
  gboolean is_utc;
} EspIcalStamp;

GPtrArray *esp_ical_lines_new (const char *data, gsize length);
gboolean esp_ical_line_parse (char *text, EspIcalLine *out_line);
void esp_ical_line_clear (EspIcalLine *self);
gboolean esp_ical_stamp_parse (const char *text, EspIcalStamp *out_stamp);
gboolean esp_ical_duration_parse (const char *text, gint64 *out_days, gint64 *out_seconds);
char *esp_ical_text_new (const EspIcalLine *line, gsize most);

G_END_DECLS
