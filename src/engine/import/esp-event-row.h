/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ESP_EVENT_ROW_ERROR (esp_event_row_error_quark ())

typedef enum
{
  ESP_EVENT_ROW_ERROR_COLUMNS, /* the file lacks a column that is needed */
  ESP_EVENT_ROW_ERROR_ROW,     /* this row is wrong; others may be fine */
} EspEventRowError;

/* Which column of a file holds what; found by Korean and English names. */
typedef struct _EspEventColumns EspEventColumns;

/* What one row of a file of events says, before anything is looked up. */
typedef struct
{
  char *email; /* (nullable) normalised */
  char *external_id;
  char *phone; /* E.164 */
  char *kind;
  gint64 at_us;
  char *campaign;   /* (nullable) its id or name */
  char *props;      /* (nullable) a JSON object */
  char *dedupe_key; /* (nullable) of the file's own */
} EspEventRow;

typedef struct
{
  const char *kind;   /* (nullable) for files without a column for it */
  const char *region; /* ISO 3166-1, for phone numbers without a country */
  GTimeZone *zone;    /* for times without an offset */
  gint64 now_us;      /* events from the future are refused */
} EspEventRowOptions;

GQuark esp_event_row_error_quark (void);
EspEventColumns *esp_event_columns_new (const char *const *header,
                                        const EspEventRowOptions *options,
                                        GError **error);
void esp_event_columns_free (EspEventColumns *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspEventColumns, esp_event_columns_free)

gboolean esp_event_columns_know (const char *name);
gboolean esp_event_row_parse (const EspEventColumns *columns,
                              const char *const *cells,
                              guint n_cells,
                              EspEventRow *out_row,
                              GError **error);
void esp_event_row_clear (EspEventRow *self);
char *esp_event_kind_from_word (const char *word);
char *esp_event_make_dedupe_key (gint64 lead_id,
                                 const char *kind,
                                 gint64 at_us,
                                 gint64 campaign_id,
                                 const char *props);

G_END_DECLS
