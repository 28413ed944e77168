/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-import-error.h"
#include "engine/import/esp-import-field.h"

#include "base/esp-text-encoding.h"
#include "engine/import/esp-import-cell.h"
#include "store/esp-fields.h"
#include "store/esp-import-batch.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_IMPORT_TRANSFORM_NONE, /* blanks around a value are taken off in any case */
  ESP_IMPORT_TRANSFORM_LOWER,
  ESP_IMPORT_TRANSFORM_UPPER,
  ESP_IMPORT_TRANSFORM_CAPITALS, /* every Word begins with a capital */
} EspImportTransform;

/* One column of the file and where it goes. A column may have several of these, or none. */
typedef struct
{
  guint column; /* of the file, from 0 */
  EspImportField field;
  char *custom;      /* (owned) (nullable) for CUSTOM: the column of a field that exists */
  char *label;       /* (owned) (nullable) for CUSTOM: the name of a field that is to be made */
  EspFieldType type; /* for CUSTOM */
  EspImportPolicy policy;
  EspImportTransform transform;
} EspImportMapping;

typedef enum
{
  ESP_IMPORT_CONSENT_UNANSWERED, /* refused: the question has to be answered */
  ESP_IMPORT_CONSENT_NONE,       /* nobody of the file may get marketing because of it */
  ESP_IMPORT_CONSENT_BY_COLUMNS, /* the mapped consent columns prove it, row by row */
  ESP_IMPORT_CONSENT_DECLARED,   /* one source, wording and date for all rows */
} EspImportConsentAnswer;

/* Stands in consent_at_us for a day that was given and that nobody can read; a plan with it is refused. */
#define ESP_IMPORT_DAY_UNREAD (-1)

/* How a file becomes leads. */
typedef struct
{
  char *name; /* (owned) what the history calls the import: the name of the file, usually */
  EspEncoding encoding;
  char delimiter;
  gboolean has_header;
  gboolean has_decimal_comma;
  char *marks; /* (owned) (nullable) by column: ',' or '.' where that column differs, else '?' */
  EspDateOrder date_order;
  char *time_zone;  /* (owned) IANA, for dates without an offset */
  char *region;     /* (owned) ISO 3166-1, for phone numbers without + */
  char **missing;   /* (owned) texts that stand for nothing, such as "Select" */
  char **columns;   /* (owned) names of the file's columns */
  GArray *mappings; /* (owned) of EspImportMapping */

  EspImportKey keys[ESP_N_IMPORT_KEYS];
  guint n_keys;

  EspImportConsentAnswer consent;
  gboolean consent_channels[ESP_N_IMPORT_CHANNELS]; /* for DECLARED */
  char *consent_basis;                              /* (owned) (nullable) consent, contract … */
  char *consent_wording;                            /* (owned) (nullable) what people agreed to */
  char *consent_source; /* (owned) (nullable) where: the fair, the form … */
  gint64 consent_at_us; /* for DECLARED; for BY_COLUMNS where a row has no date; 0 is unknown */

  char **tags;       /* (owned) (nullable) added to every lead */
  gint64 segment_id; /* static segment to add every lead to; 0 is none */
  gint64 journey_id; /* live journey to let every lead into; 0 is none */

  GHashTable *decisions; /* (owned) what a person decided, row by row */
} EspImportPlan;

EspImportPlan *esp_import_plan_new (const char *const *columns);
EspImportPlan *esp_import_plan_copy (const EspImportPlan *self);
void esp_import_plan_free (EspImportPlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspImportPlan, esp_import_plan_free)

gboolean esp_import_plan_has_comma (const EspImportPlan *self, guint column);
void esp_import_plan_set_comma (EspImportPlan *self, gboolean has_comma);
void esp_import_plan_clear_mappings (EspImportPlan *self);
EspImportMapping *esp_import_plan_map (EspImportPlan *self, guint column, EspImportField field);
EspFieldType esp_import_type_of_kind (EspCellKind kind);
EspImportMapping *esp_import_plan_map_custom (EspImportPlan *self,
                                              guint column,
                                              const char *label,
                                              EspFieldType type);
void esp_import_plan_unmap (EspImportPlan *self, guint column);
EspImportMapping *esp_import_plan_get_mapping (const EspImportPlan *self, guint index);
EspImportMapping *esp_import_plan_find_mapping (const EspImportPlan *self, guint column);
int esp_import_plan_find_column (const EspImportPlan *self, const char *name);
gboolean esp_import_plan_set_keys (EspImportPlan *self, const char *names, GError **error);
void esp_import_plan_decide (EspImportPlan *self, guint64 row_number, gint64 lead_id);
void esp_import_plan_undecide (EspImportPlan *self, guint64 row_number);
void esp_import_plan_set_policy (EspImportPlan *self, EspImportPolicy policy);
gboolean esp_import_policy_from_name (const char *name, EspImportPolicy *out_policy);
gboolean esp_import_plan_check (const EspImportPlan *self, GError **error);

char *esp_import_plan_to_json (const EspImportPlan *self);
gboolean esp_import_plan_apply_json (EspImportPlan *self, const char *json, GError **error);
gboolean esp_import_plan_json_encoding (const char *json, EspEncoding *out_encoding);
char *esp_import_plan_fingerprint (const EspImportPlan *self);

G_END_DECLS
