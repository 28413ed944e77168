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

typedef enum
{
  ESP_EVENT_ROLE_PROPERTY,
  ESP_EVENT_ROLE_EMAIL,
  ESP_EVENT_ROLE_EXTERNAL_ID,
  ESP_EVENT_ROLE_PHONE,
  ESP_EVENT_ROLE_KIND,
  ESP_EVENT_ROLE_AT,
  ESP_EVENT_ROLE_CAMPAIGN,
  ESP_EVENT_ROLE_PROPS,
  ESP_EVENT_ROLE_DEDUPE,
  ESP_EVENT_ROLE_NONE, /* left out */
} EspEventRole;

#define ESP_N_EVENT_ROLES (ESP_EVENT_ROLE_NONE + 1)

typedef struct
{
  EspEventRole role;
  char *name; /* (owned) as it stands in the file; of a property, its name */
} EspEventColumn;

typedef struct
{
  const char *kind;           /* (nullable) for files without a column for it */
  const char *region;         /* ISO 3166-1, for phone numbers without a country */
  GTimeZone *zone;            /* for times without an offset */
  gint64 now_us;              /* events from the future are refused */
  const char *const *mapping; /* (nullable) what columns hold, see esp_event_mapping_check() */
  guint year;                 /* of days that are written without one; 0: such rows are refused */
} EspEventRowOptions;

/* Which column of a file holds what; found by Korean and English names. */
typedef struct
{
  GArray *columns; /* (owned) of EspEventColumn */
  EspEventRowOptions options;
  char *kind;      /* (owned) (nullable) of the options */
  char *region;    /* (owned) */
  GTimeZone *zone; /* (owned) */
} EspEventColumns;

GQuark esp_event_row_error_quark (void);
gboolean esp_event_mapping_check (const char *const *mapping, GError **error);
EspEventColumns *esp_event_columns_new (const char *const *header,
                                        const EspEventRowOptions *options);
gboolean esp_event_columns_are_enough (const EspEventColumns *self, GError **error);
void esp_event_columns_free (EspEventColumns *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspEventColumns, esp_event_columns_free)
gboolean esp_event_columns_know (const char *name);
const char *esp_event_role_get_name (EspEventRole role);

G_END_DECLS
